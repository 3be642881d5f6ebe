//! Whether what is still to come can go round in a circle: a read, what its thread writes after it, whoever
//! reads that, and so on to the write that the first read has read.
//!
//! Only then is it worthwhile to guess what a read will read. Coherence forbids two sorts of circles.
//! Those at one location; and those in which all threads but one synchronise with the next: there the one
//! read happens before the write that it reads. So a circle takes two locations, and reads in two threads
//! that are *loose*: that do not synchronise with every write that they may read. (A non-atomic read is not
//! loose, nor one of non-atomic writes, where a model has visibility: such a write happens before the read.)

use std::collections::HashSet;

use super::super::test::{LocationId, Mode, Ordering, Statement};
use super::model::{Axiom, Model};
use super::program::{Cursor, Program, Step};

/// A set of locations.
type Locations = u64;

/// A read that has its value and still waits for the write: its thread, and the location.
pub(super) type Owed = (usize, LocationId);

/// What a thread may do from a step on, on one path or another.
#[derive(Clone, Copy, Default)]
struct Ahead {
    reads: Locations,
    loose: Locations,
    writes: Locations,
}

/// What is ahead of every step of every thread.
pub(super) struct Circles {
    ahead: Vec<Vec<Ahead>>,
    ways: Ways,
}

impl Circles {
    pub fn new(programs: &[Program<'_>], model: &Model) -> Self {
        let synchronises = model.synchronisation.is_some();
        let visible = synchronises && model.has(Axiom::Visibility);
        // Locations that a thread may write in a way that need not synchronise.
        let loose_writes = |program: &Program<'_>| {
            let steps = 0..program.steps.len();
            let loose = steps.filter(|&step| !(visible && is_plain(program, step)));
            let mut writes = Writes::default();
            for step in loose {
                let written = bit(program.steps[step].writes());
                writes.all |= written;
                writes.loose |= if synchronises && releases(program, step) { 0 } else { written };
            }
            writes
        };
        let loose_writes: Vec<Writes> = programs.iter().map(loose_writes).collect();
        let loose = |thread: usize, step: usize| {
            let program = &programs[thread];
            let others = (0..programs.len()).filter(|&other| other != thread);
            let others = others.fold(Writes::default(), |others, other| Writes {
                all: others.all | loose_writes[other].all,
                loose: others.loose | loose_writes[other].loose,
            });
            let read = bit(program.steps[step].reads());
            match synchronises && acquires(program, step) {
                _ if visible && is_plain(program, step) => 0,
                true => read & others.loose,
                false => read & others.all,
            }
        };
        let ahead = |thread: usize| {
            let program = &programs[thread];
            let mut ahead = vec![Ahead::default(); program.steps.len() + 1];
            for step in (0..program.steps.len()).rev() {
                let after = ahead[step + 1];
                ahead[step] = Ahead {
                    reads: after.reads | bit(program.steps[step].reads()),
                    loose: after.loose | loose(thread, step),
                    writes: after.writes | bit(program.steps[step].writes()),
                };
            }
            ahead
        };
        let ahead: Vec<Vec<Ahead>> = (0..programs.len()).map(ahead).collect();
        let reads = |thread: usize| {
            let steps = programs[thread].steps.iter().enumerate();
            let read = |(step, does): (usize, &Step<'_>)| {
                let location = 1 << does.reads()?;
                let writes = ahead[thread][step].writes;
                Some(Read { step, location, is_loose: loose(thread, step) != 0, writes })
            };
            steps.filter_map(read).collect()
        };
        let ways = Ways { reads: (0..programs.len()).map(reads).collect() };
        Circles { ahead, ways }
    }

    fn of(&self, thread: usize, cursors: &[Cursor]) -> Ahead {
        self.ahead[thread][cursors[thread].step]
    }

    /// Whether a thread may still write a location.
    pub fn may_write(&self, thread: usize, location: LocationId, cursors: &[Cursor]) -> bool {
        self.of(thread, cursors).writes & 1 << location != 0
    }

    /// What a thread may do from here on, what it owes included.
    fn of_debtor(&self, thread: usize, cursors: &[Cursor], owed: &[Owed]) -> Ahead {
        let own = owed.iter().filter(|(debtor, _)| *debtor == thread);
        let owed = own.fold(0, |set, (_, location)| set | 1 << location);
        let ahead = self.of(thread, cursors);
        Ahead { reads: ahead.reads | owed, loose: ahead.loose | owed, ..ahead }
    }

    /// Whether a circle that coherence does not forbid may lead through the next step of a thread, which
    /// reads a location.
    pub fn may_close(&self, thread: usize, location: LocationId, cursors: &[Cursor], owed: &[Owed]) -> bool {
        let others = || (0..cursors.len()).filter(|&other| other != thread);
        let of = |thread| self.of_debtor(thread, cursors, owed);
        let loose = (0..cursors.len()).filter(|&thread| of(thread).loose != 0);
        let handed_on = |writer: usize| {
            let readers = (0..cursors.len()).filter(|&reader| reader != writer);
            let read = readers.fold(0, |set, reader| set | of(reader).reads);
            of(writer).writes & read
        };
        let found = || !owed.is_empty() || self.ways.lead_round(thread, cursors);
        let all_handed_on = (0..cursors.len()).fold(0, |set, writer| set | handed_on(writer));
        others().any(|other| self.may_write(other, location, cursors))
            && handed_on(thread) != 0
            && loose.count() >= 2
            && all_handed_on & !(1 << location) != 0
            && found()
    }
}

