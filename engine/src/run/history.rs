//! What a thread has done and found, as one number: whatever it does next depends on nothing else.
//!
//! Its own events are not always enough. What it finds behind a lock, or is given by a thread that it waits for, stands
//! in no event of its own, and neither does what it was started with. That depends on what the others had done by then.
//! So the events that led to its start are in the number, and once it has looked at something of that sort, all that it
//! knows of are.
//!
//! The number is a hash of 64 bits that stands for equality. If two histories had the same, a loop would silently be
//! given the verdict of another. Among the 50,000 findings that are kept, that happens once in some ten thousand
//! million times.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::graph::{Change, Clock, Event, EventId, Graph, Kind, Place};

/// The history of a thread in one run.
#[derive(Clone, Default)]
pub(crate) struct History {
    own: Past,
    /// The other threads' events that it knows of, as far as they matter.
    others: Vec<Past>,
    /// Whether it has looked at what stands in no event.
    pub has_looked_behind: bool,
}

/// The first events of a thread.
#[derive(Clone, Default)]
struct Past {
    hasher: DefaultHasher,
    events: usize,
}

impl History {
    /// Puts in what is new of a thread's events, of which there are so many now.
    pub fn learn(&mut self, graph: &Graph, thread: usize, done: usize) {
        for event in &graph.threads[thread][self.own.events..done] {
            self.has_looked_behind |= looks_behind(event);
            // The second half of a read-modify-write follows from the first.
            if event.kind != Kind::Write || !event.is_update {
                self.add(event.kind, event.value, event.on_a_whim, event.place);
            }
        }
        self.own.events = done;
    }

    /// Puts in what is new of the others' events.
    fn learn_of_others(&mut self, graph: &Graph, thread: usize) {
        let last = if self.has_looked_behind { self.own.events - 1 } else { 0 };
        let known = &graph.event(EventId::new(thread, last)).causes;
        self.others.resize_with(graph.threads.len(), Past::default);
        for (number, past) in self.others.iter_mut().enumerate().filter(|(number, _)| *number != thread) {
            past.learn(graph, number, known);
        }
    }

    /// Puts in something that was done aside from the graph.
    pub fn add(&mut self, kind: Kind, value: u64, on_a_whim: bool, place: Place) {
        (kind, value, on_a_whim, place.line()).hash(&mut self.own.hasher);
    }

    /// Puts in the answer to a question that is no event.
    pub fn hear(&mut self, answer: Option<u64>) {
        answer.hash(&mut self.own.hasher);
    }

    /// The number for a thread that is now at a place of the program, and has done all that the graph has of it.
    pub fn key_now(&mut self, graph: &Graph, thread: usize, place: Place) -> u64 {
        self.learn(graph, thread, graph.threads[thread].len());
        self.learn_of_others(graph, thread);
        self.key(thread, place)
    }

    /// The number for a thread that is at a place of the program now.
    pub fn key(&self, thread: usize, place: Place) -> u64 {
        let mut hasher = self.own.hasher.clone();
        (thread, place).hash(&mut hasher);
        self.others
            .iter()
            .filter(|past| past.events > 0)
            .for_each(|past| past.hasher.finish().hash(&mut hasher));
        hasher.finish()
    }
}

impl Past {
    /// Puts in what is known of a thread's events. (From where each has read belongs to it: with the events themselves, that
    /// says in which order they were done.)
    fn learn(&mut self, graph: &Graph, thread: usize, known: &Clock) {
        let events = graph.threads[thread].iter().enumerate().skip(self.events);
        for (_, event) in events.take_while(|&(index, _)| known.knows(EventId::new(thread, index))) {
            let Event { kind, value, on_a_whim, place, reads_from, .. } = *event;
            (thread, kind, value, on_a_whim, place.line(), reads_from).hash(&mut self.hasher);
            self.events += 1;
        }
    }
}

/// Whether what an event finds does not all stand in it.
fn looks_behind(event: &Event) -> bool {
    event.is_of_lock() || event.kind == Kind::Join || event.change == Change::Await
}
