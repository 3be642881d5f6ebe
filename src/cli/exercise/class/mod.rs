//! What an instructor does: hand exercises out, and judge what comes back.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `export` | exercises in a folder, to hand out |
//! | `submissions` | which files of a folder are whose answers to what |
//! | `grade` | a verdict on each |
//! | `kept` | verdicts are kept as they come, so that an interrupted run goes on where it was |
//! | `alike` | answers that are nearly the same |
//! | `csv` | the table as a file |

mod alike;
mod csv;
mod export;
mod grade;
mod kept;
mod submissions;

pub use export::export;
pub use grade::grade;
