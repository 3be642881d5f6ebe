//! Litmus tests run by the engine, and compared with the checker.

#![allow(dead_code)]

pub mod random_test;

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow::Continue;

use racelab_engine::cell::UnsafeCell;
use racelab_engine::sync::atomic::{AtomicI32, Ordering, fence};
use racelab_engine::{Ending, Explorer, Failure, Model, Report, thread};
use racelab_litmus::checker::{self, Axiom, Behaviour, Limits, behaviour, for_each_execution};
use racelab_litmus::test::{Change, Expression, Mode, Observable, Outcome, Statement, Test, Thread, Value};

/// Where a litmus test's locations are.
enum Memory {
    Atomic(AtomicI32),
    Plain(UnsafeCell<i32>),
}

// SAFETY: accesses to the cells are watched, and an execution ends at a race.
unsafe impl Sync for Memory {}

impl Memory {
    fn atomic(&self) -> &AtomicI32 {
        match self {
            Memory::Atomic(atomic) => atomic,
            Memory::Plain(_) => panic!("it is not atomic"),
        }
    }

    fn load(&self, ordering: Ordering) -> i32 {
        match self {
            Memory::Atomic(atomic) => atomic.load(ordering),
            Memory::Plain(cell) => cell.with(|value| unsafe { *value }),
        }
    }

    fn store(&self, new: i32, ordering: Ordering) {
        match self {
            Memory::Atomic(atomic) => atomic.store(new, ordering),
            Memory::Plain(cell) => cell.with_mut(|value| unsafe { *value = new }),
        }
    }
}

fn ordering(mode: Mode) -> Ordering {
    match mode {
        Mode::Atomic(ordering) => ordering,
        Mode::NonAtomic => Ordering::Relaxed,
    }
}

/// All of these tests have `int`s alone.
fn run_thread(thread: &Thread, body: &[Statement], memory: &[Memory], registers: &mut [Value]) {
    let int = |value: &Expression, registers: &[Value]| value.value(registers, thread) as i32;
    for statement in body {
        match statement {
            Statement::Let { register, value } => registers[*register] = int(value, registers).into(),
            Statement::Load { register, location, mode } => {
                registers[*register] = memory[*location].load(ordering(*mode)).into();
            }
            Statement::Store { location, value, mode } => {
                memory[*location].store(int(value, registers), ordering(*mode));
            }
            Statement::Update { register, location, change, operand, ordering } => {
                let (atomic, value) = (memory[*location].atomic(), int(operand, registers));
                registers[*register] = Value::from(match change {
                    Change::Swap => atomic.swap(value, *ordering),
                    Change::Add => atomic.fetch_add(value, *ordering),
                    Change::Sub => atomic.fetch_sub(value, *ordering),
                    Change::Or => atomic.fetch_or(value, *ordering),
                    Change::Xor => atomic.fetch_xor(value, *ordering),
                    Change::And => atomic.fetch_and(value, *ordering),
                });
            }
            Statement::CompareExchange { succeeded, expected, location, desired, success, failure, weak } => {
                let (old, new) = (registers[*expected] as i32, int(desired, registers));
                let atomic = memory[*location].atomic();
                let result = match weak {
                    true => atomic.compare_exchange_weak(old, new, *success, *failure),
                    false => atomic.compare_exchange(old, new, *success, *failure),
                };
                if let Err(found) = result {
                    registers[*expected] = found.into();
                }
                registers[*succeeded] = Value::from(result.is_ok());
            }
            Statement::Fence(Ordering::Relaxed) => {}
            Statement::Assume(..) => unreachable!("no test that is compared has one"),
            Statement::Fence(ordering) => fence(*ordering),
            Statement::If { condition, then, otherwise } => {
                let taken = if int(condition, registers) != 0 { then } else { otherwise };
                run_thread(thread, taken, memory, registers);
            }
        }
    }
}

