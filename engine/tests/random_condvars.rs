//! Condition variables, against an enumeration of all interleavings that knows nothing of the engine.
//!
//! A program's threads add to a number behind a mutex, wait until it is large enough (by `if`, by `while`, or with a
//! time-out), and notify. What a thread does between locking and unlocking nobody can see in parts, so in the enumeration
//! it is one step; a wait ends one and begins another.

mod outcomes;

use std::collections::{BTreeSet, HashSet};
use std::env;
use std::time::Duration;

use outcomes::{All, all};
use racelab_engine::sync::{Condvar, Mutex};
use racelab_engine::{Explorer, thread};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// What a thread does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Do {
    /// Adds 1 to the number, and notes what it is then.
    Add,
    /// Waits once if the number is below this, and notes what it is then.
    If(u32),
    /// Waits as long as the number is below this, and notes what it is then.
    While(u32),
    /// As `If`, but not for ever: notes whether time ran out, too.
    Timed(u32),
    NotifyOne,
    NotifyAll,
}

type Program = Vec<Vec<Do>>;

/// What each thread has noted, and the number in the end.
type Outcome = (Vec<Vec<u32>>, u32);

/// What a thread notes that has waited until time ran out: so much more than the number.
const TIME_RAN_OUT: u32 = 100;

fn random_program(random: &mut ChaCha8Rng) -> Program {
    let threads = random.random_range(2..=3);
    let most = if threads == 2 { 3 } else { 2 };
    let mut step = || {
        let least = random.random_range(1..=2);
        let all = [
            Do::Add,
            Do::Add,
            Do::If(least),
            Do::While(least),
            Do::Timed(least),
            Do::NotifyOne,
            Do::NotifyAll,
        ];
        *all.choose(random).expect("it is not empty")
    };
    let mut steps = Vec::new();
    for thread in 0..threads {
        let count = 1 + (thread + most - 1) % most;
        steps.push((0..count).map(|_| step()).collect());
    }
    steps
}

/// The program, by the engine's types.
fn run(program: &Program) -> Outcome {
    let (number, changed) = (Mutex::new(0), Condvar::new());
    let work = |steps: &[Do]| {
        let mut noted = Vec::new();
        for &step in steps {
            if let Do::NotifyOne = step {
                changed.notify_one();
                continue;
            }
            if let Do::NotifyAll = step {
                changed.notify_all();
                continue;
            }
            let mut guard = number.lock().unwrap();
            let mut more = 0;
            match step {
                Do::Add => *guard += 1,
                Do::If(least) if *guard < least => guard = changed.wait(guard).unwrap(),
                Do::While(least) => guard = changed.wait_while(guard, |number| *number < least).unwrap(),
                Do::Timed(least) if *guard < least => {
                    let (again, ended) = changed.wait_timeout(guard, Duration::from_millis(1)).unwrap();
                    guard = again;
                    more = if ended.timed_out() { TIME_RAN_OUT } else { 0 };
                }
                _ => {}
            }
            noted.push(*guard + more);
        }
        noted
    };
    let noted = thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = program[1..].iter().map(|steps| scope.spawn(move || work(steps))).collect();
        let mut noted = vec![work(&program[0])];
        noted.extend(threads.into_iter().map(|thread| thread.join().unwrap()));
        noted
    });
    (noted, number.into_inner().unwrap())
}

/// How a thread stands between two of its steps.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Stands {
    Ready,
    Waits,
    /// It has been woken, and takes the lock next; whether because time ran out.
    Woken {
        timed_out: bool,
    },
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    /// How many steps each thread has done, how it stands, and what it has noted.
    threads: Vec<(usize, Stands, Vec<u32>)>,
    number: u32,
    /// How often something may still happen for no reason.
    whims: u32,
}

