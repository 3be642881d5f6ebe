//! Channels, against an enumeration of all interleavings that knows nothing of the engine.

mod outcomes;

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::env;
use std::time::Duration;

use outcomes::{All, Plain, all, failure, is_race, outcomes};
use racelab_engine::channel::{
    self, Receiver, RecvError, Sender, TryRecvError, TrySendError, bounded, unbounded,
};
use racelab_engine::sync::atomic::AtomicU32;
use racelab_engine::sync::atomic::Ordering::Relaxed;
use racelab_engine::sync::mpsc;
use racelab_engine::{Ending, Explorer, Failure, WaitsFor, explore, thread};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

#[test]
fn what_happened_before_a_message_was_sent_is_known_to_who_receives_it() {
    for capacity in [Some(0), Some(1), None] {
        let program = move || {
            let (sends, receives) = capacity.map_or_else(unbounded, bounded);
            let data = Plain::new(0);
            thread::scope(|scope| {
                scope.spawn(|| {
                    data.set(7);
                    sends.send(()).unwrap();
                });
                receives.recv().unwrap();
                data.get()
            })
        };
        assert_eq!(outcomes(program), [7]);
    }
}

#[test]
fn no_message_tells_of_another() {
    let program = || {
        let (sends, receives) = unbounded();
        let (data, sent, received) = (Plain::new(0), AtomicU32::new(0), AtomicU32::new(0));
        // Relaxed puts things in order, and tells nothing.
        let wait_for = |flag: &AtomicU32| {
            while flag.load(Relaxed) == 0 {
                racelab_engine::hint::spin_loop();
            }
        };
        thread::scope(|scope| {
            scope.spawn(|| {
                data.set(7);
                sends.send(1).unwrap();
                sent.store(1, Relaxed);
            });
            scope.spawn(|| {
                wait_for(&sent);
                sends.send(2).unwrap();
            });
            scope.spawn(|| {
                assert_eq!(receives.recv(), Ok(1));
                received.store(1, Relaxed);
            });
            wait_for(&received);
            assert_eq!(receives.recv(), Ok(2));
            data.get()
        })
    };
    assert!(is_race(&failure(program)));
}

#[test]
fn an_empty_or_full_or_disconnected_channel_tells_nothing() {
    let full = || {
        let (sends, receives) = bounded(1);
        let data = Plain::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                data.set(7);
                receives.recv().unwrap();
            });
            sends.send(1).unwrap();
            // There is room again, so the other has received.
            sends.send(2).unwrap();
            data.get()
        })
    };
    assert!(is_race(&failure(full)));
    let disconnected = || {
        let (sends, receives) = bounded::<()>(1);
        let data = Plain::new(0);
        thread::scope(|scope| {
            let data = &data;
            scope.spawn(move || {
                data.set(7);
                drop(sends);
            });
            receives.recv().unwrap_err();
            data.get()
        })
    };
    assert!(is_race(&failure(disconnected)));
}

#[test]
fn where_both_meet_the_sender_knows_what_the_receiver_did() {
    let seen = outcomes(|| {
        let (sends, receives) = bounded(0);
        let data = Plain::new(0);
        thread::scope(|scope| {
            scope.spawn(|| {
                data.set(7);
                receives.recv().unwrap();
            });
            sends.send(()).unwrap();
            data.get()
        })
    });
    assert_eq!(seen, [7]);
}

#[test]
fn messages_of_one_sender_come_in_order_and_those_of_two_in_any_that_keeps_theirs() {
    let program = || {
        let (sends, receives) = unbounded();
        thread::scope(|scope| {
            for mine in ["ab", "xy"] {
                let sends = sends.clone();
                scope.spawn(move || mine.chars().for_each(|letter| sends.send(letter).unwrap()));
            }
            drop(sends);
            receives.iter().collect::<String>()
        })
    };
    let all = all(&Explorer::new(), program);
    assert_eq!(all.outcomes.keys().collect::<Vec<_>>(), ["abxy", "axby", "axyb", "xaby", "xayb", "xyab"]);
    assert_eq!(all.failures, []);
}

