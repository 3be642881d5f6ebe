//! Which values a location may hold, as far as can be said without running the program.
//!
//! Only a model that allows values out of thin air needs this: there a read may have its value before
//! anything has written it, so the value has to be guessed. Nothing in such a model says which values are
//! possible: if nothing but itself causes a value, it might be any. The guesses are what the threads can make
//! of the initial values, and the constants of the program and of its question.

use std::collections::BTreeSet;

use super::super::test::{Change, Expression, Statement, Test, Value};

type Values = BTreeSet<Value>;

/// Beyond this many values in one place guessing has no end in sight.
const MOST_VALUES: usize = 64;

/// For each location the values that some write could write, if reads read such values.
pub(super) fn guesses(test: &Test) -> Vec<Values> {
    let writes = test.threads.iter().map(|thread| count_writes(&thread.body)).sum::<usize>();
    let mut seeds = Values::new();
    test.threads.iter().for_each(|thread| constants(&thread.body, &mut seeds));
    seeds.extend(test.condition.formula.comparisons().into_iter().map(|(_, value)| value));
    seeds.extend(test.filter.iter().flat_map(|filter| filter.comparisons()).map(|(_, value)| value));

    // What can be made of the initial values, in as many steps as there are writes ...
    let mut made = vec![Values::new(); test.locations.len()];
    for _ in 0..writes {
        made = written(test, &made);
    }
    // ... and any value that is named, as long as something would write it.
    let mut guesses: Vec<_> = made.iter().map(|made| made | &seeds).collect();
    loop {
        let written = written(test, &guesses);
        let kept = guesses.iter().zip(&written).map(|(values, written)| values & written);
        let kept = kept.collect::<Vec<_>>();
        if kept == guesses {
            return guesses;
        }
        guesses = kept;
    }
}

/// What the threads can write, if their reads read initial values or those of `readable`.
fn written(test: &Test, readable: &[Values]) -> Vec<Values> {
    let mut readable = readable.to_vec();
    for (values, location) in readable.iter_mut().zip(&test.locations) {
        values.insert(location.initial);
    }
    let mut written = vec![Values::new(); test.locations.len()];
    for thread in &test.threads {
        // All that a register may hold at any time. Each round goes at least one assignment further.
        let mut registers = vec![Values::from([0]); thread.registers.len()];
        loop {
            let before = registers.clone();
            run(&thread.body, &readable, &mut registers, &mut written);
            let too_many = registers.iter().any(|values| values.len() > MOST_VALUES);
            if registers == before || too_many {
                break;
            }
        }
    }
    for values in &mut written {
        while values.len() > MOST_VALUES {
            values.pop_last();
        }
    }
    written
}

fn run(body: &[Statement], readable: &[Values], registers: &mut [Values], written: &mut [Values]) {
    for statement in body {
        match statement {
            Statement::Let { register, value } => {
                let values = values_of(value, registers);
                registers[*register].extend(values);
            }
            Statement::Load { register, location, .. } => registers[*register].extend(&readable[*location]),
            Statement::Store { location, value, .. } => {
                written[*location].extend(values_of(value, registers));
            }
            Statement::Update { register, location, change, operand, .. } => {
                written[*location].extend(changed(*change, &readable[*location], operand, registers));
                registers[*register].extend(&readable[*location]);
            }
            Statement::CompareExchange { succeeded, expected, location, desired, .. } => {
                written[*location].extend(values_of(desired, registers));
                registers[*succeeded].extend([0, 1]);
                registers[*expected].extend(&readable[*location]);
            }
            Statement::Fence(_) | Statement::Assume(_) => {}
            Statement::If { then, otherwise, .. } => {
                run(then, readable, registers, written);
                run(otherwise, readable, registers, written);
            }
        }
    }
}

fn changed(change: Change, old: &Values, operand: &Expression, registers: &[Values]) -> Values {
    let operands = values_of(operand, registers);
    old.iter().flat_map(|&old| operands.iter().map(move |&operand| change.apply(old, operand))).collect()
}

/// The values of an expression, whatever its registers may hold.
fn values_of(expression: &Expression, registers: &[Values]) -> Values {
    let mut used = Values::new();
    registers_in(expression, &mut used);
    let mut choices = vec![vec![0; registers.len()]];
    for register in used.into_iter().map(|register| register as usize) {
        let with = |choice: &Vec<Value>| {
            let choice = choice.clone();
            registers[register].iter().map(move |&value| {
                let mut choice = choice.clone();
                choice[register] = value;
                choice
            })
        };
        choices = choices.iter().flat_map(with).take(MOST_VALUES * MOST_VALUES).collect();
    }
    choices.iter().map(|choice| expression.value(choice)).collect()
}

fn registers_in(expression: &Expression, found: &mut Values) {
    match expression {
        Expression::Constant(_) => {}
        Expression::Register(register) => found.extend([*register as Value]),
        Expression::Not(inner) => registers_in(inner, found),
        Expression::Binary(one, _, other) => {
            registers_in(one, found);
            registers_in(other, found);
        }
    }
}

fn count_writes(body: &[Statement]) -> usize {
    let count = |statement: &Statement| match statement {
        Statement::Store { .. } | Statement::Update { .. } | Statement::CompareExchange { .. } => 1,
        Statement::If { then, otherwise, .. } => count_writes(then) + count_writes(otherwise),
        _ => 0,
    };
    body.iter().map(count).sum()
}

fn constants(body: &[Statement], found: &mut Values) {
    for statement in body {
        match statement {
            Statement::Let { value, .. } | Statement::Store { value, .. } | Statement::Assume(value) => {
                in_expression(value, found);
            }
            Statement::Update { operand, .. } => in_expression(operand, found),
            Statement::CompareExchange { desired, .. } => in_expression(desired, found),
            Statement::If { condition, then, otherwise } => {
                in_expression(condition, found);
                constants(then, found);
                constants(otherwise, found);
            }
            Statement::Load { .. } | Statement::Fence(_) => {}
        }
    }
}

fn in_expression(expression: &Expression, found: &mut Values) {
    match expression {
        Expression::Constant(value) => found.extend([*value]),
        Expression::Register(_) => {}
        Expression::Not(inner) => in_expression(inner, found),
        Expression::Binary(one, _, other) => {
            in_expression(one, found);
            in_expression(other, found);
        }
    }
}
