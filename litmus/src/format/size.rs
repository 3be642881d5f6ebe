//! How large a test is: what keeps it from being written so that it could not be read again.

use std::collections::BTreeSet;

use super::herd::herd;
use super::nested::{depth_of_formula, depth_of_value};
use super::{LONGEST_TEXT, MOST_NESTED, MOST_PARTS};
use crate::test::{Expression, Formula, Statement, Test};

/// What there is too much of in a test, if there is.
pub(super) fn excess(test: &Test) -> Option<String> {
    let names = names_of_variables(test);
    if parts(test) > MOST_PARTS {
        return Some(format!(
            "the test has more than {MOST_PARTS} statements, variables, operators and terms"
        ));
    } else if depth(test) > MOST_NESTED {
        return Some(format!("more than {MOST_NESTED} parentheses or blocks inside each other"));
    } else if let Some(name) = names {
        let message =
            "is what herd calls a thread's variable that is used as an expected value, and is taken";
        return Some(format!("`{name}` {message}"));
    } else if herd(test).len() > LONGEST_TEXT {
        return Some(format!("written out, the test is longer than {} KiB", LONGEST_TEXT / 1024));
    }
    None
}

/// The name that an expected value would have in herd's text, where it means something else.
fn names_of_variables(test: &Test) -> Option<String> {
    for (number, thread) in test.threads.iter().enumerate() {
        let mut expected = BTreeSet::new();
        each(&thread.body, &mut |statement| {
            if let Statement::CompareExchange { expected: register, .. } = statement {
                expected.insert(*register);
            }
        });
        for register in expected {
            let name = format!("P{number}_{}", thread.registers[register]);
            let is_taken = thread.registers.contains(&name)
                || test.locations.iter().any(|location| location.name == name);
            if is_taken {
                return Some(name);
            }
        }
    }
    None
}

fn parts(test: &Test) -> usize {
    let mut parts = test.also_shown.len() + terms(&test.condition.formula);
    parts += test.filter.as_ref().map_or(0, terms);
    for thread in &test.threads {
        parts += thread.registers.len();
        each(&thread.body, &mut |statement| {
            parts += 1;
            if let Some(value) = value(statement) {
                parts += operators(value);
            }
        });
    }
    parts
}

fn depth(test: &Test) -> usize {
    fn of(body: &[Statement]) -> usize {
        let deepest = body.iter().map(|statement| {
            let inside = match statement {
                Statement::If { then, otherwise, .. } => 1 + of(then).max(of(otherwise)),
                _ => 0,
            };
            inside.max(value(statement).map_or(0, depth_of_value))
        });
        deepest.max().unwrap_or(0)
    }
    let threads = test.threads.iter().map(|thread| of(&thread.body));
    let formulas = [Some(&test.condition.formula), test.filter.as_ref()].into_iter().flatten();
    threads.chain(formulas.map(depth_of_formula)).max().unwrap_or(0)
}

/// Calls `visit` with each statement, those inside others too.
fn each(body: &[Statement], visit: &mut impl FnMut(&Statement)) {
    for statement in body {
        visit(statement);
        if let Statement::If { then, otherwise, .. } = statement {
            each(then, visit);
            each(otherwise, visit);
        }
    }
}

/// The expression in a statement, if there is one.
pub(super) fn value(statement: &Statement) -> Option<&Expression> {
    match statement {
        Statement::Let { value, .. }
        | Statement::Store { value, .. }
        | Statement::Update { operand: value, .. }
        | Statement::CompareExchange { desired: value, .. }
        | Statement::If { condition: value, .. }
        | Statement::Assume(value, _) => Some(value),
        Statement::Load { .. } | Statement::Fence(_) => None,
    }
}

fn operators(value: &Expression) -> usize {
    match value {
        Expression::Constant(_) | Expression::Register(_) => 0,
        Expression::Not(value) | Expression::Cast(_, value) => 1 + operators(value),
        Expression::Binary(one, _, other) => 1 + operators(one) + operators(other),
    }
}

fn terms(formula: &Formula) -> usize {
    match formula {
        Formula::True | Formula::Equals(..) | Formula::Same(..) => 1,
        Formula::Not(formula) => 1 + terms(formula),
        Formula::And(one, other) | Formula::Or(one, other) => terms(one) + terms(other),
    }
}
