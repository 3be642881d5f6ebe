//! Programs of atomics, and all walks through their executions.
//!
//! With relaxed atomics a thread need not read what was stored last, so interleavings are not enough. What
//! can happen is what the litmus checker says: a set of executions, each with its reads-from and its
//! modification orders. A walk takes the events of one of them in an order in which each thread's events
//! come in their own order, and every read after the write that it reads: a linearisation of `sb ∪ rf`. So
//! a step is legal in a state if and only if some consistent execution begins with that state and that step.
//!
//! A load-buffering outcome has no walk: there each of two reads reads a write that comes after the other,
//! so neither can be first. That is what is strange about it, and the chapter says so.

use std::collections::BTreeMap;
use std::ops::ControlFlow::Continue;

use super::beginning::{Beginning, Walked, Write};
use super::graph::{Machine, Shared, Step, ThreadView, UNREAD, View};
use super::listing::Line;
use crate::litmus::Test;
use crate::litmus::checker::relation::{EventId, members};
use crate::litmus::checker::{Kind, Limits, Model, Unfinished, for_each_execution, statement};
use crate::litmus::format::{Line as RustLine, rust};
use crate::litmus::test::{LocationId, Observable, Statement, Value};

/// A litmus test with all its executions.
#[derive(Debug)]
pub struct Executions<'a> {
    test: &'a Test,
    /// What the threads are called.
    names: Vec<String>,
    /// The code of the threads.
    columns: Vec<Vec<RustLine>>,
    executions: Vec<Walked>,
}

impl<'a> Executions<'a> {
    /// Every execution of `test` that C++20, and so Rust, allows, and that can be walked through.
    pub fn new(test: &'a Test, names: &[&str]) -> Result<Self, Unfinished> {
        let mut executions = Vec::new();
        for_each_execution(test, &Model::CPP20, &Limits::default(), |execution| {
            if execution.sb.or(&execution.rf).is_acyclic() {
                executions.push(Walked::new(execution.clone(), test.threads.len()));
            }
            Continue(())
        })?;
        let names = names.iter().map(|&name| name.to_owned()).collect();
        Ok(Executions { test, names, columns: rust(test), executions })
    }

    /// The names of the threads.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The code of the threads.
    pub fn columns(&self) -> Vec<Vec<Line>> {
        let column = |lines: &Vec<RustLine>| {
            let lines = lines.iter().enumerate();
            lines.map(|(index, line)| Line { file: "", number: index + 1, text: line.text.clone() }).collect()
        };
        self.columns.iter().map(column).collect()
    }

    /// The line of a thread that a statement is in.
    fn line_of(&self, thread: usize, statement: usize) -> Option<usize> {
        self.columns[thread].iter().position(|line| line.statements.contains(&statement))
    }

    /// The executions that begin so.
    fn beginning_with<'s>(&'s self, beginning: &'s Beginning) -> impl Iterator<Item = &'s Walked> {
        self.executions.iter().filter(|walked| walked.beginning(&beginning.done) == *beginning)
    }

    /// An execution that begins so. There is one: every state is a beginning of an execution.
    fn one_with(&self, beginning: &Beginning) -> &Walked {
        let mut beginning_so = self.executions.iter();
        beginning_so
            .find(|walked| walked.beginning(&beginning.done) == *beginning)
            .expect("a state is the beginning of an execution")
    }

    /// What an event does, in words, given what has happened by the end of it.
    fn told(&self, walked: &Walked, id: EventId, after: &Beginning) -> String {
        let event = &walked.execution.events[id];
        let name = event.location.map_or("", |location| &self.test.locations[location].name);
        let value = |value: Option<Value>| value.unwrap_or_default();
        let from = || {
            let source = match walked.execution.source(id).map(|source| walked.place_of(source)) {
                Some(Some((thread, _))) => format!("stored by {}", self.names[thread]),
                _ => "the initial value".to_owned(),
            };
            let newer = walked.newer(id, after).map(|newer| self.value_of(walked, newer));
            newer.map_or(source.clone(), |newer| format!("{source}, not the newer {newer}"))
        };
        let (read, written) = (value(event.read), value(event.written));
        match event.kind {
            Kind::Initial | Kind::Store => {
                format!("stores {written} to {name}{}", self.passed_over(walked, id, after))
            }
            Kind::Load => format!("reads {name}: {read}, {}", from()),
            Kind::Update => format!("changes {name} from {read}, {}, to {written}", from()),
            Kind::FailedUpdate => format!("finds {read} in {name}, {}, and changes nothing", from()),
            Kind::Fence => format!("{} fence", event.mode),
        }
    }

