//! Loops, of which a litmus test has none: a bounded number of rounds, one after the other, each inside the
//! `if` of the one before. An execution that would need more rounds is cut off there: how it ends nobody has
//! looked at, and whoever answers has to say so.

use super::error::{Parsed, wrong};
use super::lexer::Token;
use super::names::Scope;
use super::parser::Parser;
use super::remarks::Remark;
use crate::test::{Assumed, Expression, Mode, Operator, Statement};

/// Stands where a loop was cut off, in what is written: so many rounds are over, and only executions are looked at
/// in which the condition is true.
pub(super) const ROUNDS: &str = "__racelab_rounds";

/// Where the parts of a loop are, as places among the tokens.
struct Loop {
    condition: usize,
    /// What a `for` does after each round.
    step: Option<usize>,
    body: usize,
}

impl Parser {
    /// `while (condition) statement`
    pub(super) fn while_loop(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        self.cursor.take();
        self.cursor.expect("(", "after `while`")?;
        let condition = self.cursor.place();
        self.skip_to_closing()?;
        let parts = Loop { condition, step: None, body: self.cursor.place() };
        if self.waits(&parts, scope, body)? {
            return Ok(());
        }
        self.rounds(self.options.rounds, &parts, scope, body)
    }

    /// `do statement while (condition);`
    pub(super) fn do_loop(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        self.cursor.take();
        self.cursor.enter()?;
        let start = self.cursor.place();
        self.statement(scope, body)?;
        self.cursor.leave();
        if !self.cursor.takes_word("while") {
            return Err(self.cursor.unexpected("`while` after the body of `do`"));
        }
        self.cursor.expect("(", "after `while`")?;
        let parts = Loop { condition: self.cursor.place(), step: None, body: start };
        // The first round is done.
        self.rounds(self.options.rounds - 1, &parts, scope, body)?;
        self.cursor.jump(parts.condition);
        self.skip_to_closing()?;
        self.cursor.expect(";", "after a statement")
    }

    /// `for (first; condition; step) statement`
    pub(super) fn for_loop(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        self.cursor.take();
        self.cursor.expect("(", "after `for`")?;
        scope.open();
        if !self.cursor.is(";") {
            self.simple_statement(scope, body)?;
        }
        self.cursor.expect(";", "after the start of `for`")?;
        let condition = self.cursor.place();
        if self.cursor.is(";") {
            return wrong(self.cursor.at(), "a loop without a condition never ends");
        }
        while !self.cursor.is(";") {
            if self.cursor.take() == Token::End {
                return Err(self.cursor.unexpected("`;` after the condition of `for`"));
            }
        }
        self.cursor.take();
        let step = Some(self.cursor.place()).filter(|_| !self.cursor.is(")"));
        self.skip_to_closing()?;
        let parts = Loop { condition, step, body: self.cursor.place() };
        self.rounds(self.options.rounds, &parts, scope, body)?;
        scope.close();
        Ok(())
    }

    /// Reads a loop that does nothing but wait for a value: of its rounds the last alone makes a difference.
    /// Says whether it is one.
    fn waits(&mut self, parts: &Loop, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<bool> {
        let is_block = self.cursor.is("{") && *self.cursor.peek_second() == Token::Symbol("}");
        if !is_block && !self.cursor.is(";") {
            return Ok(false);
        }
        self.cursor.take();
        if is_block {
            self.cursor.take();
        }
        let (end, start, operations) = (self.cursor.place(), body.len(), self.operations);
        self.cursor.jump(parts.condition);
        let condition = self.expression(scope, body)?;
        let is_atomic_load =
            |statement: &Statement| matches!(statement, Statement::Load { mode: Mode::Atomic(_), .. });
        if !body[start..].iter().all(is_atomic_load) {
            body.truncate(start);
            self.operations = operations;
            self.cursor.jump(parts.body);
            return Ok(false);
        }
        self.cursor.expect(")", "after the condition")?;
        self.cursor.jump(end);
        body.push(Statement::Assume(ended(condition), Assumed::Met));
        self.noted.insert(Remark::Wait);
        Ok(true)
    }

    /// Up to so many rounds, each beginning with the condition; the cursor ends after the body.
    fn rounds(
        &mut self,
        left: usize,
        parts: &Loop,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<()> {
        self.noted.insert(Remark::Loop(self.options.rounds));
        self.cursor.enter()?;
        self.cursor.count()?;
        self.cursor.jump(parts.condition);
        let condition = self.expression(scope, body)?;
        if parts.step.is_some() && !self.cursor.is(";") || parts.step.is_none() && !self.is_end_of_head() {
            return Err(self.cursor.unexpected("the end of the condition"));
        }
        let mut round = Vec::new();
        self.cursor.jump(parts.body);
        if left == 0 {
            let rounds = Assumed::EnoughRounds(self.options.rounds);
            body.push(Statement::Assume(ended(condition), rounds));
        } else {
            self.statement(scope, &mut round)?;
            let end = self.cursor.place();
            if let Some(step) = parts.step {
                self.cursor.jump(step);
                self.simple_statement(scope, &mut round)?;
                self.cursor.expect(")", "after the step of `for`")?;
            }
            self.rounds(left - 1, parts, scope, &mut round)?;
            self.cursor.jump(end);
            body.push(Statement::If { condition, then: round, otherwise: Vec::new() });
        }
        self.cursor.leave();
        Ok(())
    }

    fn is_end_of_head(&self) -> bool {
        self.cursor.is(")") || self.cursor.is(";")
    }

    /// Goes to what comes after the parenthesis that closes the one that is open.
    fn skip_to_closing(&mut self) -> Parsed<()> {
        let mut depth = 1;
        while depth > 0 {
            match self.cursor.take() {
                Token::Symbol("(") => depth += 1,
                Token::Symbol(")") => depth -= 1,
                Token::End => return Err(self.cursor.unexpected("`)` after the head of a loop")),
                _ => {}
            }
        }
        Ok(())
    }
}

/// That the condition of a loop is no longer true.
fn ended(condition: Expression) -> Expression {
    let zero = Box::new(Expression::Constant(0));
    match condition {
        Expression::Binary(one, Operator::NotEqual, other) => Expression::Binary(one, Operator::Equal, other),
        Expression::Binary(one, Operator::Equal, other) => Expression::Binary(one, Operator::NotEqual, other),
        Expression::Not(value) => Expression::Binary(value, Operator::NotEqual, zero),
        other => Expression::Binary(Box::new(other), Operator::Equal, zero),
    }
}
