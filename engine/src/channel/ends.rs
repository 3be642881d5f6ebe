//! How many there are of one end of a channel, and which of them is the last to go.
//!
//! A clone is no event: nobody can notice it. When one goes, it adds one to a count of those that have gone
//! (Relaxed); who finds that it is the last tells the other end. Between two of one end nothing else is ordered.

use std::cell::Cell;
use std::sync::atomic::Ordering::Relaxed;

use crate::graph::{Change, Place, Shape};
use crate::run::{About, Slot, perform};

/// One end of a channel.
pub(super) struct Ends {
    made: Cell<u64>,
    gone: Slot,
}

impl Ends {
    pub fn new(place: Place) -> Ends {
        Ends { made: Cell::new(1), gone: Slot::at(place) }
    }

    pub fn cloned(&self, place: Place) {
        perform::change_aside(place);
        self.made.set(self.made.get() + 1);
    }

    /// One goes. Whether it is the last.
    pub fn goes(&self, place: Place) -> bool {
        // What came out of an execution has nobody to tell any more.
        if !perform::is_in_program() {
            return false;
        }
        // Who has never been cloned is alone. (Who is cloned while another goes is no matter: then that one is not
        // the last.)
        let is_alone = self.made.get() == 1;
        let about = About::new(&self.gone, "channel").called("drop");
        let before =
            if is_alone { 0 } else { perform::read(about, Relaxed, Change::Add(1), Shape::NONE, place).0 };
        before + 1 == self.made.get()
    }
}
