//! Charts for a browser, small enough to be read in the source: one SVG that needs no other file, is legible on a light
//! and on a dark ground, and tells in words what it shows.

mod beside;

use std::fmt::Write;

pub use beside::{Beside, Drawn};

use super::escaped;

/// A chart, one of those in a drawing.
#[derive(Clone, Debug)]
pub enum Chart {
    /// Lines over an axis from left to right and one from bottom to top. Colours and marks are given in their order.
    Lines {
        /// What it shows, above it.
        title: String,
        /// From left to right.
        x: Axis,
        /// From bottom to top.
        y: Axis,
        /// What is drawn.
        lines: Vec<Line>,
        /// What is drawn beside some of the lines, in their colours.
        beside: Vec<Beside>,
    },
    /// A bar from left to right for each name, one below the other.
    Bars {
        /// What it shows, above it.
        title: String,
        /// What the bars' ends are read at.
        x: Axis,
        /// A name, and how far its bar goes.
        bars: Vec<(String, f64)>,
    },
}

/// An axis, from its first tick to its last.
#[derive(Clone, Debug)]
pub struct Axis {
    /// What it is about.
    pub label: String,
    /// The places that are marked, in order, and how they are called.
    pub ticks: Vec<(f64, String)>,
}

/// A line, with a mark at each of its points.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name, in the key.
    pub name: String,
    /// From left to right.
    pub points: Vec<(f64, f64)>,
}

// Sizes, in pixels.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 350.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 170.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 56.0;

/// How many colours and how many marks there are. A line has one of each, and no two of the first twelve have both alike.
const COLOURS: usize = 6;
const MARKS: usize = 4;

