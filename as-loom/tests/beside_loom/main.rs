//! Programs that loom and the engine judge differently: each is compiled twice, once for either. They are cut down from
//! loom tests of published crates.

use std::panic::{UnwindSafe, catch_unwind};

// One file on purpose: the same program for both.
#[allow(clippy::duplicate_mod)]
mod under_loom;
#[allow(clippy::duplicate_mod)]
mod under_racelab;

/// What a model says that fails; `None` if it passes.
fn fails(model: impl FnOnce() + UnwindSafe) -> Option<String> {
    let panic = catch_unwind(model).err()?;
    Some(panic.downcast::<String>().map_or_else(|_| "a panic".to_owned(), |text| *text))
}

/// The receiver of a one-shot channel goes while the sender is about to wake it. It says that it has gone, and waits
/// until the sender has finished; then it frees the channel.
///
/// Where it takes what it has just said itself for the sender's last word, it does not wait at all. loom's `spin_loop`
/// lets the sender run to its end before the receiver looks, so loom never sees that.
#[test]
fn a_loop_may_find_what_its_own_thread_has_stored_before_the_loop() {
    assert_eq!(fails(|| under_loom::programs::receiver_goes(true)), None);
    let told = fails(|| under_racelab::programs::receiver_goes(true)).expect("it fails");
    // The book shows it.
    assert_eq!(told, include_str!("told.txt"), "what is told has changed; put it into told.txt:\n{told}");

    assert_eq!(fails(|| under_loom::programs::receiver_goes(false)), None);
    assert_eq!(fails(|| under_racelab::programs::receiver_goes(false)), None);
}
