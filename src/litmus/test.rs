//! What a litmus test is: locations, a few threads of a few operations, and a question about the end.
//!
//! Everything else in this room takes a [`Test`] and knows nothing of the text that it came from.

use std::fmt;

/// Orderings are the standard library's.
pub use std::sync::atomic::Ordering;

/// What locations and registers hold: C's `int`, 32 bits, wrapping around.
pub type Value = i32;

/// A litmus test: a program too small to have anything in it but its question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its name: `SB`, `MP+rel+acq`.
    pub name: String,
    /// What it is about, in a line, where the test says so.
    pub about: Option<String>,
    /// What the threads share.
    pub locations: Vec<Location>,
    /// The threads, numbered from 0. They start together, after the locations have their initial values.
    pub threads: Vec<Thread>,
    /// The question.
    pub condition: Condition,
    /// What else an outcome shows beside what the condition mentions (herd's `locations [x; 0:r0;]`).
    pub also_shown: Vec<Observable>,
}

/// A shared variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Its name: `x`.
    pub name: String,
    /// What it holds before the threads start.
    pub initial: Value,
    /// Whether it is declared atomic. A location that is not has non-atomic accesses alone; one that is
    /// has atomic accesses alone.
    pub atomic: bool,
}

/// A thread: its registers and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Thread {
    /// The names of its registers (local variables), by number. All hold 0 at first. A name that begins
    /// with `$` is the parser's own, for a value that the text gives no name.
    pub registers: Vec<String>,
    /// What it does, from first to last.
    pub body: Vec<Statement>,
}

/// A location, by its place in [`Test::locations`].
pub type LocationId = usize;

/// A register, by its place in [`Thread::registers`].
pub type Register = usize;

/// A step of a thread. Each but [`Let`](Statement::Let) and [`If`](Statement::If) is one operation on
/// memory, or one fence; expressions are made of registers and constants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `let register = value;`
    Let {
        /// Where the value goes.
        register: Register,
        /// The value.
        value: Expression,
    },
    /// `let register = location.load(ordering);`
    Load {
        /// Where the value goes.
        register: Register,
        /// What is read.
        location: LocationId,
        /// How.
        mode: Mode,
    },
    /// `location.store(value, ordering);`
    Store {
        /// What is written to.
        location: LocationId,
        /// What is written.
        value: Expression,
        /// How.
        mode: Mode,
    },
    /// A read-modify-write that always writes: `let register = location.fetch_add(1, ordering);`
    Update {
        /// Where the value that was there before goes.
        register: Register,
        /// What is changed.
        location: LocationId,
        /// How it is changed.
        change: Change,
        /// The operand of the change.
        operand: Expression,
        /// How.
        ordering: Ordering,
    },
    /// A read-modify-write that writes only where it finds what it expects (strong: it does not fail
    /// otherwise).
    CompareExchange {
        /// Where 1 goes if it wrote, and 0 if it did not.
        succeeded: Register,
        /// The register with the expected value. What was found goes there if that is another.
        expected: Register,
        /// What is changed.
        location: LocationId,
        /// What is written.
        desired: Expression,
        /// How, if it writes.
        success: Ordering,
        /// How it reads, if it does not.
        failure: Ordering,
    },
    /// `fence(ordering);`
    Fence(Ordering),
    /// One body or the other.
    If {
        /// Any value but 0 means the first.
        condition: Expression,
        /// What is done then.
        then: Vec<Statement>,
        /// What is done otherwise.
        otherwise: Vec<Statement>,
    },
}

/// How a load or a store touches memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// As a plain variable: unordered with a conflicting access of another thread it is a data race.
    NonAtomic,
    /// As an atomic, with this ordering.
    Atomic(Ordering),
}

/// What a read-modify-write makes of the old value and its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// `swap`: the operand replaces the value (C's `exchange`).
    Swap,
    /// `fetch_add`.
    Add,
    /// `fetch_sub`.
    Sub,
    /// `fetch_or`.
    Or,
    /// `fetch_xor`.
    Xor,
    /// `fetch_and`.
    And,
}

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

/// The question that a test asks of its outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Of some, of none, of all.
    pub quantifier: Quantifier,
    /// What is asked about.
    pub formula: Formula,
}

/// How many outcomes the question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// `exists`: can it happen?
    Exists,
    /// `~exists`: it never happens, does it?
    NotExists,
    /// `forall`: does it always happen?
    Forall,
}

/// Something that is true of an outcome, or is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Always true.
    True,
    /// Something holds this value in the end.
    Equals(Observable, Value),
    /// The opposite.
    Not(Box<Formula>),
    /// Both.
    And(Box<Formula>, Box<Formula>),
    /// One of the two at least.
    Or(Box<Formula>, Box<Formula>),
}

