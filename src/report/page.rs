//! Text for a terminal or a pipe: 80 columns, colour only where it is welcome.

use std::io::{self, ErrorKind, Write};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSplitter};

use super::refused::{EXIT_CODE, complain, printable};

/// The widest line that is ever written.
const WIDTH: usize = 80;

/// What is right, and what is wrong: on every page the same, and in the book. Nothing is said by them alone.
pub const RIGHT: Style = AnsiColor::Green.on_default().bold();
/// What is wrong.
pub const WRONG: Style = AnsiColor::Red.on_default().bold();

/// Standard output as a page of text.
///
/// A reader who has seen enough and closes the pipe (`racelab | head`) ends the program without a
/// complaint. Colours follow the terminal and the variable NO_COLOR, and nothing depends on them.
pub struct Page {
    out: Out,
    /// Whether the program has more to do than this page.
    patient: bool,
}

/// Where a page goes.
enum Out {
    Stdout(AutoStream<io::Stdout>),
    /// Into this text, with its colours, for a page that another process shows.
    Kept(String),
    Nowhere,
}

/// Set once, where a page could not be written. Relaxed: the flag is all there is to know.
static FAILED: AtomicBool = AtomicBool::new(false);

/// Whether there was a page that could not be written, for another reason than a closed pipe.
pub fn output_failed() -> bool {
    FAILED.load(Ordering::Relaxed)
}

/// Whether the terminal calls itself dumb, and nobody insists on colour. anstream would colour it all the same where
/// the variable CI is set.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|name| name == "dumb")
        && std::env::var_os("CLICOLOR_FORCE").is_none()
}

/// A line as a terminal may have it: what a terminal would obey in it is spelled out. It may come from anywhere, from
/// the name of a file or from a panic's message. Tabs are left, which source code has.
fn shown(line: &str) -> String {
    line.split('\t').map(printable).collect::<Vec<_>>().join("\t")
}

fn accent(is_right: bool) -> Style {
    if is_right { RIGHT } else { WRONG }
}

impl Default for Page {
    fn default() -> Self {
        let out = io::stdout();
        let out = if is_dumb() { AutoStream::never(out) } else { AutoStream::auto(out) };
        Page { out: Out::Stdout(out), patient: false }
    }
}

impl Page {
    /// A page on standard output.
    pub fn new() -> Self {
        Page::default()
    }

    /// A page that nobody sees, for when standard output is wanted for something else.
    pub fn hidden() -> Self {
        Page { out: Out::Nowhere, patient: true }
    }

    /// Whether nobody sees it: what takes long to write need not be written.
    pub fn is_hidden(&self) -> bool {
        matches!(self.out, Out::Nowhere)
    }

    /// A page that is kept, to be shown by another process.
    pub fn kept() -> Self {
        Page { out: Out::Kept(String::new()), patient: true }
    }

    /// What was kept.
    pub fn into_text(self) -> String {
        match self.out {
            Out::Kept(text) => text,
            Out::Stdout(_) | Out::Nowhere => String::new(),
        }
    }

    /// What another process has kept.
    pub fn show_kept(&mut self, text: &str) {
        self.write(text);
    }

    /// A page beside which there is something else to do, such as a file to write or a verdict for the
    /// exit code: where it cannot be written any more, the program goes on without it.
    pub fn patient() -> Self {
        Page { patient: true, ..Page::default() }
    }

    /// The title of the page.
    pub fn title(&mut self, text: &str) {
        self.styled(Style::new().bold(), &shown(text));
        self.blank();
    }

    /// The heading of a section, with a blank line before it.
    pub fn heading(&mut self, text: &str) {
        self.blank();
        self.styled(AnsiColor::Cyan.on_default().bold(), &shown(text));
    }

    /// A paragraph, wrapped. Breaks in `text` itself are only spaces.
    pub fn say(&mut self, text: &str) {
        self.paragraph(Style::new(), text);
    }

    /// A paragraph that is a verdict: all is right, or something is wrong.
    pub fn verdict(&mut self, is_right: bool, text: &str) {
        self.paragraph(accent(is_right), text);
    }

    fn paragraph(&mut self, style: Style, text: &str) {
        let text: Vec<_> = text.split_whitespace().collect();
        // No break within a word: `mutex-short` stays a name that can be searched for.
        let options = Options::new(WIDTH - 2).word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(&shown(&text.join(" ")), options) {
            self.styled(style, &line);
        }
    }

    /// Lines that stay as they are: source code, a diagram, a table.
    pub fn verbatim(&mut self, text: &str) {
        for line in text.lines() {
            self.line(&shown(line));
        }
    }

    /// Lines that have their colours already.
    pub fn coloured(&mut self, text: &str) {
        for line in text.lines() {
            self.line(line);
        }
    }

    /// A diagram: as it is, but for the line with a cross that says what went wrong.
    pub fn diagram(&mut self, text: &str) {
        for line in text.lines() {
            let line = shown(line);
            if line.starts_with(['✗', 'x']) {
                self.styled(WRONG, &line);
            } else {
                self.line(&line);
            }
        }
    }

    /// A report of an exploration: entries, of which one is the verdict, and a diagram if there is one. `is_right` is
    /// what the verdict comes to, if it comes to anything.
    pub fn report(&mut self, is_right: Option<bool>, text: &str) {
        let mut in_verdict = false;
        for line in text.lines() {
            // An entry begins with its name; its further lines do not.
            let begins = line.strip_prefix("  ").is_some_and(|entry| !entry.starts_with(' '));
            in_verdict = if begins { line.starts_with("  verdict ") } else { in_verdict && !line.is_empty() };
            match is_right {
                Some(is_right) if in_verdict => self.styled(accent(is_right), &shown(line)),
                _ => self.diagram(line),
            }
            if line.is_empty() {
                self.blank();
            }
        }
    }

    /// Words that the reader is to answer, on an open line.
    pub fn prompt(&mut self, text: &str) {
        self.write(text);
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.line("");
    }

    fn styled(&mut self, style: Style, text: &str) {
        self.line(&format!("{style}{text}{style:#}"));
    }

    fn line(&mut self, line: &str) {
        self.write(&format!("{line}\n"));
    }

    fn write(&mut self, text: &str) {
        let out = match &mut self.out {
            Out::Stdout(out) => out,
            Out::Kept(kept) => return kept.push_str(text),
            Out::Nowhere => return,
        };
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            let is_closed = error.kind() == ErrorKind::BrokenPipe;
            if !is_closed {
                complain(&format!("cannot write to standard output: {error}"));
                FAILED.store(true, Ordering::Relaxed);
            }
            match (self.patient, is_closed) {
                (true, _) => self.out = Out::Nowhere,
                (false, true) => exit(0),
                (false, false) => exit(EXIT_CODE.into()),
            }
        }
    }
}