#[test]
fn a_receiver_that_nobody_sends_to_any_more_ends_its_loop_and_one_that_a_sender_is_left_of_is_a_deadlock() {
    let program = |keeps: bool| {
        move || {
            let (sends, receives) = unbounded();
            let kept = keeps.then(|| sends.clone());
            thread::scope(|scope| {
                scope.spawn(move || sends.send(1).unwrap());
                let sum: u32 = receives.iter().sum();
                drop(kept);
                sum
            })
        }
    };
    assert_eq!(outcomes(program(false)), [1]);
    let found = failure(program(true));
    let Failure::Deadlock(deadlock) = &found else { panic!("{found}") };
    let WaitsFor::Change(name) = &deadlock.threads[0].waits_for else { panic!("{found}") };
    assert_eq!(name.sort, "channel");
}

#[test]
fn a_sender_whose_receiver_is_gone_gets_its_message_back() {
    struct NotDebug(u32);
    let seen = outcomes(|| {
        let (sends, receives) = bounded(1);
        thread::scope(|scope| {
            scope.spawn(move || drop(receives));
            let first = sends.send(NotDebug(1)).map_err(|error| error.0.0);
            let second = sends.try_send(NotDebug(2));
            (first, second.map_err(|error| (error.is_full(), error.into_inner().0)))
        })
    });
    assert_eq!(seen, [(Ok(()), Err((false, 2))), (Ok(()), Err((true, 2))), (Err(1), Err((false, 2)))]);
}

#[test]
fn messages_that_nobody_received_are_dropped_by_the_last_receiver() {
    struct Counts<'a>(&'a AtomicU32);
    impl Drop for Counts<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Relaxed);
        }
    }
    let seen = outcomes(|| {
        let count = AtomicU32::new(0);
        let (sends, receives) = unbounded();
        sends.send(Counts(&count)).unwrap();
        let other = receives.clone();
        drop(receives);
        let before = count.load(Relaxed);
        drop(other);
        let after = count.load(Relaxed);
        let refused = sends.send(Counts(&count)).is_err();
        (before, after, refused, count.load(Relaxed))
    });
    assert_eq!(seen, [(0, 1, true, 2)]);
}

#[test]
fn a_graph_says_which_message_was_received_from_whom() {
    let program = || {
        let (sends, receives) = unbounded();
        thread::scope(|scope| {
            let also = sends.clone();
            scope.spawn(move || sends.send(1).unwrap());
            scope.spawn(move || also.send(2).unwrap());
            (receives.recv().unwrap(), receives.recv().unwrap())
        })
    };
    let mut firsts = BTreeSet::new();
    explore(program, |execution| {
        let Ending::Outcome((first, _)) = execution.ending else { panic!("it fails") };
        let reads = |(_, event): &(_, &racelab_engine::graph::Event)| {
            event.operation() == "recv" && execution.graph.objects[event.object.index()].sort == "message"
        };
        let (_, receives) = execution.events().find(reads).unwrap();
        let send = execution.graph.event(receives.reads_from);
        assert_eq!((send.operation(), receives.reads_from.thread()), ("send", first));
        firsts.insert(first);
        std::ops::ControlFlow::Continue(())
    });
    assert_eq!(firsts.len(), 2);
}

#[test]
fn std_channels_are_the_same() {
    let seen = outcomes(|| {
        let (sends, receives) = mpsc::channel();
        let (answers, answered) = mpsc::sync_channel(0);
        thread::scope(|scope| {
            let also = sends.clone();
            scope.spawn(move || also.send(1).unwrap());
            scope.spawn(move || {
                sends.send(2).unwrap();
                answers.send("sent").unwrap();
            });
            let answer = answered.recv().unwrap();
            let all: Vec<_> = receives.iter().collect();
            // Its sender may be about to go.
            assert!(answered.try_recv().is_err());
            assert_eq!(receives.recv(), Err(mpsc::RecvError));
            (answer, all)
        })
    });
    assert_eq!(seen, [("sent", vec![1, 2]), ("sent", vec![2, 1])]);
}

