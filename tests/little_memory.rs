//! With little memory a command does its work or says in one line that there is no more: it neither goes round for ever
//! nor takes for a program's failure what is only the machine's.
#![cfg(all(target_os = "linux", not(loom)))]

use std::process::{Command, Output};

/// What is said where the system gives no more, whichever of the two it is asked for first.
const REFUSED: [&str; 2] =
    ["error: the system gives no more memory: ", "error: the system starts no more threads: "];

/// Runs `racelab` with so many kilobytes of address space. Who goes round for ever is ended, with exit code 124.
fn with_memory(kilobytes: u64, arguments: &str) -> Output {
    let racelab = env!("CARGO_BIN_EXE_racelab");
    let line = format!("ulimit -c 0; ulimit -v {kilobytes}; exec timeout 60 {racelab} {arguments}");
    Command::new("sh").args(["-c", &line]).env("RUST_BACKTRACE", "0").output().expect("there is a shell")
}

/// So much is enough to start the program, and not much more.
fn enough_to_start() -> u64 {
    let starts = |kilobytes: &u64| with_memory(*kilobytes, "--version").status.success();
    (10_000..).step_by(1_000).find(starts).expect("some memory is enough")
}

#[test]
fn with_little_memory_a_command_does_its_work_or_says_that_there_is_no_more() {
    let least = enough_to_start();
    for arguments in ["litmus SB --no-hardware", "litmus SB --runs 1", "explain lost_update", "explain mutex"]
    {
        let (mut done, mut refused) = (0, 0);
        for kilobytes in (least..).step_by(1_200).take(20).chain([least + 200_000]) {
            let output = with_memory(kilobytes, arguments);
            let said = String::from_utf8_lossy(&output.stderr);
            match output.status.code() {
                Some(0) => {
                    assert_eq!(said, "", "{arguments} with {kilobytes} KB");
                    done += 1;
                }
                Some(2) => {
                    let is_known = REFUSED.iter().any(|known| said.starts_with(known));
                    assert!(is_known && said.lines().count() == 1, "{arguments} with {kilobytes} KB: {said}");
                    refused += 1;
                }
                other => panic!("{arguments} with {kilobytes} KB: {other:?}, {said}"),
            }
        }
        assert!(done > 0 && refused > 0, "{arguments}: {done} done, {refused} refused");
    }
}

#[test]
fn a_mistake_that_is_explained_with_little_memory_is_explained_as_ever() {
    let plenty = with_memory(1_000_000, "explain lost_update");
    let least = enough_to_start();
    for kilobytes in (least..).step_by(3_000).take(10) {
        let output = with_memory(kilobytes, "explain lost_update");
        if output.status.success() {
            assert_eq!(String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&plenty.stdout));
        }
    }
}
