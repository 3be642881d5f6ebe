//! The page: what is wrong with the code as it is, or else the table of sites with what there is to say of it.

use racelab::report::{Align, Page, counted, table};
use racelab_loom::explore::Exploration;
use racelab_loom::scenario::Scenario;

use super::super::explore;
use super::questions;
use super::told::{Baseline, Came, Told};

/// Whose code it is.
#[derive(Clone, Copy)]
pub enum Whose<'a> {
    /// racelab's own: it has a counterexample or a reason for each site, or a fault.
    Ours,
    /// The reader's: a site without either is a question to him.
    Readers {
        /// The file, as it was typed.
        file: &'a str,
        /// What of its memory no exploration watches, in words.
        unwatched: Option<&'a str>,
    },
}

/// Shows what came of it. Whether counterexamples were asked for goes by `counterexamples`.
pub fn tell(page: &mut Page, baseline: &Baseline, rows: &[Told], counterexamples: bool, whose: Whose<'_>) {
    if !baseline.is_broken {
        if baseline.is_finished && rows.is_empty() {
            page.say("There is nothing to weaken: no ordering that is passed here is stronger than Relaxed.");
        } else if !rows.is_empty() {
            let rows = &told_apart(rows);
            weakened(page, rows, counterexamples, whose);
            if let Whose::Readers { file, unwatched } = whose {
                questions::ask(page, rows, baseline.scenarios(), file, unwatched);
            }
        } else {
            page.say("Nothing was weakened: no site was found.");
        }
    }
    page.show_kept(&baseline.page);
}

/// The rows, with the column of a site where another of its kind stands in the same line.
fn told_apart(rows: &[Told]) -> Vec<Told> {
    let is_like = |row: &Told, other: &Told| (&row.place, &row.part) == (&other.place, &other.part);
    let shares_its_line =
        |row: &Told| rows.iter().any(|other| is_like(row, other) && other.column() != row.column());
    let place = |row: &Told| match row.column().filter(|_| shares_its_line(row)) {
        Some(column) => format!("{}:{column}", row.place),
        None => row.place.clone(),
    };
    rows.iter().map(|row| Told { place: place(row), ..row.clone() }).collect()
}

/// What is wrong with the code before anything is weakened.
pub(super) fn fails_as_it_is(
    page: &mut Page,
    baseline: &[Exploration],
    broken: usize,
    more: &dyn Fn(&Scenario) -> String,
) {
    page.say(&format!(
        "Nothing was weakened, because the code fails as it is: {broken} of {}. A counterexample would say \
         nothing about a site.",
        counted(baseline.len() as u64, "scenario")
    ));
    for exploration in baseline.iter().filter(|exploration| exploration.is_wrong()) {
        page.blank();
        page.report(Some(false), &exploration.report());
        page.say(&format!("What the lines are: {}", more(&exploration.scenario)));
    }
    page.blank();
}

/// Says so where the code as it is was not explored to its end.
pub(super) fn stopped(page: &mut Page, baseline: &[Exploration]) {
    let stopped = baseline.iter().filter(|exploration| exploration.stopped.is_some()).count();
    if stopped > 0 {
        page.say(&format!(
            "Of the code as it is, {} stopped before the end, so sites may be missing here; --executions N and \
             --seconds N allow for more.",
            match stopped {
                1 => "the exploration of 1 scenario was".to_owned(),
                _ => format!("the explorations of {stopped} scenarios were"),
            }
        ));
        explore::left_behind(page, baseline);
    }
}

/// The table, the reasons, the counterexamples if they were asked for, and the sum.
fn weakened(page: &mut Page, rows: &[Told], counterexamples: bool, whose: Whose<'_>) {
    page.verbatim(&show(rows, whose));
    reasons(page, rows);
    for row in rows {
        if let Some(counterexample) = &row.counterexample {
            page.heading(&row.trial());
            page.diagram(counterexample);
        }
    }
    page.blank();
    let count = |came: Came| rows.iter().filter(|row| row.came == came).count();
    let (needed, unfinished, lost) = (count(Came::Needed), count(Came::Unfinished), count(Came::Lost));
    let unexplained = rows.iter().filter(|row| row.is_open()).count();
    let what_they_are = match whose {
        Whose::Ours => "unexplained",
        Whose::Readers { .. } => "open",
    };
    let executions: u64 = rows.iter().map(|row| row.executions).sum();
    let mut not_known = if unfinished > 0 { format!(", {unfinished} unfinished") } else { String::new() };
    if lost > 0 {
        not_known += &format!(", {lost} from which the program did not come back");
    }
    let sum = format!(
        "{}, one site weaker at a time: {needed} needed, {} with a reason beside the site, {unexplained} \
         {what_they_are}{not_known}; {}. Relaxed sites have nothing weaker.",
        counted(rows.len() as u64, "trial"),
        rows.len() - needed - unexplained - unfinished - lost,
        counted(executions, "execution")
    );
    if unexplained + unfinished + lost == 0 {
        page.verdict(true, &sum)
    } else {
        page.say(&sum)
    }
    if !counterexamples && needed > 0 {
        page.say("--counterexamples shows what happens at each site that is needed.");
    }
}

fn show(rows: &[Told], whose: Whose<'_>) -> String {
    let cells = |row: &Told| {
        let (place, verdict) = match whose {
            Whose::Ours => (row.place.trim_start_matches("src/"), row.verdict.as_str()),
            // That weaker would do is more than these scenarios can say.
            Whose::Readers { .. } if row.is_open() => (row.place.as_str(), "no counterexample"),
            Whose::Readers { .. } => (row.place.as_str(), row.verdict.as_str()),
        };
        vec![place.to_owned(), format!("{}{}", row.part, row.written), row.tried.clone(), verdict.to_owned()]
    };
    let site = match whose {
        Whose::Ours => "site, in src",
        Whose::Readers { .. } => "site",
    };
    let headers =
        [(site, Align::Left), ("written", Align::Left), ("tried", Align::Left), ("verdict", Align::Left)];
    table(&headers, &rows.iter().map(cells).collect::<Vec<_>>())
}

/// The words beside the sites where weaker would do, and why nothing is known of others.
fn reasons(page: &mut Page, rows: &[Told]) {
    for row in rows.iter().filter(|row| row.came != Came::Needed) {
        if let Some(reason) = &row.reason {
            page.blank();
            page.say(&format!("{}: {reason}", row.trial()));
        }
    }
}
