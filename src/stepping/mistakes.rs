//! The stepping programs of three mistakes, and of a counting puzzle.
//!
//! Each says in a dozen lines what the real source does, at which of its lines. That it says the same is
//! tested: the lines are looked for in the source, locks are taken at the lines at which loom sees the
//! mistake take them, and the endings are those that loom's exploration of the mistake finds.

use super::listing::Listing;
use super::program::Action::{Compute, Lock, Read, StepCopy, StepShared, Unlock, Write};
use super::program::{Action, Instruction, Place, Program, Thread};
use crate::scenario::arrived;

const COMPUTES: &str = "computes its gradient";

fn step(at: &'static str, does: &[Action]) -> Instruction {
    Instruction { at: vec![at], does: does.to_vec() }
}

fn behind_lock(name: &'static str) -> Place {
    Place { name, locked: true }
}

/// `mistakes::lost_update`: two workers, one batch each.
pub fn lost_update() -> Program {
    const COPY: &str = "copy.copy_from_slice(&shared.lock().unwrap());";
    const GRADIENT: &str = "let loss = worker.gradient(&copy, batch, &mut gradient)?;";
    const DESCEND: &str = "descend(&mut copy, &gradient, plan.rate);";
    const WRITE_BACK: &str = "shared.lock().unwrap().copy_from_slice(&copy);";
    let listing = Listing {
        file: "src/mistakes/lost_update.rs",
        source: include_str!("../mistakes/lost_update.rs"),
        first: COPY,
        last: WRITE_BACK,
    };
    let worker = |name| Thread {
        name,
        listings: vec![listing],
        registers: vec!["copy"],
        steps: vec![
            step(COPY, &[Lock(0)]),
            step(COPY, &[Read(0, 0), Unlock(0)]),
            Instruction { at: vec![GRADIENT, DESCEND], does: vec![Compute(COMPUTES), StepCopy(0)] },
            step(WRITE_BACK, &[Lock(0)]),
            step(WRITE_BACK, &[Write(0, 0), Unlock(0)]),
        ],
    };
    Program {
        shared: vec![behind_lock("weights")],
        threads: vec![worker("worker 0"), worker("worker 1")],
        outcome: |shared, _| arrived(&[shared[0] as f32], 2),
    }
}

/// `mistakes::torn_weights`: a worker with one batch, and a reader.
pub fn torn_weights() -> Program {
    const COPY_LAYER: &str = "copy[range.clone()].copy_from_slice(&layer.lock().unwrap());";
    const COPY_INTO: &str = "self.copy_into(&mut copy);";
    const GRADIENT: &str = "let loss = worker.gradient(&copy, batch, &mut gradient)?;";
    const DESCEND: &str = "descend(&mut layer.lock().unwrap(), &gradient[range.clone()], plan.rate);";
    let listing = |first, last| Listing {
        file: "src/trainers/mutex_per_layer.rs",
        source: include_str!("../trainers/mutex_per_layer.rs"),
        first,
        last,
    };
    let copy_into = listing("pub fn copy_into(&self, copy: &mut [f32]) {", COPY_LAYER);
    let copies = [
        step(COPY_LAYER, &[Lock(0)]),
        step(COPY_LAYER, &[Read(0, 0), Unlock(0)]),
        step(COPY_LAYER, &[Lock(1)]),
        step(COPY_LAYER, &[Read(1, 1), Unlock(1)]),
    ];
    let updates = [
        step(GRADIENT, &[Compute(COMPUTES)]),
        step(DESCEND, &[Lock(0)]),
        step(DESCEND, &[StepShared(0), Unlock(0)]),
        step(DESCEND, &[Lock(1)]),
        step(DESCEND, &[StepShared(1), Unlock(1)]),
    ];
    let registers = vec!["copy[0]", "copy[1]"];
    let worker = Thread {
        name: "worker 0",
        listings: vec![listing(COPY_INTO, DESCEND), copy_into],
        registers: registers.clone(),
        steps: copies.iter().chain(&updates).cloned().collect(),
    };
    let reader = Thread { name: "reader", listings: vec![copy_into], registers, steps: copies.to_vec() };
    Program {
        shared: vec![behind_lock("layers[0]"), behind_lock("layers[1]")],
        threads: vec![worker, reader],
        outcome: |_, registers| format!("read layers {} and {}", registers[1][0], registers[1][1]),
    }
}

/// `mistakes::lock_order`: two workers, one batch each, two layers.
pub fn lock_order() -> Program {
    const COPY_LAYER: &str = "copy[range.clone()].copy_from_slice(&layer.lock().unwrap());";
    const GRADIENT: &str = "let loss = worker.gradient(&copy, batch, &mut gradient)?;";
    const LOCK_ALL: &str = "order.iter().map(|&layer| (layer, layers[layer].lock().unwrap())).collect();";
    const DESCEND: &str = "descend(weights, &gradient[ranges[*layer].clone()], plan.rate);";
    const DROP: &str = "drop(held);";
    let listing = Listing {
        file: "src/mistakes/lock_order.rs",
        source: include_str!("../mistakes/lock_order.rs"),
        first: "let mut order: Vec<_> = (0..layers.len()).collect();",
        last: DROP,
    };
    let worker = |name, first: usize, second: usize| Thread {
        name,
        listings: vec![listing],
        registers: vec!["copy[0]", "copy[1]"],
        steps: vec![
            step(COPY_LAYER, &[Lock(0)]),
            step(COPY_LAYER, &[Read(0, 0), Unlock(0)]),
            step(COPY_LAYER, &[Lock(1)]),
            step(COPY_LAYER, &[Read(1, 1), Unlock(1)]),
            step(GRADIENT, &[Compute(COMPUTES)]),
            step(LOCK_ALL, &[Lock(first)]),
            step(LOCK_ALL, &[Lock(second)]),
            step(DESCEND, &[StepShared(first), StepShared(second)]),
            step(DROP, &[Unlock(first)]),
            step(DROP, &[Unlock(second)]),
        ],
    };
    Program {
        shared: vec![behind_lock("layers[0]"), behind_lock("layers[1]")],
        threads: vec![worker("worker 0", 0, 1), worker("worker 1", 1, 0)],
        outcome: |shared, _| arrived(&[shared[0] as f32, shared[1] as f32], 2),
    }
}

/// Ben-Ari's puzzle: two workers add 1 to one atomic, three times each, with a load and a store.
pub fn three_increments() -> Program {
    let plain = |does: &[Action]| Instruction { at: Vec::new(), does: does.to_vec() };
    let worker = |name| Thread {
        name,
        listings: Vec::new(),
        registers: vec!["old"],
        steps: (0..3).flat_map(|_| [plain(&[Read(0, 0)]), plain(&[StepCopy(0), Write(0, 0)])]).collect(),
    };
    Program {
        shared: vec![Place { name: "weight", locked: false }],
        threads: vec![worker("worker 0"), worker("worker 1")],
        outcome: |shared, _| shared[0].to_string(),
    }
}
