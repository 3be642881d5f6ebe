//! Puts the variables of a thread that has been read in an order that does not depend on how the text put
//! things, so that a test that is written and read again is the same.
//!
//! First come those that hold an expected value, then the others as the text mentions them, then those
//! without a name, in the order in which they are made. A variable without a name that cannot be written
//! where it is used (it has a value from two places, say) gets one.

use std::collections::BTreeSet;

use super::nameless::{mentions, result, unwritten_of};
use crate::test::{Expression, Integer, Register, Statement, Thread};

/// Settles the variables of a thread; `is_taken` says which names mean something else in it. Gives the new
/// number of each.
pub(super) fn settle(thread: &mut Thread, is_taken: impl Fn(&str) -> bool) -> Vec<Register> {
    let hidden = unwritten_of(thread, &|_| false);
    let (mut uses, mut made) = (Vec::new(), Vec::new());
    mentions(&thread.body, &mut uses, &mut made);
    let mentioned: BTreeSet<_> = uses.iter().chain(&made).copied().collect();
    let mut number = 0;
    for register in &mentioned {
        if thread.registers[*register].starts_with('$') && !hidden.contains(register) {
            let mut name = format!("t{number}");
            while is_taken(&name) || thread.registers.contains(&name) {
                number += 1;
                name = format!("t{number}");
            }
            thread.registers[*register] = name;
        }
    }
    let mut expected = BTreeSet::new();
    expected_values(&thread.body, &mut expected);
    let is_named = |register: &Register| !thread.registers[*register].starts_with('$');
    let named = (0..thread.registers.len()).filter(is_named);
    let (first, others): (Vec<_>, Vec<_>) = named.partition(|register| expected.contains(register));
    let mut order = [first, others].concat();
    order.extend(made.iter().copied().filter(|register| hidden.contains(register)));
    let mut numbers = vec![0; thread.registers.len()];
    order.iter().enumerate().for_each(|(new, &old)| numbers[old] = new);
    let mut nameless = 0;
    thread.registers = order
        .iter()
        .map(|&old| {
            let name = thread.registers[old].clone();
            if !name.starts_with('$') {
                return name;
            }
            nameless += 1;
            format!("${}", nameless - 1)
        })
        .collect();
    let mut integers: Vec<_> = order.iter().map(|&old| thread.integer(old)).collect();
    while integers.last() == Some(&Integer::default()) {
        integers.pop();
    }
    thread.integers = integers;
    renumber(&mut thread.body, &numbers);
    numbers
}

fn expected_values(body: &[Statement], found: &mut BTreeSet<Register>) {
    for statement in body {
        match statement {
            Statement::CompareExchange { expected, .. } => _ = found.insert(*expected),
            Statement::If { then, otherwise, .. } => {
                expected_values(then, found);
                expected_values(otherwise, found);
            }
            _ => {}
        }
    }
}

fn renumber(body: &mut [Statement], numbers: &[Register]) {
    for statement in body {
        match statement {
            Statement::Let { register, value } => {
                *register = numbers[*register];
                renumber_value(value, numbers);
            }
            Statement::Load { register, .. } => *register = numbers[*register],
            Statement::Store { value, .. } | Statement::Assume(value, _) => renumber_value(value, numbers),
            Statement::Update { register, operand, .. } => {
                *register = numbers[*register];
                renumber_value(operand, numbers);
            }
            Statement::CompareExchange { succeeded, expected, desired, .. } => {
                *succeeded = numbers[*succeeded];
                *expected = numbers[*expected];
                renumber_value(desired, numbers);
            }
            Statement::Fence(_) => {}
            Statement::If { condition, then, otherwise } => {
                renumber_value(condition, numbers);
                renumber(then, numbers);
                renumber(otherwise, numbers);
            }
        }
    }
}

fn renumber_value(value: &mut Expression, numbers: &[Register]) {
    match value {
        Expression::Constant(_) => {}
        Expression::Register(register) => *register = numbers[*register],
        Expression::Not(value) | Expression::Cast(_, value) => renumber_value(value, numbers),
        Expression::Binary(one, _, other) => {
            renumber_value(one, numbers);
            renumber_value(other, numbers);
        }
    }
}

/// Lets the last step of `body` put its value in `register` instead of `from`: the step itself, or the last
/// ones of both blocks of an `if`. Says whether that could be done.
pub(super) fn redirect(body: &mut [Statement], from: Register, register: Register) -> bool {
    match body.last_mut() {
        Some(Statement::If { then, otherwise, .. }) => {
            let gives = |block: &[Statement]| block.last().and_then(result) == Some(from);
            gives(then)
                && gives(otherwise)
                && redirect_step(then.last_mut(), register)
                && redirect_step(otherwise.last_mut(), register)
        }
        Some(Statement::Let { .. }) => false,
        step => step.as_deref().and_then(result) == Some(from) && redirect_step(step, register),
    }
}

fn redirect_step(step: Option<&mut Statement>, to: Register) -> bool {
    match step {
        Some(
            Statement::Let { register, .. }
            | Statement::Load { register, .. }
            | Statement::Update { register, .. }
            | Statement::CompareExchange { succeeded: register, .. },
        ) => {
            *register = to;
            true
        }
        _ => false,
    }
}
