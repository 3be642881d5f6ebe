//! From what was found to a verdict.

use serde_json::Value;

use super::super::super::own::outcomes::split;
use super::super::super::own::parent::Heard;
use super::super::super::own::request::texts;
use super::super::course::Given;
use super::limits::EXECUTIONS;
use super::program::{Refusal, answered, explored};
use super::{Site, Submission, Verdict, Word};
use crate::report::grouped;

/// What is said of an execution that has more operations than are explored.
const TOO_LONG: &str = "an execution has more than 10,000 operations: is there a loop that can go round for ever? One that \
                        waits for another thread has to call `yield_now` or `spin_loop`";

/// What is said of an answer that fits what can be seen.
const ONLY_HERE: &str = "it fits the scenarios in your file, and not another one";

/// What is said above the code of such a scenario.
const UNSEEN: &str = "The scenario, which is not in your file:";

/// What is said of an execution that is not one of the learner's file.
const MENDED: &str = "Here the mistake is mended, so a line may do something else than in your file.";

impl Submission<'_> {
    /// Every scenario explores without a counterexample, and nothing is stronger than it must be where that is asked.
    pub(super) fn code(&self) -> Result<Verdict, Refusal> {
        let mut heard = self.compile(&self.taken.program, None)?.run()?;
        let again = |scenario: &str| self.exercise.again_called(scenario);
        // What the learner can see comes first.
        heard.answers.sort_by_key(|answer| answer["explored"].as_str().and_then(again).is_some());
        let verdict = of_code(&heard);
        Ok(match verdict.scenario.as_deref().and_then(again) {
            Some(code) => Verdict {
                message: format!("{ONLY_HERE}: {}", verdict.message),
                report: verdict.report.map(|report| format!("{}\n\n{UNSEEN}\n\n{code}", report.trim_end())),
                ..verdict
            },
            None => verdict,
        })
    }

    /// The outcomes that were named are those that there are.
    pub(super) fn prediction(&self) -> Result<Verdict, Refusal> {
        let heard = self.compile(&self.taken.program, Some("POSSIBLE"))?.run()?;
        let verdict = of_code(&heard);
        if !verdict.passes() {
            return Ok(verdict);
        }
        let Some(answer) = answered(&heard) else {
            let message = "`POSSIBLE` cannot be read: write a plain list".to_owned();
            return Ok(Verdict { word: Word::OtherOutcomes, message, ..verdict });
        };
        let plain = |text: &str| text.split_whitespace().collect::<String>();
        let inner = answer.trim().trim_start_matches('[').trim_end_matches(']');
        let named = split(inner);
        let seen: Vec<_> = explored(&heard)
            .flat_map(|found| texts(&found["outcomes"]))
            .map(|outcome| plain(&outcome))
            .collect();
        let impossible: Vec<_> =
            named.iter().filter(|outcome| !seen.contains(&plain(outcome))).map(String::as_str).collect();
        let is_missing = seen.iter().any(|seen| !named.iter().any(|outcome| plain(outcome) == *seen));
        let message = match (impossible.as_slice(), is_missing) {
            _ if named.is_empty() => "nothing is named yet".to_owned(),
            ([], false) => {
                return Ok(Verdict { message: format!("just these: {}", verdict.message), ..verdict });
            }
            ([], true) => "all that you named can happen, but it is not all that can".to_owned(),
            (impossible, false) => format!("this never happens: {}", impossible.join("; ")),
            (impossible, true) => {
                format!(
                    "this never happens: {}; and something that you have not named can happen",
                    impossible.join("; ")
                )
            }
        };
        Ok(Verdict { word: Word::OtherOutcomes, message, ..verdict })
    }

    /// The test fails with the mistake, and passes without it.
    pub(super) fn scenario(&self) -> Result<Verdict, Refusal> {
        let broken = of_code(&self.compile(&self.taken.program, None)?.run()?);
        if broken.passes() {
            let message = format!("it passes, mistake and all: {}", broken.message);
            return Ok(Verdict { word: Word::DoesNotShowIt, message, ..broken });
        }
        if !broken.word.is_counterexample() {
            return Ok(broken);
        }
        let mended = self.exercise.with(&self.taken.regions, Given::Mended);
        let mended = of_code(&self.compile(&mended, None)?.run()?);
        if !mended.passes() {
            let message =
                format!("it fails without the mistake, too ({}): {}", mended.word.name(), mended.message);
            let report = mended.report.map(|report| format!("{}\n\n{MENDED}", report.trim_end()));
            return Ok(Verdict { word: Word::BlamesTheMended, message, report, ..mended });
        }
        Ok(Verdict {
            word: Word::Passes,
            message: format!(
                "it finds the mistake ({}), and nothing once that is mended",
                broken.word.name()
            ),
            executions: broken.executions + mended.executions,
            ..broken
        })
    }

    /// The line is one of those that are to blame.
    pub(super) fn reading(&self) -> Result<Verdict, Refusal> {
        let heard = self.compile(&self.taken.program, Some("LINE"))?.run()?;
        // The counterexample of the program as it is belongs to the question.
        let found = of_code(&heard);
        let Some(line) = answered(&heard).and_then(|line| line.trim().parse::<usize>().ok()) else {
            return Ok(found);
        };
        let here = self.exercise.here();
        let (word, message) = match self.taken.in_starter(line) {
            Some(line) if here.contains(&line) => (Word::Passes, "that is the line".to_owned()),
            _ if line == 0 => (Word::AnotherLine, "no line is named yet".to_owned()),
            _ => (Word::AnotherLine, format!("line {line} is not to blame")),
        };
        Ok(Verdict { word, message, ..found })
    }
}

