//! What people read: pages of wrapped text, and tables.

mod markup;
mod number;
mod page;
mod table;

pub use markup::escaped;
pub use number::{counted, grouped};
pub use page::Page;
pub use table::{Align, table};
