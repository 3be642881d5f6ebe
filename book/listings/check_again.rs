//! The mistake `check_then_act`, mended: checked again under the write lock.

use racelab_loom::explore::explore;
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{RwLock, named, workers};

const SCENARIO: Scenario =
    Scenario::new("check_again", "2 workers find losses 2 and 1", &["kept loss 1"], two_losses);

// ANCHOR: keep
fn keep_if_best(best: &RwLock<f32>, loss: f32) {
    let may_be_best = loss < *best.read().unwrap();
    if may_be_best {
        let mut best = best.write().unwrap();
        *best = best.min(loss);
    }
}
// ANCHOR_END: keep

fn two_losses() -> String {
    let best = named("best loss", RwLock::new(9.0));
    workers(2, |me| keep_if_best(&best, [2.0, 1.0][me]));
    format!("kept loss {}", best.into_inner().unwrap())
}

/// Prints what the engine finds.
pub fn main() {
    println!("{}", explore(&SCENARIO).report());
}
