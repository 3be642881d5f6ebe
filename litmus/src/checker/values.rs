//! Which values a read may guess, as far as can be said without running the program.
//!
//! Only a model that allows values out of thin air needs this: there a read may have its value before
//! anything has written it, so the value has to be guessed. Nothing in such a model says which values are
//! possible: if nothing but itself causes a value, it might be any. The guesses are what the threads can make
//! of the initial values; the constants of the program and of the question, and what the threads can make of
//! these; and one number that nobody has named, which stands for all others. So a question has the same
//! answer whether it names a value or not.
//!
//! What is guessed for the program alone is guessed whatever is asked; what a question adds is kept apart
//! ([`Tried`]), so that two questions about one program are told the same of it.

use std::collections::BTreeSet;
use std::ops::ControlFlow::{self, Continue};

use super::super::test::{
    Change, Expression, Integer, Observable, Operator, Register, Statement, Test, Thread, Value,
};
use super::limits::{Limits, Step, Stop};

type Values = BTreeSet<Value>;

/// Values, each with whether it comes out of thin air: whether it is made of a value that does.
type Sources = BTreeSet<(bool, Value)>;

/// Beyond this many values in one place guessing has no end in sight.
const MOST_VALUES: usize = 64;

/// The number that stands for all that nobody has named is the first from here on that nobody has named.
const ANY: Value = 42;

/// The values that were tried where any may come out of thin air.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Those tried for the program's sake: the same whatever is asked about it.
    pub always: BTreeSet<Value>,
    /// Those beside them that were tried for the sake of this question.
    pub for_question: BTreeSet<Value>,
}

/// What reads may guess.
#[derive(Debug, Default)]
pub(super) struct Guesses {
    /// For each location the values that some write could write, if reads read such values.
    guesses: Vec<Values>,
    /// For each location what can be made of the initial values.
    made: Vec<Values>,
    /// Those of the guesses, at any location, that do not depend on the question.
    always: Values,
}

impl Guesses {
    /// The guesses for a test and for a question about how it ends, beside its own.
    pub fn new(test: &Test, ending: &[(Observable, Value)], limits: &Limits) -> Result<Self, Stop> {
        let writes = test.threads.iter().map(|thread| count_writes(&thread.body)).sum::<usize>();
        // What can be made of the initial values, in as many steps as there are writes ...
        let mut made = vec![Values::new(); test.locations.len()];
        let mut writer = Writer { test, named: Values::new(), limits };
        for _ in 0..writes {
            let (more, _) = writer.written(&made, &[])?;
            if more == made {
                break;
            }
            made = more;
        }
        // ... and of any value that is named, by the program ...
        let named = Named::in_test(test, ending);
        let of_program = writer.guesses(named.by(&Values::new(), &made), &made, writes)?;
        let always = of_program.iter().flatten().copied().collect();
        // ... and by the question, for which `cut` may leave out what was kept before: so both count.
        let guesses = if named.asked.is_subset(&named.constants) {
            of_program
        } else {
            let of_question = writer.guesses(named.by(&named.asked, &made), &made, writes)?;
            both(&of_program, &of_question, |some, more| some | more)
        };
        Ok(Guesses { guesses, made, always })
    }

    /// What a read of a location may guess.
    pub fn at(&self, location: usize) -> &Values {
        static NOTHING: Values = Values::new();
        self.guesses.get(location).unwrap_or(&NOTHING)
    }

    /// Whether a location may have this value by what can be made of the initial values.
    pub fn is_made(&self, location: usize, value: Value) -> bool {
        self.made.get(location).is_some_and(|made| made.contains(&value))
    }

    /// All values that can be guessed anywhere.
    pub fn tried(&self) -> Tried {
        let all: Values = self.guesses.iter().flatten().copied().collect();
        Tried { for_question: &all - &self.always, always: self.always.clone() }
    }
}

/// Puts two lists of sets together, set by set.
fn both(some: &[Values], others: &[Values], how: impl Fn(&Values, &Values) -> Values) -> Vec<Values> {
    some.iter().zip(others).map(|(some, other)| how(some, other)).collect()
}

/// The values that somebody names.
struct Named {
    /// Constants of the program. What a filter names is among them: it belongs to the program, and not to one question.
    constants: Values,
    /// Values that a question names: the test's own, or one about how it ends.
    asked: Values,
    /// How far apart from a named value others are that matter as well: none where values are only copied and
    /// looked at.
    steps: Values,
}

impl Named {
    fn in_test(test: &Test, ending: &[(Observable, Value)]) -> Named {
        let (mut constants, mut asked) = (Values::new(), Values::new());
        for thread in &test.threads {
            self::constants(&thread.body, &mut constants);
        }
        // What is named may be what comes out of a sum, or be on the other side of a comparison.
        let reckons = test.threads.iter().any(|thread| thread.body.iter().any(does_arithmetic));
        let steps = if reckons { &constants | &Values::from([1]) } else { Values::new() };
        constants.extend(test.filter.iter().flat_map(|filter| filter.comparisons()).map(|(_, value)| value));
        asked.extend(test.condition.formula.comparisons().into_iter().map(|(_, value)| value));
        asked.extend(ending.iter().map(|(_, value)| value));
        Named { constants, asked, steps }
    }

