//! `racelab check`: the engine explores the safe trainers, or whatever is named; loom's opinion stands beside it, if
//! it is asked.

use std::process::ExitCode;
use std::time::Instant;

use racelab::report::{Align, Page, counted, grouped, table};
use racelab_loom::explore::holes::Hole;
use racelab_loom::explore::{Exploration, Judge, Limits, explore_within};
use racelab_loom::scenario::{Scenario, is_named};
use racelab_loom::trainers::scenarios::{BY_ENGINE, LARGE, LARGEST, SAFE};

use super::arguments::{Ends, Own, Second, UserError};
use super::explore::took;
use super::{RACELAB, explore, interrupt, own};

/// Explores; exit code 0 if nothing is wrong, 1 if something is, or was stopped before its end.
pub fn run(
    names: &[String],
    asked: &Own,
    with: Option<Second>,
    largest: bool,
    ends: Ends,
) -> Result<ExitCode, UserError> {
    if let Some(file) = own::file(names)? {
        if largest {
            let why = "--largest is for racelab's own scenarios: --executions and --seconds say how far to go in a file";
            return Err(UserError::new(why));
        }
        return own::check(file, asked, with, ends);
    }
    own::only_of_a_file(asked)?;
    let scenarios = choose(names, largest)?;
    let limits = if largest { explore::to_the_end(ends) } else { explore::limits(ends) };
    let start = Instant::now();
    let explorations =
        explore::on_all_cores("exploring", &scenarios, |scenario| explore_within(scenario, &limits));
    let by_loom = Limits { judge: Judge::Loom, ..limits };
    let second = with.map(|Second::Loom| {
        explore::on_all_cores("asking loom", &scenarios, |scenario| {
            let engines_alone = [BY_ENGINE, LARGE, LARGEST].iter().any(|all| is_among(scenario, all));
            (!engines_alone).then(|| explore_within(scenario, &by_loom))
        })
    });
    let second = second.as_deref();
    let by_loom = |number: usize| second.map(|second| second[number].as_ref());
    let findings = explorations.iter().enumerate().map(|(number, exploration)| {
        let Scenario { subject, .. } = exploration.scenario;
        let explain = format!("{RACELAB} explain {subject}");
        Finding::of(exploration, by_loom(number), &explain, format!("{RACELAB} litmus LB"))
    });
    let findings: Vec<_> = findings.collect();
    // The verdict is in the exit code too, whoever reads the page to its end.
    let mut page = Page::patient();
    let code = tell(&mut page, &findings);
    explore::left_behind(&mut page, &explorations);
    page.say(&took(start.elapsed()));
    Ok(code)
}

/// What there is to say of an exploration.
pub struct Finding {
    /// A row of the table: subject, scenario, executions, what was found, and loom's opinion if it was asked.
    pub row: Vec<String>,
    /// How many executions there were.
    pub executions: u64,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// The report, if something is wrong.
    pub report: Option<String>,
    /// What to type to see more of it.
    pub more: Option<String>,
    /// The holes of loom's that its column names.
    pub holes: Vec<Hole>,
    /// If the program could have load buffering, what to type to ask about that; or why that cannot be asked.
    pub buffering: Option<Result<String, String>>,
}

impl Finding {
    /// Of this exploration. `second` is loom's opinion, where that was wanted, and inside of it, where loom was asked. `more`
    /// and `litmus` are what to type to see more, and to ask about load buffering.
    pub fn of(
        exploration: &Exploration,
        second: Option<Option<&Exploration>>,
        more: &str,
        litmus: String,
    ) -> Finding {
        let Scenario { subject, about, .. } = exploration.scenario;
        let mut row = vec![
            subject.to_owned(),
            textwrap::fill(
                about,
                textwrap::Options::new(if second.is_some() { 20 } else { 26 }).break_words(false),
            ),
            grouped(exploration.all_executions()),
            textwrap::fill(found(exploration), 13),
        ];
        // What rests on SeqCst falls into holes, which then stand below.
        let why = if is_among(&exploration.scenario, BY_ENGINE) { "not asked" } else { "too large for loom" };
        let unasked = || textwrap::fill(why, BY_LOOM);
        let holes: Vec<_> = exploration.holes.iter().filter(|hole| !hole.is_made_up_for()).collect();
        let beside = |said: String| {
            let holes = holes.iter().map(|hole| {
                let options = textwrap::Options::new(BY_LOOM).initial_indent("- ").subsequent_indent("  ");
                format!("\n{}", textwrap::fill(hole.name(), options))
            });
            said + &holes.collect::<String>()
        };
        row.extend(second.map(|second| beside(second.map_or_else(unasked, by_loom))));
        Finding {
            row,
            executions: exploration.all_executions(),
            stopped: exploration.stopped.is_some(),
            report: exploration.is_wrong().then(|| exploration.report()),
            more: Some(format!("To see those lines: {more}")),
            holes: if second.is_some() { holes.into_iter().copied().collect() } else { Vec::new() },
            buffering: exploration.could_buffer.then(|| exploration.unasked.clone().map_or(Ok(litmus), Err)),
        }
    }
}

