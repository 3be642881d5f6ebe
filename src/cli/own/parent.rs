//! Starts the reader's program and listens to it, for as long as it has something to say.
//!
//! Whatever it does, an answer comes: it is a process of its own, so it may crash, print, fill its memory or never end.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::arguments::UserError;
use super::super::interrupt::interrupted;
use super::os::is_stopped;
use super::request::Request;

/// How often it is looked whether somebody has pressed Ctrl-C.
const GLANCE: Duration = Duration::from_millis(20);

/// How long it may say nothing at all. An execution that does not end is told by the child itself, well before that.
const SILENCE: Duration = Duration::from_secs(20);

/// What the engine says on a thread that it has not started, before that thread ends the process.
const NOT_ITS_OWN: &str = "in an exploration only, and on threads that it has started";

/// What that is called here.
const BEHIND_ITS_BACK: &str = "it started a thread behind the engine's back, by C's pthread_create say, and that thread used an atomic, a lock or a \
     cell. Only what std::thread starts can be explored";

/// So much of what it prints is kept.
const KEPT: usize = 2000;

/// What came of it.
#[derive(Default)]
pub struct Heard {
    /// What it said, but for how far it had come.
    pub answers: Vec<Value>,
    /// The executions that it had come to when it last said so.
    pub executions: u64,
    /// How it ended, if not as it should have.
    pub ended: Option<String>,
    /// What it printed.
    pub printed: Printed,
}

/// What a program printed: the beginning, and how many lines there were.
#[derive(Clone, Default)]
pub struct Printed {
    /// The first of it.
    pub text: String,
    /// How many lines.
    pub lines: u64,
}

/// Has the program do what is wanted. `progress` is told how many executions there were so far.
pub fn run(program: &Path, request: &Request, progress: impl FnMut(u64)) -> Result<Heard, UserError> {
    start(Command::new(program), request, progress)
}

/// The same, with a program that is to be started in a certain way.
pub fn start(
    mut program: Command,
    request: &Request,
    mut progress: impl FnMut(u64),
) -> Result<Heard, UserError> {
    let mut child =
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(
            |error| {
                UserError::new(format!(
                    "cannot start {}: {error}; is its file system mounted noexec?",
                    program.get_program().display()
                ))
            },
        )?;
    // The pipes are there: they were asked for.
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(request.to_json().as_bytes());
    }
    let (said, answers) = channel();
    let stdout = child.stdout.take();
    thread::spawn(move || {
        for line in stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines().map_while(Result::ok))
        {
            let _ = said.send(line);
        }
    });
    let stderr = child.stderr.take();
    let printed = thread::spawn(move || stderr.map(read).unwrap_or_default());
    let mut heard = Heard::default();
    let stopped = listen(&child, &answers, &mut heard, &mut progress);
    if stopped.is_some() {
        let _ = child.kill();
    }
    let status = wait(&mut child);
    heard.ended = stopped.map(str::to_owned).or_else(|| status.and_then(unusual));
    // A process that it left behind may hold the pipe open.
    let patience = Instant::now();
    while !printed.is_finished() && patience.elapsed() < Duration::from_millis(500) {
        thread::sleep(Duration::from_millis(1));
    }
    if printed.is_finished() {
        heard.printed = printed.join().unwrap_or_default();
    }
    let has_panicked_so = || heard.printed.text.contains(NOT_ITS_OWN);
    if heard.answers.iter().any(|answer| answer["foreign"] == true)
        || heard.ended.is_some() && has_panicked_so()
    {
        heard.ended = Some(BEHIND_ITS_BACK.to_owned());
        // Whatever was found before, it was found of a program that did more than was seen.
        heard.answers.clear();
        // A panic of that thread, in words of the engine's.
        heard.printed = Printed::default();
    }
    Ok(heard)
}

/// Takes in what it says; why it is to be stopped, if it is.
fn listen(
    child: &Child,
    answers: &Receiver<String>,
    heard: &mut Heard,
    progress: &mut impl FnMut(u64),
) -> Option<&'static str> {
    let mut last = Instant::now();
    loop {
        match answers.recv_timeout(GLANCE) {
            Ok(line) => {
                last = Instant::now();
                let Ok(answer) = serde_json::from_str::<Value>(&line) else { continue };
                match answer["progress"].as_u64() {
                    Some(executions) => {
                        heard.executions = executions;
                        progress(executions);
                    }
                    None => heard.answers.push(answer),
                }
            }
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if interrupted() {
            return Some("it was interrupted");
        }
        if is_stopped(child) {
            return Some("it stopped itself (signal 19)");
        }
        if last.elapsed() > SILENCE {
            return Some("it said nothing for 20 s and was stopped");
        }
    }
}

fn wait(child: &mut Child) -> Option<ExitStatus> {
    child.wait().ok()
}

/// How it ended, if not as it should have.
fn unusual(status: ExitStatus) -> Option<String> {
    if status.success() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return Some(match signal {
                4 => "it ran into an illegal instruction (signal 4)".to_owned(),
                6 => "it aborted (signal 6)".to_owned(),
                7 | 11 => format!(
                    "it used memory that is not its own (signal {signal}): a stack that overflows does that, or a pointer \
                     to what has been freed"
                ),
                9 => "it was killed (signal 9)".to_owned(),
                signal => format!("it ended by signal {signal}"),
            });
        }
    }
    Some(format!("it ended its process, with {status}"))
}

/// Reads all, and keeps the beginning.
fn read(mut from: impl Read) -> Printed {
    let mut printed = Printed::default();
    let (mut first, mut buffer) = (Vec::new(), vec![0; 1 << 16]);
    let mut open = false;
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let new = &buffer[..count];
        printed.lines += new.iter().filter(|&&byte| byte == b'\n').count() as u64;
        open = new.last() != Some(&b'\n');
        let room = KEPT.saturating_sub(first.len()).min(count);
        first.extend_from_slice(&new[..room]);
    }
    printed.lines += u64::from(open);
    printed.text = String::from_utf8_lossy(&first).into_owned();
    printed
}