    /// The constants and these values, and a number that none of them is.
    fn by(&self, values: &Values, made: &[Values]) -> Values {
        let mut named = &self.constants | values;
        let apart = |value: Value| {
            self.steps.iter().flat_map(move |&step| [value.wrapping_add(step), value.wrapping_sub(step)])
        };
        named.extend(named.clone().into_iter().flat_map(apart).take(MOST_VALUES));
        let known = |value: &Value| named.contains(value) || made.iter().any(|made| made.contains(value));
        let any = (ANY..).find(|value| !known(value));
        named.extend(any);
        named
    }
}

/// Whether a statement does more with values than copy them and see whether they are equal.
fn does_arithmetic(statement: &Statement) -> bool {
    match statement {
        Statement::Let { value, .. } | Statement::Store { value, .. } | Statement::Assume(value, _) => {
            adds(value)
        }
        Statement::Update { change, .. } => *change != Change::Swap,
        Statement::CompareExchange { desired, .. } => adds(desired),
        Statement::If { condition, then, otherwise } => {
            adds(condition) || then.iter().chain(otherwise).any(does_arithmetic)
        }
        Statement::Load { .. } | Statement::Fence(_) => false,
    }
}

fn adds(expression: &Expression) -> bool {
    match expression {
        Expression::Constant(_) | Expression::Register(_) => false,
        Expression::Not(inner) => adds(inner),
        Expression::Cast(..) => true,
        Expression::Binary(one, operator, other) => {
            !matches!(operator, Operator::Equal | Operator::NotEqual | Operator::And | Operator::Or)
                || adds(one)
                || adds(other)
        }
    }
}

/// Works out what threads can write.
struct Writer<'t> {
    test: &'t Test,
    /// Values that are kept where there are too many.
    named: Values,
    limits: &'t Limits,
}

impl Writer<'_> {
    /// For each location what a read of it may guess if it may be of these values, or made of them: in as many steps as
    /// there are writes, as long as something would write it that has read such a value itself.
    fn guesses(&mut self, named: Values, made: &[Values], writes: usize) -> Result<Vec<Values>, Stop> {
        self.named = named;
        let held = |integer: Integer| self.named.iter().map(|&value| integer.convert(value)).collect();
        let mut thin_air: Vec<Values> =
            self.test.locations.iter().map(|location| held(location.integer)).collect();
        for _ in 0..writes {
            let (_, more) = self.written(made, &thin_air)?;
            let more = both(&thin_air, &more, |some, more| some | more);
            if more == thin_air {
                break;
            }
            thin_air = more;
        }
        loop {
            let (_, written) = self.written(made, &thin_air)?;
            let kept = both(&thin_air, &written, |values, written| values & written);
            if kept == thin_air {
                return Ok(both(made, &kept, |made, kept| made | kept));
            }
            thin_air = kept;
        }
    }

    /// What the threads can write, if their reads read initial values, those that are `made` of them, or those
    /// that come out of thin air: first what needs none of the last, then what is made of them.
    fn written(&self, made: &[Values], thin_air: &[Values]) -> Result<(Vec<Values>, Vec<Values>), Stop> {
        let readable = self.test.locations.iter().enumerate().map(|(location, declared)| {
            let known = made[location].iter().chain([&declared.initial]).map(|&value| (false, value));
            let unknown = thin_air.get(location).into_iter().flatten().map(|&value| (true, value));
            known.chain(unknown).collect()
        });
        let readable: Vec<Sources> = readable.collect();
        let mut written = vec![Sources::new(); self.test.locations.len()];
        for thread in &self.test.threads {
            // All that a register may hold at any time. Each round goes at least one assignment further.
            let mut registers = vec![Sources::from([(false, 0)]); thread.registers.len()];
            loop {
                let before = registers.clone();
                if let ControlFlow::Break(stop) =
                    self.run(&thread.body, thread, &readable, &mut registers, &mut written)
                {
                    return Err(stop);
                }
                registers.iter_mut().for_each(|values| self.cut(values));
                let too_many = registers.iter().any(|values| values.len() >= MOST_VALUES);
                if registers == before || too_many {
                    break;
                }
            }
        }
        written.iter_mut().for_each(|values| self.cut(values));
        let of = |wanted: bool| {
            let of = |sources: &Sources| {
                sources.iter().filter(|(source, _)| *source == wanted).map(|&(_, value)| value).collect()
            };
            written.iter().map(of).collect()
        };
        Ok((of(false), of(true)))
    }

    /// Leaves out the greatest values where there are too many, and those that are named last of all.
    fn cut(&self, values: &mut Sources) {
        while values.len() > MOST_VALUES {
            let greatest = values.iter().rev().find(|(_, value)| !self.named.contains(value)).copied();
            match greatest {
                Some(value) => drop(values.remove(&value)),
                None => drop(values.pop_last()),
            }
        }
    }

    fn run(
        &self,
        body: &[Statement],
        thread: &Thread,
        readable: &[Sources],
        registers: &mut [Sources],
        written: &mut [Sources],
    ) -> Step {
        let of_location = |location: usize| self.test.locations[location].integer;
        for statement in body {
            match statement {
                Statement::Let { register, value } => {
                    let values = self.values_of(value, thread, registers)?;
                    registers[*register].extend(converted(&values, thread.integer(*register)));
                }
                Statement::Load { register, location, .. } => {
                    let values = converted(&readable[*location], thread.integer(*register));
                    registers[*register].extend(values);
                }
                Statement::Store { location, value, .. } => {
                    let values = self.values_of(value, thread, registers)?;
                    written[*location].extend(converted(&values, of_location(*location)));
                }
                Statement::Update { register, location, change, operand, .. } => {
                    let operands = self.values_of(operand, thread, registers)?;
                    let values = changed(*change, &readable[*location], &operands, of_location(*location));
                    written[*location].extend(values);
                    let values = converted(&readable[*location], thread.integer(*register));
                    registers[*register].extend(values);
                }
                Statement::CompareExchange { succeeded, expected, location, desired, .. } => {
                    let values = self.values_of(desired, thread, registers)?;
                    written[*location].extend(converted(&values, of_location(*location)));
                    registers[*succeeded].extend([(false, 0), (false, 1)]);
                    registers[*expected].extend(&readable[*location]);
                }
                Statement::Fence(_) | Statement::Assume(..) => {}
                Statement::If { then, otherwise, .. } => {
                    self.run(then, thread, readable, registers, written)?;
                    self.run(otherwise, thread, readable, registers, written)?;
                }
            }
        }
        Continue(())
    }

    /// The values of an expression, whatever its registers may hold.
    fn values_of(
        &self,
        expression: &Expression,
        thread: &Thread,
        registers: &[Sources],
    ) -> ControlFlow<Stop, Sources> {
        let mut used = BTreeSet::new();
        registers_in(expression, &mut used);
        let mut choices = vec![(false, vec![0; registers.len()])];
        for register in used {
            let with = |(source, choice): &(bool, Vec<Value>)| {
                let (source, choice) = (*source, choice.clone());
                registers[register].iter().map(move |&(other, value)| {
                    let mut choice = choice.clone();
                    choice[register] = value;
                    (source || other, choice)
                })
            };
            choices = choices.iter().flat_map(with).take(MOST_VALUES * MOST_VALUES).collect();
            self.limits.spend((choices.len() * (registers.len() + 8) / 16) as u64)?;
        }
        self.limits.spend(1 + choices.len() as u64 / 2)?;
        let value = |(source, choice): &(bool, Vec<Value>)| (*source, expression.value(choice, thread));
        Continue(choices.iter().map(value).collect())
    }
}

