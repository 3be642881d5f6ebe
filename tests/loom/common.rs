//! What the tests of explorations share.

use std::io::Write;

use racelab_loom::explore::{Exploration, explore_by_loom as explore};
use racelab_loom::trainers::scenarios::SAFE;

/// Explores every scenario of `subject` and checks that it ends with each of its allowed outcomes and
/// no other. Says how many executions were explored, past the harness, which keeps `println!` to itself.
pub fn is_safe(subject: &str) -> Vec<Exploration> {
    let scenarios = SAFE.iter().filter(|scenario| scenario.subject == subject);
    let explorations: Vec<_> = scenarios.map(explore).collect();
    assert!(!explorations.is_empty(), "{subject} has scenarios");
    for exploration in &explorations {
        let about = exploration.scenario.about;
        let _ = writeln!(std::io::stderr(), "{subject}, {about}: {}", exploration.extent());
        assert!(!exploration.failed(), "{subject}, {about}: {}", exploration.report());
        assert_eq!(exploration.values(), sorted(exploration.scenario.allowed), "{subject}, {about}");
        assert_eq!(exploration.stopped, None, "{subject}, {about}");
    }
    explorations
}

fn sorted<'a>(outcomes: &[&'a str]) -> Vec<&'a str> {
    let mut outcomes = outcomes.to_vec();
    outcomes.sort_unstable();
    outcomes
}
