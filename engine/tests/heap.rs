//! Owners that come and go, and memory that is allocated and freed.

mod outcomes;

use std::alloc::Layout;
use std::cell::Cell;
use std::mem::ManuallyDrop;

use outcomes::{Plain, all, failure, is_deadlock, is_race, outcomes};
use racelab_engine::alloc::{self, Track};
use racelab_engine::hint::spin_loop;
use racelab_engine::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use racelab_engine::sync::atomic::{AtomicPtr, AtomicU32, fence};
use racelab_engine::sync::{Arc, Mutex, Weak};
use racelab_engine::{Explorer, Failure, Stop, thread};

/// Plain memory that is looked at when it is dropped.
struct Data(Plain);

impl Drop for Data {
    fn drop(&mut self) {
        self.0.set(9);
    }
}

#[test]
fn the_last_owner_drops_the_value_and_knows_what_all_did() {
    let program = || {
        let data = Arc::new(Data(Plain::new(0)));
        let threads = [(); 2].map(|()| Arc::clone(&data)).map(|mine| thread::spawn(move || mine.0.get()));
        drop(data);
        threads.into_iter().map(|thread| thread.join().unwrap()).sum::<u32>()
    };
    let all = all(&Explorer::new(), program);
    assert_eq!((all.failures, all.blocked), (vec![], 0));
    assert_eq!(all.outcomes.into_keys().collect::<Vec<_>>(), [0]);
    // The orders in which three go.
    assert_eq!(all.graphs, 6);
}

/// A count of owners of the program's own, which is to be the same.
struct Own(*mut (AtomicU32, Data), std::sync::atomic::Ordering);

// SAFETY: accesses are watched, and an execution ends at a race.
unsafe impl Send for Own {}

impl Own {
    fn get(&self) -> &Data {
        unsafe { &(*self.0).1 }
    }
}

impl Clone for Own {
    fn clone(&self) -> Own {
        unsafe { &(*self.0).0 }.fetch_add(1, Relaxed);
        Own(self.0, self.1)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if unsafe { &(*self.0).0 }.fetch_sub(1, self.1) == 1 {
            fence(Acquire);
            drop(unsafe { alloc::Box::from_raw(self.0) });
        }
    }
}

fn own(ordering: std::sync::atomic::Ordering) -> impl Fn() {
    move || {
        let new = alloc::Box::new((AtomicU32::new(1), Data(Plain::new(0))));
        let data = Own(alloc::Box::into_raw(new), ordering);
        let other = data.clone();
        let thread = thread::spawn(move || other.get().0.get());
        data.get().0.get();
        drop(data);
        thread.join().unwrap();
    }
}

#[test]
fn a_count_of_ones_own_needs_release_where_an_owner_goes() {
    assert_eq!(outcomes(own(Release)), [()]);
    let found = failure(own(Relaxed));
    assert!(is_race(&found) || matches!(found, Failure::UseAfterFree(_)), "{found}");
}

#[test]
fn who_goes_without_being_the_last_learns_nothing() {
    let found = failure(|| {
        let (data, other) = (std::sync::Arc::new(Plain::new(0)), Arc::new(()));
        let (theirs, also) = (std::sync::Arc::clone(&data), Arc::clone(&other));
        let kept = Arc::clone(&other);
        let thread = thread::spawn(move || {
            theirs.set(1);
            drop(also);
        });
        drop(other);
        data.get();
        thread.join().unwrap();
        drop(kept);
    });
    assert!(is_race(&found), "{found}");
}

#[test]
fn get_mut_and_try_unwrap_succeed_only_alone_and_know_what_others_did() {
    let seen = outcomes(|| {
        let mut mine = Arc::new(Plain::new(0));
        let other = Arc::clone(&mine);
        let thread = thread::spawn(move || {
            other.set(1);
            drop(other);
        });
        let early = Arc::get_mut(&mut mine).map(|data| data.get());
        let then = Arc::try_unwrap(mine).map(|data| data.get()).map_err(drop);
        thread.join().unwrap();
        (early, then)
    });
    assert_eq!(seen, [(None, Ok(1)), (None, Err(())), (Some(1), Ok(1))]);
}

