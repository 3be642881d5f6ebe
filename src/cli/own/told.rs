//! What is shown of what the reader's program said.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use serde_json::Value;

use super::super::arguments::{Explain, UserError};
use super::super::check::{self, Finding};
use super::super::drawings::{Drawings, Files};
use super::super::explain;
use super::super::explore::{on_all_cores, took};
use super::super::files::ResultFile;
use super::super::interrupt::{self, interrupted};
use super::parent::{self, Heard, Printed};
use super::request::{Request, texts};
use super::{Listed, Ready, unclear, unwatched};
use crate::report::{Page, counted, grouped};

/// Shows what was found in each test.
pub fn check(ready: &Ready) -> Result<ExitCode, UserError> {
    let start = Instant::now();
    let mut beside = Beside::default();
    let mut findings = Vec::new();
    for (test, heard) in each(ready, &ready.request)? {
        findings.push(heard.answers.iter().find_map(finding).unwrap_or_else(|| gone(test, &heard)));
        beside.add(heard);
    }
    let mut page = Page::patient();
    let mut code = ExitCode::from(interrupt::EXIT_CODE);
    if findings.is_empty() {
        page.say("Nothing was explored.");
    } else {
        code = check::tell(&mut page, &findings);
    }
    beside.say(&mut page, ready);
    page.say(&took(start.elapsed()));
    Ok(if findings.is_empty() && !interrupted() { ExitCode::FAILURE } else { code })
}

