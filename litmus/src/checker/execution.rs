//! An execution: the events of all threads, who reads from whom, and in which order each location is
//! written; and what follows from these.
//!
//! | relation | from | to |
//! | --- | --- | --- |
//! | `sb`, sequenced before | an event | the later events of its thread |
//! | `rf`, reads-from | a write | the reads that read it |
//! | `mo`, modification order | a write | the later writes to its location |
//! | `rb`, reads-before | a read | the writes that overwrite what it reads |
//! | `sw`, synchronises-with | a release | an acquire that learns of it |
//! | `hb`, happens-before | an event | what comes after it by `sb` and `sw`, in any number of steps |
//!
//! Initial values are written before everything else.

use super::super::test::{LocationId, Observable, Outcome, Test, Value};
use super::event::Event;
use super::model::{Axiom, Model, Synchronisation};
use super::relation::{EventId, Relation, Set, members};
use super::sets::Sets;

/// An execution of a litmus test: a graph of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// What happens: first the initial values, location by location, then what the threads do, in an order
    /// in which it can happen one after the other: a thread's events in its own order, and each read after
    /// the write that it reads from. (Where a value comes out of thin air there is no such order.)
    pub events: Vec<Event>,
    /// Sequenced before.
    pub sb: Relation,
    /// Reads-from.
    pub rf: Relation,
    /// Modification order. Total for each location once the execution is complete.
    pub mo: Relation,
    /// Reads-before: the write that a read reads is overwritten by these.
    pub rb: Relation,
    /// Synchronises-with.
    pub sw: Relation,
    /// Happens-before.
    pub hb: Relation,
    /// What each thread's registers hold in the end.
    pub registers: Vec<Vec<Value>>,
    /// Whether a thread waits in it for what does not come, or has gone round a loop as often as is looked at. Then it
    /// is the beginning of an execution, and has no end.
    pub cut_off: bool,
    /// If it is the latter: after how many rounds. Whatever the other threads wait for, this one may bring it later.
    pub out_of_rounds: Option<usize>,
    pub(super) sets: Sets,
    /// Reads of a value that nothing makes of the initial values: it comes out of thin air.
    pub(super) unmade: Set,
}

impl Execution {
    /// An execution of these parts, whether a model allows it or not: `events` are those of the threads, each
    /// thread's in its own order. They are numbered in that order, after the initial values, which are
    /// numbered like their locations. `mo` is transitive.
    pub fn of_parts(
        test: &Test,
        model: &Model,
        events: Vec<Event>,
        registers: Vec<Vec<Value>>,
        rf: &[(EventId, EventId)],
        mo: &[(EventId, EventId)],
    ) -> Self {
        let mut execution = Execution::start(test);
        for event in events {
            execution.push(event);
        }
        execution.registers = registers;
        rf.iter().for_each(|&(write, read)| execution.rf.add(write, read));
        mo.iter().for_each(|&(first, second)| execution.mo.add(first, second));
        execution.synchronise(model);
        execution.read_before(model);
        execution
    }

    /// The execution in which nothing has happened yet.
    pub(super) fn start(test: &Test) -> Self {
        let nothing = Relation::empty(0);
        let (mut at, mut of) = (Vec::new(), Vec::new());
        at.resize(test.locations.len(), 0);
        of.resize(test.threads.len(), 0);
        let mut execution = Execution {
            events: Vec::new(),
            sb: nothing,
            rf: nothing,
            mo: nothing,
            rb: nothing,
            sw: nothing,
            hb: nothing,
            registers: Vec::new(),
            cut_off: false,
            out_of_rounds: None,
            sets: Sets { at, of, ..Sets::default() },
            unmade: 0,
        };
        for (location, declared) in test.locations.iter().enumerate() {
            execution.push(Event::initial(location, declared.initial));
        }
        execution
    }

    /// Adds an event after all others of its thread.
    pub(super) fn push(&mut self, event: Event) -> EventId {
        let this = self.events.len();
        for relation in self.relations() {
            relation.resize(this + 1);
        }
        if let Some(thread) = event.thread {
            let initial = (1 << self.sets.at.len()) - 1;
            members(self.sets.of[thread] | initial).for_each(|before| self.sb.add(before, this));
        }
        self.sets.change(&event, 1 << this);
        self.events.push(event);
        this
    }

    /// Takes the last event away again.
    pub(super) fn pop(&mut self) {
        if let Some(event) = self.events.pop() {
            let this = self.events.len();
            self.sets.change(&event, 1 << this);
            for relation in self.relations() {
                relation.resize(this);
            }
        }
    }

