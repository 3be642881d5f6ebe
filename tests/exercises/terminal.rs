//! `racelab exercise` on a terminal of 80 columns and 24 rows: what its keys show fits, and a dumb terminal is not sent
//! what it does not understand.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::{FromRawFd, OwnedFd};
use std::process::{Child, Command, Stdio};
use std::ptr::null_mut;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use super::commands::{begun, in_folder};

/// Somebody who sits at a terminal.
struct Sitting {
    child: Child,
    types: File,
    sees: Receiver<Vec<u8>>,
}

impl Sitting {
    /// Starts the command there.
    fn down(mut command: Command) -> Sitting {
        let (mut ours, mut theirs) = (0, 0);
        let size = libc::winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        // SAFETY: it writes two descriptors, and reads the size.
        let opened = unsafe { libc::openpty(&mut ours, &mut theirs, null_mut(), null_mut(), &size) };
        assert_eq!(opened, 0, "there is no terminal to be had");
        // SAFETY: both were opened just now, and nobody else has them.
        let (ours, theirs) = unsafe { (File::from_raw_fd(ours), OwnedFd::from_raw_fd(theirs)) };
        let theirs = || Stdio::from(theirs.try_clone().unwrap());
        let child = command.stdin(theirs()).stdout(theirs()).stderr(theirs()).spawn().unwrap();
        let (show, sees) = channel();
        let mut reads = ours.try_clone().unwrap();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // Once the program has ended, reading fails.
            while let Ok(count @ 1..) = reads.read(&mut bytes) {
                let _ = show.send(bytes[..count].to_vec());
            }
        });
        Sitting { child, types: ours, sees }
    }

    /// Presses a key, if any, and waits until this is on the screen: all that came since.
    fn presses(&mut self, key: &str, what: &str) -> String {
        self.types.write_all(key.as_bytes()).unwrap();
        let mut seen = Vec::new();
        loop {
            let text = String::from_utf8_lossy(&seen).into_owned();
            if text.contains(what) {
                return text;
            }
            let more = self.sees.recv_timeout(Duration::from_secs(300));
            seen.extend(more.unwrap_or_else(|_| panic!("after '{key}' there is no '{what}' in:\n{text}")));
        }
    }

    fn leaves(mut self) {
        self.types.write_all(b"q").unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

/// The last screen of what was sent, if it fits.
#[track_caller]
fn screen(sent: &str) -> String {
    let (_, last) = sent.rsplit_once("\x1b[H\x1b[2J").expect("the screen was cleared");
    let text = anstream::adapter::strip_str(last).to_string().replace("\r\n", "\n");
    let widest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    assert!(text.lines().count() <= 24 && widest <= 80, "{widest} columns:\n{text}");
    text
}

const FOOT: &str = "q quit\r\nnext: ";

#[test]
fn each_key_shows_what_fits_the_screen() {
    let (folder, exercises) = begun("terminal");
    let mut at = Sitting::down({
        let mut command = in_folder(&folder, &[]);
        command.env("TERM", "xterm").env_remove("NO_COLOR");
        command
    });
    let first = screen(&at.presses("", FOOT));
    assert!(first.contains(&format!("0 of {} solved", exercises.len())), "{first}");
    for (key, what) in [
        ("h", "Hint 1 of 3"),
        ("h", "Hint 2 of 3"),
        ("s", "Try it first"),
        ("l", "page 1 of"),
        ("l", "page 2 of"),
        (" ", "What for: "),
    ] {
        let shown = screen(&at.presses(key, FOOT));
        assert!(shown.contains(what), "'{key}': {shown}");
    }
    fs::write(folder.join(exercises[0].file()), exercises[0].solution()).unwrap();
    let solved = screen(&at.presses("", FOOT));
    assert!(solved.contains("✓ passes") && solved.contains("[="), "{solved}");
    let second = screen(&at.presses("n", &exercises[1].header.title));
    assert!(second.contains(&exercises[1].name), "{second}");
    at.leaves();
}

#[test]
fn a_dumb_terminal_gets_text_alone() {
    let (folder, _) = begun("dumb");
    let mut command = in_folder(&folder, &["start", "5"]);
    command.env("TERM", "dumb").env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    let mut at = Sitting::down(command);
    let first = at.presses("", FOOT);
    let hint = at.presses("h", FOOT);
    assert!(
        hint.contains("Hint 1 of 3") && !first.contains('\x1b') && !hint.contains('\x1b'),
        "{first}{hint}"
    );
    at.leaves();
}
