//! What a thread does: declarations, calls, and `if`. Assignments are in `assignments`, loops in `loops`.

use super::MOST_OPERATIONS;
use super::assignments::variable_of;
use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use super::names::{Scope, acceptable_variable};
use super::parser::{POINTERS, Parser};
use crate::test::{Expression, Statement};

impl Parser {
    /// Statements up to the brace that closes them, which is read as well.
    pub(super) fn block(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        self.cursor.enter()?;
        scope.open();
        while !self.cursor.takes("}") {
            self.statement(scope, body)?;
        }
        scope.close();
        self.cursor.leave();
        Ok(())
    }

    pub(super) fn statement(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        self.cursor.count()?;
        let at = self.cursor.at();
        if self.cursor.takes("{") {
            return self.block(scope, body);
        } else if self.cursor.takes(";") {
            return Ok(());
        } else if let Token::Word(word) = self.cursor.peek().clone() {
            match word.as_str() {
                "if" => return self.if_statement(scope, body),
                "while" => return self.while_loop(scope, body),
                "do" => return self.do_loop(scope, body),
                "for" => return self.for_loop(scope, body),
                "goto" | "switch" | "return" | "break" | "continue" => {
                    let advice = "a thread runs from top to bottom; what is to be skipped stands in an `if`";
                    return wrong(at, format!("`{word}` is not supported: {advice}"));
                }
                "else" => return wrong(at, "`else` without an `if`"),
                _ => {}
            }
        }
        self.simple_statement(scope, body)?;
        self.cursor.expect(";", "after a statement")
    }

    /// A statement without its semicolon: what can stand in the head of a `for`, too.
    pub(super) fn simple_statement(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        let at = self.cursor.at();
        if self.cursor.is("(") && *self.cursor.peek_second() == Token::Word("void".to_owned()) {
            return self.thrown_away(scope, body);
        } else if self.cursor.takes("*") {
            let (meaning, at) = self.dereferenced(scope)?;
            return self.assignment_to(meaning, at, scope, body);
        } else if let Some(step) = self.takes_step() {
            let (meaning, at) = self.stepped(scope)?;
            return self.change(meaning, step, Expression::Constant(1), at, scope, body);
        } else if self.cursor.is("(") && *self.cursor.peek_second() == Token::Symbol("*") {
            let (meaning, at) = self.stepped(scope)?;
            return self.assignment_to(meaning, at, scope, body);
        } else if self.cursor.is_type() {
            return self.declaration(scope, body);
        }
        let (word, _) = self.cursor.word("a statement")?;
        if self.cursor.is("(") {
            return self.call_statement(&word, at, scope, body);
        }
        let is_pointer = matches!(self.cursor.peek(), Token::Symbol("*"));
        if is_pointer || matches!(self.cursor.peek(), Token::Word(_)) {
            let message = "is not supported: variables are integers";
            return wrong(at, format!("{} {message}", quoted(&word)));
        } else if scope.has_parameter(&word) {
            let short: String = word.chars().take(20).collect();
            return wrong(at, format!("{} is a pointer: `*{short} = ...` stores", quoted(&word)));
        } else if self.cursor.is("=") {
            return self.first_assignment(&word, None, at, scope, body);
        } else if !self.is_change() {
            return Err(self.cursor.unexpected(&format!("`=` or `(` after {}", quoted(&word))));
        }
        match scope.meaning(&word) {
            Some(meaning) => self.assignment_to(meaning, at, scope, body),
            None => wrong(at, no_variable(scope, &word)),
        }
    }

    /// `(void)value`: what it gives is not used.
    fn thrown_away(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        self.cursor.take();
        self.cursor.take();
        self.cursor.expect(")", "after `void`")?;
        let at = self.cursor.at();
        match self.cursor.peek().clone() {
            Token::Word(word) if *self.cursor.peek_second() == Token::Symbol("(") => {
                self.cursor.take();
                self.call_statement(&word, at, scope, body)
            }
            // Nothing is left of it but its accesses.
            _ => self.expression(scope, body).map(drop),
        }
    }

    /// `int r0`, `int r0 = value, r1`.
    fn declaration(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        let found = self.cursor.words_of_type()?;
        self.note_width(found);
        loop {
            if self.cursor.is("*") {
                return wrong(self.cursor.at(), POINTERS);
            }
            let (name, at) = self.cursor.word("the name of a variable")?;
            acceptable_variable(&name, at, scope)?;
            if self.cursor.is("[") {
                return wrong(at, format!("{} is an array, which is not supported", quoted(&name)));
            }
            // A variable of another block may have had one of this name.
            let has_value = self.cursor.is("=") || scope.has_variable(&name);
            if self.cursor.is("=") {
                self.first_assignment(&name, Some(found.integer), at, scope, body)?;
            }
            let register = variable_of(&name, Some(found.integer), at, scope)?;
            if !scope.declare(register) {
                let message = "is declared already: here it would hide the other one";
                return wrong(at, format!("{} {message}", quoted(&name)));
            }
            if !has_value {
                scope.has_no_value(register);
            }
            if !self.cursor.takes(",") {
                return Ok(());
            }
            self.cursor.count()?;
        }
    }

    /// What comes after `if`.
    fn if_statement(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        self.cursor.take();
        self.cursor.enter()?;
        self.cursor.expect("(", "after `if`")?;
        let condition = self.expression(scope, body)?;
        self.cursor.expect(")", "after the condition")?;
        let (mut then, mut otherwise) = (Vec::new(), Vec::new());
        self.statement(scope, &mut then)?;
        if self.cursor.takes_word("else") {
            self.statement(scope, &mut otherwise)?;
        }
        self.cursor.leave();
        body.push(Statement::If { condition, then, otherwise });
        Ok(())
    }

    /// Counts an operation on memory or a fence.
    pub(super) fn operation(&mut self, at: Position) -> Parsed<()> {
        self.operations += 1;
        if self.operations > MOST_OPERATIONS {
            return wrong(at, format!("more than {MOST_OPERATIONS} operations in all threads together"));
        }
        Ok(())
    }
}

/// Said of a variable that has not been mentioned before.
pub(super) fn no_variable(scope: &Scope, name: &str) -> String {
    format!("P{} has no variable {}: it has no value yet", scope.number, quoted(name))
}
