//! Runs a tool that somebody waits for: it is ended at Ctrl-C, and when it takes too long.
//!
//! rustc evaluates constants and expands macros, and both may go on for ever.

use std::io::{self, Read};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::super::interrupt::interrupted;

/// How often it is looked whether it has ended. A save waits so long for its verdict at worst.
const GLANCE: Duration = Duration::from_millis(2);

/// What came of it.
pub enum Waited {
    /// It ended by itself, and said this.
    Ended(Output),
    /// It was ended by Ctrl-C.
    Interrupted,
    /// It took longer than it may.
    TooLong,
}

/// Runs the tool for `limit` at most, and takes in what it says.
pub fn run(command: &mut Command, limit: Duration) -> io::Result<Waited> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (stdout, stderr) = (all(child.stdout.take()), all(child.stderr.take()));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if interrupted() {
            return Ok(end(child, Waited::Interrupted));
        }
        if start.elapsed() > limit {
            return Ok(end(child, Waited::TooLong));
        }
        thread::sleep(GLANCE);
    };
    // On a terminal, Ctrl-C has ended it as well.
    if interrupted() {
        return Ok(Waited::Interrupted);
    }
    let said = |reader: thread::JoinHandle<Vec<u8>>| reader.join().unwrap_or_default();
    Ok(Waited::Ended(Output { status, stdout: said(stdout), stderr: said(stderr) }))
}

fn end(mut child: Child, waited: Waited) -> Waited {
    // It may have ended in this moment, and then there is nothing to do.
    let _ = child.kill();
    let _ = child.wait();
    waited
}

fn all(from: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What cannot be read was not said.
        let _ = from.map(|mut from| from.read_to_end(&mut bytes));
        bytes
    })
}
