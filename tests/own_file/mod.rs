//! | file | what is in it |
//! | --- | --- |
//! | `verdicts` | small programs, and what any textbook builds, right and with one ordering weakened |
//! | `scenarios` | what of a file is explored, and what is refused |
//! | `misbehaves` | programs that crash, never end, print, ... |
//! | `results` | JSON, drawings, the table of sites, and what it asks |
//! | `watching` | `--watch`, and that nothing is written into the clone |
//! | `named` | `racelab::sync`, for names of one's own |
//! | `samples` | runs drawn at random, and a seed that brings one back |
//! | `pictures` | what loom would have said; the page for a browser; what is folded |
//! | `libraries` | what a file is linked with is what the tests have built |
//! | `pointers` | pointers into cells, and what of plain memory is not watched |
//! | `compiler` | what the compiler says, and racelab beside it |
//! | `litmus` | a scenario as a litmus test |

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod compiler;
mod libraries;
mod litmus;
mod misbehaves;
mod named;
mod pictures;
mod pointers;
mod results;
mod samples;
mod scenarios;
mod verdicts;
mod watching;

/// Where a program of `tests/own` is.
fn own(name: &str) -> PathBuf {
    Path::new("tests/own").join(name)
}

/// A program that is written for a test, in a folder of its own.
fn written(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own").join(name);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("program.rs");
    fs::write(&file, text).unwrap();
    file
}

/// The command, with a cache of its own.
fn racelab(command: &str, file: &Path, options: &[&str]) -> Command {
    let mut racelab = Command::new(env!("CARGO_BIN_EXE_racelab"));
    racelab.arg(command).arg(file).args(options);
    racelab.env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    racelab
}

/// How a command ended: its exit code, what it said, and what it complained of.
struct Ended {
    code: i32,
    said: String,
    complaint: String,
}

impl Ended {
    fn of(output: Output) -> Ended {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended {
            code: output.status.code().unwrap(),
            said: text(output.stdout),
            complaint: text(output.stderr),
        }
    }

    /// Asserts that it ended with this code, and said all of this.
    #[track_caller]
    fn is(&self, code: i32, said: &[&str]) {
        let Ended { said: all, complaint, .. } = self;
        assert_eq!(self.code, code, "{all}\n{complaint}");
        // However it was wrapped.
        let words = all.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in said {
            assert!(words.contains(said), "no '{said}' in:\n{all}\n{complaint}");
        }
    }
}

fn check(file: &Path) -> Ended {
    check_with(file, &[])
}

fn check_with(file: &Path, options: &[&str]) -> Ended {
    Ended::of(racelab("check", file, options).output().unwrap())
}
