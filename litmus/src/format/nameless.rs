//! Which values are written inside the expression that uses them: `if (atomic_load(x) == 1)`.
//!
//! The parser puts what an access inside an expression gives in a variable whose name begins with `$`. Text
//! has no such names, so whoever writes a test puts the access back where it was. That works for what
//! the parser made. Where it does not (a test made by hand may use such a variable twice, or late), the
//! variable is written with a name of its own.

use std::collections::BTreeSet;

use super::size::value;
use crate::test::{Expression, Mode, Observable, Operator, Register, Statement, Test, Thread};

/// The variables of a thread that are not written: what they hold is written where it is used, or not at
/// all if it is not used.
pub(super) fn unwritten(test: &Test, thread: usize) -> BTreeSet<Register> {
    let shown: BTreeSet<_> = test.shown().into_iter().collect();
    unwritten_of(&test.threads[thread], &|register| {
        shown.contains(&Observable::Register { thread, register })
    })
}

/// The same for a thread alone.
pub(super) fn unwritten_of(thread: &Thread, is_shown: &impl Fn(Register) -> bool) -> BTreeSet<Register> {
    let body = &thread.body;
    let (mut uses, mut made) = (Vec::new(), Vec::new());
    mentions(body, &mut uses, &mut made);
    let times = |list: &[Register]| {
        let mut times = vec![0; thread.registers.len()];
        list.iter().for_each(|&register| times[register] += 1);
        times
    };
    let (used_times, made_times) = (times(&uses), times(&made));
    let fits = |register: Register| {
        let is_nameless = thread.registers[register].starts_with('$');
        is_nameless && used_times[register] <= 1 && made_times[register] == 1 && !is_shown(register)
    };
    let mut hidden: BTreeSet<_> = made.iter().copied().filter(|&register| fits(register)).collect();
    let used: BTreeSet<_> = uses.iter().copied().collect();
    // One that cannot be hidden is a variable like any other, which may be in the way of another one.
    while let Some(misfits) = first_misfits(body, &hidden, &used) {
        hidden.retain(|register| !misfits.contains(register));
    }
    hidden
}

/// What each variable of a thread is called where it is written: one without a name gets one.
pub(super) fn written_names(test: &Test, thread: usize) -> Vec<String> {
    let mut names = test.threads[thread].registers.clone();
    for register in 0..names.len() {
        let Some(number) = names[register].strip_prefix('$') else { continue };
        let mut name = format!("t{number}");
        while names.contains(&name) || test.locations.iter().any(|location| location.name == name) {
            name.push('_');
        }
        names[register] = name;
    }
    names
}

/// The hidden variables that are not used by the next statement in the order in which they are made, where
/// that happens first.
fn first_misfits(
    body: &[Statement],
    hidden: &BTreeSet<Register>,
    used: &BTreeSet<Register>,
) -> Option<Vec<Register>> {
    let mut waiting: Vec<Register> = Vec::new();
    for statement in body {
        let wanted: Vec<_> = operands(statement).into_iter().filter(|used| hidden.contains(used)).collect();
        let made = result(statement).filter(|made| hidden.contains(made));
        if !waiting.ends_with(&wanted) || !wanted.is_empty() && !takes_nested(statement, hidden) {
            return Some([wanted, waiting].concat());
        }
        waiting.truncate(waiting.len() - wanted.len());
        match made {
            Some(made) if !can_be_nested(statement, used.contains(&made)) => return Some(vec![made]),
            Some(made) if used.contains(&made) => waiting.push(made),
            _ if !waiting.is_empty() => return Some(waiting),
            _ => {}
        }
        if let Statement::If { then, otherwise, .. } = statement {
            let misfits =
                first_misfits(then, hidden, used).or_else(|| first_misfits(otherwise, hidden, used));
            if misfits.is_some() {
                return misfits;
            }
        }
    }
    Some(waiting).filter(|waiting| !waiting.is_empty())
}

/// Whether what a statement gives can be written inside another one, or, if it is not used, left out. A
/// non-atomic load is no call, so it does not stand alone.
fn can_be_nested(statement: &Statement, is_used: bool) -> bool {
    match statement {
        Statement::Load { mode: Mode::NonAtomic, .. } => is_used,
        Statement::Load { .. } | Statement::Update { .. } | Statement::CompareExchange { .. } => true,
        _ => false,
    }
}

/// Whether accesses can be written inside a statement without a change of meaning: alone on the right of an
/// assignment one would be the assignment's own, and to the right of `&&` it would not always be done.
fn takes_nested(statement: &Statement, hidden: &BTreeSet<Register>) -> bool {
    match statement {
        Statement::Let { value: Expression::Register(_), .. } => false,
        Statement::Let { value, .. } | Statement::Store { value, .. } => is_always_done(value, hidden),
        Statement::Update { operand: value, .. } | Statement::CompareExchange { desired: value, .. } => {
            is_always_done(value, hidden)
        }
        Statement::If { condition: value, .. } | Statement::Assume(value, _) => is_always_done(value, hidden),
        Statement::Load { .. } | Statement::Fence(_) => true,
    }
}

fn is_always_done(value: &Expression, hidden: &BTreeSet<Register>) -> bool {
    match value {
        Expression::Constant(_) | Expression::Register(_) => true,
        Expression::Not(value) | Expression::Cast(_, value) => is_always_done(value, hidden),
        Expression::Binary(one, operator, other) => {
            let mut on_the_right = Vec::new();
            registers(other, &mut on_the_right);
            let may_be_skipped = matches!(operator, Operator::And | Operator::Or)
                && on_the_right.iter().any(|register| hidden.contains(register));
            !may_be_skipped && is_always_done(one, hidden) && is_always_done(other, hidden)
        }
    }
}

/// The variables in an expression, from left to right.
fn registers(value: &Expression, found: &mut Vec<Register>) {
    match value {
        Expression::Constant(_) => {}
        Expression::Register(register) => found.push(*register),
        Expression::Not(value) | Expression::Cast(_, value) => registers(value, found),
        Expression::Binary(one, _, other) => {
            registers(one, found);
            registers(other, found);
        }
    }
}

/// The variables that a statement uses itself, from left to right, but for an expected value.
pub(super) fn operands(statement: &Statement) -> Vec<Register> {
    let mut found = Vec::new();
    if let Some(value) = value(statement) {
        registers(value, &mut found);
    }
    found
}

/// The variable that a statement gives a value.
pub(super) fn result(statement: &Statement) -> Option<Register> {
    match statement {
        Statement::Let { register, .. }
        | Statement::Load { register, .. }
        | Statement::Update { register, .. }
        | Statement::CompareExchange { succeeded: register, .. } => Some(*register),
        Statement::Store { .. } | Statement::Fence(_) | Statement::If { .. } | Statement::Assume(..) => None,
    }
}

/// All variables that are used, and all that are given a value, as often as they are. An expected value is both.
pub(super) fn mentions(body: &[Statement], uses: &mut Vec<Register>, made: &mut Vec<Register>) {
    for statement in body {
        uses.extend(operands(statement));
        made.extend(result(statement));
        match statement {
            Statement::CompareExchange { expected, .. } => {
                uses.push(*expected);
                made.push(*expected);
                made.push(*expected);
            }
            Statement::If { then, otherwise, .. } => {
                mentions(then, uses, made);
                mentions(otherwise, uses, made);
            }
            _ => {}
        }
    }
}
