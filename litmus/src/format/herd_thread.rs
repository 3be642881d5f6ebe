//! A thread written as herd's text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::loops::ROUNDS;
use super::nameless::{mentions, operands, result, unwritten, written_names};
use super::nested::{has_parentheses, is_joined};
use crate::test::{Assumed, Change, Expression, Location, Mode, Ordering, Register, Statement, Test, Value};

/// Writes one thread.
pub(super) struct Writer<'t> {
    test: &'t Test,
    number: usize,
    /// What the variables are called in the text.
    pub names: Vec<String>,
    /// Those that hold an expected value: locations of their own in the text.
    pub own: BTreeSet<Register>,
    /// Those that are written where they are used, or not at all.
    unwritten: BTreeSet<Register>,
    /// What is to be written for them.
    waiting: BTreeMap<Register, String>,
    /// The locations that the thread uses.
    pub locations: BTreeSet<usize>,
    /// How many variables are declared so far. They are declared in the order of their numbers, so that
    /// they have the same numbers when the text is read.
    declared: usize,
    text: String,
}

impl<'t> Writer<'t> {
    /// Looks at a thread and chooses the names.
    pub fn new(test: &'t Test, number: usize) -> Self {
        let thread = &test.threads[number];
        let (mut own, mut locations) = (BTreeSet::new(), BTreeSet::new());
        used(&thread.body, &mut own, &mut locations);
        let mut names = written_names(test, number);
        for &register in &own {
            let mut name = format!("P{number}_{}", names[register]);
            while names.contains(&name) || test.locations.iter().any(|location| location.name == name) {
                name.push('_');
            }
            names[register] = name;
        }
        let (waiting, text) = (BTreeMap::new(), String::new());
        Writer {
            test,
            number,
            names,
            own,
            unwritten: unwritten(test, number),
            waiting,
            locations,
            declared: 0,
            text,
        }
    }

    /// The thread's text.
    pub fn write(mut self) -> String {
        let locations = self.locations.iter().map(|&location| &self.test.locations[location]);
        let shared = locations.map(|place| format!("{}* {}", in_c(place), place.name));
        let own = self.own.iter().map(|&register| {
            let integer = self.test.threads[self.number].integer(register);
            format!("{}* {}", integer.in_c(), self.names[register])
        });
        let parameters: Vec<_> = shared.chain(own).collect();
        self.text = format!("P{} ({}) {{\n", self.number, parameters.join(", "));
        for statement in &self.test.threads[self.number].body {
            let (mut uses, mut makes) = (operands(statement), Vec::new());
            if let Statement::If { then, otherwise, .. } = statement {
                mentions(then, &mut uses, &mut makes);
                mentions(otherwise, &mut uses, &mut makes);
            }
            // What is first mentioned inside a block is declared before it.
            let all = uses.into_iter().chain(makes).filter(|register| !self.unwritten.contains(register));
            self.declare_up_to(all.map(|register| register + 1).max().unwrap_or(0));
            self.statement(statement, 1);
        }
        self.declare_up_to(self.names.len());
        self.text + "}\n"
    }

    fn declare_up_to(&mut self, end: usize) {
        for register in self.declared..end {
            if !self.own.contains(&register) && !self.unwritten.contains(&register) {
                self.line(1, &format!("{} {};", self.type_of(register), self.names[register]));
            }
        }
        self.declared = self.declared.max(end);
    }

