//! Machines that run a program step by step, in every order: one memory and nothing else, which is sequential
//! consistency by its definition; or with a store buffer a thread, which is how x86-TSO was found out.
//! Independent of the checker: they share nothing with it but the test.

use std::collections::{BTreeSet, VecDeque};

use racelab_litmus::test::{LocationId, Mode, Observable, Ordering, Statement, Value};
use racelab_litmus::{Outcome, Test};

/// All ways in which the program can end, one operation after the other.
pub fn outcomes(test: &Test) -> BTreeSet<Outcome> {
    run(test, false)
}

/// All ways in which it can end where a store waits in its thread's buffer, first in first out, while the
/// thread goes on. Locked instructions and `mfence` wait until the buffer is empty.
pub fn outcomes_with_store_buffers(test: &Test) -> BTreeSet<Outcome> {
    run(test, true)
}

fn run(test: &Test, buffered: bool) -> BTreeSet<Outcome> {
    let start = State {
        memory: test.locations.iter().map(|location| location.initial).collect(),
        registers: test.threads.iter().map(|thread| vec![0; thread.registers.len()]).collect(),
        left: test.threads.iter().map(|thread| thread.body.clone()).collect(),
        buffers: vec![VecDeque::new(); test.threads.len()],
    };
    let (mut outcomes, mut known) = (BTreeSet::new(), BTreeSet::new());
    let mut states = vec![start];
    while let Some(state) = states.pop() {
        let left = format!("{:?} {:?}", state.left, state.buffers);
        let key = (state.memory.clone(), state.registers.clone(), left);
        if !known.insert(key) {
            continue;
        }
        let going: Vec<_> = (0..state.left.len()).filter(|&thread| !state.left[thread].is_empty()).collect();
        let waiting = (0..state.buffers.len()).filter(|&thread| !state.buffers[thread].is_empty());
        let waiting: Vec<_> = waiting.collect();
        if going.is_empty() && waiting.is_empty() {
            outcomes.insert(state.outcome(test));
        }
        states.extend(waiting.into_iter().map(|thread| state.after_a_store_of(thread)));
        states.extend(going.into_iter().filter_map(|thread| state.after_a_step_of(test, thread, buffered)));
    }
    outcomes
}

#[derive(Clone)]
struct State {
    memory: Vec<Value>,
    registers: Vec<Vec<Value>>,
    left: Vec<Vec<Statement>>,
    buffers: Vec<VecDeque<(LocationId, Value)>>,
}

impl State {
    /// A buffer's oldest store reaches memory.
    fn after_a_store_of(&self, thread: usize) -> State {
        let mut after = self.clone();
        if let Some((location, value)) = after.buffers[thread].pop_front() {
            after.memory[location] = value;
        }
        after
    }

    /// A thread does its next operation, unless that has to wait for its buffer.
    fn after_a_step_of(&self, test: &Test, thread: usize, buffered: bool) -> Option<State> {
        let program = &test.threads[thread];
        let of_location = |location: LocationId| test.locations[location].integer;
        let mut after = self.clone();
        let State { memory, registers, left, buffers } = &mut after;
        let (registers, left) = (&mut registers[thread], &mut left[thread]);
        let buffer = &mut buffers[thread];
        let next = left.remove(0);
        let seq_cst = Mode::Atomic(Ordering::SeqCst);
        let waits = matches!(
            &next,
            Statement::Update { .. } | Statement::CompareExchange { .. } | Statement::Fence(Ordering::SeqCst)
        ) || matches!(&next, Statement::Store { mode, .. } if *mode == seq_cst);
        if waits && !buffer.is_empty() {
            return None;
        }
        match next {
            Statement::Let { register, value } => {
                let value = value.value(registers, program);
                registers[register] = program.integer(register).convert(value);
            }
            Statement::Load { register, location, .. } => {
                let own = buffer.iter().rev().find(|(to, _)| *to == location);
                let found = own.map_or(memory[location], |(_, value)| *value);
                registers[register] = program.integer(register).convert(found);
            }
            Statement::Store { location, value, mode } if buffered && mode != seq_cst => {
                let value = of_location(location).convert(value.value(registers, program));
                buffer.push_back((location, value));
            }
            Statement::Store { location, value, .. } => {
                memory[location] = of_location(location).convert(value.value(registers, program));
            }
            Statement::Update { register, location, change, operand, .. } => {
                let old = memory[location];
                let operand = operand.value(registers, program);
                memory[location] = change.apply(old, operand, of_location(location));
                registers[register] = program.integer(register).convert(old);
            }
            Statement::CompareExchange { succeeded, expected, location, desired, .. } => {
                let found = memory[location];
                let succeeds = found == registers[expected];
                if succeeds {
                    memory[location] = of_location(location).convert(desired.value(registers, program));
                }
                registers[expected] = found;
                registers[succeeded] = Value::from(succeeds);
            }
            Statement::Fence(_) => {}
            Statement::Assume(..) => unreachable!("no random program has one"),
            Statement::If { condition, then, otherwise } => {
                let body = if condition.value(registers, program) != 0 { then } else { otherwise };
                left.splice(0..0, body);
            }
        }
        Some(after)
    }

    fn outcome(&self, test: &Test) -> Outcome {
        let value = |observable| match observable {
            Observable::Register { thread, register } => self.registers[thread][register],
            Observable::Location(location) => self.memory[location],
        };
        test.shown().into_iter().map(value).collect()
    }
}
