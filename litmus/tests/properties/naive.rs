//! The checker's question answered the slow way: every path of every thread with every value that a read
//! might have, every choice of who reads from whom, every order of the writes; and then the axioms, plainly.
//! It shares with the checker the axioms, and nothing of the search. What non-atomic reads may see and what is a
//! data race it works out by itself.

use std::collections::BTreeSet;

use racelab_litmus::checker::relation::EventId;
use racelab_litmus::checker::{Axiom, Event, Execution, Kind, Model};
use racelab_litmus::test::{Mode, Statement, Value};
use racelab_litmus::{Outcome, Test};

/// What was found.
#[derive(Default)]
pub struct Found {
    pub outcomes: BTreeSet<Outcome>,
    /// Whether an execution has a data race.
    pub race: bool,
    /// How many executions the model allows.
    pub executions: usize,
}

/// All that a model allows, where reads have no other values than these.
pub fn behaviour(test: &Test, model: &Model, values: &[Value]) -> Found {
    let paths: Vec<Vec<Path>> = test
        .threads
        .iter()
        .enumerate()
        .map(|(thread, program)| {
            let mut paths = Vec::new();
            let start = Path { events: Vec::new(), registers: vec![0; program.registers.len()] };
            let body = numbered(&program.body, &mut 0);
            run(test, thread, start, body, values, &mut paths);
            paths
        })
        .collect();
    let mut found = Found::default();
    product(&paths, &mut Vec::new(), &mut |chosen| candidates(test, model, chosen, &mut found));
    found
}

/// What a thread does if its reads read certain values.
#[derive(Clone)]
struct Path {
    events: Vec<Event>,
    registers: Vec<Value>,
}

#[derive(Clone)]
struct Numbered {
    number: usize,
    statement: Statement,
    then: Vec<Numbered>,
    otherwise: Vec<Numbered>,
}

fn numbered(body: &[Statement], number: &mut usize) -> Vec<Numbered> {
    body.iter()
        .map(|statement| {
            let this = *number;
            *number += 1;
            let (then, otherwise) = match statement {
                Statement::If { then, otherwise, .. } => {
                    let then = numbered(then, number);
                    (then, numbered(otherwise, number))
                }
                _ => Default::default(),
            };
            Numbered { number: this, statement: statement.clone(), then, otherwise }
        })
        .collect()
}

fn run(
    test: &Test,
    thread: usize,
    mut path: Path,
    mut left: Vec<Numbered>,
    values: &[Value],
    paths: &mut Vec<Path>,
) {
    let program = &test.threads[thread];
    let of_location = |location: usize| test.locations[location].integer;
    // What a register of another type makes of a value.
    let put = |path: &mut Path, register: usize, value: Value| {
        path.registers[register] = program.integer(register).convert(value);
    };
    if left.is_empty() {
        return paths.push(path);
    }
    let Numbered { number, statement, then, otherwise } = left.remove(0);
    let event = |kind, location, mode, read, written| Event {
        thread: Some(thread),
        statement: number,
        kind,
        location,
        mode,
        read,
        written,
    };
    match statement {
        Statement::Let { register, value } => {
            let value = value.value(&path.registers, program);
            put(&mut path, register, value);
        }
        Statement::If { condition, .. } => {
            let body = if condition.value(&path.registers, program) != 0 { then } else { otherwise };
            left.splice(0..0, body);
        }
        Statement::Assume(condition, _) if condition.value(&path.registers, program) == 0 => return,
        Statement::Assume(..) => {}
        Statement::Fence(ordering) => {
            path.events.push(event(Kind::Fence, None, Mode::Atomic(ordering), None, None));
        }
        Statement::Store { location, value, mode } => {
            let value = of_location(location).convert(value.value(&path.registers, program));
            path.events.push(event(Kind::Store, Some(location), mode, None, Some(value)));
        }
        Statement::Load { register, location, mode } => {
            for &value in values.iter().filter(|&&value| of_location(location).holds(value)) {
                let mut path = path.clone();
                put(&mut path, register, value);
                path.events.push(event(Kind::Load, Some(location), mode, Some(value), None));
                run(test, thread, path, left.clone(), values, paths);
            }
            return;
        }
        Statement::Update { register, location, change, operand, ordering } => {
            for &value in values.iter().filter(|&&value| of_location(location).holds(value)) {
                let mut path = path.clone();
                let operand = operand.value(&path.registers, program);
                let written = change.apply(value, operand, of_location(location));
                put(&mut path, register, value);
                let mode = Mode::Atomic(ordering);
                path.events.push(event(Kind::Update, Some(location), mode, Some(value), Some(written)));
                run(test, thread, path, left.clone(), values, paths);
            }
            return;
        }
        Statement::CompareExchange { succeeded, expected, location, desired, success, failure, weak } => {
            let held = values.iter().filter(|&&value| of_location(location).holds(value));
            let both_ways = held.flat_map(|&value| [(value, false), (value, true)]);
            for (value, fails) in both_ways {
                if fails && !(weak && path.registers[expected] == value) {
                    continue;
                }
                let mut path = path.clone();
                let desired = of_location(location).convert(desired.value(&path.registers, program));
                let succeeds = path.registers[expected] == value && !fails;
                path.registers[expected] = value;
                path.registers[succeeded] = Value::from(succeeds);
                path.events.push(match succeeds {
                    true => {
                        let mode = Mode::Atomic(success);
                        event(Kind::Update, Some(location), mode, Some(value), Some(desired))
                    }
                    false => {
                        let mode = Mode::Atomic(failure);
                        event(Kind::FailedUpdate, Some(location), mode, Some(value), None)
                    }
                });
                run(test, thread, path, left.clone(), values, paths);
            }
            return;
        }
    }
    run(test, thread, path, left, values, paths);
}

