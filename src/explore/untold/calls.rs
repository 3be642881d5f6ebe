//! Calls that are several events of the graph.

use racelab_engine::graph::{Change, Event, EventId, Kind};
use racelab_engine::{Execution as Explored, Noted};

use super::thread::known;
use super::{Teller, behind};
use crate::sync::checked::record::Action;

impl Teller<'_, '_> {
    /// The last event of those from `first` on that follow one another and are alike.
    fn last_of(&self, first: EventId, is_alike: impl Fn(&Event) -> bool) -> EventId {
        let mut last = first;
        while self.ran(last.next()).is_some_and(|next| is_alike(&next)) {
            last = last.next();
        }
        last
    }

    fn sort(&self, event: &Event) -> &'static str {
        self.objects.graph.objects.get(event.object.index()).map_or("", |object| object.sort)
    }

    /// A reader has a lock of its own, a writer takes those of all; see the engine's `rwlock`.
    pub(super) fn rwlock<T>(&mut self, id: EventId, explored: &Explored<'_, T>) -> usize {
        let event = *self.objects.graph.event(id);
        let family =
            |event: &Event| self.objects.graph.objects.get(event.object.index()).map(|object| object.family);
        let same = family(&event);
        let (is_unlock, call) = (event.kind == Kind::Unlock, event.call);
        if event.change == Change::FindTaken {
            return self.one_call(id, id, Action::Does("tries to lock it, and finds it taken"));
        }
        let last = match (is_unlock, call) {
            (true, "read") => id,
            (false, "read" | "try_read") => id.next(),
            (true, _) => self.last_of(id, |next| {
                family(next) == same
                    && (next.kind == Kind::Unlock && next.call == "write" || next.call == "downgrade")
            }),
            (false, _) => self
                .last_of(id, |next| family(next) == same && next.kind != Kind::Unlock && next.call == call),
        };
        if !self.has_run(last) || self.is_stuck_at(last, explored) {
            return last.index() - id.index() + 1;
        }
        if is_unlock {
            let left = (call == "write").then(|| behind(explored, Noted::Leaves, id).map(known)).flatten();
            let range = id.index()..=last.index();
            let downgrades =
                range.clone().any(|at| self.objects.graph.threads[id.thread()][at].call == "downgrade");
            let told = self.one_call(id, last, Action::Unlocks(left));
            if downgrades {
                self.tell(last, id, Action::Locks("read-locks", String::new()));
            }
            return told;
        }
        let how = if call.ends_with("read") { "read-locks" } else { "write-locks" };
        let found = behind(explored, Noted::Finds, last).flatten().unwrap_or_default();
        self.one_call(id, last, Action::Locks(how, found))
    }

    /// Whether a thread waits for ever in the call that its last event is of.
    fn is_stuck_at<T>(&self, last: EventId, explored: &Explored<'_, T>) -> bool {
        !self.has_run(last.next())
            && super::failing::blocked(explored).any(|blocked| {
                let in_a_call = matches!(
                    blocked.waits_for,
                    racelab_engine::WaitsFor::Lock { .. } | racelab_engine::WaitsFor::Change(_)
                );
                blocked.thread == last.thread() && in_a_call && !blocked.call.is_empty()
            })
    }

    fn one_call(&mut self, first: EventId, last: EventId, action: Action) -> usize {
        self.stand(first, last, last);
        self.tell(last, first, action);
        last.index() - first.index() + 1
    }

    /// Who takes a poisoned lock finds that as well, which is no call of its own.
    pub(super) fn poison(&mut self, id: EventId, event: &Event) -> usize {
        let does = match event.call {
            "is_poisoned" if event.value != 0 => "is found poisoned",
            "is_poisoned" => "is found not poisoned",
            "clear_poison" => "is poisoned no more",
            // Whoever panics with a lock poisons it, which matters where somebody looks.
            "panic" if self.objects.graph.object(event.object).reads.is_empty() => return 1,
            "panic" => "is poisoned by the panic",
            _ => return 1,
        };
        self.one_call(id, id, Action::Does(does))
    }

    /// A wait at a condition variable: joins the list, gives the mutex back, waits, takes the mutex.
    pub(super) fn wait<T>(&mut self, id: EventId, explored: &Explored<'_, T>) -> usize {
        let event = *self.objects.graph.event(id);
        let (place, call) = (event.place, event.call);
        let is_of_it = |next: &Event| next.place == place && (next.call == call || next.kind == Kind::Choice);
        let is_mutex =
            |this: &Self, at: EventId| this.ran(at).is_some_and(|event| this.sort(&event) == "Mutex");
        // Up to the mutex's being given back: then it waits.
        let mut at = id;
        while self.ran(at).is_some_and(|event| is_of_it(&event)) && !is_mutex(self, at) {
            at = at.next();
        }
        if !is_mutex(self, at) {
            return at.index() - id.index();
        }
        let unlocks = at;
        let left = behind(explored, Noted::Leaves, unlocks).map(known);
        self.stand(id, unlocks, unlocks);
        self.tell(unlocks, unlocks, Action::Unlocks(left));
        self.tell(unlocks, id, Action::Waits);
        // Up to the mutex's being taken again: by then it has woken.
        let mut at = unlocks.next();
        let mut woken = None;
        while let Some(next) = self.ran(at).filter(|event| is_of_it(event)) {
            if is_mutex(self, at) {
                break;
            }
            let early = next.kind == Kind::Choice && next.value != 0;
            if early || self.sort(&next) == "notification" {
                woken = Some((at, early));
            }
            at = at.next();
        }
        if let Some((woken, early)) = woken {
            self.stand(unlocks.next(), woken, woken);
            self.tell(woken, id, Action::Wakes(early));
        }
        let second = at.next();
        if is_mutex(self, at) && self.has_run(second) {
            let found = behind(explored, Noted::Finds, second).flatten().unwrap_or_default();
            self.stand(at, second, second);
            self.tell(second, at, Action::Locks("locks", found));
            return second.index() - id.index() + 1;
        }
        at.index() - id.index()
    }

    pub(super) fn notify(&mut self, id: EventId) -> usize {
        let Event { place, call, .. } = *self.objects.graph.event(id);
        let last =
            self.last_of(id, |next| next.place == place && (next.call == call || next.kind == Kind::Choice));
        // Two calls in a loop follow one another: the second begins where the list is locked again.
        let begins = |at: EventId| {
            at.index() > id.index()
                && self
                    .ran(at)
                    .is_some_and(|event| event.kind == Kind::Read && self.sort(&event) == "Condvar")
        };
        let mut end = id;
        while end != last && !begins(end.next()) {
            end = end.next();
        }
        let what = if call == "notify_one" { "notifies one" } else { "notifies all" };
        self.one_call(id, end, Action::Does(what))
    }

    /// Sending and receiving: a message's own word, and the queue's lock around it. Where both have to meet, a call has a
    /// first half, in which its thread offers a message or announces that it is there for one.
    pub(super) fn channel(&mut self, id: EventId) -> usize {
        let event = *self.objects.graph.event(id);
        let is_message = |event: &Event| self.sort(event) == "message";
        let is_sent = |event: &Event| is_message(event) && event.kind == Kind::Write;
        let is_taken = |event: &Event| is_message(event) && event.kind == Kind::Read;
        let is_lock = |event: &Event| self.sort(event) == "channel" && event.kind == Kind::Read;
        let is_first_half = |event: &Event| ["offer", "announce"].contains(&event.call);
        let is_of_it = |next: &Event| {
            let is_half = is_first_half(&event) || is_first_half(next) || is_message(next);
            next.place == event.place && (next.call == event.call || is_half)
        };
        let mut last = id;
        while let Some(next) = self.ran(last.next()).filter(is_of_it) {
            let begins_anew = match event.call {
                "send" | "try_send" | "send_timeout" => is_sent(&next),
                "recv" | "recv_timeout" | "announce" => {
                    let so_far = &self.objects.graph.threads[id.thread()][id.index()..=last.index()];
                    is_lock(&next) && (next.call == "announce" || so_far.iter().any(is_taken))
                }
                _ => is_lock(&next),
            };
            if begins_anew {
                break;
            }
            last = last.next();
        }
        let events: Vec<_> = self.objects.graph.threads[id.thread()][id.index()..=last.index()].to_vec();
        let queue = events.iter().position(|event| self.sort(event) == "channel");
        let length = events.len();
        let Some(queue) = queue else { return length };
        let about = EventId::new(id.thread(), id.index() + queue);
        let received = events.iter().any(is_taken);
        let waits = events.last().is_none_or(|end| {
            let is_over = received || self.has_run(last.next());
            is_lock(end) || end.kind == Kind::Write && !received || is_first_half(end) && !is_over
        });
        let call = events.iter().find(|event| !is_first_half(event)).map_or("recv", |event| event.call);
        let action = match call {
            "drop" | "look in vain" => return length,
            _ if waits => return length,
            "send" | "send_timeout" | "try_send" => Action::Got("sends to", String::new()),
            "recv" | "recv_timeout" | "try_recv" if received => Action::Got("receives from", String::new()),
            "recv" => Action::Does("finds no sender, and nothing left"),
            "recv_timeout" | "try_recv" => Action::Does("has no message"),
            _ => Action::Does("looks how many messages there are"),
        };
        self.stand(id, last, last);
        self.tell(last, about, action);
        length
    }

    pub(super) fn barrier(&mut self, id: EventId) -> usize {
        let event = *self.objects.graph.event(id);
        if event.kind != Kind::Read || event.change == Change::Await {
            return 1;
        }
        let second = id.next();
        self.stand(id, second, second);
        // What a thread asks for is put beside what it does next: here, the arrival itself.
        self.tell(id.previous(), id, Action::Does("arrives"));
        let passes = second.next();
        if self.ran(passes).is_some_and(|next| self.sort(&next) == "Barrier" && next.place == event.place) {
            self.tell(passes, id, Action::Does("lets pass"));
            return 3;
        }
        2
    }

    /// Owners that go are of no interest, whoever asks how many there are is.
    pub(super) fn arc(&mut self, id: EventId, event: &Event) -> usize {
        let Event { place, call, .. } = *event;
        let last =
            self.last_of(id, |next| next.place == place && next.call == call && self.sort(next) == "Arc");
        if ["clone", "downgrade", "new_cyclic", "drop"].contains(&call) {
            return last.index() - id.index() + 1;
        }
        self.one_call(id, last, Action::Does(call))
    }

    /// `Once`, `OnceLock`, `LazyLock`: who is the first begins, and the others find it done.
    pub(super) fn once(&mut self, id: EventId, event: &Event) -> usize {
        match (event.kind, event.is_update) {
            (Kind::Read, true) => self.one_call(id, id.next(), Action::Does("is to be done by this thread")),
            (Kind::Write, _) => self.one_call(id, id, Action::Does("has been done")),
            // The first half of a call that waits next.
            (Kind::Read, _) if matches!(event.change, Change::CompareExchange { .. }) => 1,
            (Kind::Read, _) if event.value == 0 => {
                self.one_call(id, id, Action::Does("is found not done yet"))
            }
            (Kind::Read, _) => self.one_call(id, id, Action::Does("is found done")),
            _ => 1,
        }
    }
}
