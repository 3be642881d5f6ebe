//! On a terminal, a lesson stops after each prediction, so that its reader can make one.

use std::io::{IsTerminal, stdin, stdout};
use std::path::Path;

use crate::report::Page;

/// Whether a lesson stops at its predictions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stops {
    /// After each, until its reader goes on.
    AtEach,
    /// Never: from top to bottom.
    Never,
}

/// What a reader may answer to a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Go on.
    Next,
    /// Enough for now.
    Leave,
}

/// What the reader is told at a stop.
const PROMPT: &str = "[Enter: go on   q: leave] ";

impl Stops {
    /// What these arguments ask of the lesson called `name`. They begin with the program's own name: that
    /// of the lesson, or `racelab`, which has looked at the others already. The error is a complaint about
    /// arguments that a lesson does not know.
    pub fn asked(name: &str, arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.into_iter();
        let program = arguments.next().unwrap_or_default();
        let given: Vec<_> = arguments.collect();
        let own = Path::new(&program).file_stem().is_some_and(|stem| stem == name);
        match given.iter().find(|argument| *argument != "--all") {
            Some(unknown) if own => {
                Err(format!("{name} knows only --all, which runs it without a stop, and not {unknown:?}"))
            }
            _ if given.iter().any(|argument| argument == "--all") => Ok(Stops::Never),
            _ => Ok(Stops::AtEach),
        }
    }

    /// The same where somebody is there to read and to press a key; elsewhere never.
    pub fn on_this_terminal(self) -> Self {
        if stdin().is_terminal() && stdout().is_terminal() { self } else { Stops::Never }
    }

    /// Waits for the reader, who may also leave: then this ends the program.
    pub fn wait(self, page: &mut Page) {
        if self == Stops::Never {
            return;
        }
        page.blank();
        page.prompt(PROMPT);
        let mut line = String::new();
        let read = stdin().read_line(&mut line);
        if Answer::to(read.ok().map(|_| line.as_str())) == Answer::Leave {
            // The line is still open where there was no Enter.
            if !line.ends_with('\n') {
                page.blank();
            }
            std::process::exit(0);
        }
    }
}

impl Answer {
    /// What a line means, with its end; none where nothing could be read. An empty one without an end is
    /// the end of the input: whoever closes it leaves.
    pub fn to(line: Option<&str>) -> Self {
        match line.map(|line| (line, line.trim())) {
            None | Some(("", _)) => Answer::Leave,
            Some((_, "q" | "Q" | "quit" | "exit")) => Answer::Leave,
            Some(_) => Answer::Next,
        }
    }
}
