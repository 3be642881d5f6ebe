//! Failures in words.

use std::fmt;

use super::{
    Access, Blocked, Deadlock, EndlessLoop, Failure, Freed, Leak, Looked, NotDeterministic, ObjectName,
    Panic, TooLarge, WaitsFor,
};

impl fmt::Display for ObjectName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.made {
            Some(made) => write!(formatter, "the {} made at {made}", self.sort),
            None => write!(formatter, "a {}", self.sort),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.writes { "writes" } else { "reads" };
        write!(formatter, "thread {} {what} at {}", self.thread, self.place)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::DataRace(race) => write!(formatter, "a data race: {}, {}", race.first, race.second),
            Failure::UseAfterFree(Freed { made, first, second }) if first.writes => write!(
                formatter,
                "use after free: what was allocated at {made} was freed by thread {} at {}, and is used by thread {} at {}",
                first.thread, first.place, second.thread, second.place
            ),
            Failure::UseAfterFree(Freed { made, first, second }) => write!(
                formatter,
                "use after free: what was allocated at {made} is freed by thread {} at {}, and nothing orders that with \
                 its use by thread {} at {}",
                second.thread, second.place, first.thread, first.place
            ),
            Failure::DoubleFree(Freed { made, first, second }) => write!(
                formatter,
                "double free: what was allocated at {made} was freed by thread {} at {}, and again by thread {} at {}",
                first.thread, first.place, second.thread, second.place
            ),
            Failure::Leak(Leak { sort, made }) => {
                write!(formatter, "a leak: the {sort} made at {made} is still there when the execution ends")
            }
            Failure::Deadlock(deadlock) => write!(formatter, "a deadlock: {deadlock}"),
            Failure::Livelock(livelock) => {
                write!(formatter, "a livelock, in which nothing will ever end a waiting loop: {livelock}")
            }
            Failure::EndlessLoop(endless) => endless.fmt(formatter),
            Failure::Panic(panic) => panic.fmt(formatter),
            Failure::TooLarge(large) => large.fmt(formatter),
            Failure::NotDeterministic(other) => other.fmt(formatter),
        }
    }
}

impl fmt::Display for Deadlock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, blocked) in self.threads.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            write!(formatter, "{comma}{blocked}")?;
        }
        match &self.panic {
            Some(panic) => write!(formatter, "; before that, {panic}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Panic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Panic { thread, message, place, after } = self;
        write!(formatter, "thread {thread} panicked at {place}: {message}")?;
        match after {
            Some(panic) => write!(formatter, "; before that, {panic}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for EndlessLoop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EndlessLoop { thread, place, operation, writes } = self;
        write!(
            formatter,
            "this waiting loop has effects: thread {thread} says at {place} that it waits, and its loop writes in each \
             round ({operation} at {writes}), so it has executions without end; have it only look, or give up after a \
             number of rounds"
        )
    }
}

impl fmt::Display for Blocked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "thread {} waits for ", self.thread)?;
        match &self.waits_for {
            WaitsFor::Thread(other) => write!(formatter, "thread {other} to end")?,
            WaitsFor::Lock { lock, holder: Some((holder, since)) } => {
                write!(formatter, "{lock}, which thread {holder} has had since {since}")?;
            }
            WaitsFor::Lock { lock, holder: None } => write!(formatter, "{lock}")?,
            WaitsFor::Notification => formatter.write_str("a notification")?,
            WaitsFor::Loop { looked_at } => {
                for (number, Looked { object, found }) in looked_at.iter().enumerate() {
                    let or = if number > 0 { ", or " } else { "" };
                    write!(formatter, "{or}{object} to be other than {found}")?;
                }
            }
            WaitsFor::Unpark => formatter.write_str("an `unpark`")?,
            WaitsFor::Change(object) => write!(formatter, "another thread to use {object}")?,
            WaitsFor::Nothing => formatter.write_str("nothing that would come")?,
        }
        match self.place {
            Some(place) => write!(formatter, " at {place}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TooLarge { thread, is_loop, events, readers, place } = self;
        if *is_loop {
            return write!(
                formatter,
                "too large to explore: thread {thread} goes round a loop at {place}, changes nothing there, and does not \
                 say that it waits; put spin_loop() or yield_now() into the loop"
            );
        }
        if let Some(readers) = readers {
            return write!(
                formatter,
                "too large: thread {thread} reads a RwLock at {place}, and the first execution had only {readers} threads; \
                 try to start all threads in each execution"
            );
        }
        match events {
            0 => write!(
                formatter,
                "too large: more than {} threads, at {place}; try fewer",
                crate::graph::MOST_THREADS
            ),
            _ => write!(
                formatter,
                "too large: thread {thread} has done {events} operations, the last at {place}; if it waits there in a \
                 loop, the loop has to say `spin_loop` or `yield_now`"
            ),
        }
    }
}

impl fmt::Display for NotDeterministic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |what: &Option<String>| what.clone().unwrap_or("nothing more".to_owned());
        write!(
            formatter,
            "the program does not do the same each time: thread {} did {}, and now {}. It must not depend on time, \
             random numbers, addresses, or anything that outlives one run",
            self.thread,
            words(&self.before),
            words(&self.now)
        )
    }
}
