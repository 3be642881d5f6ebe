//! `racelab simulate`: the approaches with up to 64 workers by a simulated clock, beside what was measured with 1 and 2 and beside
//! the bounds of the chapter "How fast, and why".

use std::path::Path;
use std::process::ExitCode;

use racelab::compare::simulate::{Costs, SIMULATED, WORKERS, bound, left_out, measure, speed};
use racelab::compare::{Comparison, Setting, median};
use racelab::data::Source;
use racelab::machine::cores;
use racelab::network::Architecture;
use racelab::report::chart::{Axis, Beside, Chart, Drawn, Line, draw};
use racelab::report::{Align, Page, Status, table};
use racelab::trainers::{Unwatched, approaches};
use serde_json::{Value, json};

use super::arguments::{Simulate, UserError};
use super::attend::while_wanted;
use super::compare::is_trainable;
use super::files::ResultFile;
use super::{interrupt, text};

/// So many turns are measured of each approach, with each number of workers; the median counts.
const TURNS: usize = 5;

/// What is simulated: costs, what they were measured with, and the speeds that were measured beside.
struct Basis {
    setting: String,
    costs: Costs,
    /// For each of [`SIMULATED`] its speed with 1 and with 2 workers.
    measured: Vec<[f64; 2]>,
}

/// Measures, or reads what was measured, and simulates.
pub fn run(arguments: &Simulate) -> Result<ExitCode, UserError> {
    let read = arguments.costs.as_deref().map(read).transpose()?;
    if let Some(costs) = &arguments.costs {
        ResultFile::spare(costs, &[arguments.json.as_deref(), arguments.svg.as_deref()])?;
    }
    let [mut json_file, mut svg_file] =
        ResultFile::open_each([("--json", arguments.json.as_deref()), ("--svg", arguments.svg.as_deref())])?;
    let mut page = ResultFile::page(&[&json_file, &svg_file]);
    let basis = match read {
        Some(basis) => basis,
        None => {
            let (data, batch) = (arguments.data, arguments.batch);
            while_wanted("simulate", "nothing was simulated", move || measured(data, batch))??
        }
    };
    show(&mut page, &basis);
    ResultFile::write(&mut json_file, &to_json(&basis))?;
    if svg_file.is_some() {
        let (charts, words) = charts(&basis);
        ResultFile::write(&mut svg_file, &draw(&charts, &words))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Measures the costs, and each approach with 1 and 2 workers.
fn measured(data: Source, batch: Option<usize>) -> Result<Basis, UserError> {
    let of = |workers| {
        let setting = Setting::of(data, workers);
        Setting { batch: batch.unwrap_or(setting.batch), ..setting }
    };
    let split = data.load().map_err(|error| UserError::new(error.to_string()))?;
    let network = Architecture::perceptron(of(1).hidden, &split);
    is_trainable(&network)?;
    let comparisons = [1, 2].map(|workers| Comparison::of(of(workers), network.clone(), split.clone()));
    let (images, batch) = (comparisons[0].split().train.len(), comparisons[0].setting().batch);
    if batch > images {
        return Err(UserError::new(format!(
            "a batch of {batch} is larger than the {images} training images of {data}: try --batch {}",
            Setting::of(data, 1).batch
        )));
    }
    let status = Status::show("measuring what things cost here");
    let costs = measure(&comparisons[0]);
    drop(status);
    let mut measured = Vec::new();
    for name in SIMULATED {
        let all = approaches();
        let approach = all.iter().find(|approach| approach.name == name).expect("an approach of the list");
        let _status = Status::show(&format!("measuring {name}"));
        let mut speeds = [0.0; 2];
        for (comparison, speed) in comparisons.iter().zip(&mut speeds) {
            let (batches, mut ratios) = (comparison.batches(2), Vec::new());
            for number in 0..TURNS {
                if interrupt::interrupted() {
                    return Err(UserError::interrupted("interrupted: nothing was simulated"));
                }
                let turn = comparison.turn(number, approach, &batches, &Unwatched);
                let (turn, _) =
                    turn.map_err(|error| UserError::failure(format!("{name} cannot be measured: {error}")))?;
                ratios.push(turn.ratio());
            }
            *speed = median(ratios);
        }
        measured.push(speeds);
    }
    let setting = format!(
        "a {} network on {data}, batches of {batch}; measured on {} of {}",
        comparisons[0].network(),
        racelab::report::counted(cores() as u64, "core"),
        std::env::consts::ARCH,
    );
    Ok(Basis { setting, costs, measured })
}

/// What `simulate --json` writes has some 6,000 bytes.
const LARGEST: u64 = 1 << 20;

/// What an earlier run wrote.
fn read(path: &Path) -> Result<Basis, UserError> {
    let shown = path.display();
    let text = text::read(path, LARGEST, "name a file that racelab simulate --json has written")?;
    let value: Value = serde_json::from_str(&text).map_err(|error| {
        UserError::new(format!("{shown} is not JSON, as simulate --json writes it: {error}"))
    })?;
    let expected = |what: &str| {
        UserError::new(format!(
            "{shown} has no sensible {what}: take a file that racelab simulate --json has written"
        ))
    };
    let costs = Costs::from_named(|name| value["costs"][name].as_f64())
        .map_err(|name| expected(&format!("cost called '{name}'")))?;
    let measured = SIMULATED.iter().map(|name| {
        let measured = &value["measured"][name];
        let speed = |index: usize| measured[index].as_f64().filter(|speed| *speed > 0.0 && *speed < 1e6);
        match (speed(0), speed(1)) {
            (Some(one), Some(two)) => Ok([one, two]),
            _ => Err(expected(&format!("speeds of '{name}'"))),
        }
    });
    let measured = measured.collect::<Result<_, _>>()?;
    let setting = value["setting"].as_str().ok_or_else(|| expected("setting"))?.to_owned();
    Ok(Basis { setting, costs, measured })
}

/// The costs, the speeds that were measured, and those that were not.
fn show(page: &mut Page, basis: &Basis) {
    page.say(&format!("By a simulated clock, from costs: {}.", basis.setting));
    page.blank();
    let what = [
        "the gradient of a batch",
        "to copy all weights",
        "to make an update",
        "to copy weights that another core wrote last: more by",
        "to hand over a lock",
        "to hand over a message",
        "for two to meet at a barrier",
        "the share of a gradient that the first layer is",
    ];
    let cost = |(index, ((name, cost), what)): (usize, ((&str, f64), &str))| {
        let cost =
            if index == 7 { format!("{:.1} %", 100.0 * cost) } else { format!("{:.2} us", cost / 1e3) };
        vec![name.to_owned(), cost, what.to_owned()]
    };
    let costs: Vec<_> = basis.costs.named().into_iter().zip(what).enumerate().map(cost).collect();
    let headers = [("cost", Align::Left), ("here", Align::Right), ("what it is", Align::Left)];
    page.verbatim(&table(&headers, &costs));
    page.blank();
    page.say(
        "Times as fast as one thread. measured: the median of a few short runs. error: by how much the simulated speed is \
         too large.",
    );
    page.blank();
    let headers = [
        ("approach", Align::Left),
        ("1 worker", Align::Right),
        ("measured", Align::Right),
        ("error", Align::Right),
        ("2 workers", Align::Right),
        ("measured", Align::Right),
        ("error", Align::Right),
    ];
    let rows = SIMULATED.iter().zip(&basis.measured).map(|(name, measured)| {
        let mut row = vec![(*name).to_owned()];
        for (workers, measured) in [1, 2].into_iter().zip(measured) {
            let simulated = speed(name, &basis.costs, workers);
            let error = 100.0 * (simulated / measured - 1.0);
            row.extend([format!("{simulated:.2}"), format!("{measured:.2}"), format!("{error:+.0} %")]);
        }
        row
    });
    page.verbatim(&table(&headers, &rows.collect::<Vec<_>>()));
    page.blank();
    page.say("Simulated; and the bound for 64 workers, in which nothing is handed over:");
    page.blank();
    let names: Vec<_> = WORKERS.iter().map(usize::to_string).collect();
    let mut headers = vec![("workers", Align::Left)];
    headers.extend(names.iter().map(|name| (name.as_str(), Align::Right)));
    headers.push(("at most", Align::Right));
    let rows = SIMULATED.iter().map(|name| {
        let mut row = vec![(*name).to_owned()];
        row.extend(WORKERS.map(|workers| format!("{:.1}", speed(name, &basis.costs, workers))));
        row.push(format!("{:.1}", bound(name, &basis.costs, WORKERS[WORKERS.len() - 1])));
        row
    });
    page.verbatim(&table(&headers, &rows.collect::<Vec<_>>()));
    page.blank();
    page.say(&left_out());
}

/// Costs, what was measured, and what was simulated.
fn to_json(basis: &Basis) -> String {
    let costs: serde_json::Map<_, _> =
        basis.costs.named().into_iter().map(|(name, cost)| (name.to_owned(), json!(cost))).collect();
    let measured: serde_json::Map<_, _> = SIMULATED
        .iter()
        .zip(&basis.measured)
        .map(|(name, speeds)| ((*name).to_owned(), json!(speeds)))
        .collect();
    let simulated: Vec<_> = SIMULATED
        .iter()
        .flat_map(|name| WORKERS.map(|workers| (*name, workers)))
        .map(|(name, workers)| {
            let costs = &basis.costs;
            json!({
                "approach": name,
                "workers": workers,
                "speed": speed(name, costs, workers),
                "at_most": bound(name, costs, workers),
            })
        })
        .collect();
    let results = json!({
        "racelab": env!("CARGO_PKG_VERSION"),
        "setting": basis.setting,
        "costs": costs,
        "measured": measured,
        "simulated": simulated,
        "left_out": left_out(),
    });
    format!("{results:#}")
}

/// Speed against workers, a line for each approach, with its bound and what was measured of it; and what is to be seen in
/// words. Along both axes each tick is twice the one before, so that what is twice as fast with twice the workers is a
/// straight line.
fn charts(basis: &Basis) -> (Vec<Chart>, String) {
    let most = WORKERS[WORKERS.len() - 1];
    let at = |workers: usize, speed: f64| ((workers as f64).log2(), speed.log2());
    let simulated = |name| WORKERS.map(|workers| at(workers, speed(name, &basis.costs, workers))).to_vec();
    let lines = SIMULATED.map(|name| Line { name: name.to_owned(), points: simulated(name) });
    let mut beside = Vec::new();
    for (line, (name, measured)) in SIMULATED.into_iter().zip(&basis.measured).enumerate() {
        let bounds = WORKERS.map(|workers| at(workers, bound(name, &basis.costs, workers))).to_vec();
        beside.push(Beside { line, drawn: Drawn::Dashes("at most"), points: bounds });
        let measured = vec![at(1, measured[0]), at(2, measured[1])];
        beside.push(Beside { line, drawn: Drawn::Rings("measured"), points: measured });
    }
    let words = SIMULATED.iter().zip(&basis.measured).map(|(name, [one, two])| {
        let (simulated, bound) = (speed(name, &basis.costs, most), bound(name, &basis.costs, most));
        format!("{name} {simulated:.1}, at most {bound:.1}, and measured {one:.2} with 1 and {two:.2} with 2")
    });
    let words = words.collect::<Vec<_>>().join("; ");
    let words = format!("Simulated speed against one thread with {most} workers: {words}.");
    let chart = Chart::Lines {
        title: "Speed against one thread, simulated".to_owned(),
        x: Axis::new("workers", WORKERS.map(|workers| ((workers as f64).log2(), workers.to_string()))),
        y: Axis::new(
            "times as fast as one thread",
            SPEEDS.map(|(speed, name)| (speed.log2(), name.to_owned())),
        ),
        lines: lines.into(),
        beside,
    };
    (vec![chart], words)
}

/// The speeds that the chart has a line for.
const SPEEDS: [(f64, &str); 9] = [
    (0.25, "1/4"),
    (0.5, "1/2"),
    (1.0, "1"),
    (2.0, "2"),
    (4.0, "4"),
    (8.0, "8"),
    (16.0, "16"),
    (32.0, "32"),
    (64.0, "64"),
];