/// The reads of all threads, and what their threads may write from there on.
///
/// A shortest circle comes to each thread once: by a read, and leaves it by the same step, if that writes too, or
/// by a later one.
struct Ways {
    reads: Vec<Vec<Read>>,
}

struct Read {
    step: usize,
    location: Locations,
    is_loose: bool,
    writes: Locations,
}

/// A way under way: the threads it has come to, what it can leave the last of them by, and how many of its reads are
/// loose, as far as that matters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Way {
    threads: u64,
    last: usize,
    writes: Locations,
    loose: u8,
}

impl Ways {
    /// Whether a way leads from the next step of a thread back to it, by loose reads of two threads at least, if
    /// nothing has been read ahead of time yet.
    fn lead_round(&self, thread: usize, cursors: &[Cursor]) -> bool {
        let next = self.reads[thread].iter().find(|read| read.step == cursors[thread].step);
        next.is_none_or(|next| {
            let begin =
                Way { threads: 1 << thread, last: thread, writes: next.writes, loose: next.is_loose.into() };
            self.close(begin, next.location, thread, cursors, &mut HashSet::new())
        })
    }

    fn close(
        &self,
        way: Way,
        goal: Locations,
        thread: usize,
        cursors: &[Cursor],
        known: &mut HashSet<Way>,
    ) -> bool {
        if way.last != thread && way.writes & goal != 0 && way.loose >= 2 {
            return true;
        }
        if !known.insert(way) {
            return false;
        }
        let unvisited = (0..self.reads.len()).filter(|other| way.threads >> other & 1 == 0);
        let reads = unvisited.flat_map(|other| self.reads[other].iter().map(move |read| (other, read)));
        let mut open = reads
            .filter(|(other, read)| read.step >= cursors[*other].step && read.location & way.writes != 0);
        open.any(|(other, read)| {
            let loose = 2.min(way.loose + u8::from(read.is_loose));
            let threads = way.threads | 1 << other;
            self.close(Way { threads, last: other, writes: read.writes, loose }, goal, thread, cursors, known)
        })
    }
}

/// Locations that a thread may write where what it writes need not happen before whoever reads it; and those of
/// them that it may write without a release.
#[derive(Clone, Copy, Default)]
struct Writes {
    all: Locations,
    loose: Locations,
}

fn is_plain(program: &Program<'_>, step: usize) -> bool {
    matches!(
        program.steps[step],
        Step::Do(
            Statement::Load { mode: Mode::NonAtomic, .. } | Statement::Store { mode: Mode::NonAtomic, .. },
            _
        )
    )
}

fn bit(location: Option<LocationId>) -> Locations {
    location.map_or(0, |location| 1 << location)
}

/// Whether a write releases, by itself or by a fence directly before it.
fn releases(program: &Program<'_>, step: usize) -> bool {
    use Ordering::{AcqRel, Release, SeqCst};
    let strong = |ordering: &Ordering| matches!(ordering, Release | AcqRel | SeqCst);
    let by_itself = match &program.steps[step] {
        Step::Do(Statement::Store { mode: Mode::Atomic(ordering), .. }, _)
        | Step::Do(Statement::Update { ordering, .. }, _)
        | Step::Do(Statement::CompareExchange { success: ordering, .. }, _) => strong(ordering),
        _ => false,
    };
    let atomic = !matches!(program.steps[step], Step::Do(Statement::Store { mode: Mode::NonAtomic, .. }, _));
    let jumped_to = |target: usize| {
        program.steps.iter().any(|step| matches!(step, Step::Unless(_, to) | Step::Jump(to) if *to == target))
    };
    let fenced = step > 0
        && !jumped_to(step)
        && matches!(program.steps[step - 1], Step::Do(Statement::Fence(ordering), _) if strong(ordering));
    by_itself || atomic && fenced
}

/// Whether a read acquires, by itself or by a fence directly after it.
fn acquires(program: &Program<'_>, step: usize) -> bool {
    use Ordering::{AcqRel, Acquire, SeqCst};
    let strong = |ordering: &Ordering| matches!(ordering, Acquire | AcqRel | SeqCst);
    let by_itself = match &program.steps[step] {
        Step::Do(Statement::Load { mode: Mode::Atomic(ordering), .. }, _)
        | Step::Do(Statement::Update { ordering, .. }, _) => strong(ordering),
        Step::Do(Statement::CompareExchange { success, failure, .. }, _) => {
            strong(success) && strong(failure)
        }
        _ => false,
    };
    let atomic = !matches!(program.steps[step], Step::Do(Statement::Load { mode: Mode::NonAtomic, .. }, _));
    let fenced = matches!(program.steps.get(step + 1),
        Some(Step::Do(Statement::Fence(ordering), _)) if strong(ordering));
    by_itself || atomic && fenced
}
