//! loom's column against C++20's: every difference in the gallery is expected, and every expected one is
//! still there.
#![cfg(not(loom))]

use std::collections::BTreeSet;
use std::time::Duration;

use racelab_loom::explore::Failure;
use racelab_loom::litmus::checker::{self, Behaviour, Model, behaviour};
use racelab_loom::litmus::columns::divergence::{Cause, EXPECTED, Way, found_out};
use racelab_loom::litmus::explored::{Limits, explored};
use racelab_loom::litmus::{Test, format, gallery};

/// Which way loom differs from C++20 on a test, and the causes that the checker finds for it.
fn differences(test: &Test) -> Vec<(Way, BTreeSet<Option<Cause>>)> {
    let language = behaviour(test, &Model::CPP20, &checker::Limits::default()).expect("small enough");
    let loom = explored(test, &Limits { time: Duration::from_secs(60), ..Limits::default() });
    let allowed = match &language {
        Behaviour::Undefined(_) => {
            assert_eq!(loom.failure, Some(Failure::DataRace), "{} has a data race", test.name);
            return Vec::new();
        }
        Behaviour::Outcomes(outcomes) => outcomes,
    };
    assert_eq!(loom.failure, None, "{} has nothing that loom should object to", test.name);
    let ways = [
        (Way::More, loom.outcomes.difference(allowed).collect::<Vec<_>>()),
        (Way::Fewer, allowed.difference(&loom.outcomes).collect()),
    ];
    let causes = |(way, outcomes): (Way, Vec<_>)| {
        (way, outcomes.into_iter().map(|outcome| found_out(test, way, outcome)).collect::<BTreeSet<_>>())
    };
    ways.into_iter().map(causes).filter(|(_, causes)| !causes.is_empty()).collect()
}

#[test]
fn loom_differs_from_the_language_where_it_is_expected_to_and_nowhere_else() {
    let mut seen = BTreeSet::new();
    for entry in gallery::gallery() {
        let test = format::parse(entry.text).expect("the gallery can be read");
        for (way, causes) in differences(&test) {
            println!("{}: {way:?} {causes:?}", entry.name);
            seen.insert((entry.name, causes));
        }
    }
    let expected: BTreeSet<_> =
        EXPECTED.iter().map(|(name, cause)| (*name, BTreeSet::from([Some(*cause)]))).collect();
    assert_eq!(seen, expected, "what was seen, and what src/litmus/columns/divergence.rs lists");
}
