//! Values as Rust writes them, where a comparison gives a `bool` and not a number.

use std::collections::{BTreeMap, BTreeSet};

use super::nameless::mentions;
use super::nested::has_parentheses;
use super::rust_names::Names;
use crate::test::{Expression, Integer, LocationId, Observable, Operator, Register, Statement, Test, Thread};

/// What the variables of a thread are called, and what is written in place of some of them.
pub(super) struct Values {
    names: Names,
    /// The thread, by which its variables have their types.
    thread: Thread,
    unwritten: BTreeSet<Register>,
    /// Expected values that are constants, and that nobody looks at afterwards.
    constants: BTreeMap<Register, Expression>,
    /// What is written in place of a variable: as a number, and as a condition.
    kept: BTreeMap<Register, (String, String)>,
}

impl Values {
    /// Looks at a thread; `unwritten` are those that are not written.
    pub fn new(test: &Test, thread: usize, unwritten: BTreeSet<Register>) -> Self {
        let constants = constants(test, thread);
        let names = Names::new(test, thread);
        Values { names, thread: test.threads[thread].clone(), unwritten, constants, kept: BTreeMap::new() }
    }

    /// What a variable is called.
    pub fn name(&self, register: Register) -> &str {
        &self.names.registers[register]
    }

    /// What a location is called.
    pub fn location(&self, location: LocationId) -> &str {
        &self.names.locations[location]
    }

    /// Whether what a variable holds is written where it is used.
    pub fn is_unwritten(&self, register: Register) -> bool {
        self.unwritten.contains(&register)
    }

    /// Whether a variable is an expected value that is always the same.
    pub fn is_constant(&self, register: Register) -> bool {
        self.constants.contains_key(&register)
    }

    /// Keeps what is to be written in place of a variable.
    pub fn keep(&mut self, register: Register, value: String, condition: Option<String>) {
        let condition = condition.unwrap_or_else(|| format!("{value} != 0"));
        self.kept.insert(register, (value, condition));
    }

    /// A variable's value.
    pub fn register(&self, register: Register) -> String {
        self.value(&Expression::Register(register), self.integer(register))
    }

    /// A variable's type.
    pub fn integer(&self, register: Register) -> Integer {
        self.thread.integer(register)
    }

    /// A value as a number of a type.
    pub fn value(&self, value: &Expression, to: Integer) -> String {
        self.converted(value, to, false)
    }

    /// The same, where it may be an operand. Rust converts nothing by itself.
    fn converted(&self, value: &Expression, to: Integer, is_inside: bool) -> String {
        let from = value.integer(&self.thread);
        match value {
            Expression::Constant(constant) => to.convert(*constant).to_string(),
            Expression::Register(register) if self.constants.contains_key(register) => {
                self.converted(&self.constants[register], to, is_inside)
            }
            _ if from == to || from == Integer::Bool && to == Integer::U8 => self.number(value, is_inside),
            _ if to == Integer::Bool || is_condition(value) => {
                let text = format!("({}) as {}", self.condition(value), to.in_rust());
                if is_inside { format!("({text})") } else { text }
            }
            _ => {
                let text = format!("{} as {}", self.number(value, true), to.in_rust());
                if is_inside { format!("({text})") } else { text }
            }
        }
    }

    fn number(&self, value: &Expression, is_inside: bool) -> String {
        let text = match value {
            Expression::Constant(value) => return value.to_string(),
            Expression::Register(register) => {
                if let Some(constant) = self.constants.get(register) {
                    return self.number(constant, is_inside);
                }
                match self.kept.get(register) {
                    // A cast is an operator, and has its parentheses inside others.
                    Some((value, _)) if value.ends_with(" as i32") => value.clone(),
                    Some((value, _)) => return value.clone(),
                    None => return self.name(*register).to_owned(),
                }
            }
            Expression::Binary(one, operator, other) if !is_condition(value) => {
                self.binary(one, *operator, other)
            }
            Expression::Cast(to, value) => return self.converted(value, *to, is_inside),
            _ => format!("({}) as i32", self.condition(value)),
        };
        if is_inside { format!("({text})") } else { text }
    }

    /// Whether a value is written as a call that gives a condition.
    fn is_kept(&self, value: &Expression) -> bool {
        let Expression::Register(register) = value else { return false };
        self.kept.get(register).is_some_and(|(_, condition)| condition.ends_with(".is_ok()"))
    }

    /// Two numbers put together.
    fn binary(&self, one: &Expression, operator: Operator, other: &Expression) -> String {
        let common = operator.operands(one.integer(&self.thread), other.integer(&self.thread));
        let part = |part: &Expression, is_right| {
            let is_converted =
                !matches!(part, Expression::Constant(_)) && part.integer(&self.thread) != common;
            let is_inside = is_condition(part)
                || is_converted
                || matches!(part, Expression::Register(_))
                || has_parentheses(part, operator, is_right);
            self.converted(part, common, is_inside)
        };
        format!("{} {} {}", part(one, false), operator.symbol(), part(other, true))
    }

