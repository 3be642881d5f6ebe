//! Programs of locks and plain steps, and all their interleavings.
//!
//! One thread takes one step at a time, and everybody sees at once what it did. With locks around every
//! access this is all that can happen: an unlock synchronises with the next lock, so nobody reads anything
//! but the newest. It is also all that can happen to a single atomic variable.

use super::graph::{Machine, Shared, Step, ThreadView, View};
use super::listing::{Drifted, Line, Listing, position};
use super::program::{Action, Instruction, Program};

/// A program with the lines of its source found.
#[derive(Debug)]
pub struct Interleaving {
    program: Program,
    columns: Vec<Vec<Line>>,
    /// For each thread and step, the lines that it is at, by their place in the thread's column.
    at: Vec<Vec<Vec<usize>>>,
}

/// How far each thread is, and all values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    done: Vec<usize>,
    shared: Vec<i32>,
    holders: Vec<Option<usize>>,
    registers: Vec<Vec<i32>>,
}

impl Interleaving {
    /// Finds the lines of the program's source.
    pub fn new(program: Program) -> Result<Self, Drifted> {
        let (mut columns, mut at) = (Vec::new(), Vec::new());
        for thread in &program.threads {
            let listings: Result<Vec<_>, _> = thread.listings.iter().map(Listing::lines).collect();
            let lines = listings?.concat();
            let places = |step: &Instruction| step.at.iter().map(|&text| position(&lines, text)).collect();
            at.push(thread.steps.iter().map(places).collect::<Result<Vec<Vec<_>>, _>>()?);
            columns.push(lines);
        }
        Ok(Interleaving { program, columns, at })
    }

    /// The source of each thread.
    pub fn columns(&self) -> &[Vec<Line>] {
        &self.columns
    }

    /// The names of the threads.
    pub fn names(&self) -> Vec<&'static str> {
        self.program.threads.iter().map(|thread| thread.name).collect()
    }

    /// The lines of the source at which a lock is taken.
    pub fn locking_lines(&self) -> Vec<&Line> {
        let threads = self.program.threads.iter().zip(&self.columns).zip(&self.at);
        let lines = threads.flat_map(|((thread, column), at)| {
            let locks = |step: &Instruction| matches!(step.does.first(), Some(Action::Lock(_)));
            let locking = thread.steps.iter().zip(at).filter(move |(step, _)| locks(step));
            locking.flat_map(move |(_, lines)| lines.iter().map(|&line| &column[line]))
        });
        lines.collect()
    }

    /// The next step of a thread, if it has not ended.
    fn next(&self, moment: &Moment, thread: usize) -> Option<&Instruction> {
        self.program.threads[thread].steps.get(moment.done[thread])
    }

    /// The lock that a thread cannot have now, and who holds it.
    fn waits_for(&self, moment: &Moment, thread: usize) -> Option<(usize, usize)> {
        match self.next(moment, thread)?.does.first()? {
            Action::Lock(place) => Some((*place, moment.holders[*place]?)),
            _ => None,
        }
    }

    /// Takes an action, and says it in words.
    fn act(&self, action: Action, moment: &mut Moment, thread: usize) -> String {
        let place = |place: usize| self.program.shared[place].name;
        let register = |register: usize| self.program.threads[thread].registers[register];
        match action {
            Action::Lock(lock) => {
                moment.holders[lock] = Some(thread);
                format!("locks {}", place(lock))
            }
            Action::Unlock(lock) => {
                moment.holders[lock] = None;
                format!("unlocks {}", place(lock))
            }
            Action::Read(from, into) => {
                moment.registers[thread][into] = moment.shared[from];
                format!("reads {} from {} into {}", moment.shared[from], place(from), register(into))
            }
            Action::Write(from, into) => {
                moment.shared[into] = moment.registers[thread][from];
                format!("writes {} from {} to {}", moment.shared[into], register(from), place(into))
            }
            Action::StepCopy(copy) => {
                moment.registers[thread][copy] += 1;
                format!("adds 1 to {}: {}", register(copy), moment.registers[thread][copy])
            }
            Action::StepShared(shared) => {
                moment.shared[shared] += 1;
                format!("adds 1 to {}: {}", place(shared), moment.shared[shared])
            }
            Action::Compute(what) => what.to_owned(),
        }
    }
}

impl Machine for Interleaving {
    type State = Moment;

    fn start(&self) -> Moment {
        let Program { shared, threads, .. } = &self.program;
        Moment {
            done: vec![0; threads.len()],
            shared: vec![0; shared.len()],
            holders: vec![None; shared.len()],
            registers: threads.iter().map(|thread| vec![0; thread.registers.len()]).collect(),
        }
    }

    fn steps(&self, moment: &Moment) -> Vec<(Step, Moment)> {
        let mut steps = Vec::new();
        for thread in 0..self.program.threads.len() {
            let Some(next) = self.next(moment, thread) else { continue };
            if self.waits_for(moment, thread).is_some() {
                continue;
            }
            let mut after = moment.clone();
            let words: Vec<_> = next.does.iter().map(|&does| self.act(does, &mut after, thread)).collect();
            after.done[thread] += 1;
            steps.push((Step { thread, text: words.join(", "), older: false, to: 0 }, after));
        }
        steps
    }

    fn view(&self, moment: &Moment) -> View {
        let names = self.names();
        let shared = self.program.shared.iter().zip(&moment.shared).zip(&moment.holders);
        let shared = shared.map(|((place, value), holder)| Shared {
            name: place.name.to_owned(),
            value: value.to_string(),
            note: match holder {
                Some(thread) => format!("held by {}", names[*thread]),
                None if place.locked => "not locked".to_owned(),
                None => String::new(),
            },
        });
        let threads = (0..names.len()).map(|thread| {
            let lines = self.at[thread].get(moment.done[thread]).cloned().unwrap_or_default();
            let registers = self.program.threads[thread].registers.iter().zip(&moment.registers[thread]);
            let waits = self.waits_for(moment, thread).map(|(lock, holder)| {
                format!("waits for {}, which {} holds", self.program.shared[lock].name, names[holder])
            });
            ThreadView {
                lines,
                registers: registers.map(|(&name, value)| (name.to_owned(), value.to_string())).collect(),
                notes: waits.into_iter().collect(),
            }
        });
        View { shared: shared.collect(), threads: threads.collect() }
    }

    fn ending(&self, moment: &Moment) -> String {
        let ended = (0..moment.done.len()).all(|thread| self.next(moment, thread).is_none());
        if ended { (self.program.outcome)(&moment.shared, &moment.registers) } else { DEADLOCK.to_owned() }
    }
}

/// The ending in which every thread that has not ended waits for another.
pub const DEADLOCK: &str = "deadlock: nobody can step any more";
