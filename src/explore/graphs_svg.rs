//! Draws the graphs of a tiny program side by side: a lane a thread, and an arrow from each write to who finds it.
//!
//! Which of two threads' steps stands higher means nothing. Only lanes have a direction, and arrows.

use std::fmt::Write;

use super::graphs::{Drawn, From, Graphs};
use super::svg::{LINE, MARGIN, begin, text, wrap};

/// Sizes, in pixels.
const BOX: f32 = 160.0;
const HIGH: f32 = 2.0 * LINE + 7.0;
const BETWEEN: f32 = 68.0;
const STEP: f32 = HIGH + 14.0;
/// From the top of a graph to its first step: its outcome, the initial values, the names of the threads.
const TOP: f32 = 96.0;
const GRAPH: f32 = 2.0 * BOX + BETWEEN + 36.0;
const HEAD: f32 = 62.0;
/// How many stand beside each other.
const ACROSS: usize = 2;

const LINES: &str = "
  .frame { fill: none; stroke: #c3cad6; }
  .next { stroke: #9aa4b5; stroke-width: 1.4; }
  .found { fill: none; stroke: #7a5c00; stroke-width: 1.6; }
  .found-head { fill: #7a5c00; }
  @media (prefers-color-scheme: dark) {
    .frame { stroke: #454d5c; }
    .next { stroke: #5d6779; }
    .found { stroke: #e0b84c; }
    .found-head { fill: #e0b84c; }
  }
";

const HEAD_OF_AN_ARROW: &str = "<defs><marker id=\"found\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" \
    markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"found-head\" d=\"M0 0 L8 4 L0 8 z\"/></marker>\
    </defs>\n";

impl Graphs {
    /// The graphs as the text of an SVG file.
    pub fn svg(&self) -> String {
        let rows = self.graphs.len().div_ceil(ACROSS);
        let high = self.graphs.iter().map(height).fold(0.0, f32::max);
        let width = MARGIN + (GRAPH + MARGIN) * ACROSS as f32;
        let all = HEAD + (high + MARGIN) * rows as f32 + 2.0 * LINE;
        let heading = self.heading();
        let (title, extent) = heading.split_once('\n').unwrap_or((&heading, ""));

        let mut svg = begin((width, all), title, &self.text(), LINES, HEAD_OF_AN_ARROW);
        text(&mut svg, "title", MARGIN, MARGIN + LINE, title);
        text(&mut svg, "key", MARGIN, MARGIN + 2.0 * LINE, extent);
        for (index, graph) in self.graphs.iter().enumerate() {
            let x = MARGIN + (GRAPH + MARGIN) * (index % ACROSS) as f32;
            let y = HEAD + (high + MARGIN) * (index / ACROSS) as f32;
            let _ = writeln!(
                svg,
                "<rect class=\"frame\" x=\"{x}\" y=\"{y}\" width=\"{GRAPH}\" height=\"{high}\" rx=\"6\"/>"
            );
            text(&mut svg, "thread", x + 14.0, y + LINE + 4.0, &format!("{}: {}", index + 1, graph.outcome));
            draw(&mut svg, graph, x, y);
        }
        text(&mut svg, "key", MARGIN, all - LINE, "arrows: from who left it to who finds it");
        svg + "</svg>\n"
    }
}

/// How high a graph is drawn.
fn height(graph: &Drawn) -> f32 {
    let steps = graph.lanes.iter().map(|lane| lane.steps.len()).max().unwrap_or(0);
    TOP + STEP * steps as f32
}

/// Where a lane is, and where one of its steps.
fn corner(x: f32, y: f32, lane: usize, step: usize) -> (f32, f32) {
    (x + 18.0 + (BOX + BETWEEN) * lane as f32, y + TOP + STEP * step as f32)
}

fn draw(svg: &mut String, graph: &Drawn, x: f32, y: f32) {
    let initial = (x + GRAPH / 2.0, y + 44.0);
    let _ = writeln!(
        svg,
        "<rect class=\"box\" x=\"{}\" y=\"{}\" width=\"112\" height=\"22\" rx=\"11\"/>",
        initial.0 - 56.0,
        initial.1 - 11.0
    );
    text(svg, "place", initial.0 - 47.0, initial.1 + 4.0, "initial zeros");
    for (index, lane) in graph.lanes.iter().enumerate() {
        let (left, top) = corner(x, y, index, 0);
        text(svg, "thread", left, top - 10.0, &lane.thread);
        for (number, step) in lane.steps.iter().enumerate() {
            let (left, top) = corner(x, y, index, number);
            if number > 0 {
                let middle = left + BOX / 2.0;
                let _ = writeln!(svg, "<path class=\"next\" d=\"M{middle} {} V{top}\"/>", top - STEP + HIGH);
            }
            let _ = writeln!(
                svg,
                "<rect class=\"box\" x=\"{left}\" y=\"{top}\" width=\"{BOX}\" height=\"{HIGH}\" rx=\"4\"/>"
            );
            for (line, words) in wrap(&step.text, BOX - 10.0).iter().enumerate() {
                text(svg, "", left + 8.0, top + LINE * (line as f32 + 1.0), words);
            }
        }
    }
    for (index, lane) in graph.lanes.iter().enumerate() {
        for (number, step) in lane.steps.iter().enumerate() {
            // From a thread's own step just before it: the line between the two is there already.
            let own = number.checked_sub(1).map(|before| From::Step(index, before));
            if let Some(from) = step.from.filter(|&from| Some(from) != own) {
                arrow(svg, from, (index, number), initial, |lane, step| corner(x, y, lane, step));
            }
        }
    }
}

/// An arrow to a step, from the step or the initial value that it finds.
fn arrow(
    svg: &mut String,
    from: From,
    (lane, step): (usize, usize),
    initial: (f32, f32),
    corner: impl Fn(usize, usize) -> (f32, f32),
) {
    let (left, top) = corner(lane, step);
    // Arrows arrive at the side that faces the other lane.
    let inner = if lane == 0 { left + BOX } else { left };
    let out = if lane == 0 { 30.0 } else { -30.0 };
    let (start, end, bends) = match from {
        From::Initial => {
            let start = (initial.0 + if lane == 0 { -12.0 } else { 12.0 }, initial.1 + 11.0);
            let end = (inner, top + 11.0);
            (start, end, [(start.0, end.1 - 6.0), (inner + out / 2.0, end.1)])
        }
        From::Step(source, at) => {
            let (other, high) = corner(source, at);
            let side = if source == 0 { other + BOX } else { other };
            let away = if source == 0 { 30.0 } else { -30.0 };
            let (start, end) = ((side, high + HIGH / 2.0), (inner, top + HIGH - 12.0));
            (start, end, [(side + away, start.1), (inner + out, end.1)])
        }
    };
    let _ = writeln!(
        svg,
        "<path class=\"found\" marker-end=\"url(#found)\" d=\"M{} {} C{} {} {} {} {} {}\"/>",
        start.0, start.1, bends[0].0, bends[0].1, bends[1].0, bends[1].1, end.0, end.1,
    );
}
