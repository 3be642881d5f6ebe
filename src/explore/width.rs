//! How wide a drawing of a story is: as a page of paper, or as a phone.

/// Letters of the typeface are about this wide, in pixels, at the size of a drawing's words.
pub(super) const LETTER: f32 = 7.3;
/// Around a drawing, in pixels.
pub(super) const MARGIN: f32 = 16.0;

/// How wide a drawing is, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Width {
    /// Of the lane of a thread.
    pub(super) lane: f32,
    /// Between the edge of a lane and a box in it.
    pub(super) side: f32,
    /// Between the edge of the drawing and the lanes.
    pub(super) margin: f32,
    /// Within a box, before its words.
    pub(super) inner: f32,
    /// Whether a box says in which folder its file is.
    folders: bool,
}

impl Width {
    /// For a page as wide as a sheet of paper.
    pub const WIDE: Width = Width { lane: 350.0, side: 24.0, margin: MARGIN, inner: 8.0, folders: true };
    /// Two lanes fit on a phone beside each other.
    pub const NARROW: Width = Width { lane: 154.0, side: 9.0, margin: 5.0, inner: 5.0, folders: false };

    /// The width of a box.
    pub(super) fn of_box(self) -> f32 {
        self.lane - 2.0 * self.side
    }

    /// The width of the words in a box.
    pub(super) fn in_box(self) -> f32 {
        self.of_box() - 2.0 * self.inner
    }

    /// Where a step stands, in lines that fit into a box.
    pub(super) fn place(self, story_file: &str, line: u32) -> Vec<String> {
        if self.folders {
            return vec![format!("{story_file}:{line}")];
        }
        let name = story_file.rsplit('/').next().unwrap_or(story_file);
        broken_at_underscores(&format!("{name}:{line}"), self.in_box())
    }
}

/// A name in lines of at most this width, broken after an underscore where there is one.
fn broken_at_underscores(name: &str, width: f32) -> Vec<String> {
    let letters = (width / LETTER) as usize;
    let mut lines: Vec<String> = Vec::new();
    for part in name.split_inclusive('_') {
        match lines.last_mut() {
            Some(line) if line.len() + part.len() <= letters => line.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    lines
}