#[test]
fn counts_are_those_of_std() {
    let seen = outcomes(|| {
        let mut one = Arc::new(1);
        let other = Arc::clone(&one);
        let weak = Arc::downgrade(&one);
        let mut counts = vec![Arc::strong_count(&one), Arc::weak_count(&one)];
        assert!(Arc::ptr_eq(&one, &other) && *one == *other && one == other);
        drop(other);
        assert!(Arc::get_mut(&mut one).is_none(), "there is a weak one");
        let again = weak.upgrade().unwrap();
        counts.extend([weak.strong_count(), Arc::strong_count(&again)]);
        drop(again);
        *Arc::make_mut(&mut one) += 1;
        counts.push(weak.strong_count());
        assert!(
            weak.upgrade().is_none() && weak.ptr_eq(&weak.clone()) && Weak::<u32>::new().upgrade().is_none()
        );
        assert_eq!(Arc::weak_count(&one), 0);
        *Arc::get_mut(&mut one).unwrap() += 1;
        counts.push(Arc::into_inner(one).unwrap());
        counts
    });
    assert_eq!(seen, [[2, 1, 2, 2, 0, 3]]);
}

#[test]
fn who_counts_owners_may_find_those_that_another_thread_makes_or_not() {
    let strong = outcomes(|| {
        let one = Arc::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                let other = Arc::clone(&one);
                let third = Arc::clone(&other);
                drop(other);
                drop(third);
            });
            let found = [Arc::strong_count(&one), Arc::strong_count(&one)];
            (found[0], found[1])
        })
    });
    // 1, 2, 3, 2, 1: two looks, the second no earlier than the first.
    let counts = [1, 2, 3, 2, 1];
    let mut right: Vec<_> =
        (0..5).flat_map(|first| (first..5).map(move |then| (counts[first], counts[then]))).collect();
    right.sort_unstable();
    right.dedup();
    assert_eq!(strong, right);
    let weak = outcomes(|| {
        let one = Arc::new(0);
        thread::scope(|scope| {
            scope.spawn(|| drop((Arc::downgrade(&one), Arc::downgrade(&one).clone())));
            Arc::weak_count(&one)
        })
    });
    assert_eq!(weak, [0, 1, 2, 3]);
}

#[test]
fn owners_that_nobody_counts_cost_no_executions() {
    let program = |counts: bool| {
        move || {
            let one = Arc::new(0);
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| std::mem::forget(Arc::clone(&one)));
                }
            });
            if counts { Arc::strong_count(&one) } else { 3 }
        }
    };
    let graphs = |counts| {
        let all = all(&Explorer::new().leaks(false), program(counts));
        assert_eq!(all.outcomes.into_keys().collect::<Vec<_>>(), [3]);
        all.graphs
    };
    assert_eq!((graphs(false), graphs(true)), (1, 2));
}

#[test]
fn owners_that_only_some_executions_count_are_told_as_not_all() {
    let report = Explorer::new().explore(
        || {
            let (one, flag) = (Arc::new(0), AtomicU32::new(0));
            thread::scope(|scope| {
                scope.spawn(|| {
                    flag.store(1, Relaxed);
                    drop(Arc::clone(&one));
                });
                if flag.load(Relaxed) == 1 { Arc::strong_count(&one) } else { 0 }
            })
        },
        |_| std::ops::ControlFlow::Continue(()),
    );
    assert_eq!((report.stop, report.is_exhaustive()), (Stop::CountedLate, false));
}

#[test]
fn get_mut_succeeds_once_another_threads_weak_one_has_gone_and_knows_what_that_did() {
    let seen = outcomes(|| {
        let mut mine = Arc::new(Plain::new(0));
        let weak = Arc::downgrade(&mine);
        let thread = thread::spawn(move || {
            if let Some(owner) = weak.upgrade() {
                owner.set(1);
            }
        });
        let early = Arc::get_mut(&mut mine).map(|data| data.get());
        thread.join().unwrap();
        (early, mine.get())
    });
    assert_eq!(seen, [(None, 1), (Some(1), 1)]);
}

