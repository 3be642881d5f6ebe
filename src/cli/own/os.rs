//! What is asked of the operating system: two ways out of the child, a limit on its memory, and whether it stands still.

use std::fs::File;
use std::process::Child;
use std::sync::OnceLock;
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

#[cfg(unix)]
use racelab_loom::explore::aborts;

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
    aborts::memory::limited_to(MEMORY);
    let no_dump = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the same. A program that ends in a fault leaves no file behind.
    unsafe { libc::setrlimit(libc::RLIMIT_CORE, &no_dump) };
}

/// How long a thread may take to end that the program has started behind the engine's back.
#[cfg(target_os = "linux")]
const GRACE: Duration = Duration::from_millis(200);

/// Waits for threads that the program has started behind the engine's back and that may still be about to use its types.
/// Not for long: they may as well never end.
#[cfg(target_os = "linux")]
pub fn wait_for_other_threads() {
    let start = Instant::now();
    let others = || std::fs::read_dir("/proc/self/task").is_ok_and(|threads| threads.count() > 1);
    while others() && start.elapsed() < GRACE {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Elsewhere nobody knows how many there are.
#[cfg(not(target_os = "linux"))]
pub fn wait_for_other_threads() {}

/// Whether a child has stopped itself by SIGSTOP, as whoever waits for it would wait for ever. (Ctrl-Z stops it by another
/// signal, and its parent too.)
#[cfg(unix)]
pub fn is_stopped(child: &Child) -> bool {
    // SAFETY: all of a `siginfo_t` may be zero, and `waitid` fills it. What it says of the child stays there for others.
    unsafe {
        let mut about: libc::siginfo_t = std::mem::zeroed();
        let options = libc::WSTOPPED | libc::WNOHANG | libc::WNOWAIT;
        libc::waitid(libc::P_PID, child.id(), &mut about, options) == 0
            && about.si_code == libc::CLD_STOPPED
            && about.si_status() == libc::SIGSTOP
    }
}

/// Nobody can tell.
#[cfg(not(unix))]
pub fn is_stopped(_child: &Child) -> bool {
    false
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
