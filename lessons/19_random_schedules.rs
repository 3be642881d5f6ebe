//! Lesson 19, random schedules: what is too large to be explored is sampled.
//!
//! Run it: `cargo run --release --bin 19_random_schedules`
//!
//! Claim: eight workers that really train have more executions than anybody can go through. Some of them can be drawn at
//! random, and a seed brings each back. How soon that finds a mistake depends on how one draws, and what it has not found
//! may be there.

use std::collections::BTreeMap;

use racelab::lesson::tell;
use racelab::report::{Align, Status, grouped, table};
use racelab_loom::explore::sampled::{METHODS, Method, Sampling};
use racelab_loom::explore::soon::{MOST, SEEDS, how_soon};
use racelab_loom::explore::{Limits, explore, explore_within};
use racelab_loom::mistakes::{
    free_list_aba, lock_order, lost_update, relaxed_publish, torn_weights, unfenced_seqlock,
};
use racelab_loom::scenario::Scenario;
use racelab_loom::trainers::crowds::CROWDS;
use racelab_loom::trainers::scenarios::safe;

/// Runs of each large scenario.
const RUNS: u64 = 20;

fn sampled(scenario: &Scenario, method: Method, runs: u64) -> racelab_loom::explore::Exploration {
    let sampling = Sampling { method, seed: 1, runs, steps: Sampling::STEPS };
    explore_within(scenario, &Limits { sampling: Some(sampling), ..Limits::default() })
}

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("19_random_schedules");
    lesson.claim(
        "Eight workers that really train have more executions than anybody can go through. Some of them can be drawn at \
         random, and a seed brings each of them back. How soon that finds a mistake depends on how they are drawn; and \
         what was not found may still be there.",
    );

    let orders: BTreeMap<_, _> = ["2 workers", "3 workers"]
        .map(|start| (start, explore(safe("mutex-short", start)).executions))
        .into();
    lesson.section(
        "Too large",
        &format!(
            "Two workers with a short lock and two batches each have {} executions, three with one batch each have {}: \
             one for each order of taking the lock. With eight workers and two batches each the orders are 32! / (4!)^8, \
             or 2.4 x 10^24. At a million a second that takes 75 billion years.",
            grouped(orders["2 workers"]),
            grouped(orders["3 workers"]),
        ),
    );
    lesson.say(
        "But one run of them takes milliseconds. So the engine draws: whose turn it is, and for each load one of the \
         stores that the memory model lets it read. Each run so drawn is one that an exploration would have shown.",
    );
    lesson.predict(
        "How many runs will it take until one loses an update, until one deadlocks, and until one shows that a store \
         should have been Release? One way of drawing always reads what is newest: which of the three does it never find?",
    );

    lesson.section(
        "Eight workers",
        &format!("A real network, {RUNS} runs each, drawn by uniform choice (src/trainers/crowds.rs):"),
    );
    let names = ["mutex-short", "rwlock", "channel", "atomic-add", "pool", "pipeline"];
    let status = Status::show("sampling");
    let rows = CROWDS.iter().filter(|scenario| names.contains(&scenario.subject)).map(|scenario| {
        let exploration = sampled(scenario, Method::Uniform, RUNS);
        let longest = exploration.drawn.map_or(0, |drawn| drawn.longest);
        let found = exploration.failure.map_or("nothing", |failure| failure.kind().name());
        let row = [scenario.subject, scenario.about, &grouped(longest), found];
        row.map(str::to_owned).to_vec()
    });
    let (left, right) = (Align::Left, Align::Right);
    let headers = [("approach", left), ("scenario", left), ("steps", right), ("found", left)];
    let rows: Vec<_> = rows.collect();
    drop(status);
    lesson.show(&table(&headers, &rows));
    lesson.say("steps: of the longest run. \"nothing\" says no more than that these runs went well.");
    lesson.predict(
        "In free_list_aba one thread does a dozen steps while the other stands still in the middle of something. Which \
         finds it sooner: to draw at each step whose turn it is, or to draw once which goes first, and let it run on?",
    );

    lesson.section(
        "How soon",
        &format!(
            "Runs until the first that fails; the median of {SEEDS} seeds. -: nothing in {} runs.",
            grouped(MOST)
        ),
    );
    let mistakes = [
        lost_update::MISTAKE,
        torn_weights::MISTAKE,
        lock_order::MISTAKE,
        relaxed_publish::MISTAKE,
        unfenced_seqlock::MISTAKE,
        free_list_aba::MISTAKE,
    ];
    let status = Status::show("sampling");
    let rows = mistakes.map(|mistake| {
        let soon = METHODS.map(|method| how_soon(&mistake.scenario, method));
        let soon = soon.map(|runs| runs.map_or_else(|| "-".to_owned(), grouped));
        [mistake.name.to_owned(), mistake.kind.name().to_owned()].into_iter().chain(soon).collect::<Vec<_>>()
    });
    drop(status);
    let mut headers = vec![("mistake", left), ("fails by", left)];
    headers.extend(METHODS.map(|method| (method.name(), right)));
    lesson.show(&table(&headers, &rows));
    lesson.say(
        "uniform: each thread, and each store that may be read, is as likely as the others. pct: by priorities, and the \
         newest store is read; all that it can draw are interleavings, so what only a weak memory shows it never \
         finds. pctwm: by priorities too, and a load reads what its thread knows already, but for a few.",
    );
    lesson.predict("A run has failed. What has to be written down, so that it can be had again?");

    lesson.section("A seed is a run", "What uniform choice has drawn of relaxed_publish until one failed:");
    let exploration = sampled(&relaxed_publish::MISTAKE.scenario, Method::Uniform, MOST);
    let again = exploration.drawn.as_ref().and_then(|drawn| drawn.again()).unwrap_or_default();
    let report = exploration.report();
    // What was seen, and then the picture: together they are longer than a screen.
    let (seen, picture) = report.split_once("\n\n").unwrap_or((report.as_str(), ""));
    lesson.show(&format!("{seen}\n"));
    lesson.predict("Version 1 and weight 0: which of the reader's two loads has not read what is newest?");

    lesson.section("What was drawn", "It is the first run that failed, and not the simplest that could:");
    let why = "Nothing orders the load of the weight after the worker's store.";
    lesson.explored(picture, exploration.mended(), why);
    lesson.predict(
        "Its seed is written down. You change the program, and then draw with that seed: is it the same run?",
    );

    lesson.section("How long a seed holds", "It brings the run back, today and tomorrow:");
    lesson.show(&format!("racelab sample relaxed_publish {again}\n"));
    lesson.say(
        "After a change of the program it does so for as long as each draw has as many ways to go as before. One load \
         more, and the same numbers lead elsewhere: draw anew then, before you call it mended.",
    );

    lesson.next(
        "cargo run --release -- sample prints the table for all mistakes. Then have a file of your own sampled: \
         racelab sample lock.rs. Which of its outcomes come up rarely, and what would make them come up more often?",
    );
}