    fn relations(&mut self) -> [&mut Relation; 6] {
        [&mut self.sb, &mut self.rf, &mut self.mo, &mut self.rb, &mut self.sw, &mut self.hb]
    }

    /// The write that a read reads from.
    pub fn source(&self, read: EventId) -> Option<EventId> {
        let writes = self.events[read].location.map_or(0, |location| self.writes_to(location));
        members(writes).find(|&write| self.rf.has(write, read))
    }

    /// All writes to a location, its initial value among them.
    pub fn writes_to(&self, location: LocationId) -> Set {
        self.sets.writes & self.sets.at[location]
    }

    /// The last write to a location.
    pub fn last_write(&self, location: LocationId) -> Option<EventId> {
        members(self.writes_to(location)).find(|&write| self.mo.after(write) == 0)
    }

    /// How it ends: the values of [`Test::shown`].
    pub fn outcome(&self, test: &Test) -> Outcome {
        let value = |observable| match observable {
            Observable::Register { thread, register } => Some(self.registers[thread][register]),
            Observable::Location(location) => {
                self.last_write(location).and_then(|write| self.events[write].written)
            }
        };
        test.shown().into_iter().map(|observable| value(observable).unwrap_or_default()).collect()
    }

    /// Whether a value comes out of thin air: nothing makes it of the initial values and the program's constants,
    /// and what was read has caused itself.
    pub fn has_values_out_of_thin_air(&self) -> bool {
        self.unmade != 0
    }

    /// Works out `sw` and `hb` from `sb` and `rf`.
    pub(super) fn synchronise(&mut self, model: &Model) {
        self.sw = match model.synchronisation {
            Some(sequence) => self.synchronises_with(sequence),
            None => Relation::empty(self.events.len()),
        };
        self.hb = match self.sw.is_empty() {
            true => self.sb,
            false => self.sb.or(&self.sw).closure(),
        };
    }

    /// `[release];([fence];sb)?;rs;rf;[atomic read];(sb;[fence])?;[acquire]`, where the release sequence
    /// `rs` begins with an atomic write.
    fn synchronises_with(&self, sequence: Synchronisation) -> Relation {
        let (size, sets) = (self.events.len(), &self.sets);
        if sets.releases == 0 || sets.acquires == 0 {
            return Relation::empty(size);
        }
        let begins = self.sb.within(sets.releases & sets.fences, sets.writes);
        let begins = begins.or(&Relation::stay(size, sets.releases & sets.writes));
        let ends = self.sb.within(sets.atomic & sets.reads, sets.acquires & sets.fences);
        let ends = ends.or(&Relation::stay(size, sets.acquires & sets.reads));
        let continued = self.rf.within(sets.atomic, sets.updates).closure().or_stay();
        let heads = match sequence {
            Synchronisation::Updates => Relation::stay(size, sets.writes & sets.atomic),
            Synchronisation::UpdatesAndOwnStores => {
                let own = self.at_one_location(&self.sb.within(sets.writes, sets.writes)).or_stay();
                own.within(sets.writes, sets.writes & sets.atomic)
            }
        };
        let read = self.rf.within(sets.writes, sets.atomic & sets.reads);
        begins.then(&heads).then(&continued).then(&read).then(&ends)
    }

    /// The pairs of a relation whose events touch the same location.
    pub(super) fn at_one_location(&self, relation: &Relation) -> Relation {
        let mut same = Relation::empty(relation.size());
        for &at in &self.sets.at {
            same = same.or(&relation.within(at, at));
        }
        same
    }

    /// Works out `rb` from `rf` and `mo`. A read-modify-write is not before itself.
    ///
    /// What a non-atomic read reads is settled by what happens before it, and says nothing of a write that it
    /// races with: under a model with visibility it stands in no order with that.
    pub(super) fn read_before(&mut self, model: &Model) {
        let mut rb = Relation::empty(self.events.len());
        for (write, read) in self.rf.pairs() {
            let mut overwrites = self.mo.after(write) & !(1 << read);
            if model.has(Axiom::Visibility) && self.sets.atomic >> read & 1 == 0 {
                overwrites &= self.hb.after(read) | self.hb.before(read);
            }
            rb.add_all(read, overwrites);
        }
        self.rb = rb;
    }

    /// `eco`, extended coherence order: `rf`, `mo` or `rb`, in as many steps as make sense.
    pub(super) fn eco(&self) -> Relation {
        let writes = self.mo.or(&self.rb);
        self.rf.or(&writes).or(&writes.then(&self.rf))
    }
}
