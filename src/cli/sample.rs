//! `racelab sample`: executions drawn at random, for what is too large to be explored; and how soon each mistake is
//! found so.

use std::process::ExitCode;

use racelab::report::{Align, Page, grouped, table};
use racelab_loom::explore::sampled::{DEPTH, HISTORY, METHODS, Method, Sampling};
use racelab_loom::explore::soon::{MOST, SEEDS, how_soon};
use racelab_loom::explore::{Exploration, Limits, explore_within};
use racelab_loom::mistakes::{MISTAKES, Mistake};
use racelab_loom::scenario::{Scenario, is_named};
use racelab_loom::trainers::crowds::CROWDS;
use serde_json::{Value, json};

use super::arguments::{Ends, Explain, Sample, UserError};
use super::drawings::{Drawings, Files};
use super::files::ResultFile;
use super::{RACELAB, explain, explore, interrupt, json, own};

/// Draws from what is named; without a name, shows how soon each mistake is found.
pub fn run(arguments: &Sample) -> Result<ExitCode, UserError> {
    let Some(name) = &arguments.name else { return soon(arguments) };
    let as_explain = as_explain(name, arguments);
    if let Some(file) = own::file(std::slice::from_ref(name))? {
        return own::sample(file, &as_explain, arguments.sampling());
    }
    own::only_of_a_file(&arguments.own)?;
    let scenarios = named(name)?;
    let mut files = Files::open(&arguments.shown)?;
    let limits = explore::limits(as_explain.limits);
    let limits = Limits { progress: explore::progress, sampling: Some(arguments.sampling()), ..limits };
    let mut page = files.page();
    let (mut told, mut runs, mut failed) = (Vec::new(), 0, false);
    let mut drawings = Drawings::default();
    for scenario in &scenarios {
        let exploration = explore_within(scenario, &limits);
        explore::end_progress();
        drawings.add(tell(&mut page, &exploration, &as_explain, scenario.subject));
        runs += exploration.executions;
        failed |= exploration.failed();
        told.push(sampled(&exploration));
    }
    let interrupted = interrupt::interrupted();
    let results = explain::results(!interrupted, told);
    ResultFile::write_unless(interrupted && runs == 0, &mut page, &mut files.json, &format!("{results:#}"))?;
    files.draw(&format!("sample {name}"), &drawings)?;
    Ok(match failed {
        _ if interrupted => ExitCode::from(interrupt::EXIT_CODE),
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// Tells of what was drawn: the run that failed, as `explain` tells of a counterexample, and how to have it again. `name` is
/// what was sampled, as it was typed.
pub fn tell(page: &mut Page, exploration: &Exploration, arguments: &Explain, name: &str) -> Drawings {
    let again = exploration.drawn.as_ref().and_then(|drawn| drawn.again());
    let Some(again) = again.filter(|_| exploration.failed()) else {
        page.verbatim(&exploration.summary());
        page.blank();
        return Drawings::default();
    };
    let drawings = explain::tell(page, exploration, arguments);
    page.say(&format!("The same run again: {RACELAB} sample {name} {again}"));
    page.blank();
    drawings
}

/// A sample as JSON: as an exploration, with what was drawn.
pub fn sampled(exploration: &Exploration) -> Value {
    let mut value = json::exploration(exploration);
    if let Some(drawn) = &exploration.drawn {
        value["sample"] = json!({
            "method": drawn.sampling.method.name(),
            "seed": drawn.sampling.seed,
            "runs": drawn.runs,
            "failing_seed": drawn.failed,
            "came_to_nothing": drawn.blocked,
            "out_of_steps": drawn.out_of_steps,
            "longest": drawn.longest,
        });
    }
    value
}

fn as_explain(name: &str, arguments: &Sample) -> Explain {
    Explain {
        name: name.to_owned(),
        own: arguments.own.clone(),
        all_outcomes: false,
        with: None,
        limits: Ends { executions: Some(arguments.runs), seconds: arguments.seconds, whims: 1 },
        shown: arguments.shown.clone(),
    }
}

/// What is drawn from by this name: an approach with eight workers, or a mistake.
fn named(name: &str) -> Result<Vec<Scenario>, UserError> {
    let all = || CROWDS.iter().copied().chain(MISTAKES.map(|mistake| mistake.scenario));
    let named: Vec<_> = all().filter(|scenario| is_named(scenario.subject, name)).collect();
    if named.is_empty() {
        let known: Vec<_> = all().map(|scenario| scenario.subject).collect();
        return Err(UserError::new(format!(
            "nothing to sample is called '{name}': choose from {}, or a file (lock.rs)",
            known.join(", ")
        )));
    }
    Ok(named)
}

/// How soon each mistake is found, by each method.
fn soon(arguments: &Sample) -> Result<ExitCode, UserError> {
    own::only_of_a_file(&arguments.own)?;
    if arguments.shown.svg.is_some() || arguments.shown.html.is_some() {
        return Err(UserError::new("--svg and --html draw a run: name what to sample, such as lost_update"));
    }
    let mut file = ResultFile::open(arguments.shown.json.as_deref())?;
    let mut page = ResultFile::page(&[&file]);
    let found = explore::on_all_cores("sampling", &MISTAKES, |mistake: &Mistake| {
        METHODS.map(|method| (!interrupt::interrupted()).then(|| how_soon(&mistake.scenario, method)))
    });
    if interrupt::interrupted() {
        return Err(UserError::interrupted("interrupted before every mistake was sampled"));
    }
    let found: Vec<[Option<u64>; 3]> = found.into_iter().map(|row| row.map(Option::flatten)).collect();
    let rows = MISTAKES.iter().zip(&found).map(|(mistake, found)| {
        let runs = found.map(|runs| runs.map_or_else(|| "-".to_owned(), grouped));
        [mistake.name.to_owned(), mistake.kind.name().to_owned()].into_iter().chain(runs).collect()
    });
    let right = Align::Right;
    let mut headers = vec![("mistake", Align::Left), ("fails by", Align::Left)];
    headers.extend(METHODS.map(|method| (method.name(), right)));
    page.verbatim(&table(&headers, &rows.collect::<Vec<Vec<String>>>()));
    page.blank();
    page.say(&format!(
        "How many runs are drawn until the first fails: the median of {SEEDS} seeds. -: most of them have \
         found nothing in {} runs. pct and pctwm with depth 3.",
        grouped(MOST)
    ));
    let results = json!({
        "seeds": SEEDS,
        "most_runs": MOST,
        "mistakes": MISTAKES.iter().zip(&found).map(|(mistake, found)| {
            let runs = METHODS.iter().zip(found).map(|(method, runs)| (method.name().to_owned(), json!(runs)));
            json!({
                "mistake": mistake.name,
                "kind": mistake.kind.name(),
                "runs_until_it_is_found": runs.collect::<serde_json::Map<_, _>>(),
            })
        }).collect::<Vec<_>>(),
    });
    ResultFile::write_unless(false, &mut page, &mut file, &format!("{results:#}"))?;
    Ok(ExitCode::SUCCESS)
}

/// What was asked for, where it is passed on to a program of the reader's.
pub fn to_json(sampling: &Sampling) -> Value {
    let (depth, history) = match sampling.method {
        Method::Uniform => (DEPTH, HISTORY),
        Method::Pct { depth } => (depth, HISTORY),
        Method::Pctwm { depth, history } => (depth, history),
    };
    json!({
        "method": sampling.method.name(), "depth": depth, "history": history,
        "seed": sampling.seed, "runs": sampling.runs, "steps": sampling.steps,
    })
}

/// And from there.
pub fn from_json(value: &Value) -> Option<Sampling> {
    let number = |name: &str| value[name].as_u64();
    let size = |name: &str| number(name).and_then(|number| usize::try_from(number).ok());
    let (depth, history) = (size("depth")?, size("history")?);
    let of_name = |method: &Method| method.name() == value["method"];
    let methods = [Method::Uniform, Method::Pct { depth }, Method::Pctwm { depth, history }];
    let method = methods.into_iter().find(of_name)?;
    Some(Sampling { method, seed: number("seed")?, runs: number("runs")?, steps: number("steps")? })
}
