//! Draws the tree of a tiny program's executions for a browser: from the first steps at the left to the
//! outcomes at the right.

use std::fmt::Write;

use super::svg::{LINE, MARGIN, begin, text, wrap};
use super::tree::{Node, Tree, in_words};

/// Sizes, in pixels.
const BOX: f32 = 142.0;
const BETWEEN: f32 = 20.0;
const ROW: f32 = 70.0;
const HIGH: f32 = 3.0 * LINE + 7.0;
const END: f32 = 196.0;
const HEAD: f32 = 64.0;

const LINES: &str = "
  .branch { fill: none; stroke: #9aa4b5; stroke-width: 1.4; }
  @media (prefers-color-scheme: dark) { .branch { stroke: #5d6779; } }
";

impl Tree {
    /// The tree as the text of an SVG file.
    pub fn svg(&self) -> String {
        let depth = self.first.iter().map(depth).max().unwrap_or(0) as f32;
        let width = 2.0 * MARGIN + depth * (BOX + BETWEEN) + END;
        let height = HEAD + ROW * self.leaves() as f32 + MARGIN;
        let heading = self.heading();
        let (title, extent) = heading.split_once('\n').unwrap_or((&heading, ""));

        let mut svg = begin((width, height), title, &self.text(), LINES, "");
        text(&mut svg, "title", MARGIN, MARGIN + LINE, title);
        text(&mut svg, "key", MARGIN, MARGIN + 2.0 * LINE, extent);
        let mut y = HEAD;
        for node in &self.first {
            draw(&mut svg, node, None, MARGIN, y);
            y += ROW * node.leaves() as f32;
        }
        svg + "</svg>\n"
    }
}

/// Draws a step and all that can come after it, from `y` downwards, with a line from where it branches off.
fn draw(svg: &mut String, node: &Node, from: Option<(f32, f32)>, x: f32, y: f32) {
    let middle = y + ROW * node.leaves() as f32 / 2.0;
    let top = middle - HIGH / 2.0;
    if let Some(from) = from {
        branch(svg, from, (x, middle));
    }
    let _ = writeln!(
        svg,
        "<rect class=\"box\" x=\"{x}\" y=\"{top}\" width=\"{BOX}\" height=\"{HIGH}\" rx=\"4\"/>"
    );
    text(svg, "thread", x + 8.0, top + LINE, &node.thread);
    for (index, line) in wrap(&node.text, BOX - 10.0).iter().enumerate() {
        text(svg, "", x + 8.0, top + LINE * (index as f32 + 2.0), line);
    }
    let right = x + BOX;
    if let Some((outcome, numbers)) = &node.end {
        branch(svg, (right, middle), (right + BETWEEN, middle));
        text(svg, "thread", right + BETWEEN + 8.0, middle, outcome);
        text(svg, "place", right + BETWEEN + 8.0, middle + LINE, &in_words(numbers));
    }
    let mut y = y;
    for next in &node.next {
        draw(svg, next, Some((right, middle)), right + BETWEEN, y);
        y += ROW * next.leaves() as f32;
    }
}

/// A line from the right side of one box to the left side of another.
fn branch(svg: &mut String, from: (f32, f32), to: (f32, f32)) {
    let bend = BETWEEN / 2.0;
    let _ = writeln!(
        svg,
        "<path class=\"branch\" d=\"M{} {} C{} {} {} {} {} {}\"/>",
        from.0,
        from.1,
        from.0 + bend,
        from.1,
        to.0 - bend,
        to.1,
        to.0,
        to.1,
    );
}

/// The steps of the longest path.
fn depth(node: &Node) -> usize {
    1 + node.next.iter().map(depth).max().unwrap_or(0)
}
