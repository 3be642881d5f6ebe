//! The engine against loom on the kit's scenarios: the same outcomes for the safe trainers, and something wrong with
//! each mistake.

use std::collections::BTreeSet;
use std::io::Write;

use racelab_loom::explore::judged::{Judged, judged};
use racelab_loom::explore::{Limits, explore};
use racelab_loom::mistakes::MISTAKES;
use racelab_loom::scenario::Scenario;
use racelab_loom::trainers::scenarios::SAFE;

fn by_the_engine(scenario: &Scenario) -> Judged {
    let found = judged(scenario, &Limits::default());
    let (subject, about) = (scenario.subject, scenario.about);
    let _ = writeln!(
        std::io::stderr(),
        "{subject}, {about}: {} executions, {:?}, {:?}, {:?}, {:.3?}",
        found.executions,
        found.outcomes.keys().collect::<Vec<_>>(),
        found.failure,
        found.stopped,
        found.elapsed
    );
    found
}

#[test]
fn every_safe_scenario_ends_with_each_of_its_allowed_outcomes_and_no_other() {
    for scenario in SAFE {
        let found = by_the_engine(scenario);
        let about = format!("{}, {}", scenario.subject, scenario.about);
        assert_eq!((&found.failure, found.stopped), (&None, None), "{about}");
        let outcomes: BTreeSet<_> = found.outcomes.keys().map(String::as_str).collect();
        assert_eq!(outcomes, scenario.allowed.iter().copied().collect(), "{about}");
    }
}

#[test]
fn every_mistake_fails_by_the_engine_for_the_reason_that_loom_finds() {
    for mistake in &MISTAKES {
        let found = by_the_engine(&mistake.scenario);
        let by_loom = explore(&mistake.scenario);
        let kind = found.failure.as_ref().map(|(failure, _)| failure.kind());
        assert_eq!(kind, by_loom.failure.map(|failure| failure.kind()), "{}", mistake.scenario.subject);
    }
}
