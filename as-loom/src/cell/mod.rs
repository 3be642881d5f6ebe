//! Plain memory that is watched, by loom's names.

#[expect(clippy::module_inception, reason = "as in std")]
mod cell;
mod unsafe_cell;

pub use cell::Cell;
pub use unsafe_cell::{ConstPtr, MutPtr, UnsafeCell};
