//! What an answer may use of the machine, seen from within: its frame calls C. And a machine that has other things to do.

use std::fs;
use std::hint::black_box;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use racelab::cli::exercise::course::Exercise;
use racelab::cli::exercise::judge::Word;
use racelab::cli::exercise::judge::limits::{ANSWER, has_no_network, limit};

use super::course_form::{on_all_cores, told};
use super::{sample, scratch, verdict};

/// An exercise with this in its frame, which allows one outcome. Its region is empty.
fn frame(name: &str, frame: &str, allowed: &str, outcome: &str) -> Exercise {
    let text = format!(
        "//! T\n//!\n//! What for: x.\n//!\n//! Do.\n\n// exercise: lesson 01\n// exercise: kind code\n\
         // exercise: minutes 1\n// exercise: hint a\n// exercise: hint b\n// exercise: hint c\n// exercise: after d\n\
         // yours: a\n// end\n{frame}\n// racelab: outcomes {allowed}\nfn it() -> i32 {{\n{outcome}\n}}\n"
    );
    Exercise::read(name, &text).unwrap()
}

#[test]
fn an_answer_can_write_to_no_file() {
    let file = scratch("limits").join("written");
    let _ = fs::remove_file(&file);
    let path = file.to_str().unwrap();
    let exercise = frame(
        "01_writes",
        "unsafe extern \"C\" {
    fn creat(path: *const u8, mode: u32) -> i32;
    fn write(file: i32, from: *const u8, bytes: usize) -> isize;
}",
        "1",
        &format!("    unsafe {{ write(creat(b\"{path}\\0\".as_ptr(), 0o600), b\"x\".as_ptr(), 1) as i32 }}"),
    );
    let verdict = verdict(&exercise, &exercise.solution());
    assert_eq!(verdict.word, Word::Panic, "{}", told(&verdict));
    // SIGXFSZ: the file would be larger than it may be.
    assert!(verdict.message.contains("signal 25"), "{}", verdict.message);
    assert_eq!(fs::metadata(&file).unwrap().len(), 0, "it was made, and nothing is in it");
}

#[test]
fn an_answer_finds_no_network() {
    if !has_no_network() {
        println!(
            "this system lets no ordinary user start a program without network, so there is nothing to try"
        );
        return;
    }
    let listens = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listens.local_addr().unwrap();
    TcpStream::connect(address).expect("here, there is somebody who listens");
    let [high, low] = address.port().to_be_bytes();
    let exercise = frame(
        "01_connects",
        "unsafe extern \"C\" {
    fn socket(domain: i32, kind: i32, protocol: i32) -> i32;
    fn connect(socket: i32, address: *const u8, bytes: u32) -> i32;
}",
        // Of `connect`: refused.
        "-1",
        // A socket of the internet, a stream; its address in the form of `sockaddr_in`.
        &format!(
            "    let address: [u8; 16] = [2, 0, {high}, {low}, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    unsafe {{ connect(socket(2, 1, 0), address.as_ptr(), 16) }}"
        ),
    );
    let verdict = verdict(&exercise, &exercise.solution());
    assert_eq!(verdict.word, Word::Passes, "{}", told(&verdict));
}

#[test]
fn an_answer_can_start_only_so_many_processes() {
    if !has_no_network() {
        println!("where processes cannot be counted for an answer alone, there is no limit on them");
        return;
    }
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", "n=0; while [ $n -lt 200 ]; do sleep 60 & n=$((n + 1)); echo $n; done"]);
    shell
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // The system counts nobody's processes for root, whom the tests of a container may run as.
    // SAFETY: it only asks.
    if unsafe { libc::geteuid() } == 0 {
        shell.uid(65534);
    }
    limit(&mut shell, ANSWER);
    let mut child = shell.spawn().unwrap();
    let status = child.wait().unwrap();
    // What it has started is still there, and holds the pipes open.
    let group = i32::try_from(child.id()).unwrap();
    // SAFETY: it ends the group that this test has started.
    unsafe { libc::kill(-group, libc::SIGKILL) };
    let output = child.wait_with_output().unwrap();
    let started = String::from_utf8_lossy(&output.stdout).lines().count();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!status.success() && started < 64, "it has started {started}: {said}");
    assert!(started > 0 && said.to_lowercase().contains("fork"), "it has started {started}: {said}");
}

#[test]
fn the_same_answer_gets_one_verdict_however_busy_the_machine_is() {
    let is_over = AtomicBool::new(false);
    let cores = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..2 * cores {
            scope.spawn(|| {
                // Relaxed: nothing is handed over by it.
                while !is_over.load(Ordering::Relaxed) {
                    black_box(());
                }
            });
        }
        let (flag, weakest) = (sample("01_flag"), sample("02_weakest"));
        for (exercise, text, word) in [
            (&flag, flag.starter(), Word::DataRace),
            (&flag, flag.solution(), Word::Passes),
            (&weakest, weakest.starter(), Word::TooStrong),
        ] {
            let first = verdict(exercise, &text);
            let all = |verdict: &racelab::cli::exercise::judge::Verdict| {
                let sites = verdict.sites.clone();
                (verdict.word, verdict.message.clone(), verdict.executions, verdict.report.clone(), sites)
            };
            let others = on_all_cores(&[(); 19], |()| {
                let other = verdict(exercise, &text);
                (all(&other) != all(&first)).then(|| told(&other))
            });
            assert_eq!((first.word, others), (word, Vec::new()), "{}", told(&first));
        }
        is_over.store(true, Ordering::Relaxed);
    });
}