#[test]
fn a_weak_one_may_come_too_early_to_a_value_that_is_being_made() {
    let seen = outcomes(|| {
        let mut thread = None;
        let value = Arc::new_cyclic(|weak| {
            let weak = weak.clone();
            thread = Some(thread::spawn(move || weak.upgrade().map(|value: Arc<Plain>| value.get())));
            Plain::new(7)
        });
        let found = thread.unwrap().join().unwrap();
        (found, Arc::strong_count(&value), value.get())
    });
    assert_eq!(seen, [(None, 1, 7), (Some(7), 1, 7)]);
}

#[test]
fn a_weak_one_may_come_too_late_and_where_it_does_not_the_value_is_there() {
    let program = || {
        let mine = Arc::new(Data(Plain::new(3)));
        let weak = Arc::downgrade(&mine);
        let thread = thread::spawn(move || weak.upgrade().map(|data| data.0.get()));
        drop(mine);
        thread.join().unwrap()
    };
    let all = all(&Explorer::new(), program);
    assert_eq!(all.failures, []);
    assert_eq!(all.outcomes.into_keys().collect::<Vec<_>>(), [None, Some(3)]);
}

#[test]
fn a_cycle_is_a_leak_and_a_weak_one_breaks_it() {
    struct Node(Mutex<Option<Arc<Node>>>);
    let cycle = || {
        let node = Arc::new(Node(Mutex::new(None)));
        *node.0.lock().unwrap() = Some(Arc::clone(&node));
    };
    let Failure::Leak(leak) = failure(cycle) else { panic!("another failure") };
    assert_eq!((leak.sort, leak.made.file().ends_with("heap.rs")), ("Arc", true));
    assert_eq!(all(&Explorer::new().leaks(false), cycle).failures, []);
    struct Parent(Weak<Parent>, u32);
    let seen = outcomes(|| {
        let parent = Arc::new_cyclic(|own| {
            assert!(own.upgrade().is_none());
            Parent(own.clone(), 5)
        });
        parent.0.upgrade().unwrap().1
    });
    assert_eq!(seen, [5]);
}

#[test]
fn an_arc_may_have_a_type_without_a_size_and_come_out_of_an_execution() {
    let seen = outcomes(|| {
        let names: Arc<[u32]> = Arc::from_std(std::sync::Arc::from(vec![1, 2]));
        let does: Arc<dyn Fn() -> u32> = Arc::from_std(std::sync::Arc::new(|| 3));
        (names.len(), does())
    });
    assert_eq!(seen, [(2, 3)]);
    let all = all(&Explorer::new().leaks(false), || Arc::new(7));
    assert_eq!(*all.outcomes.into_keys().next().unwrap(), 7);
}

#[test]
fn owners_of_an_execution_that_fails_go_and_all_is_well() {
    let found = failure(|| {
        let mine = Arc::new(Data(Plain::new(0)));
        let x = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..2 {
                let (mine, x) = (Arc::clone(&mine), &x);
                scope.spawn(move || {
                    x.fetch_add(1, Relaxed);
                    thread::park();
                    drop(mine);
                });
            }
            drop(mine);
            assert_eq!(x.load(Relaxed), 0, "on purpose");
        });
    });
    assert!(matches!(found, Failure::Deadlock(_) | Failure::Panic(_)), "{found}");
}

/// Main takes a node out and frees it, while another thread may still look at it.
fn stack(frees: bool, joins: bool) -> impl Fn() -> u32 {
    move || {
        let head = AtomicPtr::new(alloc::Box::into_raw(alloc::Box::new(AtomicU32::new(5))));
        thread::scope(|scope| {
            let looks = scope.spawn(|| {
                let node = head.load(Acquire);
                if node.is_null() { 0 } else { unsafe { &*node }.load(Relaxed) }
            });
            let taken = head.swap(std::ptr::null_mut(), Acquire);
            let first = if joins { looks.join().unwrap() } else { 0 };
            if frees {
                drop(unsafe { alloc::Box::from_raw(taken) });
            }
            first
        })
    }
}

