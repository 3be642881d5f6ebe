//! What people read: pages of wrapped text, and tables.

mod machine;
mod number;
mod page;
mod table;

pub use machine::machine;
pub use number::grouped;
pub use page::Page;
pub use table::{Align, table};
