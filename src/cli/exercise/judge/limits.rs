//! What an answer may use of the machine: each process has its limits before it begins.
//!
//! A verdict does not hang on them: what is explored has limits of its own, on executions and on the operations of each.
//! These are for what has neither, such as a constant that the compiler computes for ever; and they are generous, so that
//! a loaded machine gives the same verdict.

use std::process::Command;
use std::sync::OnceLock;

/// So many executions of a scenario are explored.
pub const EXECUTIONS: u64 = 100_000;

/// So many things may happen for no reason in one execution: two, as with one of them a second look would do for a loop.
pub const WHIMS: u32 = 2;

/// So many seconds of the clock may an exploration take. No answer that is meant takes a tenth of that.
pub const SECONDS: u64 = 120;

/// Of a process.
#[derive(Clone, Copy)]
pub struct Allowed {
    /// Seconds of a processor.
    pub seconds: u64,
    /// Bytes of address space.
    pub memory: u64,
    /// Bytes of the largest file that it may write.
    pub file: u64,
    /// Whether it is one that runs an answer, and has no network.
    pub runs: bool,
}

/// What the compiler may use.
pub const COMPILER: Allowed = Allowed { seconds: 60, memory: 6 << 30, file: 1 << 30, runs: false };

/// What an answer may use while it is explored.
pub const ANSWER: Allowed = Allowed { seconds: SECONDS, memory: 2 << 30, file: 0, runs: true };

/// How many processes and threads an answer may have, where they can be counted for it alone.
const THREADS: u64 = 64;

/// Gives the process these limits.
#[cfg(unix)]
pub fn limit(command: &mut Command, allowed: Allowed) {
    use std::os::unix::process::CommandExt;
    let alone = allowed.runs && has_no_network();
    let before = move || {
        if alone {
            leave_the_network();
            // Counted in the new namespace alone; elsewhere other programs of the user's would count.
            set(libc::RLIMIT_NPROC, THREADS);
        }
        set(libc::RLIMIT_CPU, allowed.seconds);
        set(libc::RLIMIT_AS, allowed.memory);
        set(libc::RLIMIT_FSIZE, allowed.file);
        set(libc::RLIMIT_CORE, 0);
        Ok(())
    };
    // SAFETY: between fork and exec it does nothing but system calls, and allocates nothing.
    unsafe { command.pre_exec(before) };
}

#[cfg(unix)]
fn set(what: Resource, most: u64) {
    let most = most as libc::rlim_t;
    let limit = libc::rlimit { rlim_cur: most, rlim_max: most };
    // SAFETY: it reads the limit and sets it. Where that is refused, there is none, as before.
    unsafe { libc::setrlimit(what, &limit) };
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
type Resource = libc::__rlimit_resource_t;
#[cfg(all(unix, not(all(target_os = "linux", target_env = "gnu"))))]
type Resource = libc::c_int;

/// Whether the system lets this user start a process without network.
#[cfg(target_os = "linux")]
pub fn has_no_network() -> bool {
    use std::os::unix::process::CommandExt;
    static KNOWN: OnceLock<bool> = OnceLock::new();
    *KNOWN.get_or_init(|| {
        let mut probe = Command::new("true");
        let before = || match leave_the_network() {
            true => Ok(()),
            false => Err(std::io::Error::last_os_error()),
        };
        // SAFETY: one system call.
        unsafe { probe.pre_exec(before) };
        probe.status().is_ok_and(|status| status.success())
    })
}

#[cfg(target_os = "linux")]
fn leave_the_network() -> bool {
    // SAFETY: the process has one thread, as fork has just made it.
    unsafe { libc::unshare(libc::CLONE_NEWUSER | libc::CLONE_NEWNET) == 0 }
}

/// Whether the system lets this user start a process without network: only Linux does.
#[cfg(not(target_os = "linux"))]
pub fn has_no_network() -> bool {
    static KNOWN: OnceLock<bool> = OnceLock::new();
    *KNOWN.get_or_init(|| false)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn leave_the_network() -> bool {
    false
}

/// There are none.
#[cfg(not(unix))]
pub fn limit(_: &mut Command, _: Allowed) {}
