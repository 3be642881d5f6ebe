//! The pool is explored: its deque, its sleep, and the trainer that is built on it. The engine is the judge, since loom
//! takes SeqCst for something else than the language does.

use crate::common::is_safe;
use racelab_loom::explore::weaken::{Row, Verdict, sites, trials};
use racelab_loom::explore::{Limits, explore};
use racelab_loom::sync::checked::site::Part;
use racelab_loom::trainers::scenarios::BY_ENGINE;

#[test]
fn spawn_per_batch_ends_with_its_allowed_outcomes_and_no_other() {
    is_safe("spawn-per-batch");
}

#[test]
fn workers_of_a_pool_really_sleep_in_what_is_explored() {
    let of_jobs: Vec<_> = BY_ENGINE.iter().filter(|scenario| scenario.subject == "pool").collect();
    assert!(of_jobs.len() >= 2);
    for scenario in of_jobs {
        let found = explore(scenario);
        assert!(!found.failed() && found.is_exhaustive(), "{}", found.report());
        assert_eq!(found.values(), scenario.allowed, "{}", scenario.about);
        assert!(found.blocked > 0, "{}", scenario.about);
    }
}

/// The deque's rows alone: those of a whole job take longer, and stand in the book.
#[test]
fn every_site_of_the_deque_is_needed_or_carries_its_reason() {
    let limits = Limits::default();
    let deques = BY_ENGINE.iter().filter(|scenario| scenario.subject == "pool-deque");
    let passed: Vec<_> = deques.map(|scenario| sites(scenario, &limits)).collect();
    let rows: Vec<Row> = trials(&passed).iter().map(|trial| trial.run(&limits)).collect();
    let needed = |row: &&Row| matches!(row.verdict, Verdict::Needed(_));
    for row in &rows {
        assert!(row.is_explained(), "{:?}, {}: {}", row.site, row.weaker, row.verdict.name());
        if row.site.part == Part::Fence {
            assert!(needed(&row), "{:?}, {}: {}", row.site, row.weaker, row.verdict.name());
        }
    }
    assert!(rows.iter().filter(needed).count() >= 10, "fences, and what hands over a task");
}
