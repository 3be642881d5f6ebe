//! How soon a sample finds what is wrong: how many runs are drawn until one fails.
//!
//! One seed may be lucky, so several are asked, and the one in the middle counts.

use super::exploration::explore_within;
use super::sampled::{Method, Sampling};
use super::search::Limits;
use crate::scenario::Scenario;

/// So many seeds are asked. The first draws begin at seed 1, the next a million later.
pub const SEEDS: u64 = 5;

/// So many runs each, at most.
pub const MOST: u64 = 2_000;

/// The number of runs until the first failure, counting that one: of several seeds the one in the middle. `None` if half
/// of them or more have found nothing in [`MOST`] runs.
pub fn how_soon(scenario: &Scenario, method: Method) -> Option<u64> {
    let mut all: Vec<u64> = (0..SEEDS).map(|seed| first(scenario, method, 1 + seed * 1_000_000)).collect();
    all.sort_unstable();
    let middle = all[all.len() / 2];
    (middle <= MOST).then_some(middle)
}

/// More than [`MOST`] if there was none.
fn first(scenario: &Scenario, method: Method, seed: u64) -> u64 {
    let sampling = Sampling { method, seed, runs: MOST, steps: Sampling::STEPS };
    let exploration = explore_within(scenario, &Limits { sampling: Some(sampling), ..Limits::default() });
    match exploration.drawn {
        Some(drawn) if drawn.failed.is_some() => drawn.runs,
        _ => MOST + 1,
    }
}
