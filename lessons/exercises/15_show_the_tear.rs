//! A test for a torn copy
//!
//! What for: to test a copy, ask for what is true of every whole one.
//!
//! Version 1 has weight 10, version 2 has weight 20. `copy` has the mistake from before: it looks twice. The test
//! copies after the trainer has published, and finds nothing wrong.
//!
//! Rewrite the test so that it fails here, and would pass if `copy` looked once. A reader may come before the trainer
//! or after it, and both are right. So what can you claim of what it sees?

// exercise: lesson 04_rwlock
// exercise: kind scenario
// exercise: minutes 4
// exercise: hint In this test, can the trainer come between the two looks of `copy`? It has to be a thread of its own.
// exercise: hint Spawn `publish` in a scope, and copy meanwhile. The version may then be 1 or 2, and neither is a mistake.
// exercise: hint Whatever the version is, the weight is ten times as much. That is the claim.
// exercise: after What is true of every whole state, and may be broken on the way from one to the next, is called an invariant. Tests of threads ask for invariants, since the values themselves depend on timing.

use std::sync::RwLock;
use std::thread;

struct Published {
    version_and_weight: RwLock<(u32, u32)>,
}

impl Published {
    fn publish(&self, version: u32) {
        *self.version_and_weight.write().unwrap() = (version, 10 * version);
    }

    fn copy(&self) -> (u32, u32) {
        // given: copy
        let version = self.version_and_weight.read().unwrap().0;
        let weight = self.version_and_weight.read().unwrap().1;
        (version, weight)
        //+ *self.version_and_weight.read().unwrap()
        // end
    }
}

// yours: test
#[test]
fn a_copy_is_whole() {
    let published = Published { version_and_weight: RwLock::new((1, 10)) };
    thread::scope(|scope| {
        scope.spawn(|| published.publish(2));
        let (version, weight) = published.copy();
        assert_eq!(weight, 10 * version);
    });
}
//- #[test]
//- fn a_copy_is_whole() {
//-     let published = Published { version_and_weight: RwLock::new((1, 10)) };
//-     thread::scope(|scope| {
//-         scope.spawn(|| published.publish(2));
//-     });
//-     assert_eq!(published.copy(), (2, 20));
//- }
// end
