//! How a story ends: what is wrong, who waits for what, which two accesses race.

use super::Failure;
use super::story::{Teller, file};
use crate::sync::checked::record::Action;

impl Teller<'_> {
    /// What is wrong in the end, and who waits for what.
    pub(super) fn end(&self) -> Vec<String> {
        let Some(failure) = self.failure else { return Vec::new() };
        let mut end = vec![failure.to_string()];
        match failure {
            Failure::Deadlock | Failure::Livelock => end.extend(self.waiting()),
            Failure::DataRace => end.extend(self.racing()),
            _ => {}
        }
        end.extend(self.execution.end.iter().cloned());
        end
    }

    fn waiting(&self) -> Vec<String> {
        let waits = (0..self.events().len()).filter(|&index| self.waits_for_ever(index));
        let tell = |index: usize| {
            let event = &self.events()[index];
            let (thread, object) = (&self.execution.threads[event.thread], event.object);
            match event.action {
                Action::Wants("joins") => format!("{thread} waits for {} to end", self.named(object)),
                Action::Wants("receives from") => format!("{thread} waits for a message from {object}"),
                Action::Wants("sends to") => format!("{thread} waits for room in {object}"),
                Action::Waits => format!("{thread} waits to be notified at {object}"),
                Action::Parks => format!("{thread} waits to be unparked"),
                Action::Does(_) => format!("{thread} waits for the others at {object}"),
                _ => match self.holders(index).as_slice() {
                    [] => format!("{thread} waits for {object}"),
                    holders if holders.contains(&event.thread) => {
                        format!("{thread} waits for {object}, which it holds itself")
                    }
                    holders => {
                        let names: Vec<_> =
                            holders.iter().map(|&holder| self.execution.threads[holder].as_str()).collect();
                        format!("{thread} waits for {object}, which {} holds", names.join(" and "))
                    }
                },
            }
        };
        waits.map(tell).collect()
    }

    /// Who holds the lock in the end that the event at `index` asks for.
    fn holders(&self, index: usize) -> Vec<usize> {
        let mut holders = Vec::new();
        for event in self.events().iter().filter(|event| event.object == self.events()[index].object) {
            match event.action {
                Action::Locks(..) => holders.push(event.thread),
                Action::Unlocks(_) => holders.retain(|&holder| holder != event.thread),
                _ => {}
            }
        }
        holders.dedup();
        holders
    }

    fn racing(&self) -> Vec<String> {
        let Some(last) = self.events().len().checked_sub(1) else { return Vec::new() };
        let tell = |index: usize| {
            let event = &self.events()[index];
            let access = if is_write(&event.action) { "write" } else { "read" };
            let (thread, place) = (&self.execution.threads[event.thread], event.place);
            format!("{access} by {thread} at {}:{}", file(place), place.line())
        };
        self.other_access(last).into_iter().chain([last]).map(tell).collect()
    }

    /// Whether the event is something that its thread waits for to the end, in a deadlock.
    pub(super) fn waits_for_ever(&self, index: usize) -> bool {
        let event = &self.events()[index];
        let waits = match event.action {
            Action::Wants(_) | Action::Waits | Action::Parks => true,
            Action::Does(what) => what == "arrives",
            _ => false,
        };
        let is_last = || !self.events()[index + 1..].iter().any(|later| later.thread == event.thread);
        matches!(self.failure, Some(Failure::Deadlock | Failure::Livelock)) && waits && is_last()
    }

    /// What the access at `index` races with, if it is the one at which the exploration ended.
    pub(super) fn race(&self, index: usize) -> String {
        if self.failure != Some(&Failure::DataRace) || index + 1 < self.events().len() {
            return String::new();
        }
        match self.other_access(index) {
            Some(other) => {
                let event = &self.events()[other];
                let access = if is_write(&event.action) { "write" } else { "read" };
                format!(", and races with the {access} by {}", self.execution.threads[event.thread])
            }
            None => ", and races".to_owned(),
        }
    }

    /// The other access of the race that the access at `index` ended.
    ///
    /// That is the latest one by another thread that conflicts with it: whatever that thread did before
    /// is ordered no better. Where several threads come into question, it is not said which it was.
    fn other_access(&self, index: usize) -> Option<usize> {
        let last = &self.events()[index];
        let conflicts = |other: &usize| {
            let event = &self.events()[*other];
            let same = event.object == last.object && event.thread != last.thread;
            same && is_access(&event.action) && (is_write(&event.action) || is_write(&last.action))
        };
        let mut others = (0..index).rev().filter(conflicts);
        let other = others.next()?;
        let thread = self.events()[other].thread;
        others.all(|it| self.events()[it].thread == thread).then_some(other)
    }
}

fn is_access(action: &Action) -> bool {
    matches!(action, Action::Accesses(..) | Action::Locks(..) | Action::Unlocks(_))
}

fn is_write(action: &Action) -> bool {
    match action {
        Action::Accesses(write, _) => *write,
        Action::Unlocks(left) => left.is_some(),
        _ => false,
    }
}
