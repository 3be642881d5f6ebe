//! `racelab weaken`: is each ordering, each lock, each barrier needed? One table says so.

use std::process::ExitCode;
use std::time::Instant;

use racelab::report::{Align, Page, grouped, table};
use racelab_loom::explore::Limits;
use racelab_loom::explore::story::file;
use racelab_loom::explore::weaken::{Row, Trial, Verdict, sites, trials};
use racelab_loom::trainers::scenarios::SAFE;
use serde_json::{Value, json};

use super::arguments::{UserError, Weaken};
use super::explore::took;
use super::files::ResultFile;
use super::{explore, interrupt, json};

/// Tries every weakening; exit code 0 if each site is needed or carries its reason, 1 otherwise.
pub fn run(arguments: &Weaken) -> Result<ExitCode, UserError> {
    let scenarios = match &arguments.name {
        Some(name) => explore::named(name)?,
        None => SAFE.to_vec(),
    };
    let mut json_file = ResultFile::open(arguments.json.as_deref())?;
    let mut page = if ResultFile::is_stdout(&json_file) { Page::hidden() } else { Page::new() };
    let limits = explore::limits(arguments.limits);
    let start = Instant::now();
    let passed = explore::on_all_cores("finding sites", &scenarios, |scenario| sites(scenario, &limits));
    let trials = trials(&passed);
    let rows = explore::on_all_cores("weakening", &trials, |trial: &Trial| trial.run(&limits));

    page.verbatim(&show(&rows));
    reasons(&mut page, &rows);
    if arguments.counterexamples {
        counterexamples(&mut page, &rows, &limits);
    }
    page.blank();
    let needed = rows.iter().filter(is_needed).count();
    let unexplained = rows.iter().filter(|row| !row.is_explained()).count();
    let executions: u64 = rows.iter().map(|row| row.executions).sum();
    page.say(&format!(
        "{} trials, one site weaker at a time: {needed} needed, {} with a reason beside the site, {unexplained} \
         unexplained; {} executions. Relaxed sites have nothing weaker.",
        rows.len(),
        rows.len() - needed - unexplained,
        grouped(executions)
    ));
    if !arguments.counterexamples && needed > 0 {
        page.say("--counterexamples shows what happens at each site that is needed.");
    }
    page.say(&took(start.elapsed()));
    let rows_json: Vec<Value> = rows.iter().map(json::row).collect();
    ResultFile::write(&mut json_file, &format!("{:#}", json!({ "rows": rows_json })))?;
    Ok(match unexplained {
        _ if interrupt::interrupted() => ExitCode::from(interrupt::EXIT_CODE),
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
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
