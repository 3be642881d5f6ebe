//! What the program has of the heap, as far as it is watched: blocks that it allocates and frees, and what has to
//! be dropped before an execution ends.
//!
//! A block that was freed is kept until the next run, so that a use of it is found instead of done: an atomic or a
//! cell that lies in it can still be looked at. A use and a free that nothing orders are an error in either order;
//! so each block remembers the last use of each thread, as cells remember accesses.

use std::alloc::{Layout, dealloc};
use std::collections::BTreeMap;

use super::Engine;
use crate::execution::{Access, DataRace, Failure, Freed, Leak};
use crate::graph::{EventId, Place};

/// The heap of one run.
#[derive(Default)]
pub(crate) struct Memory {
    blocks: BTreeMap<usize, Block>,
    /// What has been made, and has to be dropped.
    tracked: Vec<Option<Leak>>,
    /// Whether the main thread has come to its end: what it returned may have blocks still.
    pub is_over: bool,
}

struct Block {
    layout: Layout,
    made: Access,
    freed: Option<Access>,
    /// Each thread's last use.
    uses: Vec<Access>,
}

/// Something that has to be dropped before the execution ends: in which run, and which it is.
#[derive(Clone, Copy)]
pub(crate) struct Tracked {
    run: u64,
    number: usize,
}

impl Memory {
    /// Before a run: gives the memory of the last back to the system.
    pub fn clear(&mut self) {
        let kept_by_nobody = !self.is_over;
        for (address, block) in std::mem::take(&mut self.blocks) {
            if block.freed.is_some() || kept_by_nobody {
                // SAFETY: the block was allocated with this layout. The program has given it back, which was not
                // passed on; or its run came to nothing, and all that it had is gone. (Assumed: a `Box` that it put
                // into a `static` of `std`'s is not. See what the crate's page says of what outlives a run.)
                unsafe { dealloc(address as *mut u8, block.layout) };
            }
        }
        self.tracked.clear();
        self.is_over = false;
    }

    /// What is left at the end.
    pub fn leak(&self) -> Option<Leak> {
        let tracked = self.tracked.iter().flatten().next().copied();
        let block = || self.blocks.values().find(|block| block.freed.is_none());
        tracked.or_else(|| block().map(|block| Leak { sort: "allocation", made: block.made.place }))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Engine {
    fn access(&self, writes: bool, place: Place) -> Access {
        let thread = self.current;
        Access { thread, writes, after: self.threads[thread].done, place }
    }

    /// Whether the current thread knows of an access: that it happened before.
    fn knows(&self, access: &Access) -> bool {
        let thread = self.current;
        let last = EventId::new(thread, self.threads[thread].done - 1);
        let known = &self.search.graph.event(last).happens_before;
        access.thread == thread || known.knows(EventId::new(access.thread, access.after))
    }

    /// Something is made that has to be dropped.
    pub(crate) fn track(&mut self, sort: &'static str, made: Place) -> Tracked {
        self.memory.tracked.push(Some(Leak { sort, made }));
        Tracked { run: self.run, number: self.memory.tracked.len() - 1 }
    }

    /// It is dropped.
    pub(crate) fn untrack(&mut self, tracked: Tracked) {
        if tracked.run == self.run
            && let Some(one) = self.memory.tracked.get_mut(tracked.number)
        {
            *one = None;
        }
    }

    /// A block has been allocated.
    pub(crate) fn allocated(&mut self, address: usize, layout: Layout, place: Place) {
        let made = self.access(true, place);
        self.memory.blocks.insert(address, Block { layout, made, freed: None, uses: vec![made] });
    }

    /// Something at an address is used. If it lies in a block that has been freed, the execution fails.
    pub(crate) fn uses(&mut self, address: usize, place: Place) -> Option<Failure> {
        if self.memory.blocks.is_empty() || self.abandoning {
            return None;
        }
        let access = self.access(false, place);
        let (&start, block) = self.memory.blocks.range(..=address).next_back()?;
        if address >= start + block.layout.size() {
            return None;
        }
        let made = block.made;
        if let Some(freed) = block.freed {
            return Some(Failure::UseAfterFree(Freed { made: made.place, first: freed, second: access }));
        }
        if !self.knows(&made) {
            return Some(Failure::DataRace(DataRace { made: made.place, first: made, second: access }));
        }
        let block = self.memory.blocks.get_mut(&start)?;
        match block.uses.iter_mut().find(|other| other.thread == access.thread) {
            Some(other) => *other = access,
            None => block.uses.push(access),
        }
        None
    }

    /// Whether a block that is watched begins at an address, and has been freed. It may be asked also when the execution
    /// has been given up.
    pub(crate) fn is_freed(&self, address: usize) -> bool {
        self.memory.blocks.get(&address).is_some_and(|block| block.freed.is_some())
    }

    /// A block is to be freed. `None` if it is none that is watched; otherwise it is kept, and an error told.
    pub(crate) fn frees(&mut self, address: usize, place: Place) -> Option<Result<(), Failure>> {
        let access = self.access(true, place);
        let block = self.memory.blocks.get(&address)?;
        if self.abandoning {
            self.memory.blocks.get_mut(&address)?.freed.get_or_insert(access);
            return Some(Ok(()));
        }
        let made = block.made.place;
        let failure = match block.freed {
            Some(freed) => Some(Failure::DoubleFree(Freed { made, first: freed, second: access })),
            None => {
                let other = block.uses.iter().find(|other| !self.knows(other)).copied();
                other.map(|first| Failure::UseAfterFree(Freed { made, first, second: access }))
            }
        };
        if let Some(failure) = failure {
            return Some(Err(failure));
        }
        self.memory.blocks.get_mut(&address)?.freed = Some(access);
        Some(Ok(()))
    }
}
