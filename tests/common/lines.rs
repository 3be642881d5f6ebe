//! Text with its line numbers replaced, so that an edit elsewhere in a file changes no snapshot.

/// Replaces the numbers of source lines: in `file.rs:57`, in `line 57`, and at the left of a diagram.
pub fn without_lines(text: &str) -> String {
    text.lines().map(|line| without_lines_in(line) + "\n").collect()
}

fn without_lines_in(line: &str) -> String {
    let rest = line.trim_start().trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_gutter =
        rest.trim_start().starts_with(['│', '|']) || (rest.len() < line.len() && rest.starts_with("  "));
    let mut replaced = if is_gutter { "N ".to_owned() } else { String::new() };
    let mut left = if is_gutter { rest.trim_start() } else { line };
    while let Some(mark) =
        [".rs:", "line "].iter().filter_map(|mark| Some(left.find(mark)? + mark.len())).min()
    {
        replaced += &left[..mark];
        let number = &left[mark..];
        left = number.trim_start_matches(|letter: char| letter.is_ascii_digit());
        if left.len() < number.len() {
            replaced.push('N');
        }
    }
    (replaced + left).trim_end().to_owned()
}
