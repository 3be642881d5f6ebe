//! Explains an outcome: the execution that ends so, or the axiom that forbids it.

use std::process::ExitCode;

use racelab_loom::litmus::checker::{Axiom, Execution, Limits, Model};
use racelab_loom::litmus::why::{Forbidden, Why, drawing, ending, why};
use serde_json::{Value, json};

use super::read::Named;
use crate::cli::arguments::{Litmus, UserError};
use crate::cli::files::ResultFile;
use crate::cli::interrupt;

/// Explains an outcome under C++20, without an axiom if that is asked for, and under all models.
pub fn run(named: &Named, outcome: &str, arguments: &Litmus) -> Result<ExitCode, UserError> {
    let test = &named.test;
    let wanted =
        ending(test, outcome).map_err(|error| UserError::new(format!("--why '{outcome}': {error}")))?;
    named.stays(&[arguments.json.as_deref(), arguments.svg.as_deref()])?;
    let [mut json_file, mut svg_file] =
        ResultFile::open_each([("--json", arguments.json.as_deref()), ("--svg", arguments.svg.as_deref())])?;
    let mut page = ResultFile::page(&[&json_file, &svg_file]);
    super::title(&mut page, named);
    page.say(&format!("Why, or why not, {outcome}?"));

    let mut explained = Vec::new();
    let mut drawn = None;
    let models = models(arguments);
    let many = models.len();
    for (model, heading) in models {
        let limits = arguments.time().map_or_else(Limits::default, Limits::of_time);
        let limits = limits.shared_by(many).interrupted_by(interrupt::interrupted);
        let why = why(test, &model, &wanted, &limits).map_err(super::unfinished)?;
        let words = why.in_words(test, &model);
        page.heading(&heading);
        for line in &words {
            page.verbatim(&textwrap::fill(line, textwrap::Options::new(78).subsequent_indent("   ")));
        }
        if let Some((execution, circle)) = graph(&why) {
            let title = format!("{}: {outcome}, in {heading}", test.name);
            let wide = if arguments.narrow { drawing::Width::NARROW } else { drawing::Width::WIDE };
            drawn.get_or_insert_with(|| drawing::svg(test, execution, circle, &title, &words, wide));
        }
        explained.push(json!({ "model": heading, "verdict": verdict(&why), "words": words }));
    }
    let explained = json!({ "test": test.name, "outcome": outcome, "why": Value::from(explained) });
    ResultFile::write(&mut json_file, &format!("{explained:#}"))?;
    match drawn {
        Some(drawing) => ResultFile::write(&mut svg_file, &drawing)?,
        None if svg_file.is_some() => {
            return Err(UserError::failure(
                "no execution ends this way, whatever the axioms: there is nothing to draw",
            ));
        }
        None => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// The models to ask, each with what it is called.
fn models(arguments: &Litmus) -> Vec<(Model, String)> {
    let named = |model: Model| (model, model.name.to_owned());
    let without = |axiom: Axiom| {
        let model = super::home(axiom);
        (model.without(axiom), format!("{} without {axiom}", model.name))
    };
    let mut models = vec![arguments.without.map_or_else(|| named(Model::CPP20), without)];
    if arguments.all {
        models.extend([Model::RC11, Model::X86_TSO].map(named));
    }
    models
}

/// What can be drawn of it: an execution, and the links of its circle.
fn graph(why: &Why) -> Option<(&Execution, &[racelab_loom::litmus::checker::cycle::Link])> {
    match why {
        Why::Undefined(race) => Some((&race.execution, &[])),
        Why::Allowed(execution) => Some((execution, &[])),
        Why::Forbidden(forbidden) => {
            let circle = forbidden.broken.first().map_or(&[][..], |(_, circle)| circle);
            Some((&forbidden.execution, circle))
        }
        Why::NobodyWrites(..) | Why::NeverTogether | Why::TooLarge | Why::NotWithinRounds(_) => None,
    }
}

fn verdict(why: &Why) -> &'static str {
    match why {
        Why::Undefined(_) => "undefined behaviour",
        Why::Allowed(_) => "allowed",
        Why::NotWithinRounds(_) | Why::Forbidden(Forbidden { rounds: Some(_), .. }) => {
            "not within the rounds"
        }
        Why::Forbidden(_) | Why::NobodyWrites(..) | Why::NeverTogether | Why::TooLarge => "forbidden",
    }
}
