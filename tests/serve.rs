//! Snapshots on real threads: nothing that is read is torn, and what is read stays as it is.
#![cfg(not(loom))]

use std::time::Duration;

use racelab::compare::{Comparison, Setting};
use racelab::data::Source;
use racelab::snapshots::{Snapshots, serve, training};
use racelab::trainers::{Plan, Unwatched, sequential};

#[test]
fn no_way_of_serving_predicts_from_torn_weights_and_each_serves_while_the_network_learns() {
    let served = serve::all(Duration::from_millis(100));
    let names: Vec<_> = served.iter().map(|served| served.name).collect();
    assert_eq!(names, ["nobody asks", "rwlock", "mutex-arc", "seqlock", "epochs", "snapshots"]);
    assert!(served.iter().all(|served| served.updates > 0.0), "{served:?}");
    let answers: Vec<_> = served.iter().filter_map(|served| served.answers.as_ref()).collect();
    assert_eq!(answers.len(), 5);
    for answers in &answers {
        assert!(answers.torn == 0 && answers.predictions > 0.0, "{served:?}");
        assert!(answers.median <= answers.longest, "{served:?}");
    }
    // Who guesses is right about one in ten. On a busy machine a reader may have seen only the beginning of a training.
    let best = answers.iter().map(|answers| answers.right).fold(0.0, f64::max);
    assert!(best > 0.5, "{served:?}");
}

#[test]
fn what_is_published_last_are_the_weights_of_the_sequential_trainer_and_each_update_is_published() {
    let comparison = Comparison::new(Setting::of(Source::Digits, 1));
    let (network, batches) = (comparison.network(), comparison.batches(2));
    let plan = Plan { workers: 1, rate: comparison.setting().rate };
    let (mut published, mut last) = (0, Vec::new());
    let publish = |weights: &[f32]| {
        published += 1;
        last = weights.to_vec();
    };
    let initial = || comparison.initial().to_vec();
    let trained = training::train(network, initial(), &batches, &plan, &Unwatched, publish).unwrap();
    let alone = sequential::train(network, initial(), &batches, &plan, &Unwatched).unwrap();
    assert!(trained == alone && last == alone);
    assert_eq!(published, batches.len());
}

#[test]
fn a_reader_keeps_its_copy_whatever_is_published_meanwhile_and_finds_the_newest_afterwards() {
    let mut snapshots = Snapshots::new(&0, 2);
    let (mut publisher, mut readers) = snapshots.split();
    let mut other = readers.pop().expect("two readers");
    let mut reader = readers.pop().expect("two readers");
    reader.read(|kept| {
        for number in 1..=10 {
            publisher.publish(|value| *value = number);
            assert_eq!((*kept, other.read(|&value| value)), (0, number));
        }
    });
    assert_eq!(reader.read(|&value| value), 10);
}
