//! Text within HTML and SVG.

/// The text with the characters that mean something in markup written as what stands for them.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