/// Shows the table, what is wrong, and the sum; returns the exit code.
pub fn tell(page: &mut Page, findings: &[Finding]) -> ExitCode {
    page.verbatim(&show(findings));
    holes(page, findings);
    for finding in findings {
        if let Some(report) = &finding.report {
            page.blank();
            page.report(Some(false), report);
            if let Some(more) = &finding.more {
                page.say(more);
            }
        }
    }
    page.blank();
    let stopped = findings.iter().filter(|finding| finding.stopped).count();
    let failed = findings.iter().filter(|finding| finding.report.is_some()).count();
    let executions: u64 = findings.iter().map(|finding| finding.executions).sum();
    let scenarios = counted(findings.len() as u64, "scenario");
    match failed {
        0 => {
            let executions = counted(executions, "execution");
            let how_far = how_far(stopped, findings.len());
            let clean = format!("No counterexample in {executions} of {scenarios}: {how_far}.");
            // Where some were stopped, nobody knows.
            if stopped == 0 { page.verdict(true, &clean) } else { page.say(&clean) }
        }
        failed => page.verdict(false, &format!("{failed} of {scenarios} failed.")),
    }
    buffering(page, findings);
    if stopped > 0 && !interrupt::interrupted() {
        page.say("Some were stopped before their end; --executions N and --seconds N allow for more.");
    }
    match failed {
        _ if interrupt::interrupted() => ExitCode::from(interrupt::EXIT_CODE),
        0 if stopped == 0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// What the names of loom's holes in its column mean.
fn holes(page: &mut Page, findings: &[Finding]) {
    let is_named = |hole: &&Hole| findings.iter().any(|finding| finding.holes.contains(hole));
    let named: Vec<_> = Hole::ALL.iter().filter(is_named).collect();
    if named.is_empty() {
        return;
    }
    page.blank();
    page.say("Where a line with a dash stands in loom's column, the scenario falls into a hole of loom's:");
    for hole in named {
        let options = textwrap::Options::new(80).initial_indent("- ").subsequent_indent("  ");
        page.verbatim(&textwrap::fill(&format!("{}: {}", hole.name(), hole.what()), options));
    }
}

/// What the engine does not explore, and which scenarios could have it.
fn buffering(page: &mut Page, findings: &[Finding]) {
    let mut could: Vec<_> =
        findings.iter().filter_map(|finding| Some((&finding.row[0], finding.buffering.as_ref()?))).collect();
    could.dedup_by_key(|(subject, _)| *subject);
    if let Some((first, buffering)) = could.iter().find(|(_, ask)| ask.is_ok()).or_else(|| could.first()) {
        let names: Vec<_> = could.iter().map(|(subject, _)| subject.as_str()).collect();
        let ask = match buffering {
            Ok(command) => format!("To ask the checker: {command}"),
            Err(why) => format!("The checker cannot be asked about {first}: it {why}."),
        };
        page.say(&format!(
            "Load buffering, in which two threads each find what the other stores later, is not explored. C++20 does not forbid \
             it in {}. {ask}",
            names.join(", ")
        ));
    }
}

/// How far the search went, where so many of all were stopped, by a limit or by Ctrl-C.
fn how_far(stopped: usize, all: usize) -> &'static str {
    match stopped {
        0 => "exhaustive within the engine's limits",
        _ if stopped == all => "not exhaustive, as each was stopped before its end",
        _ => "exhaustive within the engine's limits, but for those that were stopped before their end",
    }
}

/// The scenarios with these names; all safe ones for none. The largest only where they are wanted.
fn choose(names: &[String], largest: bool) -> Result<Vec<Scenario>, UserError> {
    let large = || LARGE.iter().chain(if largest { LARGEST } else { &[] });
    if names.is_empty() {
        return Ok([SAFE, BY_ENGINE].concat().into_iter().chain(large().copied()).collect());
    }
    let mut scenarios = Vec::new();
    for name in names {
        scenarios.extend(explore::named(name)?);
        scenarios.extend(large().filter(|scenario| is_named(scenario.subject, name)));
    }
    Ok(scenarios)
}

/// Whether it is one of these.
fn is_among(scenario: &Scenario, all: &[Scenario]) -> bool {
    all.iter().any(|one| (one.subject, one.about) == (scenario.subject, scenario.about))
}

fn show(findings: &[Finding]) -> String {
    let mut headers = vec![
        ("subject", Align::Left),
        ("scenario", Align::Left),
        ("executions", Align::Right),
        ("found", Align::Left),
    ];
    if findings.iter().any(|finding| finding.row.len() > headers.len()) {
        headers.push(("by loom", Align::Left));
    }
    table(&headers, &findings.iter().map(|finding| finding.row.clone()).collect::<Vec<_>>())
}

/// What was found, in a word or a few.
pub fn found(exploration: &Exploration) -> &'static str {
    match (&exploration.failure, exploration.stopped) {
        (Some(_), _) if exploration.doubt.is_some() => "data race?",
        (Some(failure), _) => failure.kind().name(),
        (None, Some("interrupted")) => "interrupted",
        (None, Some(_)) => "stopped",
        (None, None) if exploration.is_wrong() => "an outcome gone",
        (None, None) => "nothing",
    }
}

/// The width of the column with loom's opinion: so all of them fit into 80 columns.
const BY_LOOM: usize = 16;

/// loom's opinion: its executions, how many of all those it went through, and what it found, if anything.
fn by_loom(exploration: &Exploration) -> String {
    let bound = match exploration.scenario.preemptions {
        Some(bound) => format!(", at most {bound} preemptions"),
        None => String::new(),
    };
    let found = match found(exploration) {
        "nothing" => String::new(),
        found => format!(", {found}"),
    };
    textwrap::fill(&format!("{}{bound}{found}", grouped(exploration.all_executions())), BY_LOOM)
}
