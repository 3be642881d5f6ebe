//! All executions of a tiny program as graphs: what each thread does, and from where each load and each lock has what
//! it finds. The twin of the tree, which shows the same program as loom goes through it.
//!
//! A graph says nothing of time. Steps of one thread stand in their order; between threads there is only what one
//! has from the other. So orders of steps that no thread could tell apart are one graph, not several paths.

use std::fmt::Write;

use racelab_engine::Address;

use super::by_engine;
use super::story::Story;
use super::tree::in_short;
use crate::report::counted;
use crate::scenario::Scenario;
use crate::sync::checked::record::{Action, Event, Execution, Read};

/// The executions of a program, in the order in which the engine found them.
#[derive(Clone, Debug)]
pub struct Graphs {
    /// What was explored.
    pub title: String,
    /// One for each execution.
    pub graphs: Vec<Drawn>,
}

/// A graph, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// What the program reported.
    pub outcome: String,
    /// The threads, each with its steps.
    pub lanes: Vec<Lane>,
}

/// A thread of a graph.
#[derive(Clone, Debug)]
pub struct Lane {
    /// What it is called.
    pub thread: String,
    /// What it does.
    pub steps: Vec<Node>,
}

/// A step of a graph.
#[derive(Clone, Debug)]
pub struct Node {
    /// The step in words.
    pub text: String,
    /// What it finds, if it looks.
    pub from: Option<From>,
}

/// From where a step has what it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Nobody had written before.
    Initial,
    /// From a step of a thread: which lane, and which of its steps.
    Step(usize, usize),
}

/// More graphs than this are nothing to look at.
const MOST: u64 = 50;

impl Graphs {
    /// The graphs of a scenario, which has to be a small one: of a larger one, the first few.
    pub fn of(scenario: &Scenario) -> Self {
        let addresses: Vec<Address> = by_engine::every_address(scenario, MOST);
        let graphs = addresses.iter().map(|address| drawn(&by_engine::replay(scenario, address, None, 0)));
        Graphs { title: format!("{}: {}", scenario.subject, scenario.about), graphs: graphs.collect() }
    }

    /// What was explored, and how many graphs there are.
    pub fn heading(&self) -> String {
        format!("{}\n{}, each a graph of its own", self.title, counted(self.graphs.len() as u64, "execution"))
    }

    /// The graphs as text.
    pub fn text(&self) -> String {
        let mut text = self.heading() + "\n";
        for (index, graph) in self.graphs.iter().enumerate() {
            // write! to a String cannot fail.
            let _ = writeln!(text, "\ngraph {}: {}", index + 1, graph.outcome);
            for lane in &graph.lanes {
                for (index, step) in lane.steps.iter().enumerate() {
                    let thread = if index == 0 { &lane.thread } else { "" };
                    let from = step.from.map(|from| graph.in_words(from)).unwrap_or_default();
                    let line = format!("  {thread:<9} {:<33} {from}", step.text);
                    let _ = writeln!(text, "{}", line.trim_end());
                }
            }
        }
        text
    }
}

impl Drawn {
    fn in_words(&self, from: From) -> String {
        match from {
            From::Initial => "<- the initial value".to_owned(),
            From::Step(lane, step) => format!("<- step {} of {}", step + 1, self.lanes[lane].thread),
        }
    }
}

fn drawn(execution: &Execution) -> Drawn {
    let story = Story::of_witness(execution, None, false);
    let columns = story.columns();
    let steps_of = |thread| story.steps.iter().enumerate().filter(move |(_, step)| step.thread == thread);
    let place_of = |step: usize| {
        let lane = columns.iter().position(|&thread| thread == story.steps[step].thread);
        let earlier = steps_of(story.steps[step].thread).take_while(|&(index, _)| index < step);
        (lane.unwrap_or_default(), earlier.count())
    };
    let step_of =
        |event: usize| story.steps.iter().position(|step| step.events.0 <= event && event <= step.events.1);
    let from = |(first, last): (usize, usize)| {
        let source = (first..=last).find_map(|event| source(&execution.events, event))?;
        let step = source.and_then(step_of).map(place_of);
        Some(step.map_or(From::Initial, |(lane, step)| From::Step(lane, step)))
    };
    let lanes = columns.iter().map(|&thread| Lane {
        thread: story.threads[thread].clone(),
        steps: steps_of(thread)
            // That a value is the initial one, an arrow says.
            .map(|(_, step)| Node {
                text: in_short(&step.text).replace("the initial ", ""),
                from: from(step.events),
            })
            .collect(),
    });
    Drawn { outcome: execution.outcome.clone().unwrap_or_default(), lanes: lanes.collect() }
}

/// For an event that looks: the event that it has its value from, or that it has the initial one.
fn source(events: &[Event], at: usize) -> Option<Option<usize>> {
    match &events[at].action {
        Action::Loads(Read { from, .. }) | Action::Changes(Read { from, .. }, _) => Some(*from),
        Action::Locks(..) => Some((0..at).rev().find(|&earlier| {
            let Event { object, action, .. } = &events[earlier];
            *object == events[at].object && matches!(action, Action::Unlocks(_))
        })),
        _ => None,
    }
}