/// What is said of a program by itself.
fn of_code(heard: &Heard) -> Verdict {
    let found: Vec<_> = explored(heard).collect();
    let mut verdict = Verdict::new(Word::Passes, "");
    verdict.executions = found.iter().filter_map(|found| found["executions"].as_u64()).sum();
    verdict.scenarios = found.len() as u64;
    if let Some(wrong) = found.iter().find_map(|found| wrong(found, &verdict)) {
        return wrong;
    }
    if let Some(ended) = &heard.ended {
        return gone(ended, verdict);
    }
    if found.is_empty() {
        verdict.word = Word::DoesNotShowIt;
        verdict.message = "there is no test and no scenario in it".to_owned();
        return verdict;
    }
    if heard.answers.iter().any(|answer| answer["elsewhere"] == true) {
        return Verdict {
            word: Word::Forbidden,
            message: "an operation of an atomic that is called by way of something else, where its ordering cannot be \
                      weakened: call it by its name, with its arguments"
                .to_owned(),
            ..verdict
        };
    }
    let weakened: Vec<_> = heard.answers.iter().filter(|answer| answer["weakened"].is_u64()).collect();
    if weakened.iter().any(|row| row["unfinished"] == true) {
        return Verdict {
            word: Word::TooLarge,
            message: "the exploration with one ordering weaker did not come to its end".to_owned(),
            ..verdict
        };
    }
    verdict.sites = weakened.iter().filter(|row| row["would_do"] == true).map(|row| site(row)).collect();
    verdict.sites.dedup();
    match verdict.sites.first() {
        Some(Site { line, part, written, .. }) => {
            verdict.word = Word::TooStrong;
            verdict.message =
                format!("line {line}: this {part} is {written}, and works as well with something weaker");
        }
        None => verdict.message = verdict.extent(),
    }
    verdict
}

