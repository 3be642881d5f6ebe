//! What the child asks of the operating system: two ways out, and a limit on memory.

use std::fs::File;
use std::sync::OnceLock;

/// How much address space the reader's program may have, with the engine: its stacks take much that is never used.
#[cfg(unix)]
const MEMORY: libc::rlim_t = 2 << 30;

/// Where answers go. Until [`prints_to_standard_error`] has been called, that is standard output.
static ANSWERS: OnceLock<i32> = OnceLock::new();

/// From now on, what is printed to standard output goes to standard error, and answers to what was standard output.
#[cfg(unix)]
pub fn prints_to_standard_error() {
    // SAFETY: numbers of open files go in, and come out; nothing else has the new one.
    let answers = unsafe { libc::fcntl(1, libc::F_DUPFD_CLOEXEC, 100) };
    if answers >= 0 {
        let _ = ANSWERS.set(answers);
        // SAFETY: both are open.
        unsafe { libc::dup2(2, 1) };
    }
}

/// The way to the parent.
#[cfg(unix)]
pub fn answers() -> File {
    use std::os::fd::FromRawFd;
    // SAFETY: it is open, and only the caller, who asks once, has it.
    unsafe { File::from_raw_fd(ANSWERS.get().copied().unwrap_or(1)) }
}

/// Lets allocations fail where the program has taken more than its share.
#[cfg(unix)]
pub fn limit_memory() {
    let limit = libc::rlimit { rlim_cur: MEMORY, rlim_max: MEMORY };
    // SAFETY: it reads the limit and sets it. Where that is refused, there is none, as before.
    unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) };
    let no_dump = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the same. A program that ends in a fault leaves no file behind.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &no_dump) };
}

/// Not told apart where there is no `dup2`.
#[cfg(not(unix))]
pub fn prints_to_standard_error() {}

/// The way to the parent.
#[cfg(not(unix))]
pub fn answers() -> File {
    unreachable!("files are explored on Unix only, which the parent has said")
}

/// There is none.
#[cfg(not(unix))]
pub fn limit_memory() {}
