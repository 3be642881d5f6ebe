//! A small scenario as a litmus test, so that the checker can be asked too: it knows load buffering, which no explorer
//! here shows.
//!
//! The test is made of what the threads are seen to do, in all graphs of the scenario. So it can be had only where each
//! thread does the same in every execution: the same operations, one after the other, with the same operands. A thread
//! that asks what it has read before it goes on, or stores what it has read, has no such list, and is refused. What the
//! thread that starts the others does before it starts them, and after they have ended, is no part of a litmus test:
//! stores before are initial values, and loads after are looked at in the end.
//! Plain memory is left out: without a branch, whatever is done to it is either ordered by how threads start and end, or a
//! race that the scenario has anyway.
//!
//! | file | what is in it |
//! | --- | --- |
//! | `program` | what the threads of one graph do |
//! | `write` | that, as a litmus test |

mod program;
mod write;

use std::ops::ControlFlow::{self, Break, Continue};

use racelab_engine::{Ending, Execution};

use self::program::Program;
use super::by_engine;
use super::search::Limits;
use crate::litmus::test::Test;
use crate::scenario::Scenario;

/// Why there is no such test: in words, to follow the name of the scenario.
pub type Refusal = String;

/// What a litmus test can have, for whoever had something else.
const CAN_HAVE: &str = "a litmus test has loads, stores, read-modify-writes and fences of atomics only";

/// The scenario as a litmus test that asks nothing: its registers are shown.
///
/// # Errors
///
/// If it is none that a litmus test could be.
pub fn as_litmus(scenario: &Scenario, limits: &Limits) -> Result<Test, Refusal> {
    let (seen, stopped) = by_engine::each(scenario, limits, Seen::default(), Seen::add, Seen::waits);
    match (seen.refused, seen.program, stopped) {
        (Some(refusal), ..) => Err(refusal),
        (None, _, Some(why)) => Err(format!("was not explored to its end: {why}")),
        (None, Some(program), None) => program.test(scenario),
        (None, None, None) => Err("has no execution that comes to its end".to_owned()),
    }
}

/// Why [`as_litmus`] would refuse the scenario, as far as a few executions show that.
pub(super) fn refusal(scenario: &Scenario, limits: &Limits) -> Option<Refusal> {
    let limits = Limits { executions: FEW, ..*limits };
    let (seen, _) = by_engine::each(scenario, &limits, Seen::default(), Seen::add, Seen::waits);
    seen.refused.or_else(|| seen.program?.test(scenario).err())
}

/// So many executions show it, where there is something to show.
const FEW: u64 = 1_000;

/// What the threads were seen to do so far.
#[derive(Default)]
struct Seen {
    program: Option<Program>,
    refused: Option<Refusal>,
}

impl Seen {
    fn add(&mut self, execution: &Execution<'_, String>) -> ControlFlow<()> {
        let program = match &execution.ending {
            Ending::Outcome(_) => Program::of(execution.graph),
            Ending::Failure(failure) => Err(format!("fails as it is ({failure}): `explain` shows how")),
        };
        let same = program.and_then(|program| match &self.program {
            Some(known) => known.is_same(&program).map(|()| None),
            None => Ok(Some(program)),
        });
        match same {
            Ok(first) => {
                self.program = self.program.take().or(first);
                Continue(())
            }
            Err(refusal) => {
                self.refused = Some(refusal);
                Break(())
            }
        }
    }

    /// Runs came to nothing, because a loop waits.
    fn waits(&mut self) {
        let refusal = "has a thread that waits for another: a litmus test waits for nobody".to_owned();
        self.refused.get_or_insert(refusal);
    }
}
