//! What `explain` writes to files beside the page on the screen: JSON, a drawing, a page for a browser.

use racelab::report::Page;
use racelab_loom::explore::page;

use super::arguments::{Shown, UserError};
use super::files::ResultFile;
use super::interrupt::interrupted;

/// The files that were asked for.
pub struct Files {
    /// For everything as JSON.
    pub json: Option<ResultFile>,
    svg: Option<ResultFile>,
    html: Option<ResultFile>,
}

/// What there is to draw.
#[derive(Default)]
pub struct Drawings {
    /// The first execution that is shown, as SVG.
    pub svg: Option<String>,
    /// Each exploration, as a part of a page for a browser.
    pub parts: Vec<String>,
}

impl Drawings {
    /// Adds those of another exploration.
    pub fn add(&mut self, other: Drawings) {
        self.svg = self.svg.take().or(other.svg);
        self.parts.extend(other.parts);
    }
}

impl Files {
    /// Opens them.
    pub fn open(shown: &Shown) -> Result<Files, UserError> {
        let [json, svg, html] = ResultFile::open_each([
            ("--json", shown.json.as_deref()),
            ("--svg", shown.svg.as_deref()),
            ("--html", shown.html.as_deref()),
        ])?;
        Ok(Files { json, svg, html })
    }

    /// The page to write to beside them.
    pub fn page(&self) -> Page {
        ResultFile::page(&[&self.json, &self.svg, &self.html])
    }

    /// Writes the drawings; the page for a browser is titled by what was typed, such as `explain lost_update`.
    pub fn draw(&mut self, typed: &str, drawings: &Drawings) -> Result<(), UserError> {
        let Drawings { svg, parts } = drawings;
        if !parts.is_empty() {
            ResultFile::write(&mut self.html, &page::whole(&format!("racelab {typed}"), parts))?;
        }
        match svg {
            Some(drawing) => ResultFile::write(&mut self.svg, drawing),
            None if self.svg.is_some() && !interrupted() => {
                Err(UserError::failure("no execution came to its end: there is nothing to draw"))
            }
            None => Ok(()),
        }
    }
}
