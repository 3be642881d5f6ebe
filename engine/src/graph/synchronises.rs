//! Synchronises-with: who learns what from whom.
//!
//! The search does not need these arrows, as each event's clock holds what they bring. Pictures do.

use super::{EventId, Graph, Kind, Model, acquires, releases};

impl Graph {
    /// All pairs of events that synchronise: a release store or fence with an acquire load or fence, an unlock
    /// with the next lock, a spawn with the thread's beginning, and a thread's last event with its join.
    pub fn synchronises(&self) -> Vec<(EventId, EventId)> {
        let mut pairs = Vec::new();
        for &id in &self.order {
            let event = self.event(id);
            match event.kind {
                Kind::Begin if event.reads_from != EventId::INITIAL => pairs.push((event.reads_from, id)),
                Kind::Join if acquires(event.ordering) => {
                    let child = event.value as usize;
                    pairs.push((EventId::new(child, self.threads[child].len() - 1), id));
                }
                Kind::Write
                    if event.is_of_lock()
                        && acquires(event.ordering)
                        && event.reads_from != EventId::INITIAL =>
                {
                    pairs.extend(self.unlock_of(event.reads_from).map(|unlock| (unlock, id)));
                }
                Kind::Read if event.reads_from != EventId::INITIAL && !event.is_of_lock() => {
                    let learners = self.learners(id);
                    if !learners.is_empty() {
                        for teacher in self.teachers(event.reads_from) {
                            pairs.extend(learners.iter().map(|&learner| (teacher, learner)));
                        }
                    }
                }
                _ => {}
            }
        }
        pairs.retain(|(from, to)| from.thread() != to.thread());
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Who learns by a read: itself, and the acquire fences after it.
    fn learners(&self, read: EventId) -> Vec<EventId> {
        let itself = acquires(self.event(read).effective()).then_some(read);
        let later = self.threads[read.thread()].iter().enumerate().skip(read.index() + 1);
        let fences = later.filter(|(_, event)| event.kind == Kind::Fence && acquires(event.ordering));
        itself.into_iter().chain(fences.map(|(index, _)| EventId::new(read.thread(), index))).collect()
    }

    /// Who is learnt from by reading from a write: what releases at it, and at the writes whose release sequence it continues.
    fn teachers(&self, mut write: EventId) -> Vec<EventId> {
        let mut teachers = Vec::new();
        while write != EventId::INITIAL {
            let event = self.event(write);
            if releases(event.ordering) {
                teachers.push(write);
            }
            for (index, earlier) in self.threads[write.thread()][..write.index()].iter().enumerate() {
                let own_store = self.model == Model::Rc11
                    && earlier.kind == Kind::Write
                    && earlier.object == event.object;
                if releases(earlier.ordering) && (earlier.kind == Kind::Fence || own_store) {
                    teachers.push(EventId::new(write.thread(), index));
                }
            }
            if !event.is_update {
                break;
            }
            write = event.reads_from;
        }
        teachers
    }
}