    /// Which earlier steps a store goes before in modification order, if it does.
    fn passed_over(&self, walked: &Walked, id: EventId, after: &Beginning) -> String {
        let place = walked.place_of(id);
        let Some(order) = walked.execution.events[id].location.map(|location| &after.orders[location]) else {
            return String::new();
        };
        let later = order.iter().skip_while(|&&write| write != place).skip(1);
        let later: Vec<_> = later.map(|&write| self.value_of(walked, write)).collect();
        if later.is_empty() {
            String::new()
        } else {
            format!(", which goes before {} in modification order", later.join(" and "))
        }
    }

    fn value_of(&self, walked: &Walked, write: Write) -> String {
        let value = write.and_then(|(thread, index)| walked.event(thread, index).written);
        value.map_or_else(String::new, |value| value.to_string())
    }

    /// The values that a location has had, in modification order.
    fn history(&self, walked: &Walked, location: LocationId, order: &[Write]) -> String {
        let initial = self.test.locations[location].initial;
        let values = order.iter().map(|&write| match write {
            None => initial.to_string(),
            Some(_) => self.value_of(walked, write),
        });
        values.collect::<Vec<_>>().join(", then ")
    }

    fn thread(&self, walked: &Walked, beginning: &Beginning, thread: usize) -> ThreadView {
        let done = beginning.done[thread];
        let next = walked.threads[thread].get(done).map(|&id| walked.execution.events[id].statement);
        let mut notes = self.synchronisations(walked, beginning, thread);
        notes.extend(self.limits(walked, beginning, thread));
        ThreadView {
            lines: next.and_then(|statement| self.line_of(thread, statement)).into_iter().collect(),
            registers: self.registers(walked, thread, done),
            notes,
        }
    }

    /// The registers that loads and read-modify-writes go to, each with what it holds so far.
    fn registers(&self, walked: &Walked, thread: usize, done: usize) -> Vec<(String, String)> {
        let statements = (0..).map_while(|number| Some((number, statement(self.test, thread, number)?)));
        let reads = statements.filter_map(|(number, statement)| match statement {
            Statement::Load { register, .. } | Statement::Update { register, .. } => {
                Some((number, *register))
            }
            _ => None,
        });
        let told = reads.map(|(number, register)| {
            let mut events = walked.threads[thread][..done].iter().map(|&id| &walked.execution.events[id]);
            let value = events.find(|event| event.statement == number).and_then(|event| event.read);
            let shown = value.map_or_else(|| UNREAD.to_owned(), |value| value.to_string());
            (self.test.threads[thread].registers[register].clone(), shown)
        });
        told.collect()
    }

    /// Which steps of other threads a thread has synchronised with.
    fn synchronisations(&self, walked: &Walked, beginning: &Beginning, thread: usize) -> Vec<String> {
        let mine = &walked.threads[thread][..beginning.done[thread]];
        let pairs = walked.execution.sw.pairs().filter(|(_, to)| mine.contains(to));
        let told = pairs.filter_map(|(from, _)| {
            let (other, _) = walked.place_of(from)?;
            let line = self.line_of(other, walked.execution.events[from].statement)?;
            let code = self.columns[other][line].text.trim().trim_end_matches(';');
            Some(format!("has synchronised with {}: {code}", self.names[other]))
        });
        told.collect()
    }