    /// A value as a condition: whether it is anything but 0.
    pub fn condition(&self, value: &Expression) -> String {
        let part = |part: &Expression| {
            let text = self.condition(part);
            if is_joined(part) { format!("({text})") } else { text }
        };
        match value {
            Expression::Register(register) if self.kept.contains_key(register) => {
                self.kept[register].1.clone()
            }
            // A compare-exchange is a condition by itself.
            Expression::Binary(one, Operator::NotEqual, zero) if self.is_kept(one) && is_zero(zero) => {
                self.condition(one)
            }
            Expression::Binary(one, Operator::Equal, zero) if self.is_kept(one) && is_zero(zero) => {
                format!("!{}", self.condition(one))
            }
            Expression::Not(value) if self.is_kept(value) => format!("!{}", self.condition(value)),
            Expression::Not(value) if is_condition(value) => format!("!({})", self.condition(value)),
            Expression::Not(value) => format!("{} == 0", self.number(value, true)),
            Expression::Binary(one, operator, other) if is_joined(value) => {
                let is_and = |operator: Operator| matches!(operator, Operator::And | Operator::BitAnd);
                let symbol = if is_and(*operator) { "&&" } else { "||" };
                let first = match &**one {
                    // `a && b && c` needs none.
                    Expression::Binary(_, inner, _)
                        if is_joined(one) && is_and(*inner) == is_and(*operator) =>
                    {
                        self.condition(one)
                    }
                    one => part(one),
                };
                format!("{first} {symbol} {}", part(other))
            }
            Expression::Binary(one, operator, other) if is_condition(value) => {
                self.binary(one, *operator, other)
            }
            _ => format!("{} != 0", self.number(value, true)),
        }
    }
}

fn is_zero(value: &Expression) -> bool {
    *value == Expression::Constant(0)
}

/// Whether a value is made by a comparison or by a logical operator.
fn is_condition(value: &Expression) -> bool {
    match value {
        Expression::Constant(_) | Expression::Register(_) | Expression::Cast(..) => false,
        Expression::Not(_) => true,
        Expression::Binary(_, operator, _) => {
            is_joined(value)
                || !matches!(
                    operator,
                    Operator::Add
                        | Operator::Sub
                        | Operator::Mul
                        | Operator::BitAnd
                        | Operator::BitOr
                        | Operator::BitXor
                )
        }
    }
}

/// Whether a value is made of two conditions. herd has no `&&`, so its tests put comparisons together with `&`.
fn is_joined(value: &Expression) -> bool {
    match value {
        Expression::Binary(_, Operator::And | Operator::Or, _) => true,
        Expression::Binary(one, Operator::BitAnd | Operator::BitOr, other) => {
            is_condition(one) && is_condition(other)
        }
        _ => false,
    }
}

/// The variables that hold the expected value of one compare-exchange and nothing else, with that value.
fn constants(test: &Test, thread: usize) -> BTreeMap<Register, Expression> {
    let body = &test.threads[thread].body;
    let (mut uses, mut makes) = (Vec::new(), Vec::new());
    mentions(body, &mut uses, &mut makes);
    let times = |list: &[Register], register| list.iter().filter(|known| **known == register).count();
    let shown = test.shown();
    let mut found = BTreeMap::new();
    for register in 0..test.threads[thread].registers.len() {
        // A compare-exchange uses its expected value once and is counted as giving it twice.
        let is_expected_once = expected(body).iter().filter(|known| **known == register).count() == 1;
        let is_shown = shown.contains(&Observable::Register { thread, register });
        if !is_expected_once || times(&uses, register) != 1 || is_shown {
            continue;
        }
        let given = body.iter().find_map(|statement| match statement {
            Statement::Let { register: known, value } if *known == register => Some(value.clone()),
            _ => None,
        });
        let value = match (times(&makes, register) - 2, given) {
            (0, _) => Expression::Constant(0),
            (1, Some(value @ Expression::Constant(_))) => value,
            _ => continue,
        };
        found.insert(register, value);
    }
    found
}

/// The variables that hold expected values, as often as they do.
fn expected(body: &[Statement]) -> Vec<Register> {
    let of = |statement: &Statement| match statement {
        Statement::CompareExchange { expected, .. } => vec![*expected],
        Statement::If { then, otherwise, .. } => [expected(then), expected(otherwise)].concat(),
        _ => Vec::new(),
    };
    body.iter().flat_map(of).collect()
}