#[test]
fn channels_of_an_execution_that_fails_are_dropped_and_all_is_well() {
    let found = failure(|| {
        let (sends, receives) = bounded::<Box<u32>>(1);
        let (never, comes) = bounded::<u32>(0);
        thread::scope(|scope| {
            let (also, theirs) = (sends.clone(), receives.clone());
            scope.spawn(move || {
                also.send(Box::new(1)).unwrap();
                also.send(Box::new(2)).unwrap();
                comes.recv().unwrap();
            });
            scope.spawn(move || {
                let _theirs = theirs;
                never.send(1).unwrap();
                never.send(1).unwrap_err();
                never.send(1).unwrap();
            });
            sends.send(Box::new(3)).unwrap();
            drop(receives);
        });
    });
    assert!(matches!(found, Failure::Deadlock(_) | Failure::Panic(_)), "{found}");
}

#[test]
fn a_loop_that_tries_until_a_message_comes_ends() {
    let seen = outcomes(|| {
        let (sends, receives) = unbounded();
        thread::scope(|scope| {
            scope.spawn(move || {
                sends.send(1).unwrap();
                sends.send(2).unwrap();
            });
            let mut all = Vec::new();
            while all.len() < 2 {
                match receives.try_recv() {
                    Ok(message) => all.push(message),
                    Err(TryRecvError::Empty) => thread::yield_now(),
                    Err(TryRecvError::Disconnected) => break,
                }
            }
            all
        })
    });
    assert_eq!(seen, [[1, 2]]);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Operation {
    Send(usize, u32),
    TrySend(usize, u32),
    Receive(usize),
    TryReceive(usize),
    ReceiveInTime(usize),
    SendInTime(usize, u32),
    Length(usize),
    DropSender(usize),
    DropReceiver(usize),
}

/// Which ends of the two channels a thread has, and what it does.
#[derive(Clone, Debug)]
struct Thread {
    senders: [bool; 2],
    receivers: [bool; 2],
    operations: Vec<Operation>,
}

#[derive(Clone, Debug)]
struct Program {
    capacities: [Option<usize>; 2],
    threads: Vec<Thread>,
}

const EMPTY: u32 = 90;
const GONE: u32 = 91;
const FULL: u32 = 92;
const DONE: u32 = 93;

// ---- The program on the engine.

struct Ends {
    senders: [Option<Sender<u32>>; 2],
    receivers: [Option<Receiver<u32>>; 2],
}

fn run_thread(operations: &[Operation], mut ends: Ends) -> Vec<u32> {
    let mut seen = Vec::new();
    let now = Duration::ZERO;
    for operation in operations {
        let (sends, receives) = (&ends.senders, &ends.receivers);
        seen.push(match *operation {
            Operation::Send(which, value) => {
                sends[which].as_ref().unwrap().send(value).map_or(GONE, |()| DONE)
            }
            Operation::TrySend(which, value) => match sends[which].as_ref().unwrap().try_send(value) {
                Ok(()) => DONE,
                Err(TrySendError::Full(_)) => FULL,
                Err(TrySendError::Disconnected(_)) => GONE,
            },
            Operation::SendInTime(which, value) => {
                match sends[which].as_ref().unwrap().send_timeout(value, now) {
                    Ok(()) => DONE,
                    Err(channel::SendTimeoutError::Timeout(_)) => FULL,
                    Err(channel::SendTimeoutError::Disconnected(_)) => GONE,
                }
            }
            Operation::Receive(which) => match receives[which].as_ref().unwrap().recv() {
                Ok(value) => value,
                Err(RecvError) => GONE,
            },
            Operation::TryReceive(which) => match receives[which].as_ref().unwrap().try_recv() {
                Ok(value) => value,
                Err(TryRecvError::Empty) => EMPTY,
                Err(TryRecvError::Disconnected) => GONE,
            },
            Operation::ReceiveInTime(which) => match receives[which].as_ref().unwrap().recv_timeout(now) {
                Ok(value) => value,
                Err(channel::RecvTimeoutError::Timeout) => EMPTY,
                Err(channel::RecvTimeoutError::Disconnected) => GONE,
            },
            Operation::Length(which) => match (&sends[which], &receives[which]) {
                (Some(sends), _) => sends.len() as u32,
                (_, receives) => receives.as_ref().unwrap().len() as u32,
            },
            Operation::DropSender(which) => {
                ends.senders[which] = None;
                DONE
            }
            Operation::DropReceiver(which) => {
                ends.receivers[which] = None;
                DONE
            }
        });
    }
    seen
}

fn run(program: &Program) -> Vec<Vec<u32>> {
    let channels = program.capacities.map(|capacity| capacity.map_or_else(unbounded, bounded));
    let all: Vec<_> = program
        .threads
        .iter()
        .map(|thread| Ends {
            senders: [0, 1].map(|which| thread.senders[which].then(|| channels[which].0.clone())),
            receivers: [0, 1].map(|which| thread.receivers[which].then(|| channels[which].1.clone())),
        })
        .collect();
    drop(channels);
    thread::scope(|scope| {
        let threads: Vec<_> = program
            .threads
            .iter()
            .zip(all)
            .map(|(thread, ends)| scope.spawn(move || run_thread(&thread.operations, ends)))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

// ---- The same by enumeration.

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Queue {
    messages: VecDeque<u32>,
    /// Where the capacity is zero: who waits to send what, and who waits to receive.
    sending: VecDeque<(usize, u32)>,
    receiving: Vec<usize>,
    senders: usize,
    receivers: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    queues: [Queue; 2],
    next: Vec<usize>,
    /// Whether a thread is in the middle of its operation, waiting to meet another.
    waits: Vec<bool>,
    seen: Vec<Vec<u32>>,
    whims: u32,
}

struct Enumeration<'a> {
    program: &'a Program,
    known: HashSet<State>,
    outcomes: BTreeSet<Vec<Vec<u32>>>,
    deadlock: bool,
}

impl Enumeration<'_> {
    fn visit(&mut self, state: State) {
        if !self.known.insert(state.clone()) {
            return;
        }
        let mut next = Vec::new();
        for thread in 0..self.program.threads.len() {
            self.steps(&state, thread, &mut next);
        }
        let is_over = state
            .next
            .iter()
            .zip(&self.program.threads)
            .all(|(next, thread)| *next == thread.operations.len());
        if is_over {
            self.outcomes.insert(state.seen);
        } else if next.is_empty() {
            // Who may time out is in no deadlock.
            let may_time_out = |thread: usize| {
                matches!(
                    self.program.threads[thread].operations.get(state.next[thread]),
                    Some(Operation::ReceiveInTime(_) | Operation::SendInTime(..))
                )
            };
            self.deadlock |= !(0..self.program.threads.len()).any(may_time_out);
        }
        for state in next {
            self.visit(state);
        }
    }

    fn steps(&self, state: &State, thread: usize, next: &mut Vec<State>) {
        let Some(&operation) = self.program.threads[thread].operations.get(state.next[thread]) else {
            return;
        };
        let done = |mut state: State, seen: u32| {
            state.seen[thread].push(seen);
            state.next[thread] += 1;
            state.waits[thread] = false;
            state
        };
        // The other side of a meeting has got what it waited for.
        let met = |mut state: State, other: usize, seen: u32| {
            state.seen[other].push(seen);
            state.next[other] += 1;
            state.waits[other] = false;
            state
        };
        let may_time_out = state.whims > 0;
        match operation {
            Operation::Send(which, value)
            | Operation::TrySend(which, value)
            | Operation::SendInTime(which, value) => {
                let capacity = self.program.capacities[which];
                let queue = &state.queues[which];
                let waits = state.waits[thread];
                if queue.receivers == 0 {
                    let mut state = state.clone();
                    state.queues[which].sending.retain(|(other, _)| *other != thread);
                    next.push(done(state, GONE));
                    return;
                }
                let mut is_full = false;
                if capacity == Some(0) {
                    if waits {
                        // It is in the list: receivers find it there.
                    } else if !queue.receiving.is_empty() {
                        for index in 0..queue.receiving.len() {
                            let mut state = state.clone();
                            let other = state.queues[which].receiving.remove(index);
                            next.push(done(met(state, other, value), DONE));
                        }
                    } else if let Operation::TrySend(..) = operation {
                        is_full = true;
                    } else {
                        let mut state = state.clone();
                        state.queues[which].sending.push_back((thread, value));
                        state.waits[thread] = true;
                        next.push(state);
                    }
                } else if capacity.is_none_or(|capacity| queue.messages.len() < capacity) {
                    let mut state = state.clone();
                    state.queues[which].messages.push_back(value);
                    next.push(done(state, DONE));
                } else {
                    is_full = true;
                }
                match operation {
                    Operation::TrySend(..) if is_full => next.push(done(state.clone(), FULL)),
                    Operation::SendInTime(..) if may_time_out && (is_full || waits) => {
                        let mut state = state.clone();
                        state.whims -= 1;
                        state.queues[which].sending.retain(|(other, _)| *other != thread);
                        next.push(done(state, FULL));
                    }
                    _ => {}
                }
            }
            Operation::Receive(which) | Operation::TryReceive(which) | Operation::ReceiveInTime(which) => {
                let capacity = self.program.capacities[which];
                let queue = &state.queues[which];
                let waits = state.waits[thread];
                let mut is_empty = false;
                if !queue.messages.is_empty() {
                    let mut state = state.clone();
                    let message = state.queues[which].messages.pop_front().unwrap();
                    next.push(done(state, message));
                    return;
                }
                if !waits && !queue.sending.is_empty() {
                    let mut state = state.clone();
                    let (other, message) = state.queues[which].sending.pop_front().unwrap();
                    next.push(done(met(state, other, DONE), message));
                    return;
                }
                if queue.senders == 0 {
                    let mut state = state.clone();
                    state.queues[which].receiving.retain(|other| *other != thread);
                    next.push(done(state, GONE));
                    return;
                }
                if capacity == Some(0) && !waits && !matches!(operation, Operation::TryReceive(_)) {
                    let mut state = state.clone();
                    state.queues[which].receiving.push(thread);
                    state.waits[thread] = true;
                    next.push(state);
                } else {
                    is_empty = true;
                }
                match operation {
                    Operation::TryReceive(_) if is_empty => next.push(done(state.clone(), EMPTY)),
                    Operation::ReceiveInTime(_) if may_time_out && is_empty => {
                        let mut state = state.clone();
                        state.whims -= 1;
                        state.queues[which].receiving.retain(|other| *other != thread);
                        next.push(done(state, EMPTY));
                    }
                    _ => {}
                }
            }
            Operation::Length(which) => {
                next.push(done(state.clone(), state.queues[which].messages.len() as u32))
            }
            Operation::DropSender(which) => {
                let mut state = state.clone();
                state.queues[which].senders -= 1;
                next.push(done(state, DONE));
            }
            Operation::DropReceiver(which) => {
                let mut state = state.clone();
                let queue = &mut state.queues[which];
                queue.receivers -= 1;
                if queue.receivers == 0 {
                    queue.messages.clear();
                }
                next.push(done(state, DONE));
            }
        }
    }
}

fn enumerate(program: &Program, whims: u32) -> (BTreeSet<Vec<Vec<u32>>>, bool) {
    let count = |ends: fn(&Thread) -> [bool; 2], which: usize| {
        program.threads.iter().filter(|thread| ends(thread)[which]).count()
    };
    let queue = |which: usize| Queue {
        messages: VecDeque::new(),
        sending: VecDeque::new(),
        receiving: Vec::new(),
        senders: count(|thread| thread.senders, which),
        receivers: count(|thread| thread.receivers, which),
    };
    let threads = program.threads.len();
    let mut all = Enumeration { program, known: HashSet::new(), outcomes: BTreeSet::new(), deadlock: false };
    all.visit(State {
        queues: [queue(0), queue(1)],
        next: vec![0; threads],
        waits: vec![false; threads],
        seen: vec![Vec::new(); threads],
        whims,
    });
    (all.outcomes, all.deadlock)
}

fn random_program(random: &mut ChaCha8Rng) -> Program {
    let capacities = [(); 2].map(|()| *[Some(0), Some(0), Some(1), Some(2), None].choose(random).unwrap());
    let threads = random.random_range(2..4);
    let most = if threads == 2 { 4 } else { 2 };
    let mut value = 0;
    let both = random.random_bool(0.4);
    let threads = (0..threads)
        .map(|_| {
            let mut ends = || [random.random_bool(0.7), both && random.random_bool(0.6)];
            let (senders, receivers) = (ends(), ends());
            let (mut has_sender, mut has_receiver) = (senders, receivers);
            let mut operations = Vec::new();
            for _ in 0..random.random_range(1..=most) {
                let which = random.random_range(0..2);
                value += 1;
                let operation = match random.random_range(0..14) {
                    0..4 => Operation::Send(which, value),
                    4 => Operation::TrySend(which, value),
                    5 => Operation::SendInTime(which, value),
                    6..10 => Operation::Receive(which),
                    10 => Operation::TryReceive(which),
                    11 => Operation::ReceiveInTime(which),
                    12 => Operation::Length(which),
                    _ if random.random_bool(0.5) => Operation::DropSender(which),
                    _ => Operation::DropReceiver(which),
                };
                let fits = match operation {
                    Operation::Send(..) | Operation::TrySend(..) | Operation::SendInTime(..) => {
                        has_sender[which]
                    }
                    Operation::Receive(_) | Operation::TryReceive(_) | Operation::ReceiveInTime(_) => {
                        has_receiver[which]
                    }
                    Operation::Length(_) => has_sender[which] || has_receiver[which],
                    Operation::DropSender(_) => std::mem::take(&mut has_sender[which]),
                    Operation::DropReceiver(_) => std::mem::take(&mut has_receiver[which]),
                };
                if fits {
                    operations.push(operation);
                }
            }
            for which in 0..2 {
                operations.extend(has_sender[which].then_some(Operation::DropSender(which)));
                operations.extend(has_receiver[which].then_some(Operation::DropReceiver(which)));
            }
            Thread { senders, receivers, operations }
        })
        .collect();
    Program { capacities, threads }
}

#[test]
fn random_programs_have_the_outcomes_of_all_interleavings() {
    let count = env::var("ENGINE_PROGRAMS").map_or(300, |count| count.parse().expect("a number"));
    let (mut deadlocks, mut graphs, mut blocked, mut most) = (0, 0, 0, 0);
    for seed in 0..count {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let program = random_program(&mut random);
        let whims = random.random_range(0..3);
        let (theirs, deadlock) = enumerate(&program, whims);
        let ours: All<_> = all(&Explorer::new().whims(whims), || run(&program));
        ours.are_as_enumerated(&theirs, deadlock, &format!("seed {seed}, {whims} whims: {program:?}"));
        deadlocks += u32::from(deadlock);
        graphs += ours.graphs;
        blocked += ours.blocked;
        most = most.max(ours.graphs);
    }
    println!(
        "{count} programs, {deadlocks} deadlocks, {graphs} graphs (at most {most}), {blocked} runs for nothing"
    );
    assert!(deadlocks > 0 || count < 50);
}
