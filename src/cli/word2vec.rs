//! `racelab word2vec`: words learn from their company, by one worker and by several on the same rows.

use std::process::ExitCode;

use racelab::machine::cores;
use racelab::report::{Status, chart, counted, grouped};
use racelab::word2vec::collisions::{Collisions, Expected, count, expected};
use racelab::word2vec::course::Course;
use racelab::word2vec::draw::Draw;
use racelab::word2vec::effort::Effort;
use racelab::word2vec::generated::generated;
use racelab::word2vec::measure::{Sharing, Turn, median, turn};
use racelab::word2vec::shown::{Trained, charts, show_collisions, show_nearest, show_speeds, show_trained};
use racelab::word2vec::text::Text;
use racelab::word2vec::train::{Plan, initial};
use racelab::word2vec::{PAIRS, Row};
use serde_json::json;

use super::arguments::{UserError, Word2vec};
use super::attend::attended;
use super::files::ResultFile;
use super::interrupt::interrupted;

/// More threads would only wait for one another.
const MOST_WORKERS: usize = 64;

/// What is learned: a text, its tables, its kinds where they are known, and how to train.
struct Task {
    text: Text,
    kinds: Option<Vec<Option<usize>>>,
    examples: Vec<usize>,
    draw: Draw,
    plan: Plan,
    effort: Effort,
}

/// What came of it.
struct Results {
    trained: Vec<Trained>,
    one: Vec<Row<PAIRS>>,
    hogwild: Vec<Row<PAIRS>>,
    collisions: Collisions,
    expected: Expected,
    speeds: Turn,
}

