//! Sequential consistency by its definition: one operation after the other, of one thread or another, on
//! one memory. Independent of the checker: it shares nothing with it but the test.

use std::collections::BTreeSet;

use racelab::litmus::test::{Observable, Statement, Value};
use racelab::litmus::{Outcome, Test};

/// All ways in which the program can end.
pub fn outcomes(test: &Test) -> BTreeSet<Outcome> {
    let start = State {
        memory: test.locations.iter().map(|location| location.initial).collect(),
        registers: test.threads.iter().map(|thread| vec![0; thread.registers.len()]).collect(),
        left: test.threads.iter().map(|thread| thread.body.clone()).collect(),
    };
    let (mut outcomes, mut known) = (BTreeSet::new(), BTreeSet::new());
    let mut states = vec![start];
    while let Some(state) = states.pop() {
        let key = (state.memory.clone(), state.registers.clone(), format!("{:?}", state.left));
        if !known.insert(key) {
            continue;
        }
        let going: Vec<_> = (0..state.left.len()).filter(|&thread| !state.left[thread].is_empty()).collect();
        if going.is_empty() {
            outcomes.insert(state.outcome(test));
        }
        states.extend(going.into_iter().map(|thread| state.after_a_step_of(thread)));
    }
    outcomes
}

#[derive(Clone)]
struct State {
    memory: Vec<Value>,
    registers: Vec<Vec<Value>>,
    left: Vec<Vec<Statement>>,
}

impl State {
    fn after_a_step_of(&self, thread: usize) -> State {
        let mut after = self.clone();
        let State { memory, registers, left } = &mut after;
        let (registers, left) = (&mut registers[thread], &mut left[thread]);
        match left.remove(0) {
            Statement::Let { register, value } => registers[register] = value.value(registers),
            Statement::Load { register, location, .. } => registers[register] = memory[location],
            Statement::Store { location, value, .. } => memory[location] = value.value(registers),
            Statement::Update { register, location, change, operand, .. } => {
                let old = memory[location];
                memory[location] = change.apply(old, operand.value(registers));
                registers[register] = old;
            }
            Statement::CompareExchange { succeeded, expected, location, desired, .. } => {
                let found = memory[location];
                let succeeds = found == registers[expected];
                if succeeds {
                    memory[location] = desired.value(registers);
                }
                registers[expected] = found;
                registers[succeeded] = Value::from(succeeds);
            }
            Statement::Fence(_) => {}
            Statement::If { condition, then, otherwise } => {
                let body = if condition.value(registers) != 0 { then } else { otherwise };
                left.splice(0..0, body);
            }
        }
        after
    }

    fn outcome(&self, test: &Test) -> Outcome {
        let value = |observable| match observable {
            Observable::Register { thread, register } => self.registers[thread][register],
            Observable::Location(location) => self.memory[location],
        };
        test.shown().into_iter().map(value).collect()
    }
}