    /// What a thread cannot read any more, of each location that it is still to read: whatever is older than a
    /// write that happened before, or that it has read.
    fn limits(&self, walked: &Walked, beginning: &Beginning, thread: usize) -> Vec<String> {
        let locations = self.test.locations.iter().enumerate();
        let told = locations.filter_map(|(location, declared)| {
            let left = &walked.threads[thread][beginning.done[thread]..];
            let mut left = left.iter().map(|&id| &walked.execution.events[id]);
            left.find(|event| event.reads() && event.location == Some(location))?;
            let oldest = self.oldest(walked, beginning, thread, location)?;
            let value = self.value_of(walked, Some(oldest));
            Some(format!("must read {value} or newer from {}", declared.name))
        });
        told.collect()
    }

    /// The oldest write to a location that a thread can still read, unless that is the initial one.
    fn oldest(
        &self,
        walked: &Walked,
        beginning: &Beginning,
        thread: usize,
        location: LocationId,
    ) -> Option<(usize, usize)> {
        let execution = &walked.execution;
        let last = *walked.threads[thread][..beginning.done[thread]].last()?;
        let before = execution.hb.before(last) | 1 << last;
        let known = |write: &Write| {
            let Some((thread, index)) = *write else { return false };
            let id = walked.threads[thread][index];
            let read = members(before).any(|read| execution.rf.has(id, read));
            before & 1 << id != 0 || read
        };
        beginning.orders[location].iter().rev().find(|write| known(write)).copied().flatten()
    }
}

impl Machine for Executions<'_> {
    type State = Beginning;

    fn start(&self) -> Beginning {
        let start = vec![0; self.test.threads.len()];
        // All begin alike. A test without an execution would have nothing to step through.
        self.executions.first().map(|walked| walked.beginning(&start)).unwrap_or(Beginning {
            done: start,
            sources: Vec::new(),
            orders: Vec::new(),
        })
    }

    fn steps(&self, beginning: &Beginning) -> Vec<(Step, Beginning)> {
        let mut steps = BTreeMap::new();
        for walked in self.beginning_with(beginning) {
            for (thread, events) in walked.threads.iter().enumerate() {
                let Some(&next) = events.get(beginning.done[thread]) else { continue };
                if walked.is_next(next, &beginning.done) {
                    let mut done = beginning.done.clone();
                    done[thread] += 1;
                    let after = walked.beginning(&done);
                    let step = |(_, after): &(usize, Beginning)| Step {
                        thread,
                        text: self.told(walked, next, after),
                        older: walked.newer(next, after).is_some(),
                        to: 0,
                    };
                    steps.entry((thread, after)).or_insert_with_key(step);
                }
            }
        }
        steps.into_iter().map(|((_, after), step)| (step, after)).collect()
    }

    fn view(&self, beginning: &Beginning) -> View {
        let walked = self.one_with(beginning);
        let shared = self.test.locations.iter().zip(&beginning.orders).enumerate();
        let shared = shared.map(|(location, (declared, order))| Shared {
            name: declared.name.clone(),
            value: self.history(walked, location, order),
            note: String::new(),
        });
        let threads = (0..self.names.len()).map(|thread| self.thread(walked, beginning, thread));
        View { shared: shared.collect(), threads: threads.collect() }
    }

    fn ending(&self, beginning: &Beginning) -> String {
        in_words(self.test, &self.one_with(beginning).execution.outcome(self.test))
    }
}

/// An outcome in words: `v = 1, w = 0`. The tests of the book give each register a name of its own.
pub fn in_words(test: &Test, outcome: &[Value]) -> String {
    let words = named(test, outcome).into_iter().map(|(name, value)| format!("{name} = {value}"));
    words.collect::<Vec<_>>().join(", ")
}

/// The names of what an outcome shows, each with its value.
pub fn named(test: &Test, outcome: &[Value]) -> Vec<(String, Value)> {
    let name = |observable| match observable {
        Observable::Register { thread, register } => test.threads[thread].registers[register].clone(),
        Observable::Location(location) => test.locations[location].name.clone(),
    };
    test.shown().into_iter().zip(outcome).map(|(observable, &value)| (name(observable), value)).collect()
}
