//! What people read: pages of wrapped text, and tables.

pub mod chart;
mod number;
mod page;
mod refused;
mod status;
mod table;

pub use number::{counted, grouped};
pub use page::{Page, RIGHT, WRONG, output_failed};
pub use racelab_litmus::markup::escaped;
pub use refused::{
    EXIT_CODE, NO_MEMORY, NO_THREADS, complain, end_if_refused, end_quietly, end_without_memory, printable,
};
pub use status::Status;
pub use table::{Align, table};
