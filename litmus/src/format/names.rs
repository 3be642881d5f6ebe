//! Which name means what: the locations, and in each thread its parameters and its variables.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use super::reserved::{acceptable, is_reserved};
use super::settle::redirect;
use crate::test::{Expression, Integer, LocationId, Register, Statement, Thread, Value};

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

/// The thread that is being read. Its variables are numbered as they come; `settle` puts them in order.
pub(super) struct Scope {
    pub thread: Thread,
    pub number: usize,
    parameters: BTreeMap<String, Meaning>,
    /// The locations whose parameter says that they are atomic.
    pub atomic: BTreeSet<LocationId>,
    variables: BTreeMap<String, Register>,
    /// The variables that have been declared or assigned to so far.
    known: BTreeSet<Register>,
    /// The variables that are declared, and that nothing has given a value so far.
    without_value: BTreeSet<Register>,
    /// Those declared in each of the blocks that are open.
    declared: Vec<BTreeSet<Register>>,
    /// The variables whose type is settled: because they are declared, or used as the `int`s that they are
    /// without that.
    typed: BTreeSet<Register>,
    /// How many variables without a name there have been.
    nameless: usize,
}

impl Scope {
    /// Thread number `number`, with nothing in it.
    pub fn new(number: usize) -> Self {
        Scope {
            thread: Thread::default(),
            number,
            parameters: BTreeMap::new(),
            atomic: BTreeSet::new(),
            variables: BTreeMap::new(),
            known: BTreeSet::new(),
            without_value: BTreeSet::new(),
            declared: Vec::new(),
            typed: BTreeSet::new(),
            nameless: 0,
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

    /// Whether there is a variable of this name.
    pub fn has_variable(&self, name: &str) -> bool {
        self.variables.contains_key(name)
    }

    /// What a name means, if it means anything yet.
    pub fn meaning(&self, name: &str) -> Option<Meaning> {
        let known = || self.variables.get(name).copied().filter(|register| self.known.contains(register));
        self.parameters.get(name).copied().or_else(|| known().map(Meaning::Variable))
    }

    /// The variable of this name, which is known from now on.
    pub fn variable(&mut self, name: &str) -> Register {
        let register = self
            .variables
            .get(name)
            .copied()
            .unwrap_or_else(|| self.new_register(name.to_owned(), Integer::I32));
        self.variables.insert(name.to_owned(), register);
        self.known.insert(register);
        register
    }

    fn new_register(&mut self, name: String, integer: Integer) -> Register {
        self.thread.registers.push(name);
        self.thread.integers.push(integer);
        self.thread.registers.len() - 1
    }

    /// Gives a variable its type. Says whether it can have it: not if it has another one already.
    pub fn has_type(&mut self, register: Register, integer: Integer) -> bool {
        if self.typed.insert(register) {
            self.thread.integers[register] = integer;
        }
        self.thread.integers[register] == integer
    }

    /// A variable is declared without a value.
    pub fn has_no_value(&mut self, register: Register) {
        self.without_value.insert(register);
    }

    /// Something gives a variable a value, or reads it. Says whether it has had none until now.
    pub fn had_no_value(&mut self, register: Register) -> bool {
        self.without_value.remove(&register)
    }

    /// A variable is used, so it has the type that it has.
    pub fn is_used(&mut self, register: Register) {
        self.typed.insert(register);
    }

    /// The type of a value.
    pub fn integer(&self, value: &Expression) -> Integer {
        value.integer(&self.thread)
    }

    /// A block begins.
    pub fn open(&mut self) {
        self.declared.push(BTreeSet::new());
    }

    /// The block ends.
    pub fn close(&mut self) {
        self.declared.pop();
    }

    /// Notes that a variable is declared. Says whether it may be: not if the same block, or one around it,
    /// has done so.
    pub fn declare(&mut self, register: Register) -> bool {
        let is_new = !self.declared.iter().any(|block| block.contains(&register));
        if let Some(block) = self.declared.last_mut() {
            block.insert(register);
        }
        is_new
    }

    /// A new variable for a value that the text gives no name.
    pub fn nameless(&mut self, integer: Integer) -> Register {
        self.nameless += 1;
        self.new_register(format!("${}", self.nameless), integer)
    }

    /// Lets `register` have the value that the last step of `body` puts in the variable `from`, if `from` has
    /// no name and was made for just that. Says whether it did.
    pub fn rename(&mut self, body: &mut [Statement], from: Register, register: Register) -> bool {
        // What an access gives is of the variable's type. A value that one of two blocks gives is converted to it,
        // which makes no difference to what is no wider.
        let bits = |register: Register| self.thread.integer(register).bits();
        let is_same = bits(register) <= bits(from) || !matches!(body.last(), Some(Statement::If { .. }));
        is_same && self.thread.registers[from].starts_with('$') && redirect(body, from, register)
    }
}

/// The locations that belong to one thread each, by name: those that a compare-exchange uses for its
/// expected value. Found before anything is read, since a thread may use one before it comes to the
/// compare-exchange.
pub(super) fn own_locations(tokens: &[(Token, Position)]) -> Parsed<BTreeMap<String, usize>> {
    let mut used = BTreeMap::new();
    let mut takers: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let (mut thread, mut is_head) = (0, false);
    for (place, (token, _)) in tokens.iter().enumerate() {
        let after = |distance: usize| tokens.get(place + distance);
        let is =
            |distance, symbol| matches!(after(distance), Some((Token::Symbol(found), _)) if *found == symbol);
        match token {
            Token::Symbol(")" | "{") => is_head = false,
            Token::Word(word) if thread_number(word).is_some() && is(1, "(") => {
                (thread, is_head) = (thread_number(word).unwrap_or_default(), true);
            }
            // The words up to the closing parenthesis: types among them, which do no harm here.
            Token::Word(word) if is_head => _ = takers.entry(word).or_default().insert(thread),
            Token::Word(word) if is_compare_exchange(word) && is(1, "(") => {
                let second = place + 2 + first_comma(&tokens[place + 2..]) + 1;
                if let Some([(Token::Word(expected), at), (Token::Symbol(","), _)]) =
                    tokens.get(second..second + 2)
                {
                    used.entry(expected.as_str()).or_insert(*at);
                }
            }
            _ => {}
        }
    }
    let mut own = BTreeMap::new();
    for (name, at) in used {
        let Some(takers) = takers.get(name) else { continue };
        if takers.len() > 1 {
            let name = quoted(name);
            return wrong(
                at,
                format!("more than one thread has {name}: the expected value needs a location of its own"),
            );
        }
        own.extend(takers.first().map(|thread| (name.to_owned(), *thread)));
    }
    Ok(own)
}

/// How many tokens the first argument of a call has, if others follow.
fn first_comma(arguments: &[(Token, Position)]) -> usize {
    let mut depth = 0;
    let ends = |(token, _): &(Token, Position)| {
        match token {
            Token::Symbol("(") => depth += 1,
            Token::Symbol(")") => depth -= 1,
            _ => {}
        }
        depth < 0 || depth == 0 && *token == Token::Symbol(",")
    };
    arguments.iter().position(ends).unwrap_or(arguments.len())
}

fn is_compare_exchange(word: &str) -> bool {
    word.starts_with("atomic_compare_exchange_") || matches!(word, "SCAS" | "WCAS")
}

/// The number of a thread's name: 0 for `P0`.
pub(super) fn thread_number(word: &str) -> Option<usize> {
    let digits = word.strip_prefix('P').filter(|digits| !digits.is_empty())?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}

/// The words of the thread that comes first among these tokens, up to its closing brace.
pub(super) fn words_of_thread(thread: &[(Token, Position)]) -> BTreeSet<&str> {
    let (mut depth, mut words) = (0usize, BTreeSet::new());
    for (token, _) in thread {
        match token {
            Token::Symbol("{") => depth += 1,
            Token::Symbol("}") if depth <= 1 => break,
            Token::Symbol("}") => depth -= 1,
            Token::Word(word) => _ = words.insert(word.as_str()),
            _ => {}
        }
    }
    words
}

/// The variable's name for a location that belongs to a thread: `r1` for `P0_r1`, unless that means something
/// else.
pub(super) fn own_variable(location: &str, thread: usize, is_taken: impl Fn(&str) -> bool) -> &str {
    let short = location.strip_prefix('P').and_then(|rest| rest.strip_prefix(&thread.to_string()));
    let short = short.and_then(|rest| rest.strip_prefix('_'));
    let is_name = |name: &&str| name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    short.filter(is_name).filter(|name| !is_reserved(name) && !is_taken(name)).unwrap_or(location)
}

/// A step that gives a variable its first value.
pub(super) fn first_value(register: Register, value: Value) -> Statement {
    Statement::Let { register, value: Expression::Constant(value) }
}

/// Fails unless a thread's variable may have this name.
pub(super) fn acceptable_variable(name: &str, at: Position, scope: &Scope) -> Parsed<()> {
    if scope.has_parameter(name) {
        return wrong(at, format!("{} is the name of a parameter already", quoted(name)));
    }
    acceptable(name, at)
}