/// The test as a program.
pub fn run(test: &Test) -> Outcome {
    let locations = test.locations.iter();
    let memory: Vec<_> = locations
        .map(|location| match location.atomic {
            true => Memory::Atomic(AtomicI32::new(location.initial as i32)),
            false => Memory::Plain(UnsafeCell::new(location.initial as i32)),
        })
        .collect();
    let memory = &memory;
    let registers: Vec<Vec<Value>> = thread::scope(|scope| {
        let threads: Vec<_> = test.threads.iter().collect();
        let start = |thread: &Thread| {
            let thread = thread.clone();
            scope.spawn(move || {
                let mut registers = vec![0; thread.registers.len()];
                run_thread(&thread, &thread.body, memory, &mut registers);
                registers
            })
        };
        let handles: Vec<_> = threads.into_iter().map(start).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).collect()
    });
    let value = |observable| match observable {
        Observable::Register { thread, register } => registers[thread][register],
        Observable::Location(location) => memory[location].load(Ordering::Relaxed).into(),
    };
    test.shown().into_iter().map(value).collect()
}

/// What the engine and the checker say of one test.
pub struct Compared {
    /// `None` where there is a data race.
    pub ours: Option<BTreeSet<Outcome>>,
    pub theirs: Option<BTreeSet<Outcome>>,
    pub our_graphs: usize,
    pub their_graphs: usize,
    /// Graphs that the engine showed more than once.
    pub twice: usize,
    pub report: Report,
}

impl Compared {
    /// Whether they say the same. Of a program with a race only that it has one: the search ends there.
    pub fn is_equal(&self) -> bool {
        let graphs = self.ours.is_none() || self.our_graphs == self.their_graphs;
        self.ours == self.theirs && graphs && self.twice == 0
    }

    pub fn difference(&self) -> String {
        let [ours, theirs] = [&self.ours, &self.theirs].map(|outcomes| outcomes.clone().unwrap_or_default());
        format!(
            "engine: {} graphs, {} twice, race {}; checker: {} graphs, race {}; missed {:?}, invented {:?}",
            self.our_graphs,
            self.twice,
            self.ours.is_none(),
            self.their_graphs,
            self.theirs.is_none(),
            theirs.difference(&ours).collect::<Vec<_>>(),
            ours.difference(&theirs).collect::<Vec<_>>()
        )
    }
}

/// The checker's model that is the engine's.
fn twin(model: Model) -> checker::Model {
    match model {
        Model::Rc11 => checker::Model::RC11,
        Model::Cpp20 => checker::Model::CPP20.with(Axiom::NoThinAir),
    }
}

/// Both on one test. `None` where it is too large for the checker.
pub fn compare(test: &Test, model: Model, work: u64) -> Option<Compared> {
    let limits = Limits::of_work(work);
    let theirs = match behaviour(test, &twin(model), &limits).ok()? {
        Behaviour::Undefined(_) => None,
        Behaviour::Outcomes(outcomes) => Some(outcomes),
    };
    let mut their_graphs = 0;
    if theirs.is_some() {
        for_each_execution(test, &twin(model), &limits, |_| {
            their_graphs += 1;
            Continue(())
        })
        .ok()?;
    }
    let (mut outcomes, mut graphs, mut race, mut twice) = (BTreeSet::new(), HashSet::new(), false, 0);
    let report = Explorer::new().model(model).executions(2_000_000).explore(
        || run(test),
        |execution| match execution.ending {
            Ending::Outcome(outcome) => {
                outcomes.insert(outcome);
                twice += usize::from(!graphs.insert(execution.graph.key()));
                Continue(())
            }
            Ending::Failure(Failure::DataRace(_)) => {
                race = true;
                std::ops::ControlFlow::Break(())
            }
            Ending::Failure(other) => panic!("{}: {other}", test.name),
        },
    );
    let ours = (!race).then_some(outcomes);
    Some(Compared { ours, theirs, our_graphs: graphs.len(), their_graphs, twice, report })
}