/// All outcomes, and whether there is a deadlock.
fn enumerate(program: &Program, whims: u32) -> (BTreeSet<Outcome>, bool) {
    let threads = program.iter().map(|_| (0, Stands::Ready, Vec::new())).collect();
    let mut open = vec![State { threads, number: 0, whims }];
    let (mut known, mut outcomes, mut deadlock) = (HashSet::new(), BTreeSet::new(), false);
    while let Some(state) = open.pop() {
        if !known.insert(state.clone()) {
            continue;
        }
        if state.threads.iter().zip(program).all(|((done, ..), steps)| *done == steps.len()) {
            let noted = state.threads.into_iter().map(|(.., noted)| noted).collect();
            outcomes.insert((noted, state.number));
            continue;
        }
        let mut next = Vec::new();
        for thread in 0..program.len() {
            state.steps(program, thread, &mut next);
        }
        // What happens for no reason need not happen; but time runs out in the end, however much of that is explored.
        let waits_for_time = |(thread, (done, stands, _)): (usize, &(usize, Stands, _))| {
            *stands == Stands::Waits && matches!(program[thread][*done], Do::Timed(_))
        };
        deadlock |= next.iter().all(|next| next.whims < state.whims)
            && !state.threads.iter().enumerate().any(waits_for_time);
        open.append(&mut next);
    }
    (outcomes, deadlock)
}

impl State {
    /// The states that a thread can make of this one.
    fn steps(&self, program: &Program, thread: usize, next: &mut Vec<State>) {
        let (done, stands, _) = &self.threads[thread];
        let Some(&step) = program[thread].get(*done) else { return };
        let mut add = |change: &dyn Fn(&mut State)| {
            let mut state = self.clone();
            change(&mut state);
            next.push(state);
        };
        match (*stands, step) {
            (Stands::Waits, _) if self.whims == 0 => {}
            (Stands::Waits, _) => {
                let timed: &[bool] = if matches!(step, Do::Timed(_)) { &[false, true] } else { &[false] };
                for &timed_out in timed {
                    add(&|state| {
                        state.whims -= 1;
                        state.threads[thread].1 = Stands::Woken { timed_out };
                    });
                }
            }
            (_, Do::NotifyOne | Do::NotifyAll) => {
                let waits = |other: &usize| self.threads[*other].1 == Stands::Waits;
                let waiting: Vec<_> = (0..program.len()).filter(waits).collect();
                let wake = |state: &mut State, woken: &[usize]| {
                    woken
                        .iter()
                        .for_each(|&other| state.threads[other].1 = Stands::Woken { timed_out: false });
                    state.threads[thread].0 += 1;
                };
                match step {
                    Do::NotifyOne if !waiting.is_empty() => {
                        waiting.iter().for_each(|&other| add(&|state| wake(state, &[other])));
                    }
                    _ => add(&|state| wake(state, &waiting)),
                }
            }
            (Stands::Ready, Do::If(least) | Do::While(least) | Do::Timed(least)) if self.number < least => {
                add(&|state| state.threads[thread].1 = Stands::Waits);
            }
            (Stands::Woken { .. }, Do::While(least)) if self.number < least => {
                add(&|state| state.threads[thread].1 = Stands::Waits);
            }
            (stands, step) => add(&|state| {
                state.number += u32::from(step == Do::Add);
                let more = if stands == (Stands::Woken { timed_out: true }) { TIME_RAN_OUT } else { 0 };
                let noted = state.number + more;
                let own = &mut state.threads[thread];
                own.2.push(noted);
                (own.0, own.1) = (own.0 + 1, Stands::Ready);
            }),
        }
    }
}

#[test]
fn random_programs_have_the_outcomes_of_all_interleavings() {
    let count = env::var("ENGINE_PROGRAMS").map_or(300, |count| count.parse().expect("a number"));
    let (mut deadlocks, mut graphs) = (0, 0);
    for seed in 0..count {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let program = random_program(&mut random);
        let whims = random.random_range(0..3);
        let (theirs, deadlock) = enumerate(&program, whims);
        let ours: All<_> = all(&Explorer::new().whims(whims), || run(&program));
        ours.are_as_enumerated(&theirs, deadlock, &format!("seed {seed}, {whims} whims: {program:?}"));
        deadlocks += u32::from(deadlock);
        graphs += ours.graphs;
    }
    println!("{count} programs, {deadlocks} deadlocks, {graphs} graphs");
    assert!(deadlocks > 0 && graphs > count as usize || count < 50);
}
