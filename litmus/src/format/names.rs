//! Which name means what: the locations, and in each thread its parameters and its variables.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use crate::test::{LocationId, Register, Statement, Thread, Value};

/// What a name means inside a thread.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// A shared location.
    Location(LocationId),
    /// A location that belongs to this thread, as a compare-exchange wants it: the variable that stands
    /// for it.
    Own(Register),
    /// A variable.
    Variable(Register),
}

/// The thread that is being read.
///
/// Its variables are numbered in an order that does not depend on how the text puts things: those that hold
/// an expected value, then the others as the text first assigns to them or declares them, then those
/// without a name.
pub(super) struct Scope {
    pub thread: Thread,
    pub number: usize,
    parameters: BTreeMap<String, Meaning>,
    /// The variables that have been declared or assigned to so far.
    known: BTreeSet<Register>,
    /// Those declared with `int` in each of the blocks that are open.
    declared: Vec<BTreeSet<Register>>,
}

impl Scope {
    /// Thread number `number`, with its variables and nothing else.
    pub fn new(number: usize, registers: Vec<String>) -> Self {
        Scope {
            thread: Thread { registers, body: Vec::new() },
            number,
            parameters: BTreeMap::new(),
            known: BTreeSet::new(),
            declared: Vec::new(),
        }
    }

    /// Adds a parameter.
    pub fn parameter(&mut self, name: String, meaning: Meaning) {
        self.parameters.insert(name, meaning);
    }

    /// Whether there is a parameter of this name.
    pub fn has_parameter(&self, name: &str) -> bool {
        self.parameters.contains_key(name)
    }

    /// What a name means, if it means anything yet.
    pub fn meaning(&self, name: &str) -> Option<Meaning> {
        let variable = || self.thread.registers.iter().position(|known| known == name);
        let known = || variable().filter(|register| self.known.contains(register));
        self.parameters.get(name).copied().or_else(|| known().map(Meaning::Variable))
    }

    /// The variable of this name, which is known from now on.
    pub fn variable(&mut self, name: &str) -> Register {
        let listed = self.thread.registers.iter().position(|known| known == name);
        let register = listed.unwrap_or_else(|| {
            self.thread.registers.push(name.to_owned());
            self.thread.registers.len() - 1
        });
        self.known.insert(register);
        register
    }

    /// A block begins.
    pub fn open(&mut self) {
        self.declared.push(BTreeSet::new());
    }

    /// The block ends.
    pub fn close(&mut self) {
        self.declared.pop();
    }

    /// Notes that a variable is declared with `int`. Says whether it may be: not if the same block, or one
    /// around it, has done so.
    pub fn declare(&mut self, register: Register) -> bool {
        let is_new = !self.declared.iter().any(|block| block.contains(&register));
        if let Some(block) = self.declared.last_mut() {
            block.insert(register);
        }
        is_new
    }

    /// A new variable for a value that the text gives no name.
    pub fn nameless(&mut self) -> Register {
        let so_far = self.thread.registers.iter().filter(|name| name.starts_with('$')).count();
        self.variable(&format!("${so_far}"))
    }

    /// Lets `register` have the value that the last step of `body` puts in the variable `from`, if `from` has no
    /// name and was made for just that. Says whether it did.
    pub fn rename(&mut self, body: &mut [Statement], from: Register, register: Register) -> bool {
        let is_last = from + 1 == self.thread.registers.len() && self.thread.registers[from].starts_with('$');
        let target = match body.last_mut() {
            Some(Statement::Load { register, .. } | Statement::Update { register, .. }) => register,
            Some(Statement::CompareExchange { succeeded, .. }) => succeeded,
            _ => return false,
        };
        if !is_last || *target != from {
            return false;
        }
        *target = register;
        self.thread.registers.pop();
        true
    }
}

