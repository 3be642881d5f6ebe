//! The threads of a litmus test, made to run: one interpreter, in both builds.
//!
//! It takes a thread's statements one after another and does to the shared locations what they say, with
//! the orderings they give. What a location is, it does not know ([`Access`]): [`crate::sync`]'s, so the
//! processor's own atomic in the std build and loom's in the loom build; or the engine's. This is the one room
//! of the kit where loom explores `SeqCst`, since here its meaning is the subject, and loom's is not quite the
//! language's.
//!
//! What an interpreter does between two operations depends on the statements alone and not on the values
//! that it read. So it adds no dependency between operations; those in the test's expressions and `if`s
//! stay, because nothing is computed ahead. What a compiler might make of the test is not seen.

use crate::sync::atomic::{AtomicU64, Ordering, fence};
#[cfg(loom)]
use crate::sync::workers;
use crate::sync::{CachePadded, NonAtomic};

#[cfg(loom)]
use super::test::Outcome;
use super::test::{
    Change, Expression, Location, LocationId, Mode, Observable, Register, Statement, Test, Value,
};

/// A value as it lies in memory, whatever its type ([`Integer::to_cell`](super::test::Integer::to_cell)).
pub(super) type Cell = u64;

/// A location, as the threads of a test use it.
pub(super) trait Access {
    /// Reads it.
    fn load(&self, mode: Mode) -> Cell;
    /// Writes to it.
    fn store(&self, value: Cell, mode: Mode);
    /// Changes it, and returns what was there before.
    fn update(&self, change: Change, operand: Cell, ordering: Ordering) -> Cell;
    /// Writes `new` where it finds `old`; as `Err`, what it found instead.
    fn compare_exchange(
        &self,
        old: Cell,
        new: Cell,
        success: Ordering,
        failure: Ordering,
        weak: bool,
    ) -> Result<Cell, Cell>;
    /// A fence, which is of no location but of the same making.
    fn fence(ordering: Ordering);
}

/// What the threads share: the locations of a test, each on cache lines of its own.
pub(super) type Memory = [CachePadded<Place>];

/// A location. A test uses one half of it, as the location is accessed ([`runnable`]): that way no operation
/// has to look into memory for which it is.
#[derive(Debug)]
pub(super) struct Place {
    atomic: AtomicU64,
    non_atomic: NonAtomic,
}

/// A location's initial value, as it lies in memory.
pub(super) fn first_cell(location: &Location) -> Cell {
    location.integer.to_cell(location.initial)
}

impl Place {
    /// A place for each location of a test, holding its initial value.
    pub fn all(test: &Test) -> Vec<CachePadded<Place>> {
        let place = |initial| Place { atomic: AtomicU64::new(initial), non_atomic: NonAtomic::new(initial) };
        test.locations.iter().map(|location| CachePadded::new(place(first_cell(location)))).collect()
    }

    /// What it holds in the end. Relaxed: the threads that wrote to it have been joined, or met at a barrier.
    fn last(&self, atomic: bool) -> Cell {
        if atomic { self.atomic.load(Ordering::Relaxed) } else { self.non_atomic.read() }
    }

    /// Sets it for the next run. Relaxed: no thread of that run has started.
    #[cfg(not(loom))]
    pub fn set(&self, initial: Cell) {
        self.atomic.store(initial, Ordering::Relaxed);
        self.non_atomic.write(initial);
    }
}

/// A test made ready to be run, in which each location has accesses of one kind and is declared so.
///
/// A location with accesses of both kinds is one place in memory: its non-atomic accesses become Relaxed ones.
/// On a processor they are no different, as long as there is no data race, and a test with one is not run. loom
/// would no longer see such a race, so it is not given tests with such locations.
pub(super) fn runnable(test: &Test) -> Test {
    let mixed = test.mixed_locations();
    let mut test = test.with_each(&|statement| {
        let is_mixed = statement.access().is_some_and(|(location, _)| mixed.contains(&location));
        if let (true, Statement::Load { mode, .. } | Statement::Store { mode, .. }) = (is_mixed, statement)
            && *mode == Mode::NonAtomic
        {
            *mode = Mode::Atomic(Ordering::Relaxed);
        }
    });
    let accesses: Vec<_> = test.operations().into_iter().filter_map(Statement::access).collect();
    for (location, declared) in test.locations.iter_mut().enumerate() {
        declared.atomic = accesses.contains(&(location, true));
    }
    test
}

/// Runs a test once for loom, with a thread for each of its threads: how it ends, if that counts.
#[cfg(loom)]
pub(super) fn run(test: &Test) -> Option<Outcome> {
    let memory = Place::all(test);
    let registers = workers(test.threads.len(), |thread| {
        let mut registers = vec![0; test.threads[thread].registers.len()];
        Interpreter { test, thread, memory: &memory }.run(&mut registers).then_some(registers)
    });
    let registers = registers.into_iter().collect::<Option<Vec<_>>>()?;
    let register = |thread: usize, register: usize| registers[thread][register];
    let outcome = test.shown().into_iter().map(|shown| value_of(shown, test, &memory, register));
    Some(outcome.collect()).filter(|outcome: &Outcome| test.counts(outcome))
}

