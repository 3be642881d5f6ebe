//! Snapshots and the seqlock are explored, by the engine: they rest on SeqCst, which loom takes for something else.

use racelab_loom::explore::weaken::{sites, trials};
use racelab_loom::explore::{Limits, explore};
use racelab_loom::trainers::scenarios::BY_ENGINE;

#[test]
fn what_is_read_is_of_one_moment_and_every_site_is_needed_or_carries_its_reason() {
    let limits = Limits::default();
    let of_snapshots = BY_ENGINE.iter().filter(|scenario| scenario.subject.starts_with("snapshots"));
    let mut passed = Vec::new();
    for scenario in of_snapshots {
        let found = explore(scenario);
        assert!(!found.failed() && found.is_exhaustive(), "{}", found.report());
        assert_eq!(found.values(), scenario.allowed, "{}", scenario.about);
        passed.push(sites(scenario, &limits));
    }
    let rows: Vec<_> = trials(&passed).iter().map(|trial| trial.run(&limits)).collect();
    assert!(rows.len() >= 17, "fences, loads and stores: {}", rows.len());
    for row in rows {
        assert!(row.is_explained(), "{:?}, {}: {}", row.site, row.weaker, row.verdict.name());
    }
}
