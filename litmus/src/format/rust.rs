//! A test's threads written as Rust, a column a thread.
//!
//! For people to read: `x.store(1, Relaxed);` on an atomic, `d = 1;` on a location that is not (Rust asks for
//! `unsafe` there, and for a good reason, which is what such a test is about).

use std::collections::{BTreeMap, BTreeSet};

use super::nameless::{mentions, result, unwritten};
use super::rust_values::Values;
use crate::test::{
    Assumed, Change, Expression, Integer, Mode, Observable, Operator, Register, Statement, Test,
};

/// A line of Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text, with four spaces of indentation for each block around it.
    pub text: String,
    /// The statements that are done in it, by their numbers: a thread's statements are counted from 0 as they
    /// are written, those inside an `if` after the `if` itself.
    pub statements: Vec<usize>,
}

/// The lines of each thread.
pub fn rust_lines(test: &Test) -> Vec<Vec<String>> {
    let threads = rust(test).into_iter();
    threads.map(|lines| lines.into_iter().map(|line| line.text).collect()).collect()
}

/// The lines of each thread, and which statements they are.
pub fn rust(test: &Test) -> Vec<Vec<Line>> {
    (0..test.threads.len()).map(|thread| Writer::new(test, thread).write()).collect()
}

struct Writer<'t> {
    test: &'t Test,
    thread: usize,
    values: Values,
    /// What an outcome of the test shows.
    shown: BTreeSet<Observable>,
    /// How often each variable is mentioned, and how often it is given a value.
    times: BTreeMap<Register, (usize, usize)>,
    declared: Vec<Register>,
    lines: Vec<Line>,
    /// The number of the next statement.
    next: usize,
    /// The statements that the next line does beside its own: those written inside it.
    nested: Vec<usize>,
}

impl<'t> Writer<'t> {
    fn new(test: &'t Test, thread: usize) -> Self {
        let mut times = BTreeMap::new();
        count(&test.threads[thread].body, &mut times);
        Writer {
            test,
            thread,
            values: Values::new(test, thread, unwritten(test, thread)),
            shown: test.shown().into_iter().collect(),
            times,
            declared: Vec::new(),
            lines: Vec::new(),
            next: 0,
            nested: Vec::new(),
        }
    }

    fn write(mut self) -> Vec<Line> {
        let body = &self.test.threads[self.thread].body;
        for register in 0..self.test.threads[self.thread].registers.len() {
            let (mentioned, given) = self.times.get(&register).copied().unwrap_or_default();
            if given == 0 && (mentioned > 0 || self.is_shown(register)) && !self.values.is_constant(register)
            {
                self.declare(0, register);
            }
        }
        self.block(body, 0);
        self.lines
    }

    fn is_shown(&self, register: Register) -> bool {
        self.shown.contains(&Observable::Register { thread: self.thread, register })
    }

    fn line(&mut self, depth: usize, text: &str, statement: Option<usize>) {
        let statements = self.nested.drain(..).chain(statement).collect();
        self.lines.push(Line { text: format!("{:1$}{text}", "", 4 * depth), statements });
    }

    /// What stands after a variable's name where it is declared, if it is no `i32`.
    fn type_of(&self, register: Register) -> String {
        match self.values.integer(register) {
            Integer::I32 => String::new(),
            other => format!(": {}", other.in_rust()),
        }
    }

    /// A variable that gets its value later, perhaps: it holds 0 until then.
    fn declare(&mut self, depth: usize, register: Register) {
        let how = if self.times.contains_key(&register) { "let mut" } else { "let" };
        let text = format!("{how} {}{} = 0;", self.values.name(register), self.type_of(register));
        self.lines.push(Line { text: format!("{:1$}{text}", "", 4 * depth), statements: Vec::new() });
        self.declared.push(register);
    }

