//! Which object an event is about, and which events the wrappers have told already.

use std::collections::{HashMap, HashSet};

use racelab_engine::graph::{EventId, Graph, Kind, ObjectId};
use racelab_engine::{Execution as Explored, Noted};

use crate::explore::places::{Place, is_of_the_kit};
use crate::sync::Name;
use crate::sync::checked::record::{Action, Execution, Identity};

/// The objects of the engine, numbered in the order in which the threads, first to last, come to them.
pub(in crate::explore) struct Objects<'a> {
    pub graph: &'a Graph,
    /// The number of each of the graph's objects.
    numbers: HashMap<ObjectId, u64>,
    /// The number of each cell.
    cells: HashMap<usize, u64>,
    /// Where the wrappers made theirs.
    wrapped: HashSet<Place>,
    /// The events of fences and threads that a wrapper has told.
    noted: HashSet<EventId>,
    /// Where a wrapper has told of parking: in which thread, and the place.
    parking: HashSet<(usize, Place)>,
    /// Where a wrapper has told of a message: in which thread, and the place.
    messages: HashSet<(usize, Place)>,
    /// Which of the wrappers' objects each of the graph's objects is.
    wrappers: HashMap<ObjectId, u64>,
    /// How many events of each thread have run.
    pub ran: Vec<usize>,
    /// Which thread takes which token.
    tokens: HashMap<ObjectId, usize>,
}

/// The engine's objects have other numbers than the wrappers' (see [`Identity::number`]), its cells others again.
const FIRST_OBJECT: u64 = 1 << 32;
const FIRST_CELL: u64 = 2 << 32;
const ALLOCATION: u64 = 3 << 32;

