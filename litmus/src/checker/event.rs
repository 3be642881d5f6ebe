//! What happens in an execution: the events.

use super::super::test::{LocationId, Mode, Ordering, Statement, Test, Value};

/// Something that a thread does to memory, or a fence. A read-modify-write is one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The thread; none for a location's initial value, which is there before the threads start.
    pub thread: Option<usize>,
    /// The statement's number in its thread: statements are counted as they are written, from 0, with
    /// those inside an `if` after the `if` itself. [`statement`] finds it.
    pub statement: usize,
    /// What sort of event.
    pub kind: Kind,
    /// What it touches; a fence touches nothing.
    pub location: Option<LocationId>,
    /// How.
    pub mode: Mode,
    /// What it reads.
    pub read: Option<Value>,
    /// What it writes.
    pub written: Option<Value>,
}

/// What sort of event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Writes a location's initial value.
    Initial,
    /// Reads.
    Load,
    /// Writes.
    Store,
    /// Reads and writes, with nothing in between.
    Update,
    /// A compare-exchange that did not find what it expected: it has only read.
    FailedUpdate,
    /// A fence.
    Fence,
}

impl Event {
    pub(super) fn initial(location: LocationId, value: Value) -> Self {
        Event {
            thread: None,
            statement: 0,
            kind: Kind::Initial,
            location: Some(location),
            mode: Mode::NonAtomic,
            read: None,
            written: Some(value),
        }
    }

    /// Whether it reads.
    pub fn reads(&self) -> bool {
        matches!(self.kind, Kind::Load | Kind::Update | Kind::FailedUpdate)
    }

    /// Whether it writes.
    pub fn writes(&self) -> bool {
        matches!(self.kind, Kind::Initial | Kind::Store | Kind::Update)
    }

    /// Whether it is atomic, or a fence.
    pub fn is_atomic(&self) -> bool {
        self.mode != Mode::NonAtomic
    }

    /// Whether its ordering is `SeqCst`.
    pub fn is_seq_cst(&self) -> bool {
        self.mode == Mode::Atomic(Ordering::SeqCst)
    }

    /// Whether its ordering releases: what came before can be handed on by it.
    pub fn releases(&self) -> bool {
        use Ordering::{AcqRel, Release, SeqCst};
        (self.writes() || self.kind == Kind::Fence)
            && matches!(self.mode, Mode::Atomic(Release | AcqRel | SeqCst))
    }

    /// Whether its ordering acquires: what is handed on by what it reads is known from here on.
    pub fn acquires(&self) -> bool {
        use Ordering::{AcqRel, Acquire, SeqCst};
        (self.reads() || self.kind == Kind::Fence)
            && matches!(self.mode, Mode::Atomic(Acquire | AcqRel | SeqCst))
    }
}

/// The statement of a thread with this number, as [`Event::statement`] counts them.
pub fn statement(test: &Test, thread: usize, number: usize) -> Option<&Statement> {
    fn find<'t>(body: &'t [Statement], left: &mut usize) -> Option<&'t Statement> {
        for statement in body {
            if *left == 0 {
                return Some(statement);
            }
            *left -= 1;
            if let Statement::If { then, otherwise, .. } = statement {
                let inside = find(then, left).or_else(|| find(otherwise, left));
                if inside.is_some() {
                    return inside;
                }
            }
        }
        None
    }
    let mut left = number;
    find(&test.threads.get(thread)?.body, &mut left)
}
