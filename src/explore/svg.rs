//! Draws a story as a picture for a browser: a lane a thread, time downwards, arrows for what passes
//! from one thread to another.
//!
//! The picture is one file that needs no other, is legible on a light and on a dark ground, and says in
//! words to whoever cannot see it what it shows.

use std::fmt::Write;

use super::diagram::sentences;
use super::story::{Arrow, Kind, Story, file};
use super::width::LETTER;
pub(super) use super::width::MARGIN;
pub use super::width::Width;
use crate::report::escaped;

/// Sizes, in pixels. A letter of a title is about this wide.
const TITLE_LETTER: f32 = 8.6;
pub(super) const LINE: f32 = 17.0;
const GAP: f32 = 14.0;
const HEAD: f32 = 78.0;

const STYLE: &str = "
  svg { color-scheme: light dark; }
  text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #1d2330; }
  .title { font-weight: bold; font-size: 14px; }
  .thread { font-weight: bold; }
  .place, .key { fill: #5b6475; }
  .box { fill: #f3f5f9; stroke: #9aa4b5; }
  .lane { stroke: #c3cad6; stroke-dasharray: 2 4; }
  .reads { stroke: #7a5c00; stroke-dasharray: 5 3; }
  .synchronises { stroke: #0b6e4f; }
  .passes { stroke: #a4161a; stroke-dasharray: 1.5 3; }
  .arrow { fill: none; stroke-width: 1.6; }
  .reads-head { fill: #7a5c00; }
  .synchronises-head { fill: #0b6e4f; }
  .passes-head { fill: #a4161a; }
  .wrong { fill: #a4161a; font-weight: bold; }
  .ground { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e9ef; }
    .place, .key { fill: #a0a9b8; }
    .box { fill: #262b36; stroke: #5d6779; }
    .lane { stroke: #454d5c; }
    .reads { stroke: #e0b84c; }
    .synchronises { stroke: #58c99b; }
    .passes { stroke: #ff8f8f; }
    .reads-head { fill: #e0b84c; }
    .synchronises-head { fill: #58c99b; }
    .passes-head { fill: #ff8f8f; }
    .wrong { fill: #ff8f8f; }
    .ground { fill: #14171d; }
  }
";

/// Of the arrow for the order of writes.
const OVERWRITES: &str = "  .overwrites { stroke: #5b6475; stroke-dasharray: 6 2 1.5 2; }
  .overwrites-head { fill: #5b6475; }
  @media (prefers-color-scheme: dark) {
    .overwrites { stroke: #a0a9b8; }
    .overwrites-head { fill: #a0a9b8; }
  }
";

/// A box for a step: where it stands and what is written in it.
struct Placed {
    x: f32,
    y: f32,
    height: f32,
    lines: Vec<String>,
    place: Vec<String>,
}

/// The story as the text of an SVG file.
pub fn draw(story: &Story, title: &str, wide: Width) -> String {
    let columns = story.columns();
    let width = 2.0 * wide.margin + wide.lane * columns.len().max(1) as f32;
    let inside = width - 2.0 * wide.margin;
    let titles = textwrap::wrap(title, (inside / TITLE_LETTER) as usize);
    let head = HEAD + LINE * (titles.len() as f32 - 1.0);
    let (placed, bottom) = place(story, &columns, wide, head);
    let end: Vec<_> = story.end.iter().flat_map(|text| wrap(text, inside)).collect();
    // What went wrong is the first thing said below the picture.
    let wrong = story.end.first().map_or(0, |text| wrap(text, inside).len());
    let key = wrap(&key(&story.arrows), inside);
    let height = bottom + LINE * (end.len() + key.len()) as f32 + 1.5 * LINE + MARGIN;

    // The fourth kind is rare, and only a drawing that has it has its style.
    let overwrites = story.arrows.iter().any(|arrow| arrow.kind == Kind::Overwrites);
    let is_drawn = |(kind, ..): &(Kind, &str, &str)| overwrites || *kind != Kind::Overwrites;
    let heads: String =
        KINDS.iter().filter(|kind| is_drawn(kind)).map(|(kind, ..)| arrow_head(class(*kind))).collect();
    let heads = format!("<defs>\n{heads}</defs>\n");
    let styles = if overwrites { OVERWRITES } else { "" };
    let mut svg = begin((width, height), title, &sentences(story, usize::MAX), styles, &heads);
    for (index, line) in titles.iter().enumerate() {
        text(&mut svg, "title", wide.margin, MARGIN + LINE * (index as f32 + 1.0), line);
    }
    for (column, &thread) in columns.iter().enumerate() {
        let x = wide.margin + wide.lane * column as f32;
        text(&mut svg, "thread", x + wide.side, head - LINE, &story.threads[thread]);
        let middle = x + wide.lane / 2.0;
        let _ = writeln!(svg, "<path class=\"lane\" d=\"M{middle} {} V{bottom}\"/>", head - GAP);
    }
    for placed in &placed {
        let (x, y) = (placed.x, placed.y);
        let (across, high) = (wide.of_box(), placed.height);
        let _ = writeln!(
            svg,
            "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{across}\" height=\"{high}\" rx=\"4\"/>"
        );
        let places = placed.place.iter().map(|line| ("place", line));
        let lines = places.chain(placed.lines.iter().map(|line| ("", line)));
        for (index, (class, line)) in lines.enumerate() {
            text(&mut svg, class, x + wide.inner, y + LINE * (index as f32 + 1.0), line);
        }
    }
    for arrow in &story.arrows {
        draw_arrow(&mut svg, arrow, &placed, wide);
    }
    for (index, line) in end.iter().enumerate() {
        let class = if index < wrong { "wrong" } else { "" };
        text(&mut svg, class, wide.margin, bottom + LINE * (index as f32 + 1.0), line);
    }
    let below = bottom + LINE * (end.len() as f32 + 1.8);
    for (index, line) in key.iter().enumerate() {
        text(&mut svg, "key", wide.margin, below + LINE * index as f32, line);
    }
    svg + "</svg>\n"
}

/// The beginning of a drawing: its size, what it is called, what it shows in words, styles beside those that all have,
/// and what it refers to further down; then its ground.
pub(super) fn begin(
    (width, height): (f32, f32),
    title: &str,
    words: &str,
    styles: &str,
    heads: &str,
) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n<style>{STYLE}{styles}</style>\n{heads}\
         <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n",
        escaped(title),
        escaped(words),
    )
}

/// How each kind of arrow is drawn, and what it means.
const KINDS: [(Kind, &str, &str); 4] = [
    (Kind::Synchronises, "solid", "synchronises with"),
    (Kind::Reads, "dashed", "is read by"),
    (Kind::PassesOver, "dotted", "is passed over by"),
    (Kind::Overwrites, "dots and dashes", "overwrites in the order of writes"),
];

/// The class of an arrow, and of its head.
fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Synchronises => "synchronises",
        Kind::Reads => "reads",
        Kind::PassesOver => "passes",
        Kind::Overwrites => "overwrites",
    }
}

/// What the arrows that there are mean; where there are several kinds, each with how it is drawn.
fn key(arrows: &[Arrow]) -> String {
    let is_there = |(kind, ..): &(Kind, &str, &str)| arrows.iter().any(|arrow| arrow.kind == *kind);
    let kinds: Vec<_> = KINDS.into_iter().filter(is_there).collect();
    match kinds[..] {
        [] => String::new(),
        [(_, _, means)] => format!("arrows: {means}"),
        _ => {
            let told: Vec<_> = kinds.iter().map(|(_, drawn, means)| format!("{drawn}, {means}")).collect();
            format!("arrows: {}", told.join("; "))
        }
    }
}

/// Where each step goes, and where the last one ends.
fn place(story: &Story, columns: &[usize], wide: Width, head: f32) -> (Vec<Placed>, f32) {
    let mut y = head;
    let placed = story.steps.iter().map(|step| {
        let column = columns.iter().position(|&thread| thread == step.thread).unwrap_or_default();
        let lines = wrap(&step.text, wide.in_box());
        let place = wide.place(file(step.place), step.place.line());
        let height = LINE * (lines.len() + place.len()) as f32 + 9.0;
        let placed =
            Placed { x: wide.margin + wide.lane * column as f32 + wide.side, y, height, lines, place };
        y += height + GAP;
        placed
    });
    let placed: Vec<_> = placed.collect();
    (placed, y)
}

/// From the side of one box to the side of another, bent so that arrows one above the other can be
/// told apart.
fn draw_arrow(svg: &mut String, arrow: &Arrow, placed: &[Placed], wide: Width) {
    let (from, to) = (&placed[arrow.from], &placed[arrow.to]);
    let across = wide.of_box();
    let (start, end) = if from.x < to.x { (from.x + across, to.x) } else { (from.x, to.x + across) };
    let (above, below) = (from.y + from.height / 2.0, to.y + to.height / 2.0);
    let bend = if from.x < to.x { wide.side } else { -wide.side };
    let class = class(arrow.kind);
    let _ = writeln!(
        svg,
        "<path class=\"arrow {class}\" marker-end=\"url(#{class})\" d=\"M{start} {above} C{} {above} {} {below} \
         {end} {below}\"/>",
        start + 1.5 * bend,
        end - 1.5 * bend,
    );
}

fn arrow_head(class: &str) -> String {
    format!(
        "<marker id=\"{class}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto\"><path class=\"{class}-head\" d=\"M0 0 L8 4 L0 8 z\"/></marker>\n"
    )
}

pub(super) fn text(svg: &mut String, class: &str, x: f32, y: f32, text: &str) {
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text));
}

pub(super) fn wrap(text: &str, width: f32) -> Vec<String> {
    textwrap::wrap(text, (width / LETTER) as usize).into_iter().map(String::from).collect()
}
