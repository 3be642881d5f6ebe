//! A batch: many instances of one test in memory. The threads of the test are started, run all of them one
//! after another, and end. Joining them is all the synchronisation there is besides the test's own.

use std::collections::BTreeMap;
use std::panic::resume_unwind;

use super::pin;
use super::rendezvous::Rendezvous;
use crate::litmus::test::{Observable, Outcome, Test, Value};
use crate::litmus::thread::{Interpreter, Place, first_cell, value_of};
use crate::sync::CachePadded;
use crate::sync::thread::{self, ScopedJoinHandle};

/// How many instances a batch has at most: enough that starting threads costs little beside.
const INSTANCES: usize = 10_000;

/// How much memory a batch's locations take at most.
const BYTES: usize = 8 << 20;

/// Many instances of a test.
#[derive(Debug)]
pub(super) struct Batch<'a> {
    test: &'a Test,
    /// What an outcome shows.
    shown: Vec<Observable>,
    /// The locations of all instances, each on cache lines of its own: so no location moves between cores
    /// because of another.
    memory: Vec<CachePadded<Place>>,
    /// For each thread its registers in all instances. It works on them, so that nothing is copied.
    registers: Vec<Vec<Value>>,
    /// For each thread, whether it came to its end, in all instances.
    ended: Vec<Vec<bool>>,
    instances: usize,
}

impl<'a> Batch<'a> {
    /// A batch for so many runs, or fewer.
    pub fn new(test: &'a Test, runs: u64) -> Self {
        let bytes = test.locations.len() * size_of::<CachePadded<Place>>();
        let most = (BYTES / bytes.max(1)).clamp(1, INSTANCES);
        let instances = usize::try_from(runs).map_or(most, |runs| runs.min(most));
        Batch {
            test,
            shown: test.shown(),
            memory: (0..instances).flat_map(|_| Place::all(test)).collect(),
            registers: test
                .threads
                .iter()
                .map(|thread| vec![0; instances * thread.registers.len()])
                .collect(),
            ended: vec![vec![false; instances]; test.threads.len()],
            instances,
        }
    }

    /// How many instances there are.
    pub fn instances(&self) -> usize {
        self.instances
    }

    /// Runs the first so many instances, each once; whether every thread could be pinned.
    pub fn run(&mut self, instances: usize, crowded: bool) -> bool {
        self.begin();
        let (cores, rendezvous) = (&pin::cores(), &Rendezvous::new(self.test.threads.len(), crowded));
        let (test, memory) = (self.test, &self.memory);
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for (number, (registers, ended)) in self.registers.iter_mut().zip(&mut self.ended).enumerate() {
                threads.push(scope.spawn(move || {
                    let pinned = pin::pin(cores, number);
                    let (width, locations) = (test.threads[number].registers.len(), test.locations.len());
                    let mut patience = rendezvous.patience();
                    for instance in 0..instances {
                        let memory = &memory[instance * locations..][..locations];
                        let registers = &mut registers[instance * width..][..width];
                        let interpreter = Interpreter { test, thread: number, memory };
                        rendezvous.meet(instance, &mut patience);
                        ended[instance] = interpreter.run(registers);
                    }
                    pinned
                }));
            }
            // Each is joined, whatever the others said.
            let all = |pinned, thread: ScopedJoinHandle<'_, bool>| {
                pinned & thread.join().unwrap_or_else(|panic| resume_unwind(panic))
            };
            threads.into_iter().fold(true, all)
        })
    }

    /// Sets everything to what it holds when a run begins.
    fn begin(&mut self) {
        let initial = self.test.locations.iter().map(first_cell).cycle();
        self.memory.iter().zip(initial).for_each(|(place, initial)| place.set(initial));
        self.registers.iter_mut().for_each(|registers| registers.fill(0));
    }

    /// Counts how the first so many instances ended; gives the number of those that do not count.
    pub fn count(&self, instances: usize, counts: &mut BTreeMap<Outcome, u64>) -> u64 {
        let mut left_out = 0;
        let locations = self.test.locations.len();
        let mut outcome = Vec::new();
        for instance in 0..instances {
            if !self.ended.iter().all(|ended| ended[instance]) {
                left_out += 1;
                continue;
            }
            let memory = &self.memory[instance * locations..][..locations];
            let register = |thread: usize, register| {
                self.registers[thread][instance * self.test.threads[thread].registers.len() + register]
            };
            outcome.clear();
            outcome.extend(self.shown.iter().map(|&shown| value_of(shown, self.test, memory, register)));
            // The outcome is copied only the first time that it is seen.
            match counts.get_mut(&outcome) {
                Some(count) => *count += 1,
                None if !self.test.counts(&outcome) => left_out += 1,
                None => _ = counts.insert(outcome.clone(), 1),
            }
        }
        left_out
    }
}
