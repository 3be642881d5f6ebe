//! The initial state: what locations and variables hold at first, and of which type they are.

use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use super::parser::{POINTERS, Parser};
use super::remarks::Remark;
use super::reserved::acceptable;
use super::types::Type;
use crate::test::{Location, Value};

impl Parser {
    /// `{ x = 0; int y = 1; 0:r0 = 2; }`
    pub(super) fn initial_state(&mut self) -> Parsed<()> {
        self.cursor.expect("{", "with the initial state")?;
        while !self.cursor.takes("}") {
            if !self.cursor.takes(";") {
                self.cursor.count()?;
                self.initial_value()?;
                if !self.cursor.is("}") {
                    self.cursor.expect(";", "after an initial value")?;
                }
            }
        }
        Ok(())
    }

    fn initial_value(&mut self) -> Parsed<()> {
        let at = self.cursor.at();
        if let Token::Number(..) = self.cursor.peek() {
            let thread = usize::try_from(self.cursor.value("a thread's number")?).unwrap_or(usize::MAX);
            self.cursor.expect(":", "between a thread and its variable")?;
            let (name, at_name) = self.cursor.word("the name of a variable")?;
            acceptable(&name, at_name)?;
            let value = self.given_value()?;
            self.give(Some(thread), &name, at)?;
            self.first.push((thread, name, value, at));
            return Ok(());
        }
        let found = self.type_of_initial_value()?;
        if self.cursor.is("*") {
            return wrong(self.cursor.at(), POINTERS);
        }
        let brackets = self.cursor.takes("[");
        let (name, at) = self.cursor.word("the name of a location")?;
        if brackets {
            self.cursor.expect("]", "after the location")?;
        } else if self.cursor.is("[") {
            let message = "is an array, which is not supported: write a location for each of its elements";
            return wrong(at, format!("{} {message}", quoted(&name)));
        }
        acceptable(&name, at)?;
        let initial = self.given_value()?;
        self.give(None, &name, at)?;
        if let Some(&(thread, _)) = self.own.get(&name) {
            self.first.push((thread, name, initial, at));
            return Ok(());
        }
        let Type { atomic, integer, .. } = found.unwrap_or(Type { atomic: true, ..Type::default() });
        let location = self.new_location(Location { name, initial, atomic, integer }, at)?;
        if found.is_some() {
            self.typed.insert(location);
        }
        Ok(())
    }

    /// Notes that something has an initial value, which it can have once.
    fn give(&mut self, thread: Option<usize>, name: &str, at: Position) -> Parsed<()> {
        match self.given.insert((thread, name.to_owned())) {
            true => Ok(()),
            false => wrong(at, format!("{} has an initial value already", quoted(name))),
        }
    }

    /// What stands before the name, if it is a type.
    fn type_of_initial_value(&mut self) -> Parsed<Option<Type>> {
        // A name alone, whatever it is called.
        let next_is_name = matches!(self.cursor.peek_second(), Token::Symbol("=" | ";" | "}"));
        let is_array = matches!(self.cursor.peek_second(), Token::Symbol("[")) && !self.cursor.is_type();
        if next_is_name || is_array || !matches!(self.cursor.peek(), Token::Word(_)) {
            return Ok(None);
        }
        let found = self.cursor.words_of_type()?;
        self.note_width(found);
        Ok(Some(found))
    }

    /// Notes that C leaves a type open.
    pub(super) fn note_width(&mut self, found: Type) {
        if found.is_open {
            self.noted.insert(Remark::Width);
        }
        if found.is_wide {
            self.noted.insert(Remark::Wide);
        }
    }

    /// `= 1`, `= ATOMIC_INIT(1)`, or nothing, which is 0.
    fn given_value(&mut self) -> Parsed<Value> {
        if !self.cursor.takes("=") {
            return Ok(0);
        }
        if self.cursor.takes_word("ATOMIC_INIT") {
            self.cursor.expect("(", "after ATOMIC_INIT")?;
            let value = self.cursor.value("a number")?;
            self.cursor.expect(")", "after the number")?;
            return Ok(value);
        }
        match self.cursor.peek() {
            Token::Word(_) | Token::Symbol("&") => wrong(self.cursor.at(), POINTERS),
            _ => self.cursor.value("a number"),
        }
    }
}
