//! What a program is doing, for as long as it does it.

use std::io::{IsTerminal, Write, stderr, stdout};

/// A line on a terminal that says what goes on, and is taken back when this is dropped. There is none in a
/// pipe.
pub struct Status {
    /// How many columns are to be blanked.
    shown: usize,
}

impl Status {
    /// Shows it.
    pub fn show(what: &str) -> Self {
        if !(stdout().is_terminal() && stderr().is_terminal()) {
            return Status { shown: 0 };
        }
        let text = format!("{what} ...");
        // Nobody is worse off without it.
        let _ = write!(stderr(), "{text}\r").and_then(|()| stderr().flush());
        Status { shown: text.chars().count() }
    }
}

impl Drop for Status {
    fn drop(&mut self) {
        if self.shown > 0 {
            // Spaces, because not every terminal knows how to erase a line.
            let _ = write!(stderr(), "{:1$}\r", "", self.shown).and_then(|()| stderr().flush());
        }
    }
}
