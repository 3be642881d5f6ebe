//! What a thread does: declarations, assignments, plain stores, calls, and `if`. Loops are in `loops`.

use super::MOST_OPERATIONS;
use super::Plain;
use super::error::{Parsed, Position, quoted, wrong};
use super::lexer::Token;
use super::names::{Meaning, Scope, acceptable_variable};
use super::parser::{POINTERS, Parser};
use crate::test::{Change, Expression, LocationId, Mode, Operator, Ordering, Register, Statement};

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
        if self.cursor.takes("*") {
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
            let message = "is not supported: variables are of type `int`";
            return wrong(at, format!("{} {message}", quoted(&word)));
        } else if scope.has_parameter(&word) {
            let short: String = word.chars().take(20).collect();
            return wrong(at, format!("{} is a pointer: `*{short} = ...` stores", quoted(&word)));
        } else if self.cursor.is("=") {
            return self.first_assignment(&word, at, scope, body);
        } else if !self.is_change() {
            return Err(self.cursor.unexpected(&format!("`=` or `(` after {}", quoted(&word))));
        }
        match scope.meaning(&word) {
            Some(meaning) => self.assignment_to(meaning, at, scope, body),
            None => wrong(at, no_variable(scope, &word)),
        }
    }

    /// `int r0`, `int r0 = value, r1`.
    fn declaration(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<()> {
        let found = self.cursor.words_of_type()?;
        self.note_width(found.other_width);
        loop {
            if self.cursor.is("*") {
                return wrong(self.cursor.at(), POINTERS);
            }
            let (name, at) = self.cursor.word("the name of a variable")?;
            acceptable_variable(&name, at, scope)?;
            if self.cursor.is("[") {
                return wrong(at, format!("{} is an array, which is not supported", quoted(&name)));
            } else if self.cursor.is("=") {
                self.first_assignment(&name, at, scope, body)?;
            }
            let register = scope.variable(&name);
            if !scope.declare(register) {
                let message = "is declared already: here it would hide the other one";
                return wrong(at, format!("{} {message}", quoted(&name)));
            }
            if !self.cursor.takes(",") {
                return Ok(());
            }
            self.cursor.count()?;
        }
    }

    /// `= value` after the name of a variable, which may be its first mention.
    fn first_assignment(
        &mut self,
        name: &str,
        at: Position,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<()> {
        acceptable_variable(name, at, scope)?;
        self.cursor.expect("=", "before the value")?;
        let value = self.expression(scope, body)?;
        // Known only now: the value cannot be made of the variable before it has one.
        let register = scope.variable(name);
        assign(register, value, at, scope, body)
    }

    /// Whether the operator of a compound assignment is next, or `++` or `--`.
    fn is_change(&self) -> bool {
        matches!(self.cursor.peek(), Token::Symbol(symbol) if compound(symbol).is_some())
            || self.cursor.is("++")
            || self.cursor.is("--")
    }

    /// `++` or `--`, if it is next.
    fn takes_step(&mut self) -> Option<Operator> {
        if self.cursor.takes("++") {
            Some(Operator::Add)
        } else {
            self.cursor.takes("--").then_some(Operator::Sub)
        }
    }

    /// What is counted up or down: `r0`, `*x` or `(*x)`.
    fn stepped(&mut self, scope: &mut Scope) -> Parsed<(Meaning, Position)> {
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
    fn assignment_to(
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
    fn change(
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
                    self.plain.insert(location);
                    self.operation(at)?;
                    let register = scope.nameless();
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
        let (register, mode) = (scope.nameless(), self.mode_of_plain(location, scope));
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

    /// The parameter that a `*` stands before, with or without parentheses.
    pub(super) fn dereferenced(&mut self, scope: &Scope) -> Parsed<(Meaning, Position)> {
        let parenthesis = self.cursor.takes("(");
        let (name, at) = self.cursor.word("the name of a parameter")?;
        if parenthesis {
            self.cursor.expect(")", "after the name of a parameter")?;
        } else if self.cursor.is("++") || self.cursor.is("--") {
            return wrong(at, POINTERS);
        }
        match scope.meaning(&name) {
            Some(Meaning::Variable(_)) => wrong(at, POINTERS),
            Some(meaning) => Ok((meaning, at)),
            None => wrong(at, format!("{} is not among the parameters of P{}", quoted(&name), scope.number)),
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

/// Said of a variable that has not been mentioned before.
pub(super) fn no_variable(scope: &Scope, name: &str) -> String {
    format!("P{} has no variable {}: it has no value yet", scope.number, quoted(name))
}

/// Gives a variable a value that was read at the end of `body`.
pub(super) fn assign(
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
