//! Coherence, for a graph that only grows.
//!
//! [`Graph::bound`](crate::graph::Graph) asks every read of an object whether it is known. Here the reads of each thread
//! are kept by themselves: of those that somebody knows of, the last one counts, and it is found by bisection. So the
//! cost of a step does not grow with the length of the run, but with the number of threads, and with how far behind the
//! newest write a thread is.

use crate::graph::{Clock, EventId, Graph, ObjectId};

/// The reads of each object, thread by thread.
#[derive(Debug, Default)]
pub(crate) struct Views {
    reads: Vec<Vec<Vec<EventId>>>,
}

impl Views {
    pub fn clear(&mut self) {
        self.reads.iter_mut().flatten().for_each(Vec::clear);
    }

    /// Notes a read that has been added.
    pub fn note(&mut self, graph: &Graph, read: EventId) {
        let event = graph.event(read);
        if event.reads_from == EventId::INITIAL || event.is_of_lock() {
            return;
        }
        let object = event.object.index();
        if self.reads.len() <= object {
            self.reads.resize_with(object + 1, Vec::new);
        }
        let of_object = &mut self.reads[object];
        if of_object.len() <= read.thread() {
            of_object.resize_with(read.thread() + 1, Vec::new);
        }
        of_object[read.thread()].push(read);
    }

    /// The first place in the modification order that may be read, or written after, by whoever knows this.
    pub fn bound(&self, graph: &Graph, object: ObjectId, known: &Clock) -> usize {
        let writes = &graph.object(object).writes;
        let mut bound = writes.iter().rposition(|&write| known.knows(write)).map_or(0, |place| place + 1);
        for reads in self.reads.get(object.index()).into_iter().flatten() {
            if bound == writes.len() {
                break;
            }
            let of_known = reads.partition_point(|&read| known.knows(read));
            if let Some(&last) = reads[..of_known].last() {
                let source = graph.event(last).reads_from;
                if !known.knows(source) {
                    bound = bound.max(graph.place_of(object, source));
                }
            }
        }
        bound
    }
}
