//! What people read: pages of wrapped text, and tables.

mod number;
mod page;
mod table;

pub use number::grouped;
pub use page::Page;
pub use table::{Align, table};
