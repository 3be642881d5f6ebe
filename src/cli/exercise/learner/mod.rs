//! What a learner does: his folder, and the commands that work on it.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `folder` | where his files are; how they come there |
//! | `progress` | what he has solved and tried, in a file |
//! | `judged` | a verdict that is known already is not asked for again |
//! | `told` | a verdict on a page |
//! | `check`, `help`, `list` | the commands |
//! | `watch`, `screen`, `fit` | a new verdict after each save, on a screen that holds it |

mod check;
mod fit;
mod folder;
mod help;
mod judged;
mod list;
mod progress;
mod screen;
mod told;
mod watch;

pub use check::check;
pub use folder::{Folder, init, named};
pub use help::{hint, reset, solution};
pub use judged::{Judged, State};
pub use list::list;
pub use progress::FILE as PROGRESS;
pub use watch::watch;
