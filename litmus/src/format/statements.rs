//! What a thread does: declarations, assignments, plain stores, calls, and `if`.

use super::MOST_OPERATIONS;
use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use super::names::{Meaning, Scope};
use super::parser::{POINTERS, Parser};
use crate::test::{Expression, LocationId, Mode, Register, Statement};

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

    fn statement(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        self.cursor.count()?;
        let at = self.cursor.at();
        if self.cursor.takes("{") {
            return self.block(scope, body);
        } else if self.cursor.takes(";") {
            return Ok(());
        } else if self.cursor.takes("*") {
            self.plain_store(scope, body)?;
        } else {
            let (word, _) = self.cursor.word("a statement")?;
            match word.as_str() {
                "if" => return self.if_statement(scope, body),
                "int" => self.declaration(scope, body)?,
                "while" | "for" | "do" | "goto" | "switch" | "return" | "break" | "continue" => {
                    let advice =
                        "a thread runs from top to bottom; write a bounded number of tries with `if`";
                    return wrong(at, format!("`{word}` is not supported: {advice}"));
                }
                "else" => return wrong(at, "`else` without an `if`"),
                _ if self.cursor.is("(") => self.call_statement(&word, at, scope, body)?,
                _ if self.cursor.is("=") => self.assignment(&word, at, scope, body)?,
                _ if matches!(self.cursor.peek(), Token::Word(_) | Token::Symbol("*")) => {
                    return wrong(
                        at,
                        format!("{} is not supported: variables are of type `int`", quoted(&word)),
                    );
                }
                _ => return Err(self.cursor.unexpected(&format!("`=` or `(` after {}", quoted(&word)))),
            }
        }
        self.cursor.expect(";", "after a statement")
    }

    /// What comes after `int`: `r0`, or `r0 = value`.
    fn declaration(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        if self.cursor.is("*") {
            return wrong(self.cursor.at(), POINTERS);
        }
        let (name, at) = self.cursor.word("the name of a variable")?;
        if scope.has_parameter(&name) {
            return wrong(at, format!("{} is the name of a parameter already", quoted(&name)));
        }
        if self.cursor.is("=") {
            self.assignment(&name, at, scope, body)?;
        }
        let register = scope.variable(&name);
        if scope.declare(register) {
            Ok(())
        } else {
            wrong(at, format!("{} is declared already: here it would hide the other one", quoted(&name)))
        }
    }

    /// `= value` after the name of a variable.
    fn assignment(
        &mut self,
        name: &str,
        at: Position,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<()> {
        if scope.has_parameter(name) {
            let short: String = name.chars().take(20).collect();
            return wrong(at, format!("{} is a pointer: `*{short} = ...` stores", quoted(name)));
        }
        let value = self.value_assigned(scope, body)?;
        // Known only now: the value cannot be made of the variable before it has one.
        let register = scope.variable(name);
        assign(register, value, at, scope, body)
    }

    fn value_assigned(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<Expression> {
        self.cursor.expect("=", "before the value")?;
        self.expression(scope, body)
    }

    /// What comes after `*`: a non-atomic store, or an assignment to a thread's own location.
    fn plain_store(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        match self.dereferenced(scope)? {
            (Meaning::Location(location), at) => {
                self.non_atomic(location, "atomic_store(", at)?;
                let value = self.value_assigned(scope, body)?;
                self.operation(at)?;
                body.push(Statement::Store { location, value, mode: Mode::NonAtomic });
                Ok(())
            }
            (Meaning::Own(register) | Meaning::Variable(register), at) => {
                let value = self.value_assigned(scope, body)?;
                assign(register, value, at, scope, body)
            }
        }
    }

    /// The parameter that a `*` stands before, with or without parentheses.
    pub(super) fn dereferenced(&mut self, scope: &Scope) -> Parsed<(Meaning, Position)> {
        let parenthesis = self.cursor.takes("(");
        let (name, at) = self.cursor.word("the name of a parameter")?;
        if parenthesis {
            self.cursor.expect(")", "after the name of a parameter")?;
        }
        match scope.meaning(&name) {
            Some(Meaning::Variable(_)) => wrong(at, POINTERS),
            Some(meaning) => Ok((meaning, at)),
            None => wrong(at, format!("{} is not among the parameters of P{}", quoted(&name), scope.number)),
        }
    }

    /// A plain access has to be one of a non-atomic location.
    pub(super) fn non_atomic(&self, location: LocationId, instead: &str, at: Position) -> Parsed<()> {
        let Some(name) =
            Some(&self.locations[location]).filter(|known| known.atomic).map(|known| &known.name)
        else {
            return Ok(());
        };
        let short: String = name.chars().take(20).collect();
        wrong(
            at,
            format!(
                "a plain access of the atomic {}: C has it as SeqCst, herd as non-atomic; write \
                 `{instead}{short}...` for the one or declare it `int*` for the other",
                quoted(name)
            ),
        )
    }

    /// What comes after `if`.
    fn if_statement(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
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

/// Gives a variable a value that was read at the end of `body`.
fn assign(
    register: Register,
    value: Expression,
    at: Position,
    scope: &mut Scope,
    body: &mut Vec<Statement>,
) -> Parsed<()> {
    let renamed = match value {
        Expression::Register(from) => scope.rename(body, from, register),
        _ => false,
    };
    match body.last() {
        Some(Statement::CompareExchange { succeeded, expected, .. }) if renamed && succeeded == expected => {
            return wrong(at, "one variable for the result and for the expected value: they are two");
        }
        _ if !renamed => body.push(Statement::Let { register, value }),
        _ => {}
    }
    Ok(())
}
