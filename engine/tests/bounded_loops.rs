//! Loops that say that they wait, and give up after some rounds: their outcomes are those of the same program written
//! out, which says nothing.

mod outcomes;

use std::time::Duration;

use outcomes::outcomes;
use racelab_engine::channel::{self, TryRecvError};
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab_engine::sync::{Arc, Mutex, OnceLock, RwLock, mpsc};
use racelab_engine::thread::{self, yield_now};
use racelab_engine::{Explorer, Failure};

/// Looks up to three times, and says in between that it waits, if it is to. What it found, and when.
fn looks<T>(yields: bool, mut look: impl FnMut() -> Option<T>) -> (usize, Option<T>) {
    // Written out, as a loop has one place where this has several.
    macro_rules! round {
        ($number:expr) => {
            if let Some(found) = look() {
                return ($number, Some(found));
            }
        };
    }
    if !yields {
        round!(0);
        round!(1);
        round!(2);
        return (3, None);
    }
    for number in 0..3 {
        round!(number);
        yield_now();
    }
    (3, None)
}

/// The outcomes of a program with such a loop, which are those of the same one written out.
fn same<T: Ord + std::fmt::Debug>(program: impl Fn(bool) -> T) -> Vec<T> {
    let in_a_loop = outcomes(|| program(true));
    assert_eq!(in_a_loop, outcomes(|| program(false)));
    in_a_loop
}

#[test]
fn a_channel_is_polled_so_often_and_no_more() {
    let found = same(|yields| {
        let (sender, receiver) = channel::unbounded();
        thread::scope(|scope| {
            scope.spawn(|| sender.send(7).unwrap());
            looks(yields, || receiver.try_recv().ok())
        })
    });
    assert_eq!(found, [(0, Some(7)), (1, Some(7)), (2, Some(7)), (3, None)]);
    let found = same(|yields| {
        let (sender, receiver) = mpsc::channel::<u32>();
        let found = looks(yields, || receiver.try_recv().ok());
        drop(sender);
        found
    });
    assert_eq!(found, [(3, None)]);
}

#[test]
fn a_channel_whose_senders_go_is_polled_so_often_and_no_more() {
    let found = same(|yields| {
        let (sender, receiver) = channel::unbounded::<u32>();
        thread::scope(|scope| {
            scope.spawn(move || drop(sender));
            let mut empty = 0;
            let (rounds, _) = looks(yields, || {
                empty += u32::from(receiver.try_recv() == Err(TryRecvError::Empty));
                None::<()>
            });
            (rounds, empty)
        })
    });
    assert_eq!(found, [(3, 0), (3, 1), (3, 2), (3, 3)]);
}

#[test]
fn a_full_channel_is_tried_so_often_and_no_more() {
    let found = same(|yields| {
        let (sender, receiver) = channel::bounded(1);
        sender.send(1).unwrap();
        thread::scope(|scope| {
            scope.spawn(|| receiver.recv().unwrap());
            looks(yields, || sender.try_send(2).ok())
        })
    });
    assert_eq!(found, [(0, Some(())), (1, Some(())), (2, Some(())), (3, None)]);
}

#[test]
fn a_channels_length_is_asked_for_so_often_and_no_more() {
    let found = same(|yields| {
        let (sender, receiver) = channel::unbounded();
        let found = thread::scope(|scope| {
            scope.spawn(|| (0..2).for_each(|number| sender.send(number).unwrap()));
            looks(yields, || (receiver.len() == 2).then_some(()))
        });
        (found.0, receiver.len())
    });
    assert_eq!(found, [(0, 2), (1, 2), (2, 2), (3, 2)]);
}

#[test]
fn locks_are_tried_so_often_and_no_more() {
    let found = same(|yields| {
        let lock = Mutex::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *lock.lock().unwrap() += 1);
            looks(yields, || lock.try_lock().ok().map(|guard| *guard))
        })
    });
    assert!(found.contains(&(3, None)) && found.contains(&(2, Some(1))), "{found:?}");
    let found = same(|yields| {
        let lock = RwLock::new(0);
        thread::scope(|scope| {
            scope.spawn(|| *lock.write().unwrap() += 1);
            looks(yields, || lock.try_read().ok().map(|guard| *guard))
        })
    });
    assert!(found.contains(&(3, None)) && found.contains(&(2, Some(1))), "{found:?}");
    let found = same(|yields| {
        let lock = Mutex::new(0);
        thread::scope(|scope| {
            scope.spawn(|| (0..2).for_each(|_| *lock.lock().unwrap() += 1));
            looks(yields, || Some(*lock.lock().unwrap()).filter(|&found| found == 2))
        })
    });
    assert_eq!(found, [(0, Some(2)), (1, Some(2)), (2, Some(2)), (3, None)]);
}