/// The same values, put where values are of this type.
fn converted(values: &Sources, integer: Integer) -> Sources {
    values.iter().map(|&(source, value)| (source, integer.convert(value))).collect()
}

fn changed(change: Change, old: &Sources, operands: &Sources, integer: Integer) -> Sources {
    let with = |&(one, old): &(bool, Value)| {
        operands.iter().map(move |&(other, operand)| (one || other, change.apply(old, operand, integer)))
    };
    old.iter().flat_map(with).collect()
}

fn registers_in(expression: &Expression, found: &mut BTreeSet<Register>) {
    match expression {
        Expression::Constant(_) => {}
        Expression::Register(register) => found.extend([*register]),
        Expression::Not(inner) | Expression::Cast(_, inner) => registers_in(inner, found),
        Expression::Binary(one, _, other) => {
            registers_in(one, found);
            registers_in(other, found);
        }
    }
}

fn count_writes(body: &[Statement]) -> usize {
    let count = |statement: &Statement| match statement {
        Statement::Store { .. } | Statement::Update { .. } | Statement::CompareExchange { .. } => 1,
        Statement::If { then, otherwise, .. } => count_writes(then) + count_writes(otherwise),
        _ => 0,
    };
    body.iter().map(count).sum()
}

fn constants(body: &[Statement], found: &mut Values) {
    for statement in body {
        match statement {
            Statement::Let { value, .. } | Statement::Store { value, .. } | Statement::Assume(value, _) => {
                in_expression(value, found);
            }
            Statement::Update { operand, .. } => in_expression(operand, found),
            Statement::CompareExchange { desired, .. } => in_expression(desired, found),
            Statement::If { condition, then, otherwise } => {
                in_expression(condition, found);
                constants(then, found);
                constants(otherwise, found);
            }
            Statement::Load { .. } | Statement::Fence(_) => {}
        }
    }
}

fn in_expression(expression: &Expression, found: &mut Values) {
    match expression {
        Expression::Constant(value) => found.extend([*value]),
        Expression::Register(_) => {}
        Expression::Not(inner) | Expression::Cast(_, inner) => in_expression(inner, found),
        Expression::Binary(one, _, other) => {
            in_expression(one, found);
            in_expression(other, found);
        }
    }
}
