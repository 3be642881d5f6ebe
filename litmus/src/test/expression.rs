//! Values made of constants and registers.

use super::{Integer, Register, Thread, Value};

/// A value made of constants and registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// A number.
    Constant(Value),
    /// What a register holds.
    Register(Register),
    /// C's `!`: 1 for 0, and 0 for anything else.
    Not(Box<Expression>),
    /// A value converted to another type.
    Cast(Integer, Box<Expression>),
    /// Two values put together.
    Binary(Box<Expression>, Operator, Box<Expression>),
}

/// How two values are put together, which are of one type by then. Comparisons give 1 or 0; arithmetic wraps around.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `^`
    BitXor,
    /// `&&`, both sides evaluated: neither can do anything but give a value.
    And,
    /// `||`, likewise.
    Or,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Expression {
    /// The value in a thread, given those of its registers.
    pub fn value(&self, registers: &[Value], thread: &Thread) -> Value {
        self.evaluate(registers, thread).0
    }

    /// The value, and its type.
    fn evaluate(&self, registers: &[Value], thread: &Thread) -> (Value, Integer) {
        match self {
            Expression::Constant(value) => (*value, Integer::of_constant(*value)),
            Expression::Register(register) => (registers[*register], thread.integer(*register)),
            Expression::Not(value) => (Value::from(value.value(registers, thread) == 0), Integer::I32),
            Expression::Cast(to, value) => (to.convert(value.value(registers, thread)), *to),
            Expression::Binary(one, operator, other) => {
                let ((one, first), (other, second)) =
                    (one.evaluate(registers, thread), other.evaluate(registers, thread));
                let common = operator.operands(first, second);
                (operator.apply(one, other, common), operator.result(common))
            }
        }
    }

    /// The type of the value in a thread.
    pub fn integer(&self, thread: &Thread) -> Integer {
        match self {
            Expression::Constant(value) => Integer::of_constant(*value),
            Expression::Register(register) => thread.integer(*register),
            Expression::Not(_) => Integer::I32,
            Expression::Cast(to, _) => *to,
            Expression::Binary(one, operator, other) => {
                operator.result(operator.operands(one.integer(thread), other.integer(thread)))
            }
        }
    }
}

impl Operator {
    /// What it converts its operands to, which are of these types: each alone for `&&` and `||`, which only ask
    /// whether they are 0, so that no conversion matters.
    pub fn operands(self, one: Integer, other: Integer) -> Integer {
        match self {
            Operator::And | Operator::Or => Integer::U64,
            _ => one.with(other),
        }
    }

    /// The type of what it makes of two values of this type.
    pub fn result(self, operands: Integer) -> Integer {
        match self {
            Operator::Add
            | Operator::Sub
            | Operator::Mul
            | Operator::BitAnd
            | Operator::BitOr
            | Operator::BitXor => operands,
            _ => Integer::I32,
        }
    }

    /// Puts two values together, converted to this type first.
    pub fn apply(self, one: Value, other: Value, integer: Integer) -> Value {
        let (one, other) = (integer.convert(one), integer.convert(other));
        match self {
            Operator::Add => integer.convert(one.wrapping_add(other)),
            Operator::Sub => integer.convert(one.wrapping_sub(other)),
            Operator::Mul => integer.convert(one.wrapping_mul(other)),
            Operator::BitAnd => one & other,
            Operator::BitOr => one | other,
            Operator::BitXor => one ^ other,
            Operator::And => Value::from(one != 0 && other != 0),
            Operator::Or => Value::from(one != 0 || other != 0),
            Operator::Equal => Value::from(one == other),
            Operator::NotEqual => Value::from(one != other),
            Operator::Less => Value::from(one < other),
            Operator::LessOrEqual => Value::from(one <= other),
            Operator::Greater => Value::from(one > other),
            Operator::GreaterOrEqual => Value::from(one >= other),
        }
    }

    /// As it is written in C and in Rust.
    pub fn symbol(self) -> &'static str {
        match self {
            Operator::Add => "+",
            Operator::Sub => "-",
            Operator::Mul => "*",
            Operator::BitAnd => "&",
            Operator::BitOr => "|",
            Operator::BitXor => "^",
            Operator::And => "&&",
            Operator::Or => "||",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
        }
    }
}