    /// Declares what is first mentioned in the blocks of an `if`, unless all of it is in one of them.
    fn declare_for(
        &mut self,
        block: &[Statement],
        then: &[Statement],
        otherwise: &[Statement],
        depth: usize,
    ) {
        let [mut here, mut first, mut second] = [(); 3].map(|()| BTreeMap::new());
        count(block, &mut here);
        count(then, &mut first);
        count(otherwise, &mut second);
        for (register, all) in self.times.clone() {
            let inside = [&first, &second].map(|block| block.get(&register).copied().unwrap_or_default());
            let is_new = inside != [(0, 0); 2] && !self.declared.contains(&register);
            if !is_new || self.values.is_unwritten(register) || self.values.is_constant(register) {
                continue;
            }
            let is_local = inside.contains(&all) && !self.is_shown(register);
            // If it is not all in this block, a block around this one has declared it.
            if !is_local && (depth == 0 || here.get(&register) == Some(&all)) {
                self.declare(depth, register);
            }
        }
    }

    fn block(&mut self, body: &[Statement], depth: usize) {
        for statement in body {
            let number = self.next;
            self.next += 1;
            if let Statement::If { condition, then, otherwise } = statement {
                self.declare_for(body, then, otherwise, depth);
                let condition = self.values.condition(condition);
                self.line(depth, &format!("if {condition} {{"), Some(number));
                self.block(then, depth + 1);
                if !otherwise.is_empty() {
                    self.line(depth, "} else {", None);
                    self.block(otherwise, depth + 1);
                }
                self.line(depth, "}", None);
            } else {
                self.statement(statement, number, depth);
            }
        }
    }

    fn statement(&mut self, statement: &Statement, number: usize, depth: usize) {
        let place = |location: usize| self.values.location(location);
        let of_location = |location: usize| self.test.locations[location].integer;
        let value = match statement {
            Statement::Let { register, value } => {
                if self.values.is_constant(*register) {
                    // Written where it is used.
                    return;
                }
                self.values.value(value, self.values.integer(*register))
            }
            Statement::Load { location, mode: Mode::NonAtomic, .. } => place(*location).to_owned(),
            Statement::Load { location, mode: Mode::Atomic(how), .. } => {
                format!("{}.load({how:?})", place(*location))
            }
            Statement::Store { location, value, mode } => {
                let (place, value) = (place(*location), self.values.value(value, of_location(*location)));
                let text = match mode {
                    Mode::NonAtomic => format!("{place} = {value};"),
                    Mode::Atomic(how) => format!("{place}.store({value}, {how:?});"),
                };
                return self.line(depth, &text, Some(number));
            }
            Statement::Update { location, change, operand, ordering, .. } => {
                let name = match change {
                    Change::Swap => "swap",
                    Change::Add => "fetch_add",
                    Change::Sub => "fetch_sub",
                    Change::Or => "fetch_or",
                    Change::Xor => "fetch_xor",
                    Change::And => "fetch_and",
                };
                let operand = self.values.value(operand, of_location(*location));
                format!("{}.{name}({operand}, {ordering:?})", place(*location))
            }
            Statement::CompareExchange { location, expected, desired, success, failure, weak, .. } => {
                let (desired, old) =
                    (self.values.value(desired, of_location(*location)), self.values.register(*expected));
                let how = if *weak { "_weak" } else { "" };
                let call = format!(
                    "{}.compare_exchange{how}({old}, {desired}, {success:?}, {failure:?})",
                    place(*location)
                );
                return self.compare_exchange(statement, &call, number, depth);
            }
            Statement::Assume(value, assumed) => {
                let condition = self.values.condition(&opposite(value));
                let does = match assumed {
                    Assumed::Met => "{}",
                    Assumed::EnoughRounds(_) => "{ /* more rounds */ }",
                };
                return self.line(depth, &format!("while {condition} {does}"), Some(number));
            }
            Statement::Fence(ordering) => {
                return self.line(depth, &format!("fence({ordering:?});"), Some(number));
            }
            Statement::If { .. } => return,
        };
        let register = result(statement).expect("all others give a value");
        if !self.values.is_unwritten(register) {
            // What an access gives is of the location's type.
            let (from, to) = match statement.access() {
                Some((location, _)) => (of_location(location), self.values.integer(register)),
                None => (Integer::I32, Integer::I32),
            };
            let value = match to {
                _ if from == to => value,
                Integer::Bool => format!("({value} != 0) as u8"),
                _ => format!("{value} as {}", to.in_rust()),
            };
            self.assign(register, &value, number, depth);
        } else if self.is_used(register) {
            self.values.keep(register, value, None);
            self.nested.push(number);
        } else {
            self.line(depth, &format!("{value};"), Some(number));
        }
    }

