//! Values made of constants and registers.

use super::{Register, Value};

/// A value made of constants and registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// A number.
    Constant(Value),
    /// What a register holds.
    Register(Register),
    /// C's `!`: 1 for 0, and 0 for anything else.
    Not(Box<Expression>),
    /// Two values put together.
    Binary(Box<Expression>, Operator, Box<Expression>),
}

/// How two values are put together. Comparisons give 1 or 0; arithmetic wraps around.
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
    /// The value, given those of the registers.
    pub fn value(&self, registers: &[Value]) -> Value {
        match self {
            Expression::Constant(value) => *value,
            Expression::Register(register) => registers[*register],
            Expression::Not(value) => Value::from(value.value(registers) == 0),
            Expression::Binary(one, operator, other) => {
                operator.apply(one.value(registers), other.value(registers))
            }
        }
    }
}

impl Operator {
    /// Puts two values together.
    pub fn apply(self, one: Value, other: Value) -> Value {
        match self {
            Operator::Add => one.wrapping_add(other),
            Operator::Sub => one.wrapping_sub(other),
            Operator::Mul => one.wrapping_mul(other),
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
