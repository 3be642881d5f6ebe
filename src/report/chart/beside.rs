//! What is drawn beside the lines of a chart, in their colours: dashes, or rings.

use std::fmt::Write;

use super::{COLOURS, RIGHT, TOP, WIDTH, text};

/// Something of the same kind as what a line shows: what was measured, say, where the line is a forecast.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The number of the line.
    pub line: usize,
    /// How it is drawn.
    pub drawn: Drawn,
    /// From left to right.
    pub points: Vec<(f64, f64)>,
}

/// How something beside a line is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Dashes from point to point, called so in the key.
    Dashes(&'static str),
    /// A ring at each point, called so in the key.
    Rings(&'static str),
}

/// Draws all that is beside lines, and says in the key what it is. `lines` stand there already; the two functions say where
/// a value is, from left to right and from top to bottom.
pub(super) fn draw(
    svg: &mut String,
    beside: &[Beside],
    lines: usize,
    (across, up): (impl Fn(f64) -> f64, impl Fn(f64) -> f64),
) {
    let mut named: Vec<&Drawn> = Vec::new();
    for one in beside {
        let places: Vec<_> = one.points.iter().map(|&(at, value)| (across(at), up(value))).collect();
        draw_one(svg, one.line % COLOURS, &one.drawn, &places);
        if !named.contains(&&one.drawn) {
            named.push(&one.drawn);
        }
    }
    for (index, drawn) in named.into_iter().enumerate() {
        let key = (WIDTH - RIGHT + 22.0, TOP + 20.0 + 21.0 * (lines + index) as f64);
        let (Drawn::Dashes(name) | Drawn::Rings(name)) = drawn;
        let places = match drawn {
            Drawn::Dashes(_) => vec![(key.0 - 10.0, key.1 - 4.0), (key.0 + 8.0, key.1 - 4.0)],
            Drawn::Rings(_) => vec![(key.0, key.1 - 4.0)],
        };
        draw_one(svg, COLOURS - 1, drawn, &places);
        text(svg, "", "start", (key.0 + 12.0, key.1), name);
    }
}

fn draw_one(svg: &mut String, colour: usize, drawn: &Drawn, places: &[(f64, f64)]) {
    let _ = writeln!(svg, "<g class=\"c{colour}\">");
    match drawn {
        Drawn::Dashes(_) => {
            let path: Vec<_> = places.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
            let _ = writeln!(svg, "<path class=\"dashes\" d=\"M{}\"/>", path.join(" L"));
        }
        Drawn::Rings(_) => {
            for (x, y) in places {
                let _ = writeln!(svg, "<circle class=\"ring\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\"/>");
            }
        }
    }
    svg.push_str("</g>\n");
}