const STYLE: &str = "
  svg { color-scheme: light dark; }
  text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #1d2330; }
  .title { font-weight: bold; font-size: 14px; }
  .label { fill: #5b6475; }
  .ground { fill: #ffffff; }
  .grid { stroke: #d9dee7; }
  .line { fill: none; stroke: currentColor; stroke-width: 2; }
  .mark { fill: currentColor; }
  .dashes { fill: none; stroke: currentColor; stroke-width: 1; stroke-dasharray: 2 4; }
  .ring { fill: none; stroke: currentColor; stroke-width: 1.5; }
  .c0 { color: #1d5fa8; } .c1 { color: #0b6e4f; } .c2 { color: #7a5c00; }
  .c3 { color: #a4161a; } .c4 { color: #6b3fa0; } .c5 { color: #5b6475; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e9ef; }
    .label { fill: #a0a9b8; }
    .ground { fill: #14171d; }
    .grid { stroke: #343b48; }
    .c0 { color: #7db4ef; } .c1 { color: #58c99b; } .c2 { color: #e0b84c; }
    .c3 { color: #ff8f8f; } .c4 { color: #c3a1f0; } .c5 { color: #a0a9b8; }
  }
";

impl Axis {
    /// An axis with these ticks.
    pub fn new(label: impl Into<String>, ticks: impl IntoIterator<Item = (f64, String)>) -> Self {
        Axis { label: label.into(), ticks: ticks.into_iter().collect() }
    }

    /// An axis from 0 to `most` or a little further, with ticks at round numbers.
    pub fn up_to(label: impl Into<String>, most: f64) -> Self {
        let most = if most.is_finite() && most > 0.0 { most } else { 1.0 };
        let power = 10_f64.powf((most / 4.0).log10().floor());
        let step =
            [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power).into_iter().find(|step| 4.0 * step >= most);
        let step = step.unwrap_or(10.0 * power);
        let ticks = (most / step - 1e-9).ceil() as usize;
        let digits = (-step.log10().floor()).max(0.0) as usize;
        let tick = |number| number as f64 * step;
        Axis::new(label, (0..=ticks).map(|number| (tick(number), format!("{:.digits$}", tick(number)))))
    }

    /// Where `value` is between the first tick, 0, and the last, 1. What lies beyond is drawn at the edge.
    fn share(&self, value: f64) -> f64 {
        match (self.ticks.first(), self.ticks.last()) {
            (Some((first, _)), Some((last, _))) if first < last && value.is_finite() => {
                ((value - first) / (last - first)).clamp(0.0, 1.0)
            }
            _ => 0.0,
        }
    }
}

/// The charts one below the other, as the text of an SVG file. `words` say what is to be seen to whoever cannot see it.
pub fn draw(charts: &[Chart], words: &str) -> String {
    let height = HEIGHT * charts.len() as f64;
    let title = charts.first().map_or("", Chart::title);
    let mut svg = String::new();
    // write! to a String cannot fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        escaped(title),
        escaped(words),
    );
    for (index, chart) in charts.iter().enumerate() {
        let _ = writeln!(svg, "<g transform=\"translate(0 {})\">", HEIGHT * index as f64);
        text(&mut svg, "title", "start", (16.0, TOP - 22.0), chart.title());
        match chart {
            Chart::Lines { x, y, lines, beside, .. } => draw_lines(&mut svg, (x, y), lines, beside),
            Chart::Bars { x, bars, .. } => draw_bars(&mut svg, x, bars),
        }
        svg += "</g>\n";
    }
    svg + "</svg>\n"
}

impl Chart {
    fn title(&self) -> &str {
        match self {
            Chart::Lines { title, .. } | Chart::Bars { title, .. } => title,
        }
    }
}

fn draw_lines(svg: &mut String, (x, y): (&Axis, &Axis), lines: &[Line], beside: &[Beside]) {
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let across = |value| LEFT + x.share(value) * (right - LEFT);
    let up = |value| bottom - y.share(value) * (bottom - TOP);
    for (value, name) in &y.ticks {
        let at = up(*value);
        let _ = writeln!(svg, "<path class=\"grid\" d=\"M{LEFT:.1} {at:.1} H{right:.1}\"/>");
        text(svg, "label", "end", (LEFT - 8.0, at + 4.0), name);
    }
    for (value, name) in &x.ticks {
        text(svg, "label", "middle", (across(*value), bottom + 18.0), name);
    }
    text(svg, "label", "middle", ((LEFT + right) / 2.0, bottom + 38.0), &x.label);
    // Beside the uppermost tick, not above it.
    text(svg, "label", "start", (LEFT, TOP - 6.0), &y.label);
    for (index, line) in lines.iter().enumerate() {
        let places: Vec<_> = line.points.iter().map(|&(at, value)| (across(at), up(value))).collect();
        let path: Vec<_> = places.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        let _ = writeln!(svg, "<g class=\"c{}\">", index % COLOURS);
        if !path.is_empty() {
            let _ = writeln!(svg, "<path class=\"line\" d=\"M{}\"/>", path.join(" L"));
        }
        let key = (right + 22.0, TOP + 10.0 + 21.0 * index as f64);
        for place in places.into_iter().chain([(key.0, key.1 - 4.0)]) {
            mark(svg, index, place);
        }
        svg.push_str("</g>\n");
        text(svg, "", "start", (key.0 + 12.0, key.1), &line.name);
    }
    beside::draw(svg, beside, lines.len(), (across, up));
}

fn draw_bars(svg: &mut String, x: &Axis, bars: &[(String, f64)]) {
    let (left, right, bottom) = (RIGHT, WIDTH - 60.0, HEIGHT - BOTTOM);
    let across = |value| left + x.share(value) * (right - left);
    for (value, name) in &x.ticks {
        let at = across(*value);
        let _ = writeln!(svg, "<path class=\"grid\" d=\"M{at:.1} {TOP:.1} V{bottom:.1}\"/>");
        text(svg, "label", "middle", (at, bottom + 18.0), name);
    }
    text(svg, "label", "middle", ((left + right) / 2.0, bottom + 38.0), &x.label);
    let each = (bottom - TOP) / bars.len().max(1) as f64;
    for (index, (name, value)) in bars.iter().enumerate() {
        let (top, high, to) = (TOP + each * (index as f64 + 0.15), 0.7 * each, across(*value));
        let wide = to - left;
        let _ = writeln!(
            svg,
            "<g class=\"c{}\"><rect class=\"mark\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" \
             height=\"{high:.1}\"/></g>",
            index % COLOURS
        );
        let base = top + high / 2.0 + 4.0;
        text(svg, "", "end", (left - 8.0, base), name);
        text(svg, "", "start", (to + 6.0, base), &format!("{value:.2}"));
    }
}

/// A mark, so that lines can be told apart without colours.
fn mark(svg: &mut String, line: usize, (x, y): (f64, f64)) {
    let shape = match (line + line / COLOURS) % MARKS {
        0 => "m-4 0 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0",
        1 => "m-4 -4 h8 v8 h-8 z",
        2 => "m0 -5 l5 9 h-10 z",
        _ => "m0 -5 l5 5 l-5 5 l-5 -5 z",
    };
    let _ = writeln!(svg, "<path class=\"mark\" d=\"M{x:.1} {y:.1} {shape}\"/>");
}

fn text(svg: &mut String, class: &str, anchor: &str, (x, y): (f64, f64), text: &str) {
    let text = escaped(text);
    let _ = writeln!(
        svg,
        "<text class=\"{class}\" text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>"
    );
}