    fn type_of(&self, register: Register) -> &'static str {
        self.test.threads[self.number].integer(register).in_c()
    }

    fn line(&mut self, depth: usize, line: &str) {
        writeln!(self.text, "{:1$}{line}", "", 2 * depth).expect("a String takes all");
    }

    fn block(&mut self, body: &[Statement], depth: usize) {
        for statement in body {
            self.statement(statement, depth);
        }
    }

    fn statement(&mut self, statement: &Statement, depth: usize) {
        match statement {
            Statement::Store { location, value, mode } => {
                let (place, value) = (&self.test.locations[*location].name, self.value(value));
                let line = match mode {
                    Mode::NonAtomic => format!("*{place} = {value};"),
                    Mode::Atomic(how) => {
                        format!("atomic_store_explicit({place}, {value}, {});", ordering(*how))
                    }
                };
                self.line(depth, &line);
            }
            Statement::Assume(value, assumed) => {
                let value = self.value(value);
                let line = match assumed {
                    Assumed::Met => format!("__VERIFIER_assume({value});"),
                    Assumed::EnoughRounds(rounds) => format!("{ROUNDS}({rounds}, {value});"),
                };
                self.line(depth, &line);
            }
            Statement::Fence(how) => self.line(depth, &format!("atomic_thread_fence({});", ordering(*how))),
            Statement::If { condition, then, otherwise } => {
                let condition = self.value(condition);
                self.line(depth, &format!("if ({condition}) {{"));
                self.block(then, depth + 1);
                if !otherwise.is_empty() {
                    self.line(depth, "} else {");
                    self.block(otherwise, depth + 1);
                }
                self.line(depth, "}");
            }
            _ => {
                let value = self.call(statement);
                let register = result(statement).expect("all others give a value");
                self.result(register, value, depth);
            }
        }
    }

    /// What gives a value, without where that goes.
    fn call(&mut self, statement: &Statement) -> String {
        let place = |location: usize| &self.test.locations[location].name;
        match statement {
            Statement::Load { location, mode: Mode::NonAtomic, .. } => format!("*{}", place(*location)),
            Statement::Load { location, mode: Mode::Atomic(how), .. } => {
                format!("atomic_load_explicit({}, {})", place(*location), ordering(*how))
            }
            Statement::Update { location, change, operand, ordering: how, .. } => {
                let name = match change {
                    Change::Swap => "exchange",
                    Change::Add => "fetch_add",
                    Change::Sub => "fetch_sub",
                    Change::Or => "fetch_or",
                    Change::Xor => "fetch_xor",
                    Change::And => "fetch_and",
                };
                let place = place(*location);
                let operand = self.value(operand);
                format!("atomic_{name}_explicit({place}, {operand}, {})", ordering(*how))
            }
            Statement::CompareExchange { expected, location, desired, success, failure, weak, .. } => {
                let (place, expected) = (place(*location), &self.names[*expected]);
                let (desired, success, failure) =
                    (self.value(desired), ordering(*success), ordering(*failure));
                let arguments = format!("{place}, {expected}, {desired}, {success}, {failure}");
                let how = if *weak { "weak" } else { "strong" };
                format!("atomic_compare_exchange_{how}_explicit({arguments})")
            }
            Statement::Let { value, .. } => self.value(value),
            Statement::Store { .. } | Statement::Fence(_) | Statement::If { .. } | Statement::Assume(..) => {
                String::new()
            }
        }
    }

    /// Writes a value into a variable, or keeps it until it is used.
    fn result(&mut self, register: Register, value: String, depth: usize) {
        if self.unwritten.contains(&register) {
            if self.is_used(register) {
                self.waiting.insert(register, value);
            } else {
                self.line(depth, &format!("{value};"));
            }
            return;
        }
        let name = self.names[register].clone();
        let is_own = self.own.contains(&register);
        if is_own {
            self.line(depth, &format!("*{name} = {value};"));
        } else if register < self.declared {
            self.line(depth, &format!("{name} = {value};"));
        } else {
            self.declare_up_to(register);
            self.declared = register + 1;
            self.line(depth, &format!("{} {name} = {value};", self.type_of(register)));
        }
    }

    fn is_used(&self, register: Register) -> bool {
        let mut uses = Vec::new();
        mentions(&self.test.threads[self.number].body, &mut uses, &mut Vec::new());
        uses.contains(&register)
    }

    /// A value.
    fn value(&self, value: &Expression) -> String {
        match value {
            Expression::Constant(value) => constant(*value),
            Expression::Register(register) => match self.waiting.get(register) {
                Some(call) => call.clone(),
                None if self.own.contains(register) => format!("*{}", self.names[*register]),
                None => self.names[*register].clone(),
            },
            Expression::Not(value) if is_joined(value) => format!("!({})", self.value(value)),
            Expression::Cast(to, value) if is_joined(value) => {
                format!("({})({})", to.in_c(), self.value(value))
            }
            Expression::Cast(to, value) => format!("({}){}", to.in_c(), self.value(value)),
            Expression::Not(value) => format!("!{}", self.value(value)),
            Expression::Binary(one, operator, other) => {
                let part = |part: &Expression, is_right| {
                    let text = self.value(part);
                    if has_parentheses(part, *operator, is_right) { format!("({text})") } else { text }
                };
                format!("{} {} {}", part(one, false), operator.symbol(), part(other, true))
            }
        }
    }
}

/// The type of a location.
pub(super) fn in_c(place: &Location) -> &'static str {
    if place.atomic { place.integer.atomic_in_c() } else { place.integer.in_c() }
}

/// A number that C reads as just that. The least `int` is what becomes of a greater number, and so a `long`.
fn constant(value: Value) -> String {
    match value {
        _ if value == i32::MIN.into() => format!("(int){value}"),
        _ if value > i64::MAX.into() => format!("{value}u"),
        _ => value.to_string(),
    }
}

/// The variables that hold an expected value, and the locations that are used.
fn used(body: &[Statement], own: &mut BTreeSet<Register>, locations: &mut BTreeSet<usize>) {
    for statement in body {
        match statement {
            Statement::Load { location, .. }
            | Statement::Store { location, .. }
            | Statement::Update { location, .. } => {
                locations.insert(*location);
            }
            Statement::CompareExchange { location, expected, .. } => {
                own.insert(*expected);
                locations.insert(*location);
            }
            Statement::If { then, otherwise, .. } => {
                used(then, own, locations);
                used(otherwise, own, locations);
            }
            Statement::Let { .. } | Statement::Fence(_) | Statement::Assume(..) => {}
        }
    }
}

fn ordering(ordering: Ordering) -> &'static str {
    match ordering {
        Ordering::Acquire => "memory_order_acquire",
        Ordering::Release => "memory_order_release",
        Ordering::AcqRel => "memory_order_acq_rel",
        Ordering::SeqCst => "memory_order_seq_cst",
        // `Ordering` may grow; nothing else exists today.
        _ => "memory_order_relaxed",
    }
}