/// What something shows when a run has ended, given its registers by thread and number.
pub(super) fn value_of(
    shown: Observable,
    test: &Test,
    memory: &Memory,
    register: impl Fn(usize, usize) -> Value,
) -> Value {
    match shown {
        Observable::Register { thread, register: number } => register(thread, number),
        Observable::Location(location) => {
            let declared = &test.locations[location];
            declared.integer.from_cell(memory[location].last(declared.atomic))
        }
    }
}

impl Access for CachePadded<Place> {
    fn load(&self, mode: Mode) -> Cell {
        match mode {
            Mode::NonAtomic => self.non_atomic.read(),
            Mode::Atomic(ordering) => self.atomic.load(ordering),
        }
    }

    fn store(&self, value: Cell, mode: Mode) {
        match mode {
            Mode::NonAtomic => self.non_atomic.write(value),
            Mode::Atomic(ordering) => self.atomic.store(value, ordering),
        }
    }

    fn update(&self, change: Change, operand: Cell, ordering: Ordering) -> Cell {
        match change {
            Change::Swap => self.atomic.swap(operand, ordering),
            Change::Add => self.atomic.fetch_add(operand, ordering),
            Change::Sub => self.atomic.fetch_sub(operand, ordering),
            Change::Or => self.atomic.fetch_or(operand, ordering),
            Change::Xor => self.atomic.fetch_xor(operand, ordering),
            Change::And => self.atomic.fetch_and(operand, ordering),
        }
    }

    fn compare_exchange(
        &self,
        old: Cell,
        new: Cell,
        success: Ordering,
        failure: Ordering,
        weak: bool,
    ) -> Result<Cell, Cell> {
        match weak {
            true => self.atomic.compare_exchange_weak(old, new, success, failure),
            false => self.atomic.compare_exchange(old, new, success, failure),
        }
    }

    fn fence(ordering: Ordering) {
        fence(ordering);
    }
}

/// A thread of a test, with the locations that it works on.
pub(super) struct Interpreter<'t, P> {
    pub test: &'t Test,
    pub thread: usize,
    pub memory: &'t [P],
}

impl<P: Access> Interpreter<'_, P> {
    /// Does what the thread does. Says whether it came to its end: not if something that is assumed is not so.
    pub fn run(&self, registers: &mut [Value]) -> bool {
        self.run_body(&self.test.threads[self.thread].body, registers)
    }

    fn run_body(&self, body: &[Statement], registers: &mut [Value]) -> bool {
        let thread = &self.test.threads[self.thread];
        let value = |of: &Expression, registers: &[Value]| of.value(registers, thread);
        for statement in body {
            match statement {
                Statement::Let { register, value: of } => {
                    registers[*register] = thread.integer(*register).convert(value(of, registers));
                }
                Statement::Load { register, location, mode } => {
                    let found = self.memory[*location].load(*mode);
                    self.put(*register, *location, found, registers);
                }
                Statement::Store { location, value: of, mode } => {
                    self.memory[*location].store(self.cell(*location, value(of, registers)), *mode);
                }
                Statement::Update { register, location, change, operand, ordering } => {
                    let operand = self.cell(*location, value(operand, registers));
                    let found = self.memory[*location].update(*change, operand, *ordering);
                    self.put(*register, *location, found, registers);
                }
                Statement::CompareExchange {
                    succeeded,
                    expected,
                    location,
                    desired,
                    success,
                    failure,
                    weak,
                } => {
                    let old = self.cell(*location, registers[*expected]);
                    let new = self.cell(*location, value(desired, registers));
                    let result = self.memory[*location].compare_exchange(old, new, *success, *failure, *weak);
                    if let Err(found) = result {
                        self.put(*expected, *location, found, registers);
                    }
                    registers[*succeeded] = Value::from(result.is_ok());
                }
                // In C it is there and does nothing; std has none.
                Statement::Fence(Ordering::Relaxed) => {}
                Statement::Fence(ordering) => P::fence(*ordering),
                Statement::If { condition, then, otherwise } => {
                    let taken = if value(condition, registers) != 0 { then } else { otherwise };
                    if !self.run_body(taken, registers) {
                        return false;
                    }
                }
                Statement::Assume(condition, _) if value(condition, registers) == 0 => return false,
                Statement::Assume(..) => {}
            }
        }
        true
    }

    /// A value as it lies in a location.
    fn cell(&self, location: LocationId, value: Value) -> Cell {
        let integer = self.test.locations[location].integer;
        integer.to_cell(integer.convert(value))
    }

    /// Gives a register what was found in a location.
    fn put(&self, register: Register, location: LocationId, found: Cell, registers: &mut [Value]) {
        let found = self.test.locations[location].integer.from_cell(found);
        registers[register] = self.test.threads[self.thread].integer(register).convert(found);
    }
}
