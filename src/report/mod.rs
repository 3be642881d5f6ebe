//! What people read: pages of wrapped text, and tables.

mod page;
mod table;

pub use page::Page;
pub use table::{Align, table};