/// What can be looked at in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Observable {
    /// A register of a thread: `0:r0`.
    Register {
        /// The thread's number.
        thread: usize,
        /// Its register.
        register: Register,
    },
    /// A location: `x`, the last in its modification order.
    Location(LocationId),
}

/// How a run ends: the value of each of [`Test::shown`], in that order.
pub type Outcome = Vec<Value>;

impl Test {
    /// What an outcome of this test shows: what its condition mentions and what it lists beside, registers
    /// before locations, each once.
    pub fn shown(&self) -> Vec<Observable> {
        let mut shown = self.also_shown.clone();
        self.condition.formula.mentioned(&mut shown);
        shown.sort_unstable();
        shown.dedup();
        shown
    }

    /// What an observable is called: `0:r0`, `x`.
    pub fn name_of(&self, observable: Observable) -> String {
        match observable {
            Observable::Register { thread, register } => {
                format!("{thread}:{}", self.threads[thread].registers[register])
            }
            Observable::Location(location) => self.locations[location].name.clone(),
        }
    }

    /// An outcome in words, in the order of [`Test::shown`]: `0:r0=1 1:r0=0`.
    pub fn outcome_in_words(&self, outcome: &[Value]) -> String {
        let words = self.shown().into_iter().zip(outcome);
        words.map(|(shown, value)| format!("{}={value}", self.name_of(shown))).collect::<Vec<_>>().join(" ")
    }

    /// Its operations on memory and its fences, of all threads.
    pub fn operations(&self) -> Vec<&Statement> {
        fn collect<'t>(body: &'t [Statement], operations: &mut Vec<&'t Statement>) {
            for statement in body {
                match statement {
                    Statement::Let { .. } => {}
                    Statement::If { then, otherwise, .. } => {
                        collect(then, operations);
                        collect(otherwise, operations);
                    }
                    operation => operations.push(operation),
                }
            }
        }
        let mut operations = Vec::new();
        self.threads.iter().for_each(|thread| collect(&thread.body, &mut operations));
        operations
    }

    /// The same test with each operation on memory, and each fence, changed.
    #[must_use]
    pub fn with_each(&self, change: &impl Fn(&mut Statement)) -> Test {
        fn change_all(body: &mut [Statement], change: &impl Fn(&mut Statement)) {
            for statement in body {
                match statement {
                    Statement::Let { .. } => {}
                    Statement::If { then, otherwise, .. } => {
                        change_all(then, change);
                        change_all(otherwise, change);
                    }
                    operation => change(operation),
                }
            }
        }
        let mut changed = self.clone();
        changed.threads.iter_mut().for_each(|thread| change_all(&mut thread.body, change));
        changed
    }

    /// Whether the condition's formula is true of an outcome: whether it is one that the test asks about.
    pub fn asks_about(&self, outcome: &[Value]) -> bool {
        let shown = self.shown();
        // Whatever the formula mentions is shown.
        self.condition.formula.is_true(&|observable| {
            shown.iter().position(|&known| known == observable).map_or(0, |place| outcome[place])
        })
    }
}

impl Formula {
    fn mentioned(&self, known: &mut Vec<Observable>) {
        match self {
            Formula::True => {}
            Formula::Equals(observable, _) => known.push(*observable),
            Formula::Not(formula) => formula.mentioned(known),
            Formula::And(one, other) | Formula::Or(one, other) => {
                one.mentioned(known);
                other.mentioned(known);
            }
        }
    }

    /// Whether it is true where observables have the given values.
    pub fn is_true(&self, value: &impl Fn(Observable) -> Value) -> bool {
        match self {
            Formula::True => true,
            Formula::Equals(observable, expected) => value(*observable) == *expected,
            Formula::Not(formula) => !formula.is_true(value),
            Formula::And(one, other) => one.is_true(value) && other.is_true(value),
            Formula::Or(one, other) => one.is_true(value) || other.is_true(value),
        }
    }
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

impl Change {
    /// The new value.
    pub fn apply(self, old: Value, operand: Value) -> Value {
        match self {
            Change::Swap => operand,
            Change::Add => old.wrapping_add(operand),
            Change::Sub => old.wrapping_sub(operand),
            Change::Or => old | operand,
            Change::Xor => old ^ operand,
            Change::And => old & operand,
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mode::NonAtomic => formatter.write_str("non-atomic"),
            Mode::Atomic(ordering) => write!(formatter, "{ordering:?}"),
        }
    }
}
