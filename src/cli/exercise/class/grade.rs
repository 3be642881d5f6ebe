//! `racelab exercise grade`: a verdict on each submission of a folder.
//!
//! Each is compiled and run in a clean folder of its own, in processes with limits (see [`judge::limits`]); what it is
//! linked with has neither files nor processes nor network, and the scenario is the original's. So no submission can
//! touch another, or what is said of it.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Instant;

use serde_json::{Value, json};

use super::super::super::arguments::{ExerciseGrade, UserError};
use super::super::super::explore::{on_all_cores, took};
use super::super::super::files::ResultFile;
use super::super::super::interrupt::{self, interrupted};
use super::super::super::text;
use super::super::course::{self, Regions};
use super::super::judge::{self, Bench, Verdict, Word};
use super::super::results;
use super::super::taken::take;
use super::alike::Own;
use super::csv;
use super::export::chosen;
use super::kept::{Kept, number};
use super::submissions::{Found, Submission, find, spelled};
use crate::report::{Align, Page, counted, table};

/// No answer is larger; what is, is not read.
const LARGEST: u64 = 256 << 10;

/// So many pairs are shown that are alike; the files have all.
const PAIRS_SHOWN: usize = 20;

/// So many names are shown that are passed over for the same reason.
const NAMES_SHOWN: usize = 10;

/// What came of a submission.
struct Graded<'a> {
    submission: &'a Submission<'a>,
    verdict: Value,
    alike: Vec<(String, f64)>,
}

/// Judges all.
pub fn grade(asked: &ExerciseGrade) -> Result<ExitCode, UserError> {
    let start = Instant::now();
    let exercises = course::read_all(&course::folder())?;
    let chosen = chosen(&exercises, &asked.only)?;
    let mut found = find(&asked.submissions, &chosen)?;
    if found.submissions.is_empty() {
        return Err(UserError::new(format!(
            "there are no submissions in {}: a folder for each student with files such as {} in it, or files such as \
             anna_{1}",
            asked.submissions.display(),
            chosen[0].file(),
        )));
    }
    let [csv, json] = [&asked.csv, &asked.json].map(Option::as_deref);
    let is_result = |path: &Path| {
        let same = |file: &Path| {
            file.canonicalize().is_ok_and(|file| path.canonicalize().is_ok_and(|it| it == file))
        };
        [csv, json].into_iter().flatten().any(same)
    };
    found.passed_over.retain(|(path, _)| !is_result(path));
    for submission in &found.submissions {
        ResultFile::spare(&submission.path, &[csv, json])?;
    }
    let mut files = ResultFile::open_each([("--csv", csv), ("--json", json)])?;
    let mut page = ResultFile::page(&files.each_ref());
    let kept = Kept::open(&asked.submissions, asked.anew)?;
    let bench = Bench::new()?;
    let failed = Mutex::new(None);
    let verdicts = on_all_cores("judging", &found.submissions, |submission| {
        if interrupted() || failed.lock().unwrap().is_some() {
            return None;
        }
        let judged = judged(&bench, &kept, submission);
        judged.map_err(|error| *failed.lock().unwrap() = Some(error)).ok()
    });
    if let Some(error) = failed.into_inner().unwrap().filter(|_| !interrupted()) {
        return Err(error);
    }
    let graded = found.submissions.iter().zip(verdicts);
    let graded = graded.filter_map(|(submission, verdict)| {
        Some(Graded { submission, verdict: verdict?, alike: Vec::new() })
    });
    let mut graded: Vec<_> = graded.collect();
    let pairs = point_out(&mut graded);
    tell(&mut page, &found, &graded, &pairs);
    page.say(&took(start.elapsed()));
    for (file, text) in files.iter_mut().zip([as_csv(&graded), as_json(&graded, &found)]) {
        ResultFile::write(file, &text)?;
    }
    Ok(if interrupted() { ExitCode::from(interrupt::EXIT_CODE) } else { ExitCode::SUCCESS })
}

/// The verdict on one: that which is known, or a new one, which is kept.
fn judged(bench: &Bench, kept: &Kept, submission: &Submission<'_>) -> Result<Value, UserError> {
    let Submission { student, exercise, path } = submission;
    let text = match read(path) {
        Ok(text) => text,
        Err(why) => return Ok(value(&Verdict::new(Word::Changed, why))),
    };
    let number = number(exercise, &text);
    if let Some(known) = kept.of(number) {
        return Ok(known.clone());
    }
    let verdict = value(&judge::grade(bench, exercise, &text)?);
    kept.keep(number, (student, &exercise.name), &verdict)?;
    Ok(verdict)
}

/// The text of a submission, or why it cannot be had: one file that cannot be read keeps nobody else from a verdict.
fn read(path: &Path) -> Result<String, String> {
    match text::of_plain_file(path, LARGEST) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == ErrorKind::FileTooLarge => {
            Err(format!("the file has more than {} KB, and was not read", LARGEST >> 10))
        }
        Err(error) => Err(format!("the file cannot be read: {error}")),
    }
}

fn value(verdict: &Verdict) -> Value {
    let mut value = results::verdict(verdict);
    value["verdict"] = json!(verdict.word.name().replace(' ', "_"));
    value["passes"] = json!(verdict.passes());
    value["message"] = json!(verdict.message);
    value
}

