//! What is taken from a learner's file: what stands in its regions, and nothing else.
//!
//! | file | what it does |
//! | --- | --- |
//! | `cut` | cuts a file into its frame and its regions |
//! | `tokens` | a text as a row of tokens, without comments |
//! | `forbidden` | what must not be in a region |
//! | `names` | names that a region must not take from the code around it |
//! | `second` | whether a region could hold a second scenario, where orderings are to be weak |
//! | `whole` | whether a region is complete in itself |
//!
//! Frames are compared token by token, so that it does no harm to format the file or to change a comment.

mod cut;
mod forbidden;
mod names;
mod second;
mod tokens;
mod whole;

use super::super::own::room::{is_too_deep, with_room};
use super::course::{Exercise, Given, Regions};
use cut::Cut;
pub use tokens::Tokens;

/// What was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The regions.
    pub regions: Regions,
    /// The program: the original, with these regions in it, and what is judged besides it.
    pub program: String,
    /// Whether the learner's file has the same lines as that.
    pub has_same_lines: bool,
    /// Where the regions are in the program: first line and last.
    pub lines: Vec<(u64, u64)>,
    /// The regions that are not complete in themselves: should the program compile all the same, then because one
    /// takes in what stands around it.
    pub open: Vec<String>,
    /// Each line of the starter that has a token of the frame, with that of the learner's.
    frame_lines: Vec<(usize, usize)>,
}

/// Why nothing was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Something was changed outside of the regions.
    Changed(String),
    /// Something in a region must not be there.
    Forbidden(String),
}

/// Takes the regions out of a learner's file.
pub fn take(exercise: &Exercise, text: &str) -> Result<Taken, Refused> {
    if text.trim().is_empty() {
        return Err(Refused::Changed("the file is empty".to_owned()));
    }
    if is_too_deep(text) {
        return Err(Refused::Changed("it is nested more deeply than anybody writes".to_owned()));
    }
    with_room(|| taken(exercise, text))
}

fn taken(exercise: &Exercise, text: &str) -> Result<Taken, Refused> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let theirs = Cut::of(exercise, &text).map_err(Refused::Changed)?;
    let starter = exercise.starter();
    let ours = Cut::of(exercise, &starter).map_err(Refused::Changed)?;
    let lines = tokens::compare(&ours.frame, &theirs.frame).map_err(Refused::Changed)?;
    forbidden::look(exercise, &theirs).map_err(Refused::Forbidden)?;
    names::look(exercise, &ours, &theirs).map_err(Refused::Forbidden)?;
    second::look(exercise, &ours, &theirs).map_err(Refused::Forbidden)?;
    let regions: Regions =
        theirs.regions.iter().map(|region| (region.name.clone(), region.text.clone())).collect();
    let program = exercise.with(&regions, Given::Broken);
    let open = exercise.regions().filter(|region| !whole::is(&region.solution, &regions[&region.name]));
    let open = open.map(|region| region.name.clone()).collect();
    // Cannot fail: the regions are those that were cut out above.
    let within = Cut::of(exercise, &program).map_err(Refused::Changed)?;
    let inner = |region: &cut::CutRegion| (region.line, region.line + region.text.lines().count());
    let lines_of = within.regions.iter().map(inner).map(|(from, to)| (from as u64, to as u64)).collect();
    let has_same_lines = program.trim_end() == text.trim_end();
    let program = program + &exercise.again();
    Ok(Taken { regions, program, has_same_lines, lines: lines_of, open, frame_lines: lines })
}

impl Taken {
    /// The line of the starter that a line of the learner's is, if it is one outside of the regions.
    pub fn in_starter(&self, line: usize) -> Option<usize> {
        self.frame_lines.iter().find(|(_, theirs)| *theirs == line).map(|(ours, _)| *ours)
    }
}
