//! What fits on a screen: lines that are no longer than it is wide, and no more of them than there is room for.

use crate::report::Page;

/// What there is for a part of the screen.
#[derive(Clone, Copy)]
pub struct Room {
    /// So many lines, ...
    pub rows: usize,
    /// ... and so many columns in each.
    pub columns: usize,
}

/// How many there are.
pub fn lines(text: &str) -> usize {
    text.lines().count()
}

/// The same in lines that the terminal need not break.
pub fn folded(text: &str, columns: usize) -> String {
    let fold = |line: &str| match textwrap::core::display_width(line) > columns {
        true => textwrap::fill(line, columns.max(1)),
        false => line.to_owned(),
    };
    text.lines().map(|line| fold(line) + "\n").collect()
}

/// A part of the screen, folded.
pub fn part(room: Room, tell: impl FnOnce(&mut Page)) -> String {
    let mut page = Page::kept();
    tell(&mut page);
    folded(&page.into_text(), room.columns)
}

/// As many lines as there is room for; the last says how many more there are, and where.
pub fn cut(text: &str, room: Room, all: &str) -> String {
    let rows: Vec<_> = text.lines().collect();
    if rows.len() <= room.rows {
        return text.to_owned();
    }
    let Some(kept) = room.rows.checked_sub(1) else { return String::new() };
    let more = format!("... {} more lines: {all}", rows.len() - kept);
    // Where not even that has room, its beginning will do.
    let more: String = more.chars().take(room.columns).collect();
    rows[..kept].iter().map(|line| format!("{line}\n")).collect::<String>() + &more + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted() {
        let room = Room { rows: 3, columns: 30 };
        assert_eq!(cut("a\nb\nc\n", room, "d shows all"), "a\nb\nc\n");
        assert_eq!(cut("a\nb\nc\nd\n", room, "d shows all"), "a\nb\n... 2 more lines: d shows all\n");
        assert_eq!(cut("a\nb\n", Room { rows: 1, columns: 9 }, "d shows all"), "... 2 mor\n");
        assert_eq!(cut("a\n", Room { rows: 0, columns: 9 }, ""), "");
    }

    #[test]
    fn no_line_is_longer_than_the_screen_is_wide() {
        let text = "one two three\n\n  four\n\x1b[1mfive\x1b[0m\n";
        assert_eq!(folded(text, 8), "one two\nthree\n\n  four\n\x1b[1mfive\x1b[0m\n");
        assert!(folded("abcdefghij", 4).lines().all(|line| line.len() <= 4));
    }
}
