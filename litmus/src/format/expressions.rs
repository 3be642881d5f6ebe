//! Values: constants, variables, operators, and accesses, which are done before the value is made.

use super::error::{Parsed, quoted, wrong};
use super::lexer::Token;
use super::names::{Meaning, Scope};
use super::parser::{POINTERS, Parser};
use crate::test::{Expression, Mode, Operator, Statement};

/// An operator and how tightly it binds in C; those that bind more tightly have the higher number.
fn operator(symbol: &str) -> Option<(Operator, usize)> {
    Some(match symbol {
        "||" => (Operator::Or, 1),
        "&&" => (Operator::And, 2),
        "|" => (Operator::BitOr, 3),
        "^" => (Operator::BitXor, 4),
        "&" => (Operator::BitAnd, 5),
        "==" => (Operator::Equal, 6),
        "!=" => (Operator::NotEqual, 6),
        "<" => (Operator::Less, 7),
        "<=" => (Operator::LessOrEqual, 7),
        ">" => (Operator::Greater, 7),
        ">=" => (Operator::GreaterOrEqual, 7),
        "+" => (Operator::Add, 8),
        "-" => (Operator::Sub, 8),
        "*" => (Operator::Mul, 9),
        _ => return None,
    })
}

impl Parser {
    /// A value. The accesses in it are added to `body`, from left to right.
    pub(super) fn expression(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<Expression> {
        self.cursor.enter()?;
        let value = self.operators(1, scope, body)?;
        self.cursor.leave();
        Ok(value)
    }

    /// Values joined by operators that bind as tightly as `least` or more so.
    fn operators(
        &mut self,
        least: usize,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<Expression> {
        let mut value = self.operand(scope, body)?;
        loop {
            let at = self.cursor.at();
            let Token::Symbol(symbol) = *self.cursor.peek() else { return Ok(value) };
            if matches!(symbol, "/" | "%" | "<<" | ">>" | "?" | "++" | "--" | "->" | ".") {
                return wrong(at, format!("`{symbol}` is not supported in an expression"));
            }
            let Some((operator, tightness)) = operator(symbol).filter(|(_, tightness)| *tightness >= least)
            else {
                return Ok(value);
            };
            self.cursor.take();
            self.cursor.count()?;
            let before = body.len();
            let other = self.operators(tightness + 1, scope, body)?;
            if matches!(operator, Operator::And | Operator::Or) && body.len() > before {
                return wrong(
                    at,
                    format!("an access to the right of `{symbol}` would not always be done: use `if`"),
                );
            }
            value = Expression::Binary(Box::new(value), operator, Box::new(other));
        }
    }

    fn operand(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<Expression> {
        let at = self.cursor.at();
        let next_is_number = matches!(self.cursor.peek_second(), Token::Number(_));
        match self.cursor.peek() {
            Token::Number(_) => Ok(Expression::Constant(self.cursor.value("a number")?)),
            Token::Symbol("-") if next_is_number => Ok(Expression::Constant(self.cursor.value("a number")?)),
            Token::Symbol("-" | "!") => {
                let is_not = self.cursor.take() == Token::Symbol("!");
                self.cursor.count()?;
                self.cursor.enter()?;
                let value = Box::new(self.operand(scope, body)?);
                self.cursor.leave();
                let zero = Box::new(Expression::Constant(0));
                Ok(if is_not {
                    Expression::Not(value)
                } else {
                    Expression::Binary(zero, Operator::Sub, value)
                })
            }
            Token::Symbol("(") => {
                self.cursor.take();
                if self.cursor.is_word("int") {
                    return wrong(self.cursor.at(), "a cast is not supported: all values are of type `int`");
                }
                let value = self.expression(scope, body)?;
                self.cursor.expect(")", "after the expression")?;
                Ok(value)
            }
            Token::Symbol("*") => {
                self.cursor.take();
                self.plain_load(scope, body)
            }
            Token::Symbol("&") => wrong(at, POINTERS),
            Token::Word(word) => {
                let word = word.clone();
                self.cursor.take();
                if self.cursor.is("(") {
                    return self.call(&word, at, scope, body);
                }
                match scope.meaning(&word) {
                    Some(Meaning::Variable(register)) => Ok(Expression::Register(register)),
                    Some(_) => wrong(at, POINTERS),
                    None => wrong(
                        at,
                        format!("P{} has no variable {}: it has no value yet", scope.number, quoted(&word)),
                    ),
                }
            }
            _ => Err(self.cursor.unexpected("a value")),
        }
    }

    /// What comes after `*`: a non-atomic load, or the value of a thread's own location.
    fn plain_load(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<Expression> {
        let (location, at) = match self.dereferenced(scope)? {
            (Meaning::Location(location), at) => (location, at),
            (Meaning::Own(register) | Meaning::Variable(register), _) => {
                return Ok(Expression::Register(register));
            }
        };
        self.non_atomic(location, "atomic_load(", at)?;
        self.operation(at)?;
        let register = scope.nameless();
        body.push(Statement::Load { register, location, mode: Mode::NonAtomic });
        Ok(Expression::Register(register))
    }
}
