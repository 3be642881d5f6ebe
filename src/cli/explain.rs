//! `racelab explain`: what goes wrong in a mistake, or what can happen in safe code, as a picture.

use std::collections::BTreeMap;
use std::process::ExitCode;

use racelab::report::Page;
use racelab_loom::explore::diagram::{Style, draw, sentences};
use racelab_loom::explore::story::{Story, file};
use racelab_loom::explore::weaken::text_of;
use racelab_loom::explore::{Exploration, Failure, Judge, Limits, explore_within, page as html, svg};
use racelab_loom::mistakes::Mistake;
use serde_json::{Value, json};

use super::arguments::{Explain, UserError};
use super::drawings::{Drawings, Files};
use super::files::ResultFile;
use super::{RACELAB, explore, interrupt, json, own};

/// Explains what is named.
pub fn run(arguments: &Explain) -> Result<ExitCode, UserError> {
    if let Some(file) = own::file(std::slice::from_ref(&arguments.name))? {
        return own::explain(file, arguments);
    }
    own::only_of_a_file(&arguments.own)?;
    let scenarios = explore::named(&arguments.name)?;
    let mut files = Files::open(&arguments.shown)?;
    let judge = if arguments.with.is_some() { Judge::Loom } else { Judge::Engine };
    let limits = Limits { progress: explore::progress, judge, ..explore::limits(arguments.limits) };
    let mut page = files.page();
    let (mut explained, mut executions, mut unfinished) = (Vec::new(), 0, false);
    let mut drawings = Drawings::default();
    for scenario in &scenarios {
        let exploration = explore_within(scenario, &limits);
        explore::end_progress();
        drawings.add(tell(&mut page, &exploration, arguments));
        executions += exploration.all_executions();
        unfinished |= is_unfinished(&exploration);
        explained.push(json::exploration(&exploration));
    }
    let interrupted = interrupt::interrupted();
    let results = results(!interrupted, explained);
    let empty = interrupted && executions == 0;
    ResultFile::write_unless(empty, &mut page, &mut files.json, &format!("{results:#}"))?;
    files.draw(&format!("explain {}", arguments.name), &drawings)?;
    Ok(match interrupted {
        true => ExitCode::from(interrupt::EXIT_CODE),
        false if unfinished => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// Whether a limit ended it before there was anything wrong to be shown.
pub fn is_unfinished(exploration: &Exploration) -> bool {
    exploration.stopped.is_some() && !exploration.is_wrong()
}

/// What is written as JSON.
pub fn results(finished: bool, explained: Vec<Value>) -> Value {
    json!({ "finished": finished, "explorations": Value::from(explained) })
}

/// Explains one exploration; returns the drawings of it.
pub fn tell(page: &mut Page, exploration: &Exploration, arguments: &Explain) -> Drawings {
    let stories = stories(exploration, arguments);
    explain(page, exploration, &stories, arguments);
    let wide = if arguments.shown.narrow { svg::Width::NARROW } else { svg::Width::WIDE };
    let draw = |(title, story): &(String, Story)| {
        svg::draw(story, &format!("{}: {title}", exploration.scenario.subject), wide)
    };
    Drawings { svg: stories.first().map(draw), parts: vec![html::part(exploration, &stories)] }
}

/// The executions to show, each with what it shows: the one that is wrong, and witnesses of outcomes.
fn stories(exploration: &Exploration, arguments: &Explain) -> Vec<(String, Story)> {
    let internals = arguments.shown.all_frames || exploration.shows_internals();
    let mut stories = Vec::new();
    if let Some(counterexample) = exploration.counterexample() {
        // What is wrong in a data race takes a sentence, which stands below the picture.
        let title = match &counterexample.failure {
            Failure::WrongOutcome(_) => counterexample.failure.to_string(),
            failure => failure.kind().name().to_owned(),
        };
        let story = Story::of_counterexample(&counterexample, internals);
        // Of an execution that never came back, there is nothing to show.
        if !story.steps.is_empty() {
            stories.push((title, story));
        }
    }
    if !exploration.failed() || arguments.all_outcomes {
        for outcome in exploration.outcomes.iter().filter(|outcome| outcome.allowed) {
            let story = Story::of_witness(&exploration.witness(outcome), outcome.choice(), internals);
            stories.push((format!("the simplest way to: {}", outcome.value), story));
        }
    }
    stories
}

fn explain(page: &mut Page, exploration: &Exploration, stories: &[(String, Story)], arguments: &Explain) {
    let mistake = exploration.mistake();
    page.title(&format!("{}: {}", exploration.scenario.subject, exploration.scenario.about));
    if let Some(Mistake { summary, .. }) = mistake {
        page.say(&format!("What goes wrong: it {summary}."));
    }
    let is_right = match exploration.is_wrong() {
        false if !exploration.is_exhaustive() => None,
        is_wrong => Some(!is_wrong),
    };
    page.report(is_right, exploration.summary().split_once('\n').map_or("", |(_, rest)| rest));
    for (title, story) in stories {
        let title = if story.end.is_empty() { title } else { "What happens" };
        page.heading(&match &story.choice {
            Some(choice) => format!("{title}, where {choice}"),
            None => title.to_owned(),
        });
        if arguments.shown.steps {
            page.verbatim(&sentences(story, 80));
        } else {
            page.diagram(&draw(story, Style { ascii: arguments.shown.ascii, ..Style::default() }));
        }
        if !story.end.is_empty() {
            show_source(page, story);
        }
    }
    if let Some(mistake) = mistake {
        if let Some(mended) = exploration.mended() {
            page.blank();
            page.verdict(true, &mended);
        } else {
            let kind = exploration.failure.as_ref().map(Failure::kind);
            if kind == Some(mistake.kind) {
                page.heading("The fix");
                page.say(&format!("{}.", capitalised(mistake.fix)));
            } else {
                page.blank();
                page.say(&format!(
                    "That is not the {} which this mistake came with: somebody has changed it.",
                    mistake.kind.name()
                ));
            }
            page.say(&format!("Then see whether it holds: {RACELAB} check {}", mistake.name));
        }
    }
    if exploration.stopped.is_some() {
        page.say("It was stopped before its end; --executions N and --seconds N allow for more.");
    }
    page.blank();
}

fn capitalised(text: &str) -> String {
    text[..1].to_uppercase() + &text[1..]
}

/// The lines of the source that the steps come from.
fn show_source(page: &mut Page, story: &Story) {
    let lines: BTreeMap<_, _> =
        story.steps.iter().map(|step| ((file(step.place), step.place.line()), step.place)).collect();
    let mut shown = "";
    for ((file, line), place) in lines {
        if file != shown {
            page.heading(file);
            shown = file;
        }
        let text =
            text_of(place).and_then(|source| Some(source.lines().nth(line as usize - 1)?.trim().to_owned()));
        let text = text.unwrap_or_else(|| "(the source is not at hand)".to_owned());
        page.verbatim(&textwrap::fill(
            &text,
            textwrap::Options::new(80).initial_indent(&format!("{line:>4}  ")).subsequent_indent("      "),
        ));
    }
}
