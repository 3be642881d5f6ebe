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
use racelab::trainers::{Plan, Unwatched, approaches};
use racelab_loom::explore::diagram::{Style, draw};
use racelab_loom::explore::explore;
use racelab_loom::explore::story::Story;
use racelab_loom::mistakes::{lost_update as explored, relaxed_publish};

use super::arguments::UserError;
use super::{compare, results};

/// How many updates two workers make on the first screen: well under a tenth of a second.
const UPDATES: usize = 200_000;

/// The line of the mistake that the reader is asked to replace, and by what.
const EDIT: (&str, &str) = (
    "shared.lock().unwrap().copy_from_slice(&copy);",
    "descend(&mut shared.lock().unwrap(), &gradient, plan.rate);",
);

/// Shows the tour.
pub fn run() -> Result<ExitCode, UserError> {
    let mut page = Page::new();
    first_screen(&mut page)?;

    let setting = Setting::of(Source::Digits, compare::default_workers());
    let comparison = Comparison::new(setting);
    // Before anything else is printed, so that the first screen stays while the bars pass below it.
    let compared = compare::compare(&comparison, &approaches::<Perceptron>(), BUDGET)?;
    page.heading("What each approach costs");
    page.say(&results::conditions(&comparison));
    page.blank();
    results::table(&mut page, &compared.measured);
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
    Ok(compared.exit_code())
}

/// What happened, how, and what to try: 24 lines of 80 columns.
fn first_screen(page: &mut Page) -> Result<(), UserError> {
    let plan = Plan { workers: 2, rate: 1.0 };
    let batches = batches_of_four(UPDATES);
    let arrived = lost_update::train(&Tally::new(1), vec![0.0], &batches, &plan, &Unwatched)
        .map_err(|panic| UserError::failure(panic.to_string()))?[0];
    let lost = UPDATES as f32 - arrived;
    page.title("racelab: two workers, one set of weights, in safe Rust, behind a Mutex");
    let [made, arrived_in_words, lost_in_words] =
        [UPDATES as f32, arrived, lost].map(|count| grouped(count as u64));
    page.say(&format!(
        "They made {made} weight updates. {arrived_in_words} arrived; {lost_in_words} were lost."
    ));
    let exploration = explore(&explored::MISTAKE.scenario);
    let counterexample = exploration.counterexample();
    if lost == 0.0 && counterexample.is_some() {
        page.say(&format!("{} The code is wrong all the same.", seen::none_lost(cores())));
    }
    page.blank();
    let Some(counterexample) = counterexample else {
        page.say(&format!(
            "loom ran two workers with one update each: no counterexample in {}. The mistake in \
             src/mistakes/lost_update.rs is mended.",
            exploration.extent()
        ));
        return Ok(());
    };
    page.say(&format!(
        "loom ran the same function, two workers with one update each, in every order ({}). In one of them:",
        exploration.extent()
    ));
    page.blank();
    let mut story = Story::of_counterexample(&counterexample, false);
    story.end.push("the second to write put back its own copy, and with it the old weights".to_owned());
    page.diagram(&draw(&story, Style::default()));
    page.blank();
    page.say("Mend it: in src/mistakes/lost_update.rs, replace the line");
    page.verbatim(&format!("    {}\nby\n    {}", EDIT.0, EDIT.1));
    page.say("and let loom judge:  cargo run --release -- check lost_update");
    Ok(())
}

/// Why an ordering is there: what happens without it.
fn an_ordering(page: &mut Page) {
    let exploration = explore(&relaxed_publish::MISTAKE.scenario);
    let Some(counterexample) = exploration.counterexample() else { return };
    page.heading("Why an ordering is there");
    page.say(
        "atomic-add takes no lock, and announces new weights by a version: Release where it is counted up, \
         Acquire where it is read. With Relaxed instead, this can happen:",
    );
    page.blank();
    page.diagram(&draw(&Story::of_counterexample(&counterexample, false), Style::default()));
}