    fn is_used(&self, register: Register) -> bool {
        let (mentioned, given) = self.times[&register];
        mentioned > given
    }

    fn assign(&mut self, register: Register, value: &str, number: usize, depth: usize) {
        let name = self.values.name(register);
        let text = if self.declared.contains(&register) {
            format!("{name} = {value};")
        } else {
            self.declared.push(register);
            let how = if self.times[&register].1 > 1 { "let mut" } else { "let" };
            format!("{how} {name}{} = {value};", self.type_of(register))
        };
        self.line(depth, &text, Some(number));
    }

    /// Rust's compare-exchange gives a `Result`: the value found, and whether it was the expected one.
    fn compare_exchange(&mut self, statement: &Statement, call: &str, number: usize, depth: usize) {
        let Statement::CompareExchange { succeeded, expected, .. } = *statement else { return };
        let expected = Some(expected).filter(|expected| !self.values.is_constant(*expected));
        if let Some(expected) = expected.filter(|expected| !self.declared.contains(expected)) {
            self.declare(depth, expected);
        }
        let found = expected.map(|expected| self.values.name(expected).to_owned());
        let is_unwritten = self.values.is_unwritten(succeeded);
        match found {
            None if !is_unwritten => {
                self.assign(
                    succeeded,
                    &format!("{call}.is_ok() as {}", self.values.integer(succeeded).in_rust()),
                    number,
                    depth,
                );
            }
            None if !self.is_used(succeeded) => self.line(depth, &format!("let _ = {call};"), Some(number)),
            Some(found) if !is_unwritten => {
                self.assign(succeeded, &format!("match {call} {{"), number, depth);
                let last = self.lines.last_mut().expect("a line was just written");
                last.text.pop();
                self.line(depth + 1, "Ok(_) => 1,", None);
                self.line(depth + 1, &format!("Err(found) => {{ {found} = found; 0 }}"), None);
                self.line(depth, "};", None);
            }
            Some(found) if !self.is_used(succeeded) => {
                self.line(depth, &format!("if let Err(found) = {call} {{"), Some(number));
                self.line(depth + 1, &format!("{found} = found;"), None);
                self.line(depth, "}", None);
            }
            found => {
                let keeps =
                    found.map_or(String::new(), |name| format!(".inspect_err(|found| {name} = *found)"));
                let condition = format!("{call}{keeps}.is_ok()");
                self.values.keep(succeeded, format!("{condition} as i32"), Some(condition));
                self.nested.push(number);
            }
        }
    }
}

/// The condition that is true where a value is 0.
fn opposite(value: &Expression) -> Expression {
    use Operator::{Equal, NotEqual};
    match value {
        Expression::Binary(one, Equal, zero) if **zero == Expression::Constant(0) => one.as_ref().clone(),
        Expression::Binary(one, Equal, other) => Expression::Binary(one.clone(), NotEqual, other.clone()),
        Expression::Binary(one, NotEqual, other) => Expression::Binary(one.clone(), Equal, other.clone()),
        Expression::Not(value) => value.as_ref().clone(),
        other => Expression::Not(Box::new(other.clone())),
    }
}

/// How often each variable is mentioned, and how often it is given a value.
fn count(body: &[Statement], times: &mut BTreeMap<Register, (usize, usize)>) {
    let (mut uses, mut makes) = (Vec::new(), Vec::new());
    mentions(body, &mut uses, &mut makes);
    for register in uses {
        times.entry(register).or_insert((0, 0)).0 += 1;
    }
    for register in makes {
        let (mentioned, given) = times.entry(register).or_insert((0, 0));
        *mentioned += 1;
        *given += 1;
    }
}
