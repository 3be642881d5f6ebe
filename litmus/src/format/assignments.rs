//! Assignments: to variables, and to locations by plain accesses.

use super::Plain;
use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use super::names::{Meaning, Scope, acceptable_variable};
use super::parser::{POINTERS, Parser};
use super::statements::no_variable;
use crate::test::{Change, Expression, Integer, LocationId, Mode, Operator, Ordering, Register, Statement};

impl Parser {
    /// `= value` after the name of a variable, which may be its first mention; the type that it is declared to have.
    pub(super) fn first_assignment(
        &mut self,
        name: &str,
        declared: Option<Integer>,
        at: Position,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<()> {
        acceptable_variable(name, at, scope)?;
        self.cursor.expect("=", "before the value")?;
        let value = self.expression(scope, body)?;
        // Known only now: the value cannot be made of the variable before it has one.
        let register = variable_of(name, declared, at, scope)?;
        assign(register, value, at, scope, body)
    }

    /// Whether the operator of a compound assignment is next, or `++` or `--`.
    pub(super) fn is_change(&self) -> bool {
        matches!(self.cursor.peek(), Token::Symbol(symbol) if compound(symbol).is_some())
            || self.cursor.is("++")
            || self.cursor.is("--")
    }

    /// `++` or `--`, if it is next.
    pub(super) fn takes_step(&mut self) -> Option<Operator> {
        if self.cursor.takes("++") {
            Some(Operator::Add)
        } else {
            self.cursor.takes("--").then_some(Operator::Sub)
        }
    }

    /// What is counted up or down: `r0`, `*x` or `(*x)`.
    pub(super) fn stepped(&mut self, scope: &mut Scope) -> Parsed<(Meaning, Position)> {
        if self.cursor.takes("*") {
            return self.dereferenced(scope);
        } else if self.cursor.takes("(") {
            self.cursor.expect("*", "before the name of a parameter")?;
            let found = self.dereferenced(scope)?;
            self.cursor.expect(")", "after the name of a parameter")?;
            return Ok(found);
        }
        let (name, at) = self.cursor.word("a variable, or `*` and a parameter")?;
        match scope.meaning(&name) {
            Some(Meaning::Variable(register)) => Ok((Meaning::Variable(register), at)),
            Some(_) => wrong(at, POINTERS),
            None => wrong(at, no_variable(scope, &name)),
        }
    }

    /// What comes after a variable or a location that is assigned to: `= value`, `+= value`, `++`.
    pub(super) fn assignment_to(
        &mut self,
        to: Meaning,
        at: Position,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<()> {
        if let Some(step) = self.takes_step() {
            return self.change(to, step, Expression::Constant(1), at, scope, body);
        }
        if let Token::Symbol(symbol) = *self.cursor.peek()
            && let Some(operator) = compound(symbol)
        {
            self.cursor.take();
            self.cursor.count()?;
            if let Meaning::Location(location) = to
                && self.mode_of_plain(location, scope) == Mode::NonAtomic
            {
                // From left to right: the location is read first.
                let old = self.plain_load(location, at, scope, body)?;
                let before = body.len();
                let value = self.expression(scope, body)?;
                self.note_order(body.len() > before);
                let value = Expression::Binary(Box::new(old), operator, Box::new(value));
                return self.plain_store(location, value, at, scope, body);
            }
            let value = self.expression(scope, body)?;
            return self.change(to, operator, value, at, scope, body);
        }
        self.cursor.expect("=", "before the value")?;
        let value = self.expression(scope, body)?;
        match to {
            Meaning::Location(location) => self.plain_store(location, value, at, scope, body),
            Meaning::Own(register) | Meaning::Variable(register) => assign(register, value, at, scope, body),
        }
    }

    /// Puts a variable or a location together with a value, which is known.
    pub(super) fn change(
        &mut self,
        what: Meaning,
        operator: Operator,
        value: Expression,
        at: Position,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<()> {
        let with = |old: Expression, value| Expression::Binary(Box::new(old), operator, Box::new(value));
        match what {
            Meaning::Own(register) | Meaning::Variable(register) => {
                self.note_use(register, scope);
                let value = with(Expression::Register(register), value);
                body.push(Statement::Let { register, value });
                Ok(())
            }
            Meaning::Location(location) => match self.mode_of_plain(location, scope) {
                Mode::NonAtomic => {
                    let old = self.plain_load(location, at, scope, body)?;
                    self.plain_store(location, with(old, value), at, scope, body)
                }
                Mode::Atomic(ordering) => {
                    let Some(change) = change_of(operator) else {
                        let message = "of an atomic is not supported: there is no such read-modify-write";
                        return wrong(at, format!("`{}=` {message}", operator.symbol()));
                    };
                    let integer = self.updated(location, change, at)?;
                    self.plain.insert(location);
                    self.operation(at)?;
                    let register = scope.nameless(integer);
                    body.push(Statement::Update { register, location, change, operand: value, ordering });
                    Ok(())
                }
            },
        }
    }

    /// How a plain access touches a location of this thread.
    fn mode_of_plain(&self, location: LocationId, scope: &Scope) -> Mode {
        match self.options.plain {
            Plain::SeqCst if scope.atomic.contains(&location) => Mode::Atomic(Ordering::SeqCst),
            _ => Mode::NonAtomic,
        }
    }

    /// `*x` as a value.
    pub(super) fn plain_load(
        &mut self,
        location: LocationId,
        at: Position,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<Expression> {
        self.plain.insert(location);
        self.operation(at)?;
        let register = scope.nameless(self.locations[location].integer);
        let mode = self.mode_of_plain(location, scope);
        body.push(Statement::Load { register, location, mode });
        Ok(Expression::Register(register))
    }

    fn plain_store(
        &mut self,
        location: LocationId,
        value: Expression,
        at: Position,
        scope: &Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<()> {
        self.plain.insert(location);
        self.operation(at)?;
        body.push(Statement::Store { location, value, mode: self.mode_of_plain(location, scope) });
        Ok(())
    }
}

/// The variable of this name, and of the type that it is declared to have, if it is declared.
pub(super) fn variable_of(
    name: &str,
    declared: Option<Integer>,
    at: Position,
    scope: &mut Scope,
) -> Parsed<Register> {
    let register = scope.variable(name);
    match declared {
        None => scope.is_used(register),
        Some(integer) if !scope.has_type(register, integer) => {
            let other = scope.thread.integer(register).in_c();
            let message = format!("is `{other}` elsewhere in this thread: give one of the two another name");
            return wrong(at, format!("{} {message}", quoted(name)));
        }
        Some(_) => {}
    }
    Ok(register)
}

/// The operator of a compound assignment.
fn compound(symbol: &str) -> Option<Operator> {
    Some(match symbol {
        "+=" => Operator::Add,
        "-=" => Operator::Sub,
        "*=" => Operator::Mul,
        "&=" => Operator::BitAnd,
        "|=" => Operator::BitOr,
        "^=" => Operator::BitXor,
        _ => return None,
    })
}

/// The read-modify-write that C makes of a compound assignment to an atomic.
fn change_of(operator: Operator) -> Option<Change> {
    Some(match operator {
        Operator::Add => Change::Add,
        Operator::Sub => Change::Sub,
        Operator::BitAnd => Change::And,
        Operator::BitOr => Change::Or,
        Operator::BitXor => Change::Xor,
        _ => return None,
    })
}

/// Gives a variable a value that was read at the end of `body`.
pub(super) fn assign(
    register: Register,
    value: Expression,
    at: Position,
    scope: &mut Scope,
    body: &mut Vec<Statement>,
) -> Parsed<()> {
    scope.had_no_value(register);
    let renamed = match value {
        Expression::Register(from) => scope.rename(body, from, register),
        _ => false,
    };
    if !renamed {
        body.push(Statement::Let { register, value });
    } else if body.last().is_some_and(is_double) {
        return wrong(at, "one variable for the result and for the expected value: they are two");
    }
    Ok(())
}

/// Whether a compare-exchange has one variable for two things.
fn is_double(statement: &Statement) -> bool {
    match statement {
        Statement::CompareExchange { succeeded, expected, .. } => succeeded == expected,
        Statement::If { then, otherwise, .. } => [then, otherwise].into_iter().flatten().any(is_double),
        _ => false,
    }
}
