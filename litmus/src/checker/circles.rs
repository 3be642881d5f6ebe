//! Whether what is still to come can go round in a circle: a read, what its thread writes after it, whoever
//! reads that, and so on to the write that the first read has read.
//!
//! Only then is it worthwhile to guess what a read will read. Coherence forbids two sorts of circles.
//! Those at one location; and those in which all threads but one synchronise with the next: there the one
//! read happens before the write that it reads. So a circle takes two locations, and reads in two threads
//! that are *loose*: that do not synchronise with every write that they may read.

use super::super::test::{LocationId, Mode, Ordering, Statement};
use super::model::Model;
use super::program::{Cursor, Program, Step};

/// A set of locations.
type Locations = u64;

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
}

impl Circles {
    pub fn new(programs: &[Program<'_>], model: &Model) -> Self {
        let synchronises = model.synchronisation.is_some();
        // Locations that a thread may write in a way that need not synchronise.
        let loose_writes = |program: &Program<'_>| {
            let steps = 0..program.steps.len();
            let loose = steps.filter(|&step| !(synchronises && releases(program, step)));
            loose.fold(0, |set, step| set | bit(program.steps[step].writes()))
        };
        let loose_writes: Vec<Locations> = programs.iter().map(loose_writes).collect();
        let ahead = |thread: usize| {
            let program = &programs[thread];
            let others = (0..programs.len()).filter(|&other| other != thread);
            let others = others.fold(0, |set, other| set | loose_writes[other]);
            let mut ahead = vec![Ahead::default(); program.steps.len() + 1];
            for step in (0..program.steps.len()).rev() {
                let after = ahead[step + 1];
                let (reads, writes) = (program.steps[step].reads(), program.steps[step].writes());
                let firm = synchronises && acquires(program, step);
                let loose = if firm { bit(reads) & others } else { bit(reads) };
                ahead[step] = Ahead {
                    reads: after.reads | bit(reads),
                    loose: after.loose | loose,
                    writes: after.writes | bit(writes),
                };
            }
            ahead
        };
        Circles { ahead: (0..programs.len()).map(ahead).collect() }
    }

    fn of(&self, thread: usize, cursors: &[Cursor]) -> Ahead {
        self.ahead[thread][cursors[thread].step]
    }

    /// Whether a thread may still write a location.
    pub fn may_write(&self, thread: usize, location: LocationId, cursors: &[Cursor]) -> bool {
        self.of(thread, cursors).writes & 1 << location != 0
    }

    /// Whether a circle that coherence does not forbid may lead through the next step of a thread, which
    /// reads a location.
    pub fn may_close(&self, thread: usize, location: LocationId, cursors: &[Cursor]) -> bool {
        let others = || (0..cursors.len()).filter(|&other| other != thread);
        let loose = (0..cursors.len()).filter(|&thread| self.of(thread, cursors).loose != 0);
        let handed_on = |writer: usize| {
            let readers = (0..cursors.len()).filter(|&reader| reader != writer);
            let read = readers.fold(0, |set, reader| set | self.of(reader, cursors).reads);
            self.of(writer, cursors).writes & read
        };
        let all_handed_on = (0..cursors.len()).fold(0, |set, writer| set | handed_on(writer));
        others().any(|other| self.may_write(other, location, cursors))
            && handed_on(thread) != 0
            && loose.count() >= 2
            && all_handed_on & !(1 << location) != 0
    }
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