/// Explains each test: those in which something is wrong, or all where nothing is.
pub fn explain(ready: &Ready, arguments: &Explain) -> Result<ExitCode, UserError> {
    let mut files = Files::open(&arguments.shown)?;
    let mut page = files.page();
    let request = Request {
        all_outcomes: arguments.all_outcomes,
        ascii: arguments.shown.ascii,
        steps: arguments.shown.steps,
        all_frames: arguments.shown.all_frames,
        ..ready.request.clone()
    };
    let mut beside = Beside::default();
    let (mut told, mut lost, mut unfinished) = (Vec::new(), false, false);
    for (test, heard) in each(ready, &request)? {
        match heard.answers.iter().find(|answer| answer["page"].is_string()) {
            Some(answer) => {
                // A sample that found nothing has drawn all that it was to draw.
                unfinished |= answer["unfinished"] == true && request.sampling.is_none();
                told.push((answer["wrong"] == true, answer.clone()));
            }
            None => {
                let finding = gone(test, &heard);
                page.report(Some(false), finding.report.as_deref().unwrap_or_default());
                page.blank();
                lost = true;
            }
        }
        beside.add(heard);
    }
    let some_are_wrong = told.iter().any(|(wrong, _)| *wrong);
    let shown = |(wrong, _): &&(bool, Value)| *wrong || !some_are_wrong;
    let mut drawings = Drawings::default();
    for (_, answer) in told.iter().filter(shown) {
        page.show_kept(answer["page"].as_str().unwrap_or_default());
        let text = |name: &str| answer[name].as_str().map(str::to_owned);
        drawings.add(Drawings { svg: text("svg"), parts: text("html").into_iter().collect() });
    }
    let left = told.len() - told.iter().filter(shown).count();
    if left > 0 {
        page.say(&format!(
            "Nothing is wrong with {} more; --only NAME explains it as well.",
            counted(left as u64, "scenario")
        ));
    }
    beside.say(&mut page, ready);
    if arguments.own.watch && !told.is_empty() {
        verdicts(&mut page, &told);
    }
    let results = explain::results(
        !interrupted() && !lost,
        told.iter().map(|(_, answer)| answer["json"].clone()).collect(),
    );
    let empty = interrupted() && told.is_empty();
    ResultFile::write_unless(empty, &mut page, &mut files.json, &format!("{results:#}"))?;
    let command = if request.sampling.is_some() { "sample" } else { "explain" };
    files.draw(&format!("{command} {}", ready.request.file), &drawings)?;
    Ok(match lost {
        _ if interrupted() => ExitCode::from(interrupt::EXIT_CODE),
        true => ExitCode::FAILURE,
        false if unfinished => ExitCode::FAILURE,
        // A sample judges; `explain` only shows.
        false if some_are_wrong && request.sampling.is_some() => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// All in all, for whoever watches: what stands above has left a small terminal.
fn verdicts(page: &mut Page, told: &[(bool, Value)]) {
    let verdict = |(_, answer): &(bool, Value)| {
        format!(
            "{}: {}",
            answer["test"].as_str().unwrap_or_default(),
            answer["found"].as_str().unwrap_or_default()
        )
    };
    let verdicts: Vec<_> = told.iter().map(verdict).collect();
    page.blank();
    page.verdict(!told.iter().any(|(wrong, _)| *wrong), &verdicts.join("; "));
}

/// Has each test explored, in a process of its own: those that were not reached before Ctrl-C are left out.
fn each<'a>(ready: &'a Ready, request: &Request) -> Result<Vec<(&'a Listed, Heard)>, UserError> {
    let tests: Vec<_> = ready.tests.iter().filter(|test| test.left_out.is_none()).collect();
    let failed = Mutex::new(None);
    let executions = AtomicU64::new(0);
    let heard = on_all_cores("exploring", &tests, |test| {
        if interrupted() {
            return None;
        }
        let request = Request { only: vec![test.name.clone()], ..request.clone() };
        // Relaxed: a count that nobody reads while it changes.
        let heard = parent::run(&ready.compiled.program, &request, |so_far| {
            executions.fetch_max(so_far, Ordering::Relaxed);
        });
        heard.map_err(|error| *failed.lock().unwrap() = Some(error)).ok()
    });
    match failed.into_inner().unwrap() {
        Some(error) => Err(error),
        None => Ok(tests.into_iter().zip(heard).filter_map(|(test, heard)| Some((test, heard?))).collect()),
    }
}

fn finding(answer: &Value) -> Option<Finding> {
    let text = |name: &str| answer[name].as_str().map(str::to_owned);
    Some(Finding {
        row: Some(texts(&answer["row"])).filter(|row| !row.is_empty())?,
        executions: answer["executions"].as_u64()?,
        stopped: answer["stopped"].as_bool()?,
        report: text("report"),
        more: text("more"),
        holes: Vec::new(),
        buffering: text("buffering").map(Ok).or_else(|| text("unasked").map(Err)),
    })
}

/// Of a test whose process did not come back.
fn gone(test: &Listed, heard: &Heard) -> Finding {
    let about = test.place.clone();
    let ended = heard.ended.as_deref().unwrap_or("it ended its process by itself");
    let when = match heard.executions {
        0 => "in one of its first executions".to_owned(),
        executions => format!("after {} or a few more", counted(executions, "execution")),
    };
    let options =
        textwrap::Options::new(80).initial_indent("  verdict        ").subsequent_indent("                 ");
    let verdict = textwrap::fill(&format!("your program did not come back, {when}: {ended}"), options);
    let report = format!("{}: {about}\n{verdict}\n", test.name);
    let executions = grouped(heard.executions);
    let found = if interrupted() { "interrupted" } else { "did not come back" };
    Finding {
        row: vec![test.name.clone(), about, executions, found.to_owned()],
        executions: heard.executions,
        stopped: interrupted(),
        report: (!interrupted()).then_some(report),
        more: None,
        holes: Vec::new(),
        buffering: None,
    }
}

/// What there is to say beside the verdict.
#[derive(Default)]
pub(super) struct Beside {
    unclear: Vec<String>,
    executions: u64,
    printed: Printed,
}

impl Beside {
    /// Adds what one process said.
    pub fn add(&mut self, heard: Heard) {
        self.unclear.extend(heard.answers.iter().flat_map(|answer| texts(&answer["unclear"])));
        self.executions +=
            heard.answers.iter().filter_map(|answer| answer["executions"].as_u64()).sum::<u64>();
        self.printed.lines += heard.printed.lines;
        if self.printed.text.is_empty() {
            self.printed.text = heard.printed.text;
        }
    }

    /// Says it.
    pub fn say(self, page: &mut Page, ready: &Ready) {
        for (why, what) in [
            ("ignored", "marked #[ignore]"),
            ("should_panic", "#[should_panic], which says nothing of how threads meet"),
        ] {
            let left: Vec<_> =
                ready.tests.iter().filter(|test| test.left_out.as_deref() == Some(why)).collect();
            if !left.is_empty() {
                let names: Vec<_> = left.iter().map(|test| test.name.as_str()).collect();
                page.say(&format!("Left out, because {what}: {}.", names.join(", ")));
            }
        }
        let taken: Vec<_> = ready.source.taken.iter().map(String::as_str).collect();
        if !taken.is_empty() {
            page.say(&format!("The engine's types took the place of {}.", taken.join(", ")));
        }
        if !ready.source.kept.is_empty() {
            page.say(&format!(
                "What these statics hold outlives an execution, as they are in a module or a function: {}. Move them to \
                 the top of the file if something looks odd.",
                ready.source.kept.join(", ")
            ));
        }
        if ready.source.has_time {
            page.say(
                "Time is not modelled: a sleep orders nothing and may be over at once, and what an Instant says is how long \
                 racelab took.",
            );
        }
        if let Some(unwatched) = unwatched::named(&ready.source.unwatched) {
            page.say(&format!(
                "Not watched for data races: {unwatched}. The engine sees atomics, locks, what is in an UnsafeCell, and the \
                 blocks of std::alloc."
            ));
        }
        if let Some(unclear) = unclear::said(self.unclear) {
            page.say(&unclear);
        }
        if self.printed.lines > 0 {
            let lines = counted(self.printed.lines, "line");
            let together = if self.executions == 1 { "" } else { " in all executions together" };
            page.say(&format!("Your program printed {lines}{together}. It began:"));
            for line in self.printed.text.lines().take(3) {
                page.verbatim(&format!("  | {}", line.chars().take(74).collect::<String>()));
            }
        }
    }
}
