//! `racelab` without a command: an update gets lost, loom shows how, and then every approach trains.

use std::process::ExitCode;

use racelab::compare::{BUDGET, Comparison, Setting};
use racelab::data::Source;
use racelab::lesson::seen;
use racelab::machine::cores;
use racelab::mistakes::lost_update;
use racelab::network::{Perceptron, Tally};
use racelab::report::{Page, grouped};
use racelab::scenario::batches_of_four;
use racelab::trainers::{Approach, Plan, Train, Unwatched, approaches, by_group};
use racelab_loom::explore::diagram::{Style, draw};
use racelab_loom::explore::story::Story;
use racelab_loom::explore::{Exploration, Failure, Limits, explore_within};
use racelab_loom::mistakes::{Mistake, lost_update as explored, relaxed_publish};

use super::arguments::UserError;
use super::attend::{Unfinished, attended};
use super::{compare, interrupt, results};

/// How many updates two workers make on the first screen: well under a tenth of a second.
const UPDATES: usize = 200_000;

/// The line of the mistake that the reader is asked to replace, and by what.
const EDIT: (&str, &str) = (
    "shared.lock().unwrap().copy_from_slice(&copy);",
    "descend(&mut shared.lock().unwrap(), &gradient, plan.rate);",
);

/// Shows the tour.
pub fn run() -> Result<ExitCode, UserError> {
    of(lost_update::train, &by_group(approaches()))
}

/// The same, of a trainer that loses updates, and of these approaches.
pub fn of(loses: Train<Tally>, approaches: &[Approach<Perceptron>]) -> Result<ExitCode, UserError> {
    let mut page = Page::new();
    first_screen(&mut page, loses)?;
    if interrupt::interrupted() {
        return Ok(ExitCode::from(interrupt::EXIT_CODE));
    }

    let setting = Setting::of(Source::Digits, compare::default_workers());
    // Lent for ever: a trainer that does not end goes on reading it when everything else is over.
    let comparison: &Comparison = Box::leak(Box::new(Comparison::new(setting)));
    // Before anything else is printed, so that the first screen stays while the bars pass below it.
    let compared = compare::compare(comparison, approaches, BUDGET)?;
    page.heading("What each approach costs");
    page.say(&results::conditions(comparison));
    page.blank();
    results::table(&mut page, &compared.measured);
    results::unfinished(&mut page, &compared);
    if !compared.unmeasured.is_empty() {
        return compared.end();
    }
    an_ordering(&mut page);
    page.heading("What next");
    page.verbatim(
        "cargo run --release -- lesson 2               how updates get lost, and a cure\n\
         cargo run --release -- lessons                the lessons, in order\n\
         cargo run --release -- weaken                 why each ordering is there\n\
         cargo run --release -- litmus SB              what may happen, and what does\n\
         cargo run --release -- compare --data wide    a larger network\n\
         cargo test                                    everything, checked",
    );
    compared.end()
}

/// What happened, how, and what to try: 24 lines of 80 columns.
fn first_screen(page: &mut Page, loses: Train<Tally>) -> Result<(), UserError> {
    let arrived = arrived(loses)?;
    let lost = UPDATES as f32 - arrived;
    page.title("racelab: two workers, one set of weights, in safe Rust, behind a Mutex");
    let [made, arrived_in_words, lost_in_words] =
        [UPDATES as f32, arrived, lost].map(|count| grouped(count as u64));
    page.say(&format!(
        "They made {made} weight updates. {arrived_in_words} arrived; {lost_in_words} were lost."
    ));
    let exploration = explore(&explored::MISTAKE);
    let counterexample = exploration.counterexample();
    if lost == 0.0 && counterexample.is_some() {
        page.say(&format!("{} The code is wrong all the same.", seen::none_lost(cores())));
    }
    page.blank();
    let Some(counterexample) = counterexample else {
        page.say("loom ran two workers with one update each, of src/mistakes/lost_update.rs.");
        page.say(&exploration.mended().unwrap_or_default());
        return Ok(());
    };
    page.say(&format!(
        "loom ran the same function, two workers with one update each, in every order ({}). In one of them:",
        exploration.extent()
    ));
    page.blank();
    let mut story = Story::of_counterexample(&counterexample, false);
    if matches!(counterexample.failure, Failure::WrongOutcome(_)) {
        story.end.push("the second to write put back its own copy, and with it the old weights".to_owned());
    }
    page.diagram(&draw(&story, Style::default()));
    page.blank();
    page.say("Mend it: in src/mistakes/lost_update.rs, replace the line");
    page.verbatim(&format!("    {}\nby\n    {}", EDIT.0, EDIT.1));
    page.say("and have it judged: cargo run --release -- check lost_update");
    Ok(())
}

/// How many of the updates arrive that two workers make on real threads.
fn arrived(loses: Train<Tally>) -> Result<f32, UserError> {
    let train = move || {
        let plan = Plan { workers: 2, rate: 1.0 };
        loses(&Tally::new(1), vec![0.0], &batches_of_four(UPDATES), &plan, &Unwatched)
    };
    let file = "src/mistakes/lost_update.rs";
    match attended("lost_update", train)? {
        Ok(Ok(weights)) => Ok(weights[0]),
        Ok(Err(panic)) => Err(UserError::failure(format!("lost_update ended without a result: {panic}"))),
        Err(Unfinished::Waits) => Err(UserError::interrupted(format!(
            "interrupted, but lost_update does not end; look for a loop without an end, or for a lock that nobody \
             lets go, in {file}"
        ))),
        Err(Unfinished::Aborted) => Err(UserError::failure(format!(
            "lost_update aborted the program; Rust's own message is above; look into {file}"
        ))),
        Err(Unfinished::Panicked(message)) => Err(UserError::failure(format!(
            "lost_update panicked outside of a worker's computation: {message}; look into {file}"
        ))),
    }
}

/// Explores a mistake; Ctrl-C ends that.
fn explore(mistake: &Mistake) -> Exploration {
    explore_within(&mistake.scenario, &Limits { interrupted: interrupt::interrupted, ..Limits::of_loom() })
}

/// Why an ordering is there: what happens without it.
fn an_ordering(page: &mut Page) {
    let exploration = explore(&relaxed_publish::MISTAKE);
    let Some(counterexample) = exploration.counterexample() else { return };
    page.heading("Why an ordering is there");
    page.say(
        "atomic-add takes no lock, and announces new weights by a version: Release where it is counted up, \
         Acquire where it is read. With Relaxed instead, this can happen:",
    );
    page.blank();
    page.diagram(&draw(&Story::of_counterexample(&counterexample, false), Style::default()));
}
