//! A litmus test as a program of the engine's types.

use racelab_engine::cell::UnsafeCell;
use racelab_engine::sync::atomic::{AtomicU64, Ordering, fence};
use racelab_engine::thread;

use super::super::test::{Change, Mode, Observable, Outcome, Test};
use super::super::thread::{Access, Cell, Interpreter, first_cell};

/// A location. As with loom, a test uses one half of it.
struct Place {
    atomic: AtomicU64,
    plain: UnsafeCell<Cell>,
}

// SAFETY: the engine runs all threads of a program on one thread of the system, looks at every access to the
// cell before it is done, and ends the execution instead where it would race.
unsafe impl Sync for Place {}

impl Access for Place {
    fn load(&self, mode: Mode) -> Cell {
        match mode {
            // SAFETY: nobody writes meanwhile: no thread is switched away from within the closure.
            Mode::NonAtomic => self.plain.with(|value| unsafe { *value }),
            Mode::Atomic(ordering) => self.atomic.load(ordering),
        }
    }

    fn store(&self, new: Cell, mode: Mode) {
        match mode {
            // SAFETY: nobody else accesses it meanwhile, for the same reason.
            Mode::NonAtomic => self.plain.with_mut(|value| unsafe { *value = new }),
            Mode::Atomic(ordering) => self.atomic.store(new, ordering),
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

/// Runs a test once: how it ends, if that counts. The engine's first thread is the test's thread 0.
pub(super) fn run(test: &Test) -> Option<Outcome> {
    let place = |initial| Place { atomic: AtomicU64::new(initial), plain: UnsafeCell::new(initial) };
    let memory: Vec<_> = test.locations.iter().map(|location| place(first_cell(location))).collect();
    let run_one = |thread: usize| {
        let mut registers = vec![0; test.threads[thread].registers.len()];
        Interpreter { test, thread, memory: &memory }.run(&mut registers).then_some(registers)
    };
    let run_one = &run_one;
    let registers: Option<Vec<_>> = thread::scope(|scope| {
        let others = (1..test.threads.len()).map(|number| scope.spawn(move || run_one(number)));
        let others: Vec<_> = others.collect();
        let first = run_one(0);
        let others = others.into_iter().map(|other| other.join().expect("an interpreter does not panic"));
        [first].into_iter().chain(others).collect()
    });
    let registers = registers?;
    let value = |shown| match shown {
        Observable::Register { thread, register } => registers[thread][register],
        // The threads that wrote to it have been joined: there is one value to find.
        Observable::Location(location) => {
            let is_atomic = test.locations[location].atomic;
            let mode = if is_atomic { Mode::Atomic(Ordering::Relaxed) } else { Mode::NonAtomic };
            test.locations[location].integer.from_cell(memory[location].load(mode))
        }
    };
    let outcome: Outcome = test.shown().into_iter().map(value).collect();
    Some(outcome).filter(|outcome| test.counts(outcome))
}
