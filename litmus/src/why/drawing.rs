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
use crate::markup::escaped;

/// Sizes, in pixels. Letters of the typeface are about this wide at this size, and those of a title.
const LETTER: f32 = 7.3;
const TITLE_LETTER: f32 = 8.6;
/// Between a box and the one below it.
const BETWEEN: f32 = 50.0;
const LINE: f32 = 18.0;
const HEAD: f32 = 62.0;

/// How wide a drawing is, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Width {
    /// From the left of one thread's boxes to the left of the next one's.
    column: f32,
    of_box: f32,
    /// Between the edge of the drawing and the boxes.
    margin: f32,
}

impl Width {
    /// For a page as wide as a sheet of paper.
    pub const WIDE: Width = Width { column: 404.0, of_box: 300.0, margin: 24.0 };
    /// Two threads fit on a phone beside each other.
    pub const NARROW: Width = Width { column: 175.0, of_box: 125.0, margin: 8.0 };
}

/// What all boxes of a drawing have in common.
#[derive(Clone, Copy)]
struct Sizes {
    wide: Width,
    /// The height of a box: that of the one with the most lines.
    high: f32,
    /// Where the first boxes begin.
    head: f32,
}

impl Sizes {
    /// From the top of a box to the top of the one below it.
    fn row(self) -> f32 {
        self.high + BETWEEN
    }
}