#[test]
fn what_another_may_still_use_must_not_be_freed() {
    let Failure::UseAfterFree(freed) = failure(stack(true, false)) else { panic!("another failure") };
    assert!(
        freed.first.thread != freed.second.thread && freed.first.place.line() != freed.second.place.line()
    );
    assert!(freed.made.line() < freed.first.place.line());
    assert_eq!(outcomes(stack(true, true)), [0, 5]);
    let Failure::Leak(leak) = failure(stack(false, true)) else { panic!("another failure") };
    assert_eq!(leak.sort, "allocation");
}

#[test]
fn a_free_that_comes_after_a_use_but_does_not_know_of_it_is_found() {
    let program = |ordering| {
        move || {
            let (node, used) = (alloc::Box::into_raw(alloc::Box::new(AtomicU32::new(5))), AtomicU32::new(0));
            let node = AtomicPtr::new(node);
            thread::scope(|scope| {
                scope.spawn(|| {
                    while used.load(Acquire) == 0 {
                        spin_loop();
                    }
                    drop(unsafe { alloc::Box::from_raw(node.load(Relaxed)) });
                });
                unsafe { &*node.load(Relaxed) }.store(6, Relaxed);
                used.store(1, ordering);
            });
        }
    };
    assert_eq!(outcomes(program(Release)), [()]);
    assert!(matches!(failure(program(Relaxed)), Failure::UseAfterFree(freed) if !freed.first.writes));
}

#[test]
fn a_use_after_a_free_is_found_in_one_thread_too() {
    let found = failure(|| {
        let node = alloc::Box::into_raw(alloc::Box::new(AtomicU32::new(5)));
        drop(unsafe { alloc::Box::from_raw(node) });
        unsafe { &*node }.load(Relaxed)
    });
    let Failure::UseAfterFree(freed) = &found else { panic!("{found}") };
    assert!(freed.first.writes && freed.second.place.line() == freed.first.place.line() + 1, "{found}");
}

#[test]
fn who_frees_twice_is_told_both_places() {
    let found = failure(|| {
        let layout = Layout::new::<[u64; 4]>();
        let memory = unsafe { alloc::alloc_zeroed(layout) };
        assert_eq!(unsafe { *memory }, 0);
        unsafe { alloc::dealloc(memory, layout) };
        unsafe { alloc::dealloc(memory, layout) };
    });
    let Failure::DoubleFree(freed) = &found else { panic!("{found}") };
    assert_eq!(freed.second.place.line(), freed.first.place.line() + 1);
}

#[test]
fn a_pointer_that_is_handed_on_relaxed_points_to_what_is_not_there_yet() {
    let program = |ordering| {
        move || {
            let head = AtomicPtr::new(std::ptr::null_mut::<AtomicU32>());
            thread::scope(|scope| {
                scope.spawn(|| {
                    let new = alloc::Box::into_raw(alloc::Box::new(AtomicU32::new(5)));
                    head.store(new, ordering);
                });
                while head.load(Acquire).is_null() {
                    spin_loop();
                }
                unsafe { &*head.load(Relaxed) }.load(Relaxed)
            });
            drop(unsafe { alloc::Box::from_raw(head.load(Relaxed)) });
        }
    };
    assert_eq!(outcomes(program(Release)), [()]);
    assert!(is_race(&failure(program(Relaxed))));
}

#[test]
fn what_is_tracked_has_to_be_dropped() {
    let Failure::Leak(leak) = failure(|| std::mem::forget(Track::new(1))) else { panic!("another failure") };
    assert_eq!(leak.sort, "value");
    assert_eq!(outcomes(|| *Track::new(1).get_ref() + Track::new(2).into_inner()), [3]);
}

