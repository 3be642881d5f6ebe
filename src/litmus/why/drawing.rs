//! An execution as a picture for a browser: a column a thread, a box an event, and labelled arrows.
//!
//! The picture is one file that needs no other, is legible on a light and on a dark ground, and says in
//! words to whoever cannot see it what it shows.

use std::fmt::Write;

use super::super::checker::cycle::{Link, LinkKind, immediate};
use super::super::checker::relation::EventId;
use super::super::checker::{Execution, Kind};
use super::super::test::Test;
use super::words::action_in_words;

/// Sizes, in pixels. Letters of the typeface are about this wide at this size.
const LETTER: f32 = 7.3;
const COLUMN: f32 = 290.0;
const BOX: f32 = 34.0;
const ROW: f32 = 92.0;
const MARGIN: f32 = 24.0;
const HEAD: f32 = 66.0;

const STYLE: &str = "
  svg { color-scheme: light dark; }
  text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #1d2330; }
  .title { font-weight: bold; font-size: 14px; }
  .thread { font-weight: bold; }
  .box { fill: #f3f5f9; stroke: #9aa4b5; }
  .ground { fill: #ffffff; }
  .arrow { fill: none; stroke-width: 1.4; }
  .circle { stroke-width: 3; }
  .sb { stroke: #9aa4b5; } .sb-head, .sb-label { fill: #5b6475; }
  .rf { stroke: #7a5c00; stroke-dasharray: 5 3; } .rf-head, .rf-label { fill: #7a5c00; }
  .mo { stroke: #1f4e9e; } .mo-head, .mo-label { fill: #1f4e9e; }
  .sw { stroke: #0b6e4f; } .sw-head, .sw-label { fill: #0b6e4f; }
  .rb { stroke: #a4161a; stroke-dasharray: 2 3; } .rb-head, .rb-label { fill: #a4161a; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e9ef; }
    .box { fill: #262b36; stroke: #5d6779; }
    .ground { fill: #14171d; }
    .sb { stroke: #5d6779; } .sb-head, .sb-label { fill: #a0a9b8; }
    .rf { stroke: #e0b84c; } .rf-head, .rf-label { fill: #e0b84c; }
    .mo { stroke: #7fb0ff; } .mo-head, .mo-label { fill: #7fb0ff; }
    .sw { stroke: #58c99b; } .sw-head, .sw-label { fill: #58c99b; }
    .rb { stroke: #ff8f8f; } .rb-head, .rb-label { fill: #ff8f8f; }
  }
";

/// The execution as the text of an SVG file. The links of `circle` are drawn thick; `words` are for whoever
/// cannot see the picture.
pub fn svg(test: &Test, execution: &Execution, circle: &[Link], title: &str, words: &[String]) -> String {
    let places = places(test, execution);
    let links = links(execution, circle);
    let rows = test.threads.iter().enumerate().map(|(thread, _)| in_thread(execution, thread).count());
    let columns = test.threads.len().max(1) as f32;
    let long = title.chars().count() as f32 * LETTER * 14.0 / 12.0;
    let width = (2.0 * MARGIN + COLUMN * columns).max(2.0 * MARGIN + long);
    let height = HEAD + ROW * (rows.max().unwrap_or(0) as f32 + 1.0) + 2.0 * MARGIN;

    let mut svg = String::new();
    // write! to a String cannot fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n<style>{STYLE}</style>\n<defs>\n",
        escaped(title),
        escaped(&words.join("\n")),
    );
    for class in ["sb", "rf", "mo", "sw", "rb"] {
        let _ = writeln!(
            svg,
            "<marker id=\"{class}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"{class}-head\" d=\"M0 0 L8 4 L0 8 z\"/></marker>"
        );
    }
    let _ = writeln!(svg, "</defs>\n<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>");
    text(&mut svg, "title", MARGIN, MARGIN + 8.0, title);
    for thread in 0..test.threads.len() {
        let x = MARGIN + COLUMN * thread as f32 + 4.0;
        text(&mut svg, "thread", x, HEAD + ROW - 12.0, &format!("thread {thread}"));
    }
    for link in &links {
        let thick = circle.contains(link);
        arrow(&mut svg, places[link.from], places[link.to], class(link.kind), thick);
    }
    for (event, place) in places.iter().enumerate() {
        if let Some((x, y, wide)) = place {
            let _ = writeln!(
                svg,
                "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{BOX}\" rx=\"4\"/>"
            );
            let words = action_in_words(&execution.events[event], test);
            text(&mut svg, "", x + 8.0, y + BOX / 2.0 + 4.0, &words);
        }
    }
    text(&mut svg, "", MARGIN, height - MARGIN + 6.0, &key(&links, !circle.is_empty()));
    svg + "</svg>\n"
}

/// Left, top and width of an event's box.
type Place = Option<(f32, f32, f32)>;

fn in_thread(execution: &Execution, thread: usize) -> impl Iterator<Item = EventId> + '_ {
    (0..execution.events.len()).filter(move |&event| execution.events[event].thread == Some(thread))
}

/// Initial values stand in a row above the threads.
fn places(test: &Test, execution: &Execution) -> Vec<Place> {
    let wide = |event: EventId| {
        action_in_words(&execution.events[event], test).chars().count() as f32 * LETTER + 16.0
    };
    let mut places = vec![None; execution.events.len()];
    let mut x = MARGIN;
    for event in 0..execution.events.len() {
        if execution.events[event].kind == Kind::Initial {
            places[event] = Some((x, HEAD - 12.0, wide(event)));
            x += wide(event) + MARGIN;
        }
    }
    for thread in 0..test.threads.len() {
        for (row, event) in in_thread(execution, thread).enumerate() {
            let x = MARGIN + COLUMN * thread as f32;
            places[event] = Some((x, HEAD + ROW * (row as f32 + 1.0), wide(event).min(COLUMN - MARGIN)));
        }
    }
    places
}

/// What is drawn: of orders only what does not follow from the rest.
fn links(execution: &Execution, circle: &[Link]) -> Vec<Link> {
    let events = &execution.events;
    let begun = |from: EventId| events[from].thread.is_some();
    let mut links = Vec::new();
    let mut add = |from, to, kind| {
        let link = Link { from, to, kind };
        if !links.contains(&link) {
            links.push(link);
        }
    };
    for (from, to) in immediate(&execution.sb).pairs().filter(|&(from, _)| begun(from)) {
        add(from, to, LinkKind::SequencedBefore);
    }
    for (from, to) in immediate(&execution.mo).pairs().filter(|&(from, _)| begun(from)) {
        add(from, to, LinkKind::ModificationOrder);
    }
    for (from, to) in execution.rf.pairs() {
        add(from, to, LinkKind::ReadsFrom);
    }
    for (from, to) in execution.sw.pairs().filter(|&(from, to)| events[from].thread != events[to].thread) {
        add(from, to, LinkKind::SynchronisesWith);
    }
    for link in circle {
        add(link.from, link.to, link.kind);
    }
    links
}

fn class(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::SequencedBefore => "sb",
        LinkKind::SynchronisesWith => "sw",
        LinkKind::ReadsFrom => "rf",
        LinkKind::ModificationOrder => "mo",
        LinkKind::ReadsBefore => "rb",
    }
}

/// What the labels mean, of those that occur.
fn key(links: &[Link], circle: bool) -> String {
    let words = [
        (LinkKind::SequencedBefore, "sb: same thread"),
        (LinkKind::ReadsFrom, "rf: is read by"),
        (LinkKind::ModificationOrder, "mo: is overwritten by"),
        (LinkKind::SynchronisesWith, "sw: synchronises with"),
        (LinkKind::ReadsBefore, "rb: reads what is overwritten by"),
    ];
    let there = words.into_iter().filter(|(kind, _)| links.iter().any(|link| link.kind == *kind));
    let there = there.map(|(_, words)| words).chain(circle.then_some("thick: the circle"));
    there.collect::<Vec<_>>().join(" · ")
}

/// From one box to another, bent according to its sort, so that arrows between the same boxes differ.
fn arrow(svg: &mut String, from: Place, to: Place, class: &str, thick: bool) {
    let (Some((from_x, from_y, from_wide)), Some((to_x, to_y, to_wide))) = (from, to) else { return };
    let down = to_y >= from_y;
    let bend = match class {
        "sb" => 0.0,
        "rf" => 14.0,
        "sw" => -14.0,
        "mo" => 30.0,
        _ => -30.0,
    };
    let apart = bend * 1.4;
    let (start, end) = (from_x + from_wide.min(200.0) / 2.0 + apart, to_x + to_wide.min(200.0) / 2.0 + apart);
    let (above, below) = match (down, from_y == to_y) {
        (_, true) => (from_y + BOX, to_y + BOX),
        (true, _) => (from_y + BOX, to_y),
        (false, _) => (from_y, to_y + BOX),
    };
    let sag = if from_y == to_y { 34.0 + bend.abs() / 2.0 } else { (below - above) / 2.0 };
    let (lean, second) = (start + bend, if from_y == to_y { below + sag } else { below - sag });
    let circle = if thick { " circle" } else { "" };
    let _ = writeln!(
        svg,
        "<path class=\"arrow {class}{circle}\" marker-end=\"url(#{class})\" d=\"M{start} {above} C{lean} {} {} \
         {second} {end} {below}\"/>",
        above + sag,
        end + bend,
    );
    let (x, y) = ((start + end + 1.5 * bend) / 2.0 + 5.0, (above + below + second + above + sag) / 4.0 + 4.0);
    text(svg, &format!("{class}-label"), x, y, class);
}

fn text(svg: &mut String, class: &str, x: f32, y: f32, text: &str) {
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