/// What is wrong in a scenario, if something is.
fn wrong(found: &Value, all: &Verdict) -> Option<Verdict> {
    let text = |name: &str| found[name].as_str().map(str::to_owned);
    let scenario = text("explored");
    let absent = texts(&found["absent"]);
    let (word, message) = match (text("kind"), text("stopped")) {
        (Some(kind), _) => {
            let failure = text("failure").unwrap_or_default();
            let word = Word::of_failure(&kind, &failure);
            let by_the_clock =
                if kind == "endless" { " (by the clock: it went on for 5 seconds)" } else { "" };
            let message = match failure.split_once(": ") {
                Some(("wrong outcome", outcome)) => {
                    format!("it can end with {outcome}, which is not allowed")
                }
                // The scenario is not the learner's; a loop of his is what has no end.
                Some(("too large to explore", why)) if why.contains("operations") => TOO_LONG.to_owned(),
                Some(("too large to explore", why)) => why.to_owned(),
                _ => format!("{failure}{by_the_clock}"),
            };
            (word, message)
        }
        (None, Some(why)) if why.contains("time") => {
            (Word::OutOfTime, "by the clock: it takes too long to explore".to_owned())
        }
        (None, Some(_)) => (
            Word::TooLarge,
            format!("it has more than {} executions: make what the threads do smaller", grouped(EXECUTIONS)),
        ),
        (None, None) if !absent.is_empty() => {
            (Word::Outcome, format!("this should happen, and never does: {}", absent.join("; ")))
        }
        (None, None) => return None,
    };
    Some(Verdict { word, message, report: text("report"), scenario, ..all.clone() })
}

/// Of a program that did not come back.
fn gone(ended: &str, verdict: Verdict) -> Verdict {
    let by_the_clock = ["signal 24", "signal 9", "20 s"].iter().any(|sign| ended.contains(sign));
    let word = if by_the_clock { Word::OutOfTime } else { Word::Panic };
    Verdict { word, message: format!("your program did not come back: {ended}"), ..verdict }
}

fn site(row: &Value) -> Site {
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| row[name].as_u64().unwrap_or_default();
    Site { line: number("weakened"), column: number("column"), part: text("part"), written: text("written") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What a program said, and how it ended, to a verdict.
    fn verdict(answers: &[Value], ended: Option<&str>) -> (Word, String) {
        let heard = Heard { answers: answers.to_vec(), ended: ended.map(str::to_owned), ..Heard::default() };
        let verdict = of_code(&heard);
        (verdict.word, verdict.message)
    }

    fn explored() -> Value {
        json!({ "explored": "one", "executions": 3 })
    }

    #[test]
    fn what_was_not_explored_to_the_end_does_not_pass() {
        let with = |name: &str, value: Value| {
            let mut found = explored();
            found[name] = value;
            found
        };
        for (found, word) in [
            (explored(), Word::Passes),
            (with("stopped", "after 100,000 executions".into()), Word::TooLarge),
            (with("stopped", "no time is left".into()), Word::OutOfTime),
            (with("absent", json!(["7"])), Word::Outcome),
            (with("kind", "panic".into()), Word::Panic),
        ] {
            assert_eq!(verdict(std::slice::from_ref(&found), None).0, word, "{found}");
            // Wherever it is among several.
            assert_eq!(verdict(&[explored(), found.clone(), explored()], None).0, word, "{found}");
        }
    }

    #[test]
    fn a_program_that_does_not_come_back_does_not_pass() {
        for (ended, word) in [
            ("it was ended by signal 6", Word::Panic),
            ("it was ended by signal 24", Word::OutOfTime),
            ("it was ended by signal 9", Word::OutOfTime),
        ] {
            let (found, message) = verdict(&[explored()], Some(ended));
            assert_eq!(found, word, "{ended}");
            assert!(message.contains(ended), "{message}");
        }
        assert_eq!(verdict(&[], None).0, Word::DoesNotShowIt);
    }

    #[test]
    fn an_ordering_that_was_not_weakened_to_the_end_is_not_called_weakest() {
        let row = |would_do: bool, unfinished: bool| {
            json!({
                "weakened": 5, "column": 9, "part": "store", "written": "SeqCst",
                "would_do": would_do, "unfinished": unfinished,
            })
        };
        let elsewhere = json!({ "elsewhere": true, "place": "core.rs:1:1" });
        for (row, word) in [
            (row(false, false), Word::Passes),
            (row(true, false), Word::TooStrong),
            (row(false, true), Word::TooLarge),
            (elsewhere, Word::Forbidden),
        ] {
            assert_eq!(verdict(&[explored(), row.clone()], None).0, word, "{row}");
        }
    }
}
