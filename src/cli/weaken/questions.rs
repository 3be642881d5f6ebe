//! What a trial without a counterexample is, where the code is a reader's: a question, never advice.
//!
//! Of racelab's own code somebody has argued why a site is as it is, beside the site. A reader's file comes with a few
//! scenarios, and there is much that they cannot show. So the page asks, and says below what an answer has to reckon with.

use racelab::report::{Page, counted};

use super::super::RACELAB;
use super::told::Told;

/// So many questions are written out. The table above them has all.
const MOST: usize = 12;

/// Asks about each site at which nothing was found, and says why these scenarios do not answer that. `file` is the
/// reader's, which has so many of them, and `unwatched` what of its memory is not watched.
pub(super) fn ask(page: &mut Page, rows: &[Told], scenarios: usize, file: &str, unwatched: Option<&str>) {
    let questions = questions(rows);
    if questions.is_empty() {
        return;
    }
    let these = if scenarios == 1 { "this scenario" } else { "these scenarios" };
    page.heading(&match questions.len() {
        1 => "A question, and no advice".to_owned(),
        _ => format!("{}, and no advice", counted(questions.len() as u64, "question")),
    });
    for question in questions.iter().take(MOST) {
        page.say(&format!("{question} No counterexample in {these}."));
    }
    if questions.len() > MOST {
        page.say(&format!("... and {} more: see the table.", questions.len() - MOST));
    }
    page.heading(&format!("Why {these} cannot answer that"));
    if let Some(unwatched) = unwatched {
        page.say(&format!(
            "- A data race is not seen in {unwatched}: an ordering that only keeps such memory in order looks as if it \
             were not needed, and may be."
        ));
    }
    let does = if scenarios == 1 { "It is" } else { "They are" };
    for reason in [
        format!(
            "{does} a small part of what your code is used for: another caller, a third thread or another order of \
             calls may need what nothing here needs."
        ),
        "One site was weaker at a time. Of two sites that could each be weaker, one may be needed once the other is."
            .to_owned(),
        format!(
            "The engine does not explore load buffering, which the language allows: `{RACELAB} litmus {file} SCENARIO` \
             asks the checker, where the scenario is plain enough."
        ),
        "Nor does your processor answer it: on x86 nearly every load is an Acquire and every store a Release, whatever \
         you write, until the compiler or another processor takes you at your word."
            .to_owned(),
    ] {
        page.say(&format!("- {reason}"));
    }
    page.blank();
    page.say(
        "So write a scenario that would need it. If there can be none, go by the memory model and weaken it. If you keep \
         it, say why in a comment above it that begins \"Kept though weaker would do:\", and you are not asked again.",
    );
}

/// A question for each site, whatever was tried there.
fn questions(rows: &[Told]) -> Vec<String> {
    let is_same = |one: &&Told, other: &&Told| one.asks_about(other);
    let open: Vec<_> = rows.iter().filter(|row| row.is_open()).collect();
    open.chunk_by(is_same).map(question).collect()
}

/// `Could the store at lock.rs:12 be Relaxed?`
fn question(trials: &[&Told]) -> String {
    let tried: Vec<_> = trials.iter().map(|trial| trial.tried.as_str()).collect();
    let [site, ..] = trials else { return String::new() };
    format!("Could the {} at {} be {}?", site.part, site.place, tried.join(", or "))
}
