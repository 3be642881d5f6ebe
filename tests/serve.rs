//! Snapshots on real threads: nothing that is read is torn, and what is read stays as it is.
#![cfg(not(loom))]

use std::time::Duration;

use racelab::snapshots::{Snapshots, serve};

#[test]
fn no_way_of_serving_shows_a_torn_read_and_each_serves() {
    let served = serve::all(500, Duration::from_millis(100));
    assert_eq!(served.len(), 4);
    for served in served {
        assert_eq!(served.torn, 0, "{served:?}");
        assert!(served.updates > 0.0 && served.reads > 0.0, "{served:?}");
    }
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