/// Calls `each` with one element of each list, in all combinations.
fn product<T: Clone>(lists: &[Vec<T>], chosen: &mut Vec<T>, each: &mut dyn FnMut(&[T])) {
    let Some(list) = lists.get(chosen.len()) else { return each(chosen) };
    for element in list {
        chosen.push(element.clone());
        product(lists, chosen, each);
        chosen.pop();
    }
}

fn candidates(test: &Test, model: &Model, paths: &[Path], found: &mut Found) {
    let events: Vec<Event> = paths.iter().flat_map(|path| path.events.clone()).collect();
    let registers: Vec<_> = paths.iter().map(|path| path.registers.clone()).collect();
    let locations = test.locations.len();

    // Who reads from whom.
    let sources_of = |(index, event): (usize, &Event)| -> Option<Vec<(EventId, EventId)>> {
        event.reads().then(|| {
            let read = locations + index;
            let initial =
                event.location.filter(|&location| Some(test.locations[location].initial) == event.read);
            let writes = events.iter().enumerate().filter(|(other, write)| {
                let same = write.writes() && write.location == event.location;
                same && write.written == event.read && *other != index
            });
            initial.into_iter().chain(writes.map(|(write, _)| locations + write)).map(|w| (w, read)).collect()
        })
    };
    let sources: Vec<_> = events.iter().enumerate().filter_map(sources_of).collect();

    // In which order each location is written, the initial value first.
    let orders: Vec<Vec<Vec<EventId>>> = (0..locations)
        .map(|location| {
            let writes = events.iter().enumerate();
            let writes = writes.filter(|(_, event)| event.writes() && event.location == Some(location));
            permutations(&writes.map(|(write, _)| locations + write).collect::<Vec<_>>(), location)
        })
        .collect();

    product(&sources, &mut Vec::new(), &mut |rf| {
        product(&orders, &mut Vec::new(), &mut |orders| {
            let pairs = |order: &Vec<EventId>| {
                let order = order.clone();
                let later = |at: usize| order[at + 1..].iter().map(|&write| (order[at], write)).collect();
                (0..order.len()).flat_map(|at| -> Vec<_> { later(at) }).collect::<Vec<_>>()
            };
            let mo: Vec<_> = orders.iter().flat_map(pairs).collect();
            let execution = Execution::of_parts(test, model, events.clone(), registers.clone(), rf, &mo);
            let others = model.without(Axiom::Visibility);
            let seen = !model.has(Axiom::Visibility) || reads_what_it_may_see(&execution);
            if seen && execution.broken(&others).is_empty() {
                found.executions += 1;
                found.outcomes.insert(execution.outcome(test));
                found.race |= model.synchronisation.is_some() && has_race(&execution);
            }
        });
    });
}

/// Whether each read that is not atomic, and each of a write that is not, reads what happens before it.
fn reads_what_it_may_see(execution: &Execution) -> bool {
    let events = &execution.events;
    execution.rf.pairs().all(|(write, read)| {
        let is_initial = events[write].kind == Kind::Initial;
        let both_atomic = [write, read].iter().all(|&event| events[event].mode != Mode::NonAtomic);
        is_initial || both_atomic || execution.hb.has(write, read)
    })
}

/// Two accesses of different threads to one location, one a write and one not atomic, unordered.
fn has_race(execution: &Execution) -> bool {
    let race = |one: EventId, other: EventId| {
        let events = [one, other].map(|event| &execution.events[event]);
        events[0].location.is_some()
            && events[0].location == events[1].location
            && events.iter().all(|event| event.thread.is_some())
            && events[0].thread != events[1].thread
            && events.iter().any(|event| event.writes())
            && events.iter().any(|event| event.mode == Mode::NonAtomic)
            && !execution.hb.has(one, other)
            && !execution.hb.has(other, one)
    };
    let all = 0..execution.events.len();
    all.clone().any(|one| all.clone().any(|other| race(one, other)))
}

/// All orders of these, after the first.
fn permutations(of: &[EventId], first: EventId) -> Vec<Vec<EventId>> {
    if of.is_empty() {
        return vec![vec![first]];
    }
    let mut all = Vec::new();
    for (index, &next) in of.iter().enumerate() {
        let mut others = of.to_vec();
        others.remove(index);
        all.extend(permutations(&others, next).into_iter().map(|mut rest| {
            rest.insert(0, first);
            rest
        }));
    }
    all
}