#[test]
fn what_main_returns_of_the_heap_is_freed_once_though_another_thread_fails() {
    let found = failure(|| {
        thread::spawn(thread::park);
        alloc::Box::into_inner(alloc::Box::new(1));
        Kept(Track::new(alloc::Box::new(7)).into_inner())
    });
    assert!(matches!(found, Failure::Deadlock(_)), "{found}");
}

/// Something to return, which is ordered as outcomes have to be.
struct Kept(alloc::Box<u32>);

impl PartialEq for Kept {
    fn eq(&self, other: &Kept) -> bool {
        *self.0 == *other.0
    }
}
impl Eq for Kept {}
impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Kept) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Kept {
    fn cmp(&self, other: &Kept) -> std::cmp::Ordering {
        self.0.cmp(&*other.0)
    }
}

/// Counts how often it is dropped.
struct Counted<'a>(&'a Cell<u32>);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

/// Looks at what it has while it is dropped.
struct Looks<'a>(ManuallyDrop<alloc::Box<Counted<'a>>>, &'a Cell<bool>);

impl Drop for Looks<'_> {
    fn drop(&mut self) {
        let _ = self.0.0;
        self.1.set(true);
    }
}

/// Takes a value out of its box while it is dropped.
struct Takes<'a>(Option<alloc::Box<Counted<'a>>>);

impl Drop for Takes<'_> {
    fn drop(&mut self) {
        self.0.take().map(alloc::Box::into_inner);
    }
}

fn waits_for_itself() {
    let mutex = Mutex::new(());
    let _first = mutex.lock();
    let _second = mutex.lock();
}

#[test]
fn what_was_freed_is_neither_dropped_nor_looked_at_again_while_a_thread_unwinds() {
    let (dropped, looked) = (&Cell::new(0), &Cell::new(false));
    let two_of_one = || {
        dropped.set(0);
        let pointer = alloc::Box::into_raw(alloc::Box::new(Counted(dropped)));
        [(); 2].map(|()| unsafe { alloc::Box::from_raw(pointer) })
    };
    let in_a_deadlock = || {
        let [one, _other] = two_of_one();
        drop(one);
        waits_for_itself();
    };
    assert!(is_deadlock(&failure(in_a_deadlock)));
    assert_eq!(dropped.get(), 1);

    let both_in_a_deadlock = || {
        let _both = two_of_one();
        waits_for_itself();
    };
    assert!(is_deadlock(&failure(both_in_a_deadlock)));
    assert_eq!(dropped.get(), 1);

    let in_a_panic = || {
        let [one, _other] = two_of_one();
        drop(one);
        panic!("on purpose");
    };
    assert!(matches!(failure(in_a_panic), Failure::UseAfterFree(_)));
    assert_eq!(dropped.get(), 1);

    let looks = || {
        let [one, other] = two_of_one();
        let _looks = Looks(ManuallyDrop::new(other), looked);
        drop(one);
        waits_for_itself();
    };
    assert!(is_deadlock(&failure(looks)));
    assert!(!looked.get(), "the value was looked at after it was dropped");

    let takes = || {
        let [one, other] = two_of_one();
        let _takes = Takes(Some(other));
        drop(one);
        waits_for_itself();
    };
    assert!(is_deadlock(&failure(takes)));
    assert_eq!(dropped.get(), 1);
}

/// What cannot be cloned, whatever it says.
#[derive(Debug)]
struct Single(u32);

impl Clone for Single {
    fn clone(&self) -> Single {
        unreachable!("it has one owner")
    }
}

#[test]
fn the_only_owner_that_makes_its_value_its_own_takes_it_from_those_who_do_not_own_it() {
    let seen = outcomes(|| {
        let mut one = Arc::new(Single(1));
        let weak = Arc::downgrade(&one);
        Arc::make_mut(&mut one).0 += 1;
        (one.0, weak.upgrade().is_none(), Arc::strong_count(&one), Arc::weak_count(&one))
    });
    assert_eq!(seen, [(2, true, 1, 0)]);
}