/// The locations that belong to one thread each, by name: those that a compare-exchange uses for its
/// expected value. Found before anything is read, since a thread may use one before it comes to the
/// compare-exchange.
pub(super) fn own_locations(tokens: &[(Token, Position)]) -> Parsed<BTreeMap<String, usize>> {
    let mut used = BTreeMap::new();
    let mut takers: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut thread = 0;
    for (place, (token, _)) in tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let after = |distance: usize| tokens.get(place + distance);
        let is =
            |distance, symbol| matches!(after(distance), Some((Token::Symbol(found), _)) if *found == symbol);
        if let Some(number) = thread_number(word).filter(|_| is(1, "(")) {
            thread = number;
            // The words up to the closing parenthesis: types among them, which do no harm here.
            let head = tokens[place..].iter().map(|(token, _)| token);
            for token in head.take_while(|token| !matches!(token, Token::Symbol(")" | "{"))) {
                if let Token::Word(name) = token {
                    takers.entry(name).or_default().insert(thread);
                }
            }
        } else if word.starts_with("atomic_compare_exchange")
            && [(1, "("), (3, ","), (5, ",")].into_iter().all(|(distance, symbol)| is(distance, symbol))
            && let Some((Token::Word(expected), at)) = after(4)
        {
            used.entry(expected.as_str()).or_insert((thread, *at));
        }
    }
    let mut own = BTreeMap::new();
    for (name, (thread, at)) in used {
        match takers.get(name).map_or(0, BTreeSet::len) {
            0 => {}
            1 => drop(own.insert(name.to_owned(), thread)),
            _ => {
                let name = quoted(name);
                return wrong(
                    at,
                    format!(
                        "more than one thread has {name}: the expected value needs a location of its own"
                    ),
                );
            }
        }
    }
    Ok(own)
}

/// The number of a thread's name: 0 for `P0`.
pub(super) fn thread_number(word: &str) -> Option<usize> {
    let digits = word.strip_prefix('P')?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// The variables of a thread, in the order that [`Scope`] numbers them in, but for those without a name:
/// `own` are the locations that belong to it, `first` the variables with a value from the initial state.
pub(super) fn variables<'a>(
    thread: &'a [(Token, Position)],
    first: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let mut depth = 0usize;
    let mut expected = Vec::new();
    let mut others: Vec<&str> = first.collect();
    for (place, (token, _)) in thread.iter().enumerate() {
        let symbol = |place: Option<usize>| match place.and_then(|place| thread.get(place)) {
            Some((Token::Symbol(symbol), _)) => *symbol,
            _ => "",
        };
        let before = place.checked_sub(1);
        match token {
            Token::Symbol("{") => depth += 1,
            Token::Symbol("}") if depth <= 1 => break,
            Token::Symbol("}") => depth -= 1,
            Token::Word(_) if depth == 0 => {}
            Token::Word(name) if symbol(before) == "&" && symbol(place.checked_sub(2)) == "," => {
                expected.push(name)
            }
            Token::Word(name)
                if symbol(Some(place + 1)) == "=" && symbol(before) != "*"
                    || matches!(before.map(|before| &thread[before].0), Some(Token::Word(word)) if word == "int") =>
            {
                others.push(name);
            }
            _ => {}
        }
    }
    let mut names: Vec<String> = Vec::new();
    for name in expected.into_iter().map(String::as_str).chain(others) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The variable's name for a location that belongs to a thread: `r1` for `P0_r1`.
pub(super) fn own_variable(location: &str, thread: usize) -> &str {
    let short = location.strip_prefix('P').and_then(|rest| rest.strip_prefix(&thread.to_string()));
    let short = short.and_then(|rest| rest.strip_prefix('_'));
    let is_name = |name: &&str| name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    short.filter(is_name).unwrap_or(location)
}

/// A step that gives a variable its first value.
pub(super) fn first_value(register: Register, value: Value) -> Statement {
    Statement::Let { register, value: crate::test::Expression::Constant(value) }
}
