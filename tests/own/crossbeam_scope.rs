//! crossbeam's scoped threads: a thread starts another one in the same scope, one has a name, and a panic that nobody
//! waited for is an error of the scope's.

use std::any::Any;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crossbeam::thread;

// racelab: outcomes 1, 2
fn a_thread_starts_another() -> u32 {
    let count = AtomicU32::new(0);
    crossbeam::scope(|scope| {
        scope.spawn(|scope| {
            scope.spawn(|_| count.store(count.load(Relaxed) + 1, Relaxed));
            count.store(count.load(Relaxed) + 1, Relaxed);
        });
    })
    .unwrap();
    count.into_inner()
}

// racelab: outcomes (7, Some("waited for"))
fn a_thread_has_a_name() -> (u32, Option<&'static str>) {
    let seven = vec![3, 4];
    crossbeam_utils::thread::scope(|scope| {
        let thread = scope.builder().name("adds".to_owned()).spawn(|_| seven.iter().sum()).unwrap();
        assert_eq!(thread.thread().name(), Some("adds"));
        let panics = scope.spawn(|_| panic!("waited for"));
        let payload: Box<dyn Any + Send> = panics.join().map(|(): ()| ()).unwrap_err();
        (thread.join().unwrap(), payload.downcast_ref::<&str>().copied())
    })
    .unwrap()
}

// racelab: outcomes 2
fn nobody_waits_for_two_that_panic() -> usize {
    let ended = thread::scope(|scope| {
        for number in 0..3 {
            scope.spawn(move |_| assert!(number == 1));
        }
    });
    ended.unwrap_err().downcast_ref::<Vec<Box<dyn Any + Send>>>().unwrap().len()
}

#[test]
fn a_scope_that_is_unwrapped_panics() {
    thread::scope(|scope| {
        scope.spawn(|_| panic!("in the thread"));
    })
    .unwrap();
}
