//! Training steps allocate nothing: an allocator that counts stands in for the usual one.
#![cfg(not(loom))]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Mutex;

use racelab::data::{Batches, Dataset};
use racelab::network::{Classifier, Convolution, Perceptron, RadialBasis, Tally, descend};
use racelab::scenario::batches_of_four;
use racelab::trainers::{Plan, Watch, approaches};

/// The system's allocator, counting the allocations of each thread by itself: the test harness
/// allocates on threads of its own whenever it likes.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    // Constant, and of a type without a destructor: its first use allocates nothing.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

/// How often the calling thread has allocated or reallocated so far.
fn allocations() -> usize {
    ALLOCATIONS.get()
}

// SAFETY: every call is handed on to `System` as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract, and `pointer` came from `System`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[test]
fn the_allocator_counts() {
    let before = allocations();
    std::hint::black_box(vec![1, 2, 3]);
    assert_eq!(allocations(), before + 1);
}

#[test]
fn a_gradient_allocates_nothing_but_the_packing_buffer_of_each_matrix_product() {
    for sizes in [&[16, 3][..], &[16, 5, 3], &[16, 5, 4, 3]] {
        a_gradient_allocates_no_more(&Perceptron::new(sizes));
    }
    for filters in [&[2][..], &[2, 3]] {
        a_gradient_allocates_no_more(&Convolution::new(4, 4, filters, 3));
    }
    a_gradient_allocates_no_more(&RadialBasis::new(16, 5, 3));
}

fn a_gradient_allocates_no_more(network: &impl Classifier) {
    let dataset = Dataset::new(4, 4, 3, vec![0.5; 7 * 16], vec![0, 1, 2, 0, 1, 2, 0]);
    let batches = Batches::new(&dataset, 4, 2, 0);
    let mut weights = network.initial(0);
    let mut gradient = vec![0.0; network.weights()];
    let mut scratch = network.scratch(batches.largest());
    // Each layer has a product forward and one for its gradient, all but the first one backward.
    let products = 3 * network.layers().len() - 1;
    for batch in batches.all() {
        let before = allocations();
        network.gradient(&weights, batch, &mut gradient, &mut scratch);
        assert_eq!(allocations() - before, products, "{network}");
    }
    let before = allocations();
    descend(&mut weights, &gradient, 0.1);
    assert_eq!(allocations() - before, 0, "{network}");
}

/// Notes, after each step of a worker, how often its thread has allocated so far.
struct Counts(Vec<Mutex<Vec<usize>>>);

impl Watch for Counts {
    fn step(&self, worker: usize, _loss: f32) -> ControlFlow<()> {
        let allocations = allocations();
        // Room for every step was made beforehand, so that counting does not count.
        self.0[worker].lock().unwrap().push(allocations);
        ControlFlow::Continue(())
    }
}

#[test]
fn no_approach_allocates_in_a_step() {
    const STEPS: usize = 200;
    for workers in [1, 2] {
        // To start a thread is to allocate: what `spawn-per-batch` does in each step, and what a pool saves.
        for approach in approaches::<Tally>().iter().filter(|approach| approach.name != "spawn-per-batch") {
            let counts = Counts((0..workers).map(|_| Mutex::new(Vec::with_capacity(STEPS))).collect());
            let plan = Plan { workers, rate: 1.0 };
            (approach.train)(&Tally::new(8), vec![0.0; 8], &batches_of_four(STEPS), &plan, &counts).unwrap();
            let mut told = false;
            for (worker, counts) in counts.0.into_iter().enumerate() {
                let counts = counts.into_inner().unwrap();
                // A thread that really has to wait for the first time may set up what it waits with, once,
                // whenever that is. A hundred steps that allocate would be a hundred allocations or more.
                let (steps, name) = (counts.len() / 2, approach.name);
                // Where whoever is free takes the next batch, a worker may have had hardly any.
                if steps < 40 {
                    continue;
                }
                told = true;
                let (middle, last) = (counts[steps], counts[counts.len() - 1]);
                assert!(
                    last - middle <= 4,
                    "{name}, worker {worker} of {workers}: {} in {steps}",
                    last - middle
                );
            }
            assert!(told, "{}: no worker had steps enough to tell", approach.name);
        }
    }
}