/// Trains and measures as the arguments say.
pub fn run(arguments: &Word2vec) -> Result<ExitCode, UserError> {
    if arguments.workers > MOST_WORKERS {
        return Err(UserError::new(format!(
            "{} workers are more than are started here: try --workers {MOST_WORKERS} or fewer",
            arguments.workers
        )));
    }
    let task = task(arguments)?;
    let [mut json_file, mut svg_file] =
        ResultFile::open_each([("--json", arguments.json.as_deref()), ("--svg", arguments.svg.as_deref())])?;
    let mut page = ResultFile::page(&[&json_file, &svg_file]);
    let Plan { workers, epochs, window, wrong, rate, seed, .. } = task.plan;
    page.say(&format!(
        "{} words, {} of them different, each with a row of {} weights as a neighbour and another as the word in the \
         middle. {}, windows of up to {window} words to either side, {wrong} wrong words, rate {rate}, seed {seed}; {} on {}.",
        grouped(task.text.len() as u64),
        grouped(task.text.words().len() as u64),
        2 * PAIRS,
        counted(epochs as u64, "epoch"),
        counted(workers as u64, "worker"),
        counted(cores() as u64, "core"),
    ));
    let results = results(&task)?;
    page.blank();
    page.verbatim(&show_trained(&results.trained));
    page.blank();
    page.say(
        "loss: at telling real neighbours from wrong words; 0.693 is knowing nothing, 0.451 knowing only how many are wrong. \
         of its kind: how many of a word's ten nearest neighbours are. alone: in plain memory. The others train on the same rows: \
         hogwild with relaxed atomics, row-locks with a lock for each, one-lock with one for all.",
    );
    page.blank();
    let mut by = vec![(1, &results.one[..])];
    if workers > 1 {
        by.push((workers, &results.hogwild[..]));
    }
    page.verbatim(&show_nearest(&task.text, &task.examples, &by));
    page.blank();
    page.verbatim(&show_collisions(&results.collisions, &results.expected));
    page.blank();
    page.say(
        "Counted: between reading a row and writing it, another worker had changed it. Expected: if each other worker made one \
         step meanwhile. A step is of a dozen or two of the rows; in a dense network it is of all, and the share 100 %.",
    );
    page.blank();
    page.verbatim(&show_speeds(&results.speeds, workers));
    page.blank();
    page.say(&format!(
        "Times as fast as one worker alone ({} words a second), each measured in turn with it; the median of {} turns. \
         The limit: as many workers with rows of their own.",
        grouped(results.speeds.words as u64),
        task.effort.turns,
    ));
    ResultFile::write(&mut json_file, &to_json(&task, &results))?;
    if svg_file.is_some() {
        let (charts, words) = charts(&results.trained, &results.speeds, workers);
        ResultFile::write(&mut svg_file, &chart::draw(&charts, &words))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The text that was asked for.
fn task(arguments: &Word2vec) -> Result<Task, UserError> {
    let _status = Status::show("reading");
    let (text, kinds, mut examples) = match arguments.text.clone() {
        None => {
            let generated = generated();
            let examples = generated.examples();
            (generated.text, Some(generated.kinds), examples)
        }
        Some(path) => {
            // It may be a pipe, of which nobody knows when it ends.
            let text = attended("reading", move || Text::read(&path))?
                .map_err(|_| UserError::interrupted("interrupted: the text was not read"))?
                .map_err(|error| UserError::new(error.to_string()))?;
            let examples = text.telling(6);
            (text, None, examples)
        }
    };
    if !arguments.words.is_empty() {
        let number = |word: &String| {
            text.number(&word.to_lowercase()).ok_or_else(|| {
                UserError::new(format!(
                    "the word '{word}' does not occur often enough in the text: try one of {}",
                    examples.iter().map(|&word| text.words()[word].as_str()).collect::<Vec<_>>().join(", ")
                ))
            })
        };
        examples = arguments.words.iter().map(number).collect::<Result<_, _>>()?;
    }
    let effort = if arguments.thorough { Effort::THOROUGH } else { Effort::SHORT };
    let epochs = arguments.epochs.unwrap_or(effort.epochs(text.len()));
    let plan = Plan { workers: arguments.workers, epochs, seed: arguments.seed, ..Plan::USUAL };
    Ok(Task { draw: Draw::new(&text), text, kinds, examples, plan, effort })
}

/// Trains in each way, counts and measures.
fn results(task: &Task) -> Result<Results, UserError> {
    let Task { text, kinds, draw, plan, effort, .. } = task;
    let rows = initial::<PAIRS>(text.words().len(), plan.seed);
    let goes_on = || !interrupted();
    let unless_interrupted = || match interrupted() {
        true => Err(UserError::interrupted("interrupted: what was learned until then is thrown away")),
        false => Ok(()),
    };
    let mut trained = Vec::new();
    let mut train = |sharing: Option<Sharing>| {
        let (name, workers) = sharing.map_or(("alone", 1), |sharing| (sharing.name(), plan.workers));
        let status = Status::show(&format!("training, {name}"));
        let course = Course::train(sharing, rows.clone(), text, draw, plan, &goes_on);
        drop(status);
        unless_interrupted()?;
        trained.push(Trained::of((name, workers), &course, kinds.as_deref()));
        Ok(course.rows)
    };
    let one = train(None)?;
    let [hogwild, _, _] = Sharing::ALL.map(|sharing| train(Some(sharing)));
    let hogwild = hogwild?;
    let _status = Status::show("measuring");
    let short = text.beginning(effort.measured);
    let of_speed = Plan { epochs: (effort.measured / short.len()).max(1), ..*plan };
    let collisions = count(rows.clone(), &short, draw, &of_speed);
    let mut turns = Vec::new();
    while turns.len() < effort.turns {
        turns.extend(turn(&rows, &short, draw, &of_speed, &goes_on));
        unless_interrupted()?;
    }
    Ok(Results {
        trained,
        one,
        hogwild,
        expected: expected(text, draw, plan, &collisions.done),
        collisions,
        speeds: median(&turns),
    })
}

/// The results as JSON.
fn to_json(task: &Task, results: &Results) -> String {
    let Plan { workers, epochs, window, wrong, rate, seed, .. } = task.plan;
    let Results { trained, collisions, expected, speeds, .. } = results;
    let trained: Vec<_> = trained
        .iter()
        .map(|trained| {
            json!({
                "rows": trained.name,
                "workers": trained.workers,
                "loss": trained.loss,
                "neighbours_of_its_kind": trained.kin,
                "seconds": trained.time.as_secs_f64(),
                "loss_over_time": trained.points.iter().map(|(time, loss)| json!([time.as_secs_f64(), loss])).collect::<Vec<_>>(),
            })
        })
        .collect();
    let by_way = |speeds: &[f64; 3]| {
        let named = Sharing::ALL.iter().zip(speeds).map(|(way, speed)| (way.name().to_owned(), json!(speed)));
        named.collect::<serde_json::Map<_, _>>()
    };
    let results = json!({
        "racelab": env!("CARGO_PKG_VERSION"),
        "machine": { "os": std::env::consts::OS, "architecture": std::env::consts::ARCH, "cores": cores() },
        "setting": {
            "text_length": task.text.len(), "words": task.text.words().len(), "dimensions": 2 * PAIRS, "workers": workers,
            "epochs": epochs, "window": window, "wrong_words": wrong, "rate": rate, "seed": seed,
        },
        "trained": trained,
        "collisions": {
            "changes": collisions.done.rows, "collided": collisions.collided, "share": collisions.share(),
            "expected_uniform": expected.uniform, "expected_by_frequency": expected.by_frequency,
        },
        "speeds": {
            "words_per_second_alone": speeds.words, "shared_by_none": speeds.side_by_side,
            "one_worker": by_way(&speeds.one), "all_workers": by_way(&speeds.several),
        },
    });
    format!("{results:#}")
}
