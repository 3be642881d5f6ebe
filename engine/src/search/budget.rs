//! What happens for no reason, *spuriously* in the field's word, on a *whim* in this code's: a weak compare-exchange
//! that fails though it found what it expected, a wait on a condition variable that ends though nobody notified, a
//! time-out.
//!
//! All of that is allowed, and a program has to bear it. But it may happen any number of times, and a loop
//! that has to bear it would have endless executions. So the search allows a few in one execution, one by
//! default: enough to find most programs that do not bear it. One that tests *twice* in place of a loop needs two.

use super::Search;
use crate::graph::{Event, Kind};

impl Search {
    /// Whether anything may happen for no reason.
    pub fn has_budget(&self) -> bool {
        self.budget > 0
    }

    /// Whether more happens for no reason than may.
    pub(super) fn is_over_budget(&self) -> bool {
        let is_whim = |event: &&Event| match event.kind {
            Kind::Choice => event.may_be_whim && event.value != 0,
            _ => event.on_a_whim,
        };
        self.graph.threads.iter().flatten().filter(is_whim).count() > self.budget as usize
    }
}
