//! `racelab weaken`: is each ordering, each lock, each barrier needed? One table says so.

use std::process::ExitCode;
use std::time::Instant;

use racelab::report::{Align, Page, counted, grouped, table};
use racelab_loom::explore::story::file;
use racelab_loom::explore::weaken::{Row, Trial, Verdict, sites, trials};
use racelab_loom::explore::{Exploration, Limits};
use racelab_loom::scenario::Scenario;
use racelab_loom::trainers::scenarios::all_safe;
use serde_json::{Value, json};

use super::arguments::{UserError, Weaken};
use super::explore::took;
use super::files::ResultFile;
use super::{RACELAB, explore, interrupt, json, own};

/// Explores the code as it is, and if nothing is wrong with it tries every weakening. Exit code 0 if each
/// site is needed or carries its reason, 1 otherwise.
pub fn run(arguments: &Weaken) -> Result<ExitCode, UserError> {
    if let Some(file) = own::file(arguments.name.as_slice())? {
        return own::weaken(file, arguments);
    }
    own::only_of_a_file(&arguments.own)?;
    let scenarios = match &arguments.name {
        Some(name) => explore::named(name)?,
        None => all_safe().copied().collect(),
    };
    let scenarios: Vec<_> = scenarios.into_iter().filter(|scenario| scenario.weakened).collect();
    let mut json_file = ResultFile::open(arguments.json.as_deref())?;
    let mut page = if json_file.is_some() { ResultFile::page(&[&json_file]) } else { Page::patient() };
    let limits = explore::limits(arguments.limits);
    let start = Instant::now();
    let baseline = explore::on_all_cores("finding sites", &scenarios, |scenario| sites(scenario, &limits));
    let trials = to_try(&baseline);
    let rows = explore::on_all_cores("weakening", &trials, |trial: &Trial| trial.run(&limits));

    let more = |scenario: &Scenario| format!("{RACELAB} explain {}", scenario.subject);
    let finished = tell(&mut page, &baseline, &rows, &Shown { arguments, limits: &limits, more: &more });
    page.say(&took(start.elapsed()));
    let empty = interrupt::interrupted() && !rows.iter().any(is_finished);
    let results = results(finished, &baseline, &rows);
    ResultFile::write_unless(empty, &mut page, &mut json_file, &format!("{results:#}"))?;
    Ok(match finished && rows.iter().all(Row::is_explained) {
        _ if interrupt::interrupted() => ExitCode::from(interrupt::EXIT_CODE),
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// What to show, and how.
pub struct Shown<'a> {
    /// As it was asked for.
    pub arguments: &'a Weaken,
    /// For counterexamples that are looked for once more.
    pub limits: &'a Limits,
    /// What to type to see more of a scenario.
    pub more: &'a dyn Fn(&Scenario) -> String,
}

/// What is to be tried: nothing where the code fails as it is.
pub fn to_try(baseline: &[Exploration]) -> Vec<Trial> {
    if baseline.iter().any(Exploration::is_wrong) { Vec::new() } else { trials(baseline) }
}

/// Shows what came of it; returns whether all was explored to its end.
pub fn tell(page: &mut Page, baseline: &[Exploration], rows: &[Row], shown: &Shown<'_>) -> bool {
    let broken = baseline.iter().filter(|exploration| exploration.is_wrong()).count();
    let finished = broken == 0
        && baseline.iter().all(|exploration| exploration.stopped.is_none())
        && rows.iter().all(is_finished);
    if broken > 0 {
        fails_as_it_is(page, baseline, broken, shown.more);
    } else if finished || !rows.is_empty() {
        weakened(page, rows, shown.arguments, shown.limits);
        stopped(page, baseline);
    } else {
        page.say("Nothing was weakened: no site was found.");
        stopped(page, baseline);
    }
    finished
}

/// What is written as JSON.
pub fn results(finished: bool, baseline: &[Exploration], rows: &[Row]) -> Value {
    json!({
        "finished": finished,
        "baseline": baseline.iter().map(json::baseline).collect::<Vec<Value>>(),
        "rows": rows.iter().map(json::row).collect::<Vec<Value>>(),
    })
}

fn is_finished(row: &Row) -> bool {
    !matches!(row.verdict, Verdict::Unfinished)
}

/// What is wrong with the code before anything is weakened.
fn fails_as_it_is(
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
        page.diagram(&exploration.report());
        page.say(&format!("What the lines are: {}", more(&exploration.scenario)));
    }
    page.blank();
}

/// The table, the reasons, the counterexamples if they were asked for, and the sum.
fn weakened(page: &mut Page, rows: &[Row], arguments: &Weaken, limits: &Limits) {
    page.verbatim(&show(rows));
    reasons(page, rows);
    if arguments.counterexamples {
        counterexamples(page, rows, limits);
    }
    page.blank();
    let count = |what: fn(&&Row) -> bool| rows.iter().filter(what).count();
    let needed = count(is_needed);
    let unfinished = count(|row| matches!(row.verdict, Verdict::Unfinished));
    let unexplained = count(|row| !row.is_explained()) - unfinished;
    let executions: u64 = rows.iter().map(|row| row.executions).sum();
    let not_known = if unfinished > 0 { format!(", {unfinished} unfinished") } else { String::new() };
    page.say(&format!(
        "{} trials, one site weaker at a time: {needed} needed, {} with a reason beside the site, {unexplained} \
         unexplained{not_known}; {} executions. Relaxed sites have nothing weaker.",
        rows.len(),
        rows.len() - needed - unexplained - unfinished,
        grouped(executions)
    ));
    if !arguments.counterexamples && needed > 0 {
        page.say("--counterexamples shows what happens at each site that is needed.");
    }
}

/// Says so where the code as it is was not explored to its end.
fn stopped(page: &mut Page, baseline: &[Exploration]) {
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

fn is_needed(row: &&Row) -> bool {
    matches!(row.verdict, Verdict::Needed(_))
}

fn show(rows: &[Row]) -> String {
    let cells = |row: &Row| {
        let site = &row.site;
        let place = format!("{}:{}", file(site.place).trim_start_matches("src/"), site.place.line());
        let written = site.ordering.map_or(String::new(), |ordering| format!(" {ordering:?}"));
        let verdict = match &row.verdict {
            Verdict::Needed(exploration) => {
                let kind = exploration.failure.as_ref().map_or("", |failure| failure.kind().name());
                format!("needed: {kind}")
            }
            Verdict::WouldDo if row.reason.is_some() => "kept, see below".to_owned(),
            verdict => verdict.name().to_owned(),
        };
        vec![place, format!("{}{written}", site.part), row.weaker.to_string(), verdict]
    };
    let headers = [
        ("site, in src", Align::Left),
        ("written", Align::Left),
        ("tried", Align::Left),
        ("verdict", Align::Left),
    ];
    table(&headers, &rows.iter().map(cells).collect::<Vec<_>>())
}

/// The words beside the sites where weaker would do.
fn reasons(page: &mut Page, rows: &[Row]) {
    let kept = rows.iter().filter(|row| !is_needed(row));
    for row in kept {
        if let Some(reason) = &row.reason {
            let (place, part) = (row.site.place, row.site.part);
            page.blank();
            page.say(&format!("{}:{}, {part}, {}: {reason}", file(place), place.line(), row.weaker));
        }
    }
}

fn counterexamples(page: &mut Page, rows: &[Row], limits: &Limits) {
    for row in rows {
        if let Some(exploration) = row.shown_by(limits) {
            let (place, part) = (row.site.place, row.site.part);
            page.heading(&format!("{}:{}, {part}, {}", file(place), place.line(), row.weaker));
            page.diagram(&exploration.report_with_internals());
        }
    }
}
