//! Values: constants, variables, operators, and accesses, which are done before the value is made.

use super::assignments::assign;
use super::error::{Parsed, wrong};
use super::lexer::Token;
use super::names::{Meaning, Scope};
use super::parser::{POINTERS, Parser};
use super::remarks::Remark;
use super::statements::no_variable;
use super::types::is_part_of_type;
use crate::test::{Expression, Integer, Operator, Register, Statement, Value};

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
        let mut value = self.operators(1, scope, body)?;
        if self.cursor.takes("?") {
            value = self.choice(value, scope, body)?;
        }
        self.cursor.leave();
        Ok(value)
    }

    /// What comes after `?`: an `if` that gives one value or the other, before whatever the value is for.
    fn choice(
        &mut self,
        condition: Expression,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<Expression> {
        let at = self.cursor.at();
        let of = |parser: &mut Self, scope: &mut Scope| -> Parsed<(Vec<Statement>, Expression)> {
            parser.cursor.count()?;
            let mut block = Vec::new();
            let value = parser.expression(scope, &mut block)?;
            Ok((block, value))
        };
        let (mut then, one) = of(self, scope)?;
        self.cursor.expect(":", "between the two values")?;
        let (mut otherwise, other) = of(self, scope)?;
        // Both are converted to one type.
        let register = scope.nameless(scope.integer(&one).with(scope.integer(&other)));
        assign(register, one, at, scope, &mut then)?;
        assign(register, other, at, scope, &mut otherwise)?;
        body.push(Statement::If { condition, then, otherwise });
        Ok(Expression::Register(register))
    }

    /// Values joined by operators that bind as tightly as `least` or more so.
    fn operators(
        &mut self,
        least: usize,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<Expression> {
        let start = body.len();
        let mut value = self.operand(scope, body)?;
        loop {
            let at = self.cursor.at();
            let Token::Symbol(symbol) = *self.cursor.peek() else { return Ok(value) };
            if matches!(symbol, "++" | "--") {
                return wrong(at, format!("`{symbol}` is supported as a statement alone: `r0{symbol};`"));
            } else if matches!(symbol, "/" | "%" | "<<" | ">>" | "->" | ".") {
                return wrong(at, format!("`{symbol}` is not supported in an expression"));
            }
            let Some((operator, tightness)) = operator(symbol).filter(|(_, tightness)| *tightness >= least)
            else {
                return Ok(value);
            };
            self.cursor.take();
            self.cursor.count()?;
            if matches!(operator, Operator::And | Operator::Or) {
                value = self.joined(value, operator, tightness, scope, body)?;
                continue;
            }
            let before = body.len();
            let other = self.operators(tightness + 1, scope, body)?;
            self.note_order(before > start && body.len() > before);
            value = Expression::Binary(Box::new(value), operator, Box::new(other));
        }
    }

    /// `one && other` or `one || other`. Where there is an access on the right it is not always done, and
    /// stands in an `if`.
    fn joined(
        &mut self,
        one: Expression,
        operator: Operator,
        tightness: usize,
        scope: &mut Scope,
        body: &mut Vec<Statement>,
    ) -> Parsed<Expression> {
        let mut then = Vec::new();
        let other = self.operators(tightness + 1, scope, &mut then)?;
        if then.is_empty() {
            return Ok(Expression::Binary(Box::new(one), operator, Box::new(other)));
        }
        let truth = |value| {
            Expression::Binary(Box::new(value), Operator::NotEqual, Box::new(Expression::Constant(0)))
        };
        let register = scope.nameless(Integer::I32);
        body.push(Statement::Let { register, value: truth(one) });
        then.push(Statement::Let { register, value: truth(other) });
        let so_far = Expression::Register(register);
        let condition = if operator == Operator::And {
            so_far.clone()
        } else {
            Expression::Not(Box::new(so_far.clone()))
        };
        body.push(Statement::If { condition, then, otherwise: Vec::new() });
        Ok(so_far)
    }

    /// A variable is read. Notes whether it has no value yet.
    pub(super) fn note_use(&mut self, register: Register, scope: &mut Scope) {
        scope.is_used(register);
        if scope.had_no_value(register) {
            let name = &scope.thread.registers[register];
            self.noted.insert(Remark::NoValue(format!("P{}'s {name}", scope.number)));
        }
    }

    /// Notes that two accesses are in no order in C.
    pub(super) fn note_order(&mut self, is_open: bool) {
        if is_open {
            self.noted.insert(Remark::LeftToRight);
        }
    }

    /// A number, with its sign: in C `-1` is two things, a number and what is made of it.
    fn number(&mut self, scope: &Scope) -> Parsed<Expression> {
        let at = self.cursor.at();
        let negative = self.cursor.takes("-");
        let Token::Number(number, integer) = self.cursor.take() else {
            return Err(self.cursor.unexpected("a number"));
        };
        let value = if negative { -Value::from(number) } else { Value::from(number) };
        match integer {
            Some(integer) => Ok(cast(integer, Expression::Constant(integer.convert(value)), scope)),
            // In C the number before the sign is too great; what is meant is clear.
            None if Integer::I64.holds(value) => Ok(Expression::Constant(value)),
            None => wrong(at, format!("`{number}` does not fit C's `long`: write a `u` after it")),
        }
    }

    fn operand(&mut self, scope: &mut Scope, body: &mut Vec<Statement>) -> Parsed<Expression> {
        let at = self.cursor.at();
        let next_is_number = matches!(self.cursor.peek_second(), Token::Number(..));
        match *self.cursor.peek() {
            Token::Number(..) => self.number(scope),
            Token::Symbol("-") if next_is_number => self.number(scope),
            Token::Symbol("-" | "!" | "~") => {
                let symbol = self.cursor.take();
                self.cursor.count()?;
                self.cursor.enter()?;
                let value = Box::new(self.operand(scope, body)?);
                self.cursor.leave();
                let constant = |value| Box::new(Expression::Constant(value));
                Ok(match symbol {
                    Token::Symbol("!") => Expression::Not(value),
                    // All bits the other way round.
                    Token::Symbol("~") => Expression::Binary(value, Operator::BitXor, constant(-1)),
                    _ => Expression::Binary(constant(0), Operator::Sub, value),
                })
            }
            Token::Symbol("(") => {
                self.cursor.take();
                if self.cursor.is_type() {
                    let found = self.cursor.type_of_cast()?;
                    self.note_width(found);
                    self.cursor.count()?;
                    self.cursor.enter()?;
                    let value = self.operand(scope, body)?;
                    self.cursor.leave();
                    return Ok(cast(found.integer, value, scope));
                }
                let value = self.expression(scope, body)?;
                self.cursor.expect(")", "after the expression")?;
                Ok(value)
            }
            Token::Symbol("*") => {
                self.cursor.take();
                match self.dereferenced(scope)? {
                    (Meaning::Location(location), at) => self.plain_load(location, at, scope, body),
                    (Meaning::Own(register) | Meaning::Variable(register), _) => {
                        Ok(Expression::Register(register))
                    }
                }
            }
            Token::Symbol(symbol @ ("++" | "--")) => {
                wrong(at, format!("`{symbol}` is supported as a statement alone: `{symbol}r0;`"))
            }
            Token::Symbol("&") => wrong(at, POINTERS),
            Token::Word(ref word) => {
                let word = word.clone();
                self.cursor.take();
                if self.cursor.is("(") {
                    return self.call(&word, at, scope, body);
                }
                match scope.meaning(&word) {
                    Some(Meaning::Variable(register)) => {
                        self.note_use(register, scope);
                        Ok(Expression::Register(register))
                    }
                    Some(_) => wrong(at, POINTERS),
                    None if matches!(word.as_str(), "true" | "false") => {
                        Ok(Expression::Constant((word == "true").into()))
                    }
                    None if is_part_of_type(&word) => Err(self.cursor.unexpected("a value")),
                    None => wrong(at, no_variable(scope, &word)),
                }
            }
            _ => Err(self.cursor.unexpected("a value")),
        }
    }
}

/// A value converted to a type. Nothing is left of that where it makes no difference; each value is converted to
/// `int` at least before anything is done with it.
fn cast(to: Integer, value: Expression, scope: &Scope) -> Expression {
    let constant = match &value {
        Expression::Constant(constant) => Some(*constant),
        Expression::Cast(_, value) => match **value {
            Expression::Constant(constant) => Some(constant),
            _ => None,
        },
        _ => None,
    };
    if let Some(constant) = constant.map(|constant| to.convert(constant)) {
        let made = Expression::Constant(constant);
        let has_type = Integer::of_constant(constant) == to.promoted();
        return if has_type { made } else { Expression::Cast(to, Box::new(made)) };
    }
    let from = scope.integer(&value);
    let holds_all = to != Integer::Bool && to.bits() >= from.bits() && to.is_signed() == from.is_signed()
        || to.bits() > from.bits() && to.is_signed();
    match to == from || holds_all && to.promoted() == from.promoted() {
        true => value,
        false => Expression::Cast(to, Box::new(value)),
    }
}