const STYLE: &str = "
  svg { color-scheme: light dark; }
  text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #1d2330; }
  .title { font-weight: bold; font-size: 14px; }
  .thread { font-weight: bold; }
  .label { paint-order: stroke; stroke: #ffffff; stroke-width: 4; }
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
    .label { stroke: #14171d; }
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
pub fn svg(
    test: &Test,
    execution: &Execution,
    circle: &[Link],
    title: &str,
    words: &[String],
    wide: Width,
) -> String {
    let threads = execution.events.iter().filter_map(|event| event.thread).max().map_or(1, |last| last + 1);
    let width = 2.0 * wide.margin + wide.column * (threads as f32 - 1.0) + wide.of_box;
    let inside = width - 2.0 * wide.margin;
    let wrap = |text: &str, width: f32| -> Vec<String> {
        textwrap::wrap(text, (width / LETTER) as usize).into_iter().map(String::from).collect()
    };
    let events = 0..execution.events.len();
    let said: Vec<_> =
        events.map(|event| wrap(&in_box(execution, event, test), wide.of_box - 14.0)).collect();
    let titles = textwrap::wrap(title, (inside / TITLE_LETTER) as usize);
    let arrows = arrows(execution, circle);
    let lines = said.iter().map(Vec::len).max().unwrap_or(1);
    let high = 34.0 + LINE * (lines as f32 - 1.0);
    let sizes = Sizes { wide, high, head: HEAD + LINE * (titles.len() as f32 - 1.0) };
    let places = places(execution, &arrows, sizes);
    let key = wrap(&key(&arrows, !circle.is_empty()), inside);
    let bottom = places.iter().flatten().fold(sizes.head, |bottom, &(_, y)| bottom.max(y + high));
    let height = bottom + 2.0 * LINE + LINE * key.len() as f32 + 24.0;

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
    for (index, line) in titles.iter().enumerate() {
        text(&mut svg, "title", wide.margin, 32.0 + LINE * index as f32, line);
    }
    for thread in 0..threads {
        let first = in_thread(execution, thread).find_map(|event| places[event]);
        if let Some((x, y)) = first {
            text(&mut svg, "thread", x + 4.0, y - 10.0, &format!("thread {thread}"));
        }
    }
    let mut labels = String::new();
    for arrow in &arrows {
        draw(&mut svg, &mut labels, arrow, &places, circle, sizes);
    }
    for (event, place) in places.iter().enumerate() {
        if let Some((x, y)) = place {
            let _ = writeln!(
                svg,
                "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{high}\" rx=\"4\"/>",
                wide.of_box
            );
            for (index, line) in said[event].iter().enumerate() {
                text(&mut svg, "", x + 8.0, y + 21.0 + LINE * index as f32, line);
            }
        }
    }
    svg += &labels;
    for (index, line) in key.iter().enumerate() {
        text(&mut svg, "", wide.margin, bottom + LINE * (index as f32 + 2.5), line);
    }
    svg + "</svg>\n"
}

/// What an event's box says. That a read reads the initial value is written there, not drawn.
fn in_box(execution: &Execution, event: EventId, test: &Test) -> String {
    let words = action_in_words(&execution.events[event], test);
    let source = execution.source(event).map(|source| execution.events[source].kind);
    match source {
        Some(Kind::Initial) => words.replacen("loads ", "loads the initial ", 1),
        _ => words,
    }
}

/// Left and top of an event's box.
type Place = Option<(f32, f32)>;

fn in_thread(execution: &Execution, thread: usize) -> impl Iterator<Item = EventId> + '_ {
    (0..execution.events.len()).filter(move |&event| execution.events[event].thread == Some(thread))
}

/// A column a thread. Initial values stand in a row above them where an arrow leads from or to one.
fn places(execution: &Execution, arrows: &[Arrow], sizes: Sizes) -> Vec<Place> {
    let Sizes { wide, head, .. } = sizes;
    let mut places = vec![None; execution.events.len()];
    let touched = |event: EventId| arrows.iter().any(|arrow| arrow.from == event || arrow.to == event);
    let initial = |event: &EventId| execution.events[*event].kind == Kind::Initial;
    let shown = (0..execution.events.len()).filter(initial).filter(|&event| touched(event));
    let mut top = head + LINE;
    for (column, event) in shown.enumerate() {
        places[event] = Some((wide.margin + wide.column * column as f32, head));
        top = head + sizes.row();
    }
    for (event, happens) in execution.events.iter().enumerate() {
        if let Some(thread) = happens.thread {
            let row = in_thread(execution, thread).position(|own| own == event).unwrap_or(0);
            places[event] = Some((wide.margin + wide.column * thread as f32, top + sizes.row() * row as f32));
        }
    }
    places
}

/// An arrow, for one link or for several between the same events.
struct Arrow {
    from: EventId,
    to: EventId,
    kinds: Vec<LinkKind>,
}

/// What is drawn: of orders only what does not follow from the rest, and what a circle is made of.
fn arrows(execution: &Execution, circle: &[Link]) -> Vec<Arrow> {
    let events = &execution.events;
    let begun = |&(from, _): &(EventId, EventId)| events[from].thread.is_some();
    let mut arrows: Vec<Arrow> = Vec::new();
    let mut add = |(from, to): (EventId, EventId), kind| match arrows
        .iter_mut()
        .find(|arrow| arrow.from == from && arrow.to == to)
    {
        Some(known) if known.kinds.contains(&kind) => {}
        Some(known) => known.kinds.push(kind),
        None => arrows.push(Arrow { from, to, kinds: vec![kind] }),
    };
    let between = |&(from, to): &(EventId, EventId)| events[from].thread != events[to].thread;
    execution.sw.pairs().filter(between).for_each(|pair| add(pair, LinkKind::SynchronisesWith));
    execution.rf.pairs().filter(begun).for_each(|pair| add(pair, LinkKind::ReadsFrom));
    let sb = immediate(&execution.sb);
    sb.pairs().filter(begun).for_each(|pair| add(pair, LinkKind::SequencedBefore));
    let mo = immediate(&execution.mo);
    mo.pairs().filter(begun).for_each(|pair| add(pair, LinkKind::ModificationOrder));
    if circle.is_empty() {
        passed_over(execution).into_iter().for_each(|pair| add(pair, LinkKind::ReadsBefore));
    }
    circle.iter().for_each(|link| add((link.from, link.to), link.kind));
    arrows
}

/// Loads, and the store of another thread that each passes over: the next one after what it reads. Where an outcome is
/// allowed, that is what is surprising about it.
fn passed_over(execution: &Execution) -> Vec<(EventId, EventId)> {
    let Execution { events, rb, mo, .. } = execution;
    // What comes next after what a read-modify-write reads is its own store, and that passes over nothing.
    let to_others = |&(read, write): &(EventId, EventId)| {
        events[read].thread != events[write].thread && !mo.has(read, write)
    };
    rb.minus(&rb.then(mo)).pairs().filter(to_others).collect()
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
fn key(arrows: &[Arrow], circle: bool) -> String {
    let words = [
        (LinkKind::SequencedBefore, "sb: same thread"),
        (LinkKind::ReadsFrom, "rf: is read by"),
        (LinkKind::ModificationOrder, "mo: is overwritten by"),
        (LinkKind::SynchronisesWith, "sw: synchronises with"),
        (LinkKind::ReadsBefore, "rb: reads what is overwritten by"),
    ];
    let there = words.into_iter().filter(|(kind, _)| arrows.iter().any(|arrow| arrow.kinds.contains(kind)));
    let there = there.map(|(_, words)| words).chain(circle.then_some("thick: the circle"));
    there.collect::<Vec<_>>().join(" · ")
}

/// From one box to another, with its label. Within a thread it goes down, or up along the side; to the thread
/// beside it goes from side to side; and further it goes below the boxes between.
fn draw(
    svg: &mut String,
    labels: &mut String,
    arrow: &Arrow,
    places: &[Place],
    circle: &[Link],
    sizes: Sizes,
) {
    let (Some((from_x, from_y)), Some((to_x, to_y))) = (places[arrow.from], places[arrow.to]) else { return };
    let Sizes { wide: Width { column, of_box, .. }, high, .. } = sizes;
    let links = circle.iter().filter(|link| link.from == arrow.from && link.to == arrow.to);
    let thick = links.map(|link| link.kind).find(|kind| arrow.kinds.contains(kind));
    let class = class(thick.unwrap_or(arrow.kinds[0]));
    let columns = ((to_x - from_x) / column).round();
    let side = columns.signum();
    let middle = high / 2.0;
    // How far an arrow goes straight out of a box, and how far past the side of one.
    let (straight, past) = (30.0_f32.min((column - of_box) / 2.0), 45.0_f32.min(column - of_box));
    let (start, out, back, end) = if columns == 0.0 && to_y > from_y && to_y - from_y < 1.5 * sizes.row() {
        let x = from_x + if class == "sb" { 0.2 } else { 0.4 } * of_box;
        ((x, from_y + high), (x, from_y + high), (x, to_y), (x, to_y))
    } else if columns == 0.0 {
        let x = from_x + of_box;
        let bend = x + past;
        ((x, from_y + middle), (bend, from_y + middle), (bend, to_y + middle), (x, to_y + middle))
    } else if columns.abs() == 1.0 {
        // Arrows that arrive and leave at the same side keep apart.
        let (start, end) = if side > 0.0 { (from_x + of_box, to_x) } else { (from_x, to_x + of_box) };
        let (above, below) = (from_y + middle + 7.0, to_y + middle - 7.0);
        ((start, above), (start + straight * side, above), (end - straight * side, below), (end, below))
    } else {
        let (start, end) =
            (from_x + of_box / 2.0 + 0.2 * of_box * side, to_x + of_box / 2.0 - 0.2 * of_box * side);
        // Out of the edge that is nearer, and in at the edge that is nearer; at the same height, both below.
        let (above, out) = if to_y < from_y { (from_y, -46.0) } else { (from_y + high, 46.0) };
        let (below, into) = if to_y > from_y { (to_y, -46.0) } else { (to_y + high, 46.0) };
        ((start, above), (start, above + out), (end, below + into), (end, below))
    };
    let thick = if thick.is_some() { " circle" } else { "" };
    let _ = writeln!(
        svg,
        "<path class=\"arrow {class}{thick}\" marker-end=\"url(#{class})\" d=\"M{} {} C{} {} {} {} {} {}\"/>",
        start.0, start.1, out.0, out.1, back.0, back.1, end.0, end.1,
    );
    // Nearer to where it begins than to where others cross it.
    let at = |start: f32, out: f32, back: f32, end: f32| {
        let (t, u) = (0.25, 0.75);
        u * u * u * start + 3.0 * u * u * t * out + 3.0 * u * t * t * back + t * t * t * end
    };
    let names: Vec<_> = arrow.kinds.iter().map(|&kind| self::class(kind)).collect();
    let x = at(start.0, out.0, back.0, end.0) - if columns == 0.0 { -5.0 } else { 9.0 };
    let y = at(start.1, out.1, back.1, end.1) + if columns == 0.0 { 8.0 } else { 4.0 };
    text(labels, &format!("label {class}-label"), x, y, &names.join(" "));
}

fn text(svg: &mut String, class: &str, x: f32, y: f32, text: &str) {
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(text));
}