#[test]
fn a_wait_that_may_time_out_is_begun_so_often_and_no_more() {
    let program = |yields: bool| {
        move || {
            let (sender, receiver) = channel::unbounded();
            thread::scope(|scope| {
                scope.spawn(|| sender.send(7).unwrap());
                looks(yields, || receiver.recv_timeout(Duration::ZERO).ok())
            })
        }
    };
    let found = |whims: u32, yields: bool| {
        outcomes::all(&Explorer::new().whims(whims), program(yields)).outcomes.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(found(1, true), [(0, Some(7)), (1, Some(7))]);
    assert_eq!(found(3, true), [(0, Some(7)), (1, Some(7)), (2, Some(7)), (3, None)]);
    for whims in 0..=3 {
        assert_eq!(found(whims, true), found(whims, false));
    }
}

#[test]
fn ends_of_threads_owners_and_values_are_looked_for_so_often_and_no_more() {
    let all = [(0, Some(())), (1, Some(())), (2, Some(())), (3, None)];
    let found = same(|yields| {
        thread::scope(|scope| {
            let other = scope.spawn(|| ());
            looks(yields, || other.is_finished().then_some(()))
        })
    });
    assert_eq!(found, all);
    let found = same(|yields| {
        let mut mine = Arc::new(0);
        let theirs = Arc::clone(&mine);
        thread::scope(|scope| {
            scope.spawn(move || drop(theirs));
            looks(yields, || Arc::get_mut(&mut mine).map(drop))
        })
    });
    assert_eq!(found, all);
    let found = same(|yields| {
        let value = OnceLock::new();
        thread::scope(|scope| {
            scope.spawn(|| value.set(1).unwrap());
            looks(yields, || value.get().map(drop))
        })
    });
    assert_eq!(found, all);
    let found = same(|yields| {
        let flag = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| flag.store(1, Release));
            looks(yields, || (flag.load(Acquire) == 1).then_some(()))
        })
    });
    assert_eq!(found, all);
}

#[test]
fn a_loop_may_look_at_a_flag_behind_a_channel() {
    let found = same(|yields| {
        let (sender, receiver) = channel::unbounded();
        let stop = AtomicU32::new(0);
        thread::scope(|scope| {
            scope.spawn(|| stop.store(1, Relaxed));
            scope.spawn(|| sender.send(7).unwrap());
            looks(yields, || receiver.try_recv().ok().or_else(|| (stop.load(Relaxed) == 1).then_some(0)))
        })
    });
    assert_eq!(found.len(), 7, "{found:?}");
}

/// Tries to send into a full channel until there is room.
fn sends(receives: bool) -> impl Fn() {
    move || {
        let (sender, receiver) = channel::bounded(1);
        sender.send(1).unwrap();
        thread::scope(|scope| {
            if receives {
                scope.spawn(|| receiver.recv().unwrap());
            }
            while sender.try_send(2).is_err() {
                yield_now();
            }
        });
    }
}

#[test]
fn a_full_channel_may_be_tried_until_there_is_room_and_one_that_stays_full_is_a_livelock() {
    assert_eq!(outcomes(sends(true)), [()]);
    assert!(matches!(outcomes::failure(sends(false)), Failure::Livelock(_)));
}

#[test]
fn two_that_poll_one_channel_for_ever_are_a_livelock() {
    let found = outcomes::failure(|| {
        let (sender, receiver) = channel::unbounded::<u32>();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while receiver.try_recv().is_err() {
                        yield_now();
                    }
                });
            }
        });
        drop(sender);
    });
    assert!(matches!(found, Failure::Livelock(_)), "{found}");
}

/// Takes a number from behind a lock, and looks so often for another that never comes.
fn looks_as_often_as_it_is_told(yields: bool) -> impl Fn() -> (u32, u32) {
    move || {
        let (most, flag) = (Mutex::new(9), AtomicU32::new(0));
        thread::scope(|scope| {
            scope.spawn(|| {
                *most.lock().unwrap() = 2;
                flag.store(1, Relaxed);
            });
            let most = *most.lock().unwrap();
            let mut rounds = 0;
            while flag.load(Relaxed) == 0 && rounds < most {
                rounds += 1;
                if yields && most < 9 {
                    yield_now();
                }
            }
            (most, rounds)
        })
    }
}

#[test]
fn how_often_a_loop_looks_may_hang_on_what_lies_behind_a_lock() {
    assert_eq!(outcomes(looks_as_often_as_it_is_told(true)), outcomes(looks_as_often_as_it_is_told(false)));
}

/// The same with a number that makes it give up, or wait.
fn gives_up_or_waits() -> (u32, u32) {
    let (most, flag) = (Mutex::new(0), AtomicU32::new(0));
    // So that the lock has been taken before, whoever comes first then.
    *most.lock().unwrap() = u32::MAX;
    thread::scope(|scope| {
        scope.spawn(|| *most.lock().unwrap() = 2);
        scope.spawn(|| flag.store(1, Relaxed));
        let most = *most.lock().unwrap();
        let mut rounds = 0;
        while flag.load(Relaxed) == 0 && rounds < most {
            rounds += 1;
            yield_now();
        }
        (most, rounds)
    })
}

#[test]
fn whether_a_loop_waits_may_hang_on_what_lies_behind_a_lock() {
    assert_eq!(outcomes(gives_up_or_waits), [(2, 0), (2, 1), (2, 2), (u32::MAX, 0)]);
}
