//! What the generated pieces of HTML share.

use racelab::report::escaped;
use serde_json::Value;

/// Data for a script of the page. `<` is written so that nothing in it can end the element.
pub fn data(value: &Value) -> String {
    let text = value.to_string().replace('<', "\\u003c");
    format!("<script type=\"application/json\">{text}</script>\n")
}

/// The piece as a chapter can include it: Markdown takes everything up to the first empty line for HTML.
pub fn without_empty_lines(html: &str) -> String {
    html.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{line}\n")).collect()
}

/// The same with what stands between backticks as code.
pub fn with_code(text: &str) -> String {
    let pieces = text.split('`').enumerate();
    let piece = |(index, piece)| {
        if index % 2 == 1 { format!("<code>{}</code>", escaped(piece)) } else { escaped(piece) }
    };
    pieces.map(piece).collect()
}
