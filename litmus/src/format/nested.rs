//! Where parentheses are needed, for whoever writes values and conditions, and how many come inside each other.

use crate::test::{Expression, Formula, Operator};

use Operator::{Add, And, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, Mul, NotEqual, Or, Sub};

/// Whether a value has parentheses as an operand of `outer`. None where operators of one kind follow each
/// other, in arithmetic, or where comparisons are joined; elsewhere readers would have to know which operator
/// binds more tightly, and in C and in Rust not all do so alike.
pub(super) fn has_parentheses(value: &Expression, outer: Operator, is_right: bool) -> bool {
    let Expression::Binary(_, inner, _) = value else { return false };
    let is_comparison =
        |operator| matches!(operator, Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual);
    let is_arithmetic = |operator| matches!(operator, Add | Sub | Mul);
    let is_sum = |operator| matches!(operator, Add | Sub);
    let (inner, outer) = (*inner, outer);
    let follows = !is_right && (inner == outer && !is_comparison(inner) || is_sum(inner) && is_sum(outer));
    let is_clear = is_sum(outer) && inner == Mul
        || is_comparison(outer) && is_arithmetic(inner)
        || matches!(outer, And | Or) && (is_comparison(inner) || is_arithmetic(inner));
    !(follows || is_clear)
}

/// How many parentheses and `!` are inside each other where a value is written.
pub(super) fn depth_of_value(value: &Expression) -> usize {
    match value {
        Expression::Constant(_) | Expression::Register(_) => 0,
        Expression::Not(value) | Expression::Cast(_, value) => {
            1 + usize::from(is_joined(value)) + depth_of_value(value)
        }
        Expression::Binary(one, operator, other) => {
            let of = |part: &Expression, is_right| {
                usize::from(has_parentheses(part, *operator, is_right)) + depth_of_value(part)
            };
            of(one, false).max(of(other, true))
        }
    }
}

/// Whether a value has parentheses after `!`.
pub(super) fn is_joined(value: &Expression) -> bool {
    matches!(value, Expression::Binary(..))
}

/// The same for a condition; `false` and `x!=1` are written without a `not`.
pub(super) fn depth_of_formula(formula: &Formula) -> usize {
    match formula {
        Formula::True | Formula::Equals(..) | Formula::Same(..) => 0,
        Formula::Not(inner) if matches!(**inner, Formula::True | Formula::Equals(..)) => 0,
        Formula::Not(inner) => {
            1 + usize::from(matches!(**inner, Formula::And(..) | Formula::Or(..))) + depth_of_formula(inner)
        }
        Formula::And(one, other) => {
            let of = |part: &Formula, parentheses| usize::from(parentheses) + depth_of_formula(part);
            let right = matches!(**other, Formula::Or(..) | Formula::And(..));
            of(one, matches!(**one, Formula::Or(..))).max(of(other, right))
        }
        Formula::Or(one, other) => {
            let right = usize::from(matches!(**other, Formula::Or(..))) + depth_of_formula(other);
            depth_of_formula(one).max(right)
        }
    }
}
