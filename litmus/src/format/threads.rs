//! A thread's head, with the locations that it takes as its parameters; what it does is in `statements`.

use std::collections::BTreeSet;

use super::MOST_THREADS;
use super::assignments::variable_of;
use super::error::{Parsed, quoted, wrong};
use super::lexer::Token;
use super::names::{Meaning, Scope, first_value, own_variable, thread_number, words_of_thread};
use super::parser::{POINTERS, Parser};
use super::reserved::acceptable;
use super::settle::settle;
use super::types::Type;
use crate::test::Location;

impl Parser {
    /// Whether a thread is next.
    pub(super) fn at_thread(&self) -> bool {
        let Token::Word(word) = self.cursor.peek() else { return false };
        word == "void" || thread_number(word).is_some() && *self.cursor.peek_second() == Token::Symbol("(")
    }

    /// `P0 (atomic_int* x, int* y) { ... }`
    pub(super) fn thread(&mut self) -> Parsed<()> {
        self.cursor.takes_word("void");
        let number = self.threads.len();
        let words: BTreeSet<String> =
            words_of_thread(self.cursor.ahead()).into_iter().map(str::to_owned).collect();
        let (word, at) = self.cursor.word("a thread's name")?;
        if thread_number(&word) != Some(number) {
            return wrong(at, format!("expected thread P{number}, found {}", quoted(&word)));
        } else if number == MOST_THREADS {
            return wrong(at, format!("more than {MOST_THREADS} threads"));
        }
        let mut scope = Scope::new(number);
        for (thread, name, ..) in &self.first {
            if *thread == number && !self.own.contains_key(name) {
                scope.variable(name);
            }
        }
        self.cursor.expect("(", "before the parameters")?;
        if !self.cursor.takes(")") {
            loop {
                self.parameter(&mut scope, &words)?;
                if self.cursor.takes(")") {
                    break;
                }
                self.cursor.expect(",", "or `)` after a parameter")?;
            }
        }
        let mut body = Vec::new();
        for (thread, name, value, _) in &self.first {
            // All variables hold 0 at first anyway.
            if *thread == number && *value != 0 {
                let own = self.own.get(name).and_then(|(_, register)| *register);
                body.push(first_value(own.unwrap_or_else(|| scope.variable(name)), *value));
            }
        }
        self.cursor.expect("{", "after the parameters")?;
        self.block(&mut scope, &mut body)?;
        scope.thread.body = body;
        let mut thread = std::mem::take(&mut scope.thread);
        let is_taken = |name: &str| {
            scope.has_parameter(name) || self.locations.iter().any(|location| location.name == name)
        };
        let numbers = settle(&mut thread, is_taken);
        for (owner, register) in self.own.values_mut() {
            if *owner == number {
                *register = register.map(|register| numbers[register]);
            }
        }
        self.threads.push(thread);
        Ok(())
    }

    fn parameter(&mut self, scope: &mut Scope, words: &BTreeSet<String>) -> Parsed<()> {
        if matches!(self.cursor.peek(), Token::Symbol("," | ")")) {
            return Err(self.cursor.unexpected("a parameter: `atomic_int* x` or `int* x`"));
        }
        // A type here, and a name anywhere else.
        let is_mutex = *self.cursor.peek_second() == Token::Symbol("*") && self.cursor.takes_word("mutex");
        let found =
            if is_mutex { Type { atomic: true, ..Type::default() } } else { self.cursor.words_of_type()? };
        self.note_width(found);
        self.cursor.expect("*", "after the type: a parameter is a pointer to a location")?;
        while ["volatile", "const", "restrict"].into_iter().any(|word| self.cursor.takes_word(word)) {}
        if self.cursor.is("*") {
            return wrong(self.cursor.at(), POINTERS);
        }
        let (name, at) = self.cursor.word("the name of a parameter")?;
        acceptable(&name, at)?;
        if scope.has_parameter(&name) {
            return wrong(at, format!("P{} has two parameters {}", scope.number, quoted(&name)));
        } else if scope.has_variable(&name) {
            let name = quoted(&name);
            return wrong(at, format!("{name} is a variable of P{} in the initial state", scope.number));
        }
        if self.own.get(&name).is_some_and(|(thread, _)| *thread == scope.number) {
            // The variable keeps the location's long name if the short one has another meaning in the thread.
            let is_taken = |short: &str| words.contains(short) || scope.has_variable(short);
            let short = own_variable(&name, scope.number, is_taken).to_owned();
            let register = variable_of(&short, Some(found.integer), at, scope)?;
            self.own.insert(name.clone(), (scope.number, Some(register)));
            scope.parameter(name, Meaning::Own(register));
            return Ok(());
        }
        let location = match self.location_named(&name) {
            Some(location) => location,
            None => {
                let Type { atomic, integer, .. } = found;
                self.new_location(Location { name: name.clone(), initial: 0, atomic, integer }, at)?
            }
        };
        let known = &mut self.locations[location];
        if self.typed.insert(location) {
            known.integer = found.integer;
        } else if known.integer != found.integer {
            let (one, other) = (found.integer.in_c(), known.integer.in_c());
            return wrong(at, format!("{} is `{one}` here and `{other}` elsewhere", quoted(&name)));
        }
        // What a parameter says counts more than what the initial state says.
        let is_first = self.taken.insert(location);
        self.locations[location].atomic = found.atomic || !is_first && self.locations[location].atomic;
        if found.atomic {
            scope.atomic.insert(location);
        }
        scope.parameter(name, Meaning::Location(location));
        Ok(())
    }
}
