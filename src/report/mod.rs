//! What people read: pages of wrapped text, and tables.

mod number;
mod page;
mod status;
mod table;

pub use number::{counted, grouped};
pub use page::Page;
pub use racelab_litmus::markup::escaped;
pub use status::Status;
pub use table::{Align, table};
