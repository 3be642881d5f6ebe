//! Counters and locks in parts are explored.

use crate::common::is_safe;
use racelab_loom::explore::weaken::{Verdict, sites, trials};
use racelab_loom::explore::{Limits, explore};
use racelab_loom::trainers::scenarios::SAFE;

#[test]
fn what_is_counted_arrives_and_nobody_counts_while_it_is_added_up() {
    is_safe("sharing-counter");
}

#[test]
fn a_lock_in_parts_lets_readers_in_together_and_a_writer_alone() {
    is_safe("sharing-lock");
}

#[test]
fn reader_and_writer_both_need_their_locks_by_the_engine_as_well() {
    let of_the_lock = SAFE.iter().filter(|scenario| scenario.subject == "sharing-lock");
    let limits = Limits::default();
    let mut passed = Vec::new();
    for scenario in of_the_lock {
        let found = explore(scenario);
        assert!(!found.failed() && found.is_exhaustive(), "{}", found.report());
        passed.push(sites(scenario, &limits));
    }
    let rows: Vec<_> = trials(&passed).iter().map(|trial| trial.run(&limits)).collect();
    assert!(rows.len() >= 2, "a reader's lock and the writer's: {}", rows.len());
    for row in rows {
        assert!(matches!(row.verdict, Verdict::Needed(_)), "{:?}: {}", row.site, row.verdict.name());
    }
}