/// Points out answers to the same exercise that are nearly the same.
fn point_out(graded: &mut [Graded<'_>]) -> Vec<String> {
    let own = |graded: &Graded<'_>| {
        let Submission { exercise, path, .. } = graded.submission;
        let text = read(path).unwrap_or_default();
        let regions = take(exercise, &text).map_or_else(|_| Regions::new(), |taken| taken.regions);
        Own::of(exercise, &regions)
    };
    let own: Vec<_> = graded.iter().map(own).collect();
    let mut pairs = Vec::new();
    for (one, first) in own.iter().enumerate() {
        for (other, second) in own.iter().enumerate().skip(one + 1) {
            let name = |index: usize| &graded[index].submission.exercise.name;
            let Some(share) = first.alike(second).filter(|_| name(one) == name(other)) else { continue };
            let student = |index: usize| graded[index].submission.student.clone();
            pairs.push(format!(
                "{}: {} and {}, {:.0} %",
                name(one),
                student(one),
                student(other),
                share * 100.0
            ));
            let (here, there) = (student(one), student(other));
            graded[one].alike.push((there, share));
            graded[other].alike.push((here, share));
        }
    }
    pairs
}

fn text<'a>(graded: &'a Graded<'_>, name: &str) -> &'a str {
    graded.verdict[name].as_str().unwrap_or_default()
}

/// What fits the table; the CSV file has all of it. A line's number may stand at the beginning or at the end.
fn shortened(message: &str) -> String {
    const MOST: usize = 120;
    let letters: Vec<_> = message.chars().collect();
    if letters.len() <= MOST {
        return message.to_owned();
    }
    let text = |letters: &[char]| letters.iter().collect::<String>();
    let (beginning, end) = (text(&letters[..MOST * 3 / 4]), text(&letters[letters.len() - MOST / 4..]));
    format!("{} ... {}", beginning.trim_end(), end.trim_start())
}

fn tell(page: &mut Page, found: &Found<'_>, graded: &[Graded<'_>], pairs: &[String]) {
    let row = |graded: &Graded<'_>| {
        let message = shortened(text(graded, "message"));
        vec![
            textwrap::fill(&graded.submission.student, 16),
            textwrap::fill(&graded.submission.exercise.name, 18),
            text(graded, "verdict").replace('_', " "),
            textwrap::fill(&message, 22),
        ]
    };
    let headers =
        [("student", Align::Left), ("exercise", Align::Left), ("verdict", Align::Left), ("", Align::Left)];
    page.verbatim(&table(&headers, &graded.iter().map(row).collect::<Vec<_>>()));
    page.blank();
    let passes = graded.iter().filter(|graded| graded.verdict["passes"] == true).count();
    page.say(&format!("{passes} of {} pass.", counted(graded.len() as u64, "submission")));
    if !pairs.is_empty() {
        page.say("Nearly the same, which says nothing about who wrote it:");
        pairs.iter().take(PAIRS_SHOWN).for_each(|pair| page.verbatim(&format!("  {pair}")));
        if pairs.len() > PAIRS_SHOWN {
            page.say(&format!("and {} more pairs; --csv and --json have all.", pairs.len() - PAIRS_SHOWN));
        }
    }
    let mut passed_over = BTreeMap::<&str, Vec<String>>::new();
    for (path, why) in &found.passed_over {
        passed_over.entry(why).or_default().push(spelled(path.as_os_str()));
    }
    for (why, names) in passed_over {
        let shown = names[..names.len().min(NAMES_SHOWN)].join(", ");
        let more = names.len().saturating_sub(NAMES_SHOWN);
        let more = if more > 0 { format!(", and {more} more; --json has all") } else { String::new() };
        page.say(&format!("{} not judged ({why}): {shown}{more}", names.len()));
    }
    if !judge::limits::has_no_network() {
        page.say(
            "This system lets no ordinary user start a program without network. What the answers are linked with has none, \
             either.",
        );
    }
    let left = found.submissions.len() - graded.len();
    if left > 0 {
        page.say(&format!("Interrupted: {left} are left. Nothing is lost; the same command goes on there."));
    }
}

fn as_csv(graded: &[Graded<'_>]) -> String {
    let rows = graded.iter().map(|one| {
        let alike: Vec<_> =
            one.alike.iter().map(|(student, share)| format!("{student} {:.0} %", share * 100.0)).collect();
        vec![
            one.submission.student.clone(),
            one.submission.exercise.name.clone(),
            text(one, "verdict").to_owned(),
            if one.verdict["passes"] == true { "1" } else { "0" }.to_owned(),
            text(one, "message").to_owned(),
            spelled(one.submission.path.as_os_str()),
            alike.join("; "),
        ]
    });
    csv::written(&["student", "exercise", "verdict", "points", "message", "file", "alike"], rows)
        .trim_end()
        .to_owned()
}

fn as_json(graded: &[Graded<'_>], found: &Found<'_>) -> String {
    let file = |path: &Path| path.to_str().map_or_else(|| spelled(path.as_os_str()), str::to_owned);
    let submissions = graded.iter().map(|one| {
        let mut value = one.verdict.clone();
        value["student"] = json!(one.submission.student);
        value["exercise"] = json!(one.submission.exercise.name);
        value["file"] = json!(file(&one.submission.path));
        value["alike"] =
            one.alike.iter().map(|(student, share)| json!({ "student": student, "share": share })).collect();
        value
    });
    let submissions: Vec<_> = submissions.collect();
    let passed_over = found.passed_over.iter().map(|(path, why)| json!({ "file": file(path), "why": why }));
    let passed_over: Vec<_> = passed_over.collect();
    let finished = graded.len() == found.submissions.len();
    let all = json!({
        "schema": 1, "finished": finished, "submissions": submissions, "not_judged": passed_over,
    });
    format!("{all:#}")
}