impl<'a> Objects<'a> {
    pub(super) fn new<T>(told: &Execution, explored: &'a Explored<'_, T>) -> Objects<'a> {
        let graph = explored.graph;
        let mut ran = vec![0; graph.threads.len()];
        for step in explored.steps {
            ran[step.thread()] = ran[step.thread()].max(step.index() + 1);
        }
        let mut objects = Objects {
            graph,
            numbers: HashMap::new(),
            cells: HashMap::new(),
            wrapped: told.made.iter().map(|identity| identity.made).collect(),
            noted: HashSet::new(),
            parking: HashSet::new(),
            messages: HashSet::new(),
            wrappers: HashMap::new(),
            ran,
            tokens: HashMap::new(),
        };
        objects.note_what_is_told(told);
        objects.number();
        let mut notes: Vec<_> = explored.notes.iter().collect();
        notes.sort_by_key(|note| (note.thread, note.after));
        for note in notes.iter().filter(|note| matches!(note.what, Noted::Reads | Noted::Writes)) {
            let next = FIRST_CELL + objects.cells.len() as u64;
            objects.cells.entry(note.object).or_insert(next);
        }
        objects
    }

    fn note_what_is_told(&mut self, told: &Execution) {
        for event in &told.events {
            if matches!(event.action, Action::Parks | Action::Unparked(_) | Action::Unparks(_)) {
                self.parking.insert((event.thread, event.place));
            }
            if matches!(event.action, Action::Got(..)) {
                self.messages.insert((event.thread, event.place));
            }
            let Some(at) = event.at else { continue };
            match event.action {
                Action::Fences(_) | Action::Starts(_) | Action::Joins(_) => drop(self.noted.insert(at)),
                Action::Loads(_)
                | Action::Stores(..)
                | Action::Changes(..)
                | Action::Fails(..)
                | Action::Locks(..) => {
                    if let Some(of) = event.of.filter(|_| self.graph.event(at).object != ObjectId::NONE) {
                        self.wrappers.insert(self.graph.event(at).object, of.number);
                    }
                }
                _ => {}
            }
        }
    }

    fn number(&mut self) {
        let mut families: HashMap<u64, u64> = HashMap::new();
        let mut next = FIRST_OBJECT;
        for (thread, &ran) in self.ran.iter().enumerate() {
            for event in &self.graph.threads[thread][..ran] {
                if event.object == ObjectId::NONE {
                    continue;
                }
                if event.call == "park" && event.kind == Kind::Read {
                    self.tokens.insert(event.object, thread);
                }
                let family = self.graph.object(event.object).family;
                let number = self.numbers.get(&event.object).or_else(|| families.get(&family)).copied();
                let number = number.unwrap_or_else(|| {
                    next += 1;
                    next
                });
                self.numbers.insert(event.object, number);
                if family != 0 {
                    families.insert(family, number);
                }
            }
        }
    }

    /// The number of an object of the graph, by which it has its name.
    pub fn number_of(&self, object: ObjectId) -> Option<u64> {
        let number = |of: ObjectId| self.wrappers.get(&of).or_else(|| self.numbers.get(&of)).copied();
        self.lock_of(object).and_then(number).or_else(|| number(object))
    }

    /// The lock that a poison flag belongs to: it was made in the same place, and no other lock was.
    fn lock_of(&self, flag: ObjectId) -> Option<ObjectId> {
        let flag = self.graph.objects.get(flag.index()).filter(|flag| flag.sort == "poison flag")?;
        let mut locks = self.numbers.iter().filter(|(object, _)| {
            let object = self.graph.object(**object);
            ["Mutex", "RwLock"].contains(&object.sort) && object.made == flag.made
        });
        let (&object, number) = locks.next()?;
        locks.all(|(_, other)| other == number).then_some(object)
    }

    /// Whether the wrappers have told an event, or nobody is to be told of it.
    pub(super) fn is_told(&self, id: EventId) -> bool {
        let event = self.graph.event(id);
        let made = self.graph.object_of(id).and_then(|object| object.made);
        is_of_the_kit(event.place)
            || self.noted.contains(&id)
            || self.is_parking(id.thread(), event.place)
            || self.is_message(event.object) && self.messages.contains(&(id.thread(), event.place))
            || made.is_some_and(|made| self.is_wrapped(made))
    }

    /// Whether this is the word by which a message is known.
    fn is_message(&self, object: ObjectId) -> bool {
        self.graph.objects.get(object.index()).is_some_and(|object| object.sort == "message")
    }

    /// Whether a wrapper has told that the thread parks there, or unparks another.
    pub(super) fn is_parking(&self, thread: usize, place: Place) -> bool {
        self.parking.contains(&(thread, place))
    }

    /// Whether a wrapper made what was made there.
    pub(super) fn is_wrapped(&self, made: Place) -> bool {
        self.wrapped.contains(made) || is_of_the_kit(made)
    }

    /// The name and the identity of what an event is about.
    pub(super) fn of_event(&self, id: EventId) -> (Name, Option<Identity>) {
        let event = self.graph.event(id);
        match event.kind {
            Kind::Spawn | Kind::Join => (Name::from(("thread", event.value as usize)), None),
            Kind::Fence => (Name::from("memory"), None),
            _ if event.call == "unpark" => {
                let thread = self.tokens.get(&event.object);
                (thread.map_or(Name::from("a thread"), |&thread| Name::from(("thread", thread))), None)
            }
            _ => self.of(event.object),
        }
    }

    /// The name and the identity of an object of the graph.
    pub(super) fn of(&self, object: ObjectId) -> (Name, Option<Identity>) {
        let Some(known) = self.graph.objects.get(object.index()) else { return (Name::from("memory"), None) };
        let sort = sort(known.sort);
        let identity = known.made.zip(self.number_of(object));
        (Name::from(sort), identity.map(|(made, number)| Identity { number, sort, made, is_named: false }))
    }

    /// The name and the identity of a cell, or of what was allocated, where `cell` is `None`.
    pub(super) fn of_memory(&self, cell: Option<usize>, made: Place) -> (Name, Option<Identity>) {
        let number = cell.and_then(|cell| self.cells.get(&cell)).copied().unwrap_or(ALLOCATION);
        let sort = if cell.is_some() { "cell" } else { "memory" };
        (Name::from(sort), Some(Identity { number, sort, made, is_named: false }))
    }
}

/// What the wrappers call such an object.
fn sort(of_engine: &'static str) -> &'static str {
    match of_engine {
        "Mutex" => "mutex",
        "RwLock" => "lock",
        "Condvar" => "condition",
        "Barrier" => "barrier",
        atomic if atomic.starts_with("Atomic") => "atomic",
        other => other,
    }
}
