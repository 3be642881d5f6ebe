//! The graph of a program: every state that can be reached, and the steps between them.

use std::collections::BTreeMap;

/// A program that can be stepped through: where it starts, and what can happen next.
pub trait Machine {
    /// All that the rest of a run can depend on. Two ways to the same state have the same future.
    type State: Clone + Ord;

    /// Where it starts.
    fn start(&self) -> Self::State;

    /// The legal steps, each with the state after it. In the order of the threads, and within a thread in
    /// that of its choices.
    fn steps(&self, state: &Self::State) -> Vec<(Step, Self::State)>;

    /// What a reader sees of a state.
    fn view(&self, state: &Self::State) -> View;

    /// How it ended; asked of a state without steps.
    fn ending(&self, state: &Self::State) -> String;
}

/// Every state that can be reached and every step between them.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The states; the first is where the program starts. Each was reached by a step from an earlier one.
    pub states: Vec<State>,
}

/// A state, as a reader sees it.
#[derive(Clone, Debug)]
pub struct State {
    /// What it looks like.
    pub view: View,
    /// What can happen next.
    pub steps: Vec<Step>,
    /// How the program ended, where nothing can happen any more.
    pub ending: Option<String>,
}

/// A step of one thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which thread.
    pub thread: usize,
    /// What happens: `locks weights: finds [0]`.
    pub text: String,
    /// Whether it reads something other than what was stored last.
    pub older: bool,
    /// The state after it, by its place in [`Graph::states`]; a machine leaves that to the graph.
    pub to: usize,
}

/// What a state looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What the threads share: one row each.
    pub shared: Vec<Shared>,
    /// The threads: one column each.
    pub threads: Vec<ThreadView>,
}

/// A shared variable or lock in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Its name: `weights`.
    pub name: String,
    /// What it holds, or all the values it has had: `[0]`, `0, then 1`.
    pub value: String,
    /// What else is to be said: `held by worker 0`.
    pub note: String,
}

/// A thread in a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadView {
    /// The lines of its column that come next; none where it has ended.
    pub lines: Vec<usize>,
    /// Its own variables, with their values.
    pub registers: Vec<(String, String)>,
    /// What else is to be said: what it waits for, what it has synchronised with.
    pub notes: Vec<String>,
}

/// What a register is shown to hold before anything has been read into it.
pub const UNREAD: &str = "?";

impl Graph {
    /// Every state that can be reached from the start, nearest first.
    pub fn of<M: Machine>(machine: &M) -> Graph {
        let mut known = BTreeMap::from([(machine.start(), 0)]);
        let mut found = vec![machine.start()];
        let mut states = Vec::new();
        while let Some(current) = found.get(states.len()).cloned() {
            let mut steps = Vec::new();
            for (step, next) in machine.steps(&current) {
                let to = *known.entry(next.clone()).or_insert(found.len());
                if to == found.len() {
                    found.push(next);
                }
                steps.push(Step { to, ..step });
            }
            let ending = steps.is_empty().then(|| machine.ending(&current));
            states.push(State { view: machine.view(&current), steps, ending });
        }
        Graph { states }
    }

    /// Every way it can end, sorted.
    pub fn endings(&self) -> Vec<&str> {
        let mut endings: Vec<_> = self.states.iter().filter_map(|state| state.ending.as_deref()).collect();
        endings.sort_unstable();
        endings.dedup();
        endings
    }
}
