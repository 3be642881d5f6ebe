//! What the engine found wrong, in the words of this room.

use racelab_engine::graph::ObjectId;
use racelab_engine::{Failure as Failed, Looked, Panic, WaitsFor};

use super::failure::Failure;
use crate::sync::checked::backend::Judge;
use crate::sync::checked::record::Execution;

/// The failure.
pub(super) fn failure(failed: &Failed) -> Failure {
    match failed {
        Failed::DataRace(_) => Failure::DataRace,
        Failed::UseAfterFree(_) | Failed::DoubleFree(_) => Failure::UseAfterFree(short(&failed.to_string())),
        Failed::Leak(_) => Failure::Leak,
        Failed::Deadlock(_) => Failure::Deadlock,
        Failed::Livelock(_) => Failure::Livelock,
        Failed::Panic(panic) => Failure::Panic(panic.message.clone()),
        Failed::TooLarge(large) if large.is_loop => Failure::SilentLoop(short(&failed.to_string())),
        Failed::TooLarge(large) if large.readers.is_none() && large.events == 0 => {
            Failure::TooManyThreads(Judge::Engine)
        }
        Failed::TooLarge(large) if large.readers.is_none() => Failure::TooLarge,
        Failed::TooLarge(_) | Failed::EndlessLoop(_) | Failed::NotDeterministic(_) => {
            Failure::Unfit(short(&failed.to_string()))
        }
    }
}

/// What is known of how an execution ended, beside what its events show.
pub(super) fn end(
    failed: &Failed,
    execution: &Execution,
    name: impl Fn(ObjectId) -> Option<&'static str>,
) -> Vec<String> {
    let called = |thread: usize| {
        let label = execution.threads.get(thread);
        label.cloned().unwrap_or_else(|| format!("thread {thread}"))
    };
    match failed {
        Failed::Deadlock(dead) | Failed::Livelock(dead) => {
            let loops = dead.threads.iter().filter_map(|blocked| match &blocked.waits_for {
                WaitsFor::Loop { looked_at } => Some((blocked.thread, looked_at)),
                _ => None,
            });
            let told = loops.map(|(thread, looked_at)| {
                let known = |looked: &Looked| match name(looked.object.number) {
                    Some(name) => name.to_owned(),
                    None => short(&looked.object.to_string()),
                };
                let objects = looked_at.iter().map(known);
                let objects: Vec<_> = objects.collect();
                format!(
                    "{} looks in a loop at {}, which nobody will change",
                    called(thread),
                    objects.join(" and ")
                )
            });
            let panicked = dead.panic.as_ref().map(|panic| {
                let Panic { thread, message, place, .. } = panic;
                short(&format!("before that, {} panicked at {place}: {message}", called(*thread)))
            });
            told.chain(panicked).collect()
        }
        Failed::Panic(panic) => {
            let told = short(&format!("{}, at {}", called(panic.thread), panic.place));
            let before = panic.after.iter().map(|panic| {
                let Panic { thread, message, place, .. } = &**panic;
                short(&format!("it had been told that {} panicked at {place}: {message}", called(*thread)))
            });
            [told].into_iter().chain(before).collect()
        }
        Failed::Leak(leak) => vec![short(&format!("the {} was made at {}", leak.sort, leak.made))],
        _ => Vec::new(),
    }
}

/// Without the way by which the checked build comes to the sources.
fn short(text: &str) -> String {
    text.replace("loom/../", "")
}
