//! Processes. A program that ends its process would end the exploration with it, so that is told as its failure.

pub use ::std::process::*;

/// Fails: what is explored may not end the process.
///
/// # Panics
///
/// Always.
#[track_caller]
pub fn exit(code: i32) -> ! {
    panic!("std::process::exit({code}) is called, which would end the process")
}

/// Fails: what is explored may not end the process.
///
/// # Panics
///
/// Always.
#[track_caller]
pub fn abort() -> ! {
    panic!("std::process::abort() is called, which would end the process")
}
