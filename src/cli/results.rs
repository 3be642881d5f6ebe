//! A comparison as it is shown: conditions, table, legend, JSON.

use std::time::Duration;

use racelab::compare::{Comparison, Measured, REPEATS, Setting, TARGET};
use racelab::report::{Align, Page, table};
use serde_json::json;

use super::compare::{Compared, cores};

/// What is the same for all approaches, in words.
pub fn conditions(comparison: &Comparison, setting: &Setting) -> String {
    let split = comparison.split();
    let (train, test, network) = (split.train.len(), split.test.len(), comparison.network());
    let Setting { source, workers, epochs, batch, rate, seed } = setting;
    format!(
        "A {network} network learns {source}: {train} images to train on, {test} to test with, {epochs} epochs in \
         batches of {batch}, rate {rate}, seed {seed}; {workers} workers on {} of {} {}.",
        match cores() {
            1 => "1 core".to_owned(),
            cores => format!("{cores} cores"),
        },
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

/// The table. On one core there is no speed-up to be had, and no column for it.
pub fn show(measured: &[Measured]) -> String {
    let parallel = cores() > 1;
    let mut headers = vec![
        ("approach", Align::Left),
        ("workers", Align::Right),
        ("accuracy", Align::Right),
        ("to 93 %", Align::Right),
        ("images/s", Align::Right),
    ];
    if parallel {
        headers.push(("speed", Align::Right));
    }
    headers.extend([("training", Align::Left), ("again", Align::Left)]);
    let rows: Vec<_> = measured
        .iter()
        .map(|row| {
            let mut cells = vec![
                row.name.to_owned(),
                row.workers.to_string(),
                format!("{:.1} %", 100.0 * row.accuracy),
                row.to_target.map_or("never".to_owned(), duration),
                rate(row.throughput),
            ];
            if parallel {
                cells.push(format!("{:.2}", row.speed));
            }
            cells.extend([row.kind.to_owned(), if row.same_again { "same" } else { "other" }.to_owned()]);
            cells
        })
        .collect();
    table(&headers, &rows)
}

/// What the columns mean.
pub fn legend(page: &mut Page) {
    page.blank();
    let target = 100.0 * TARGET;
    let mut text = format!(
        "accuracy: of the test images, median of {REPEATS} runs. to {target:.0} %: time from the initial weights. \
         images/s: median of {REPEATS} runs. "
    );
    if cores() > 1 {
        text += "speed: against sequential, each run against one just before it. ";
    } else {
        text += "This process has one core, so workers take turns and there is no speed-up to show. ";
    }
    text += "training: as sequential (each gradient of the newest weights), stale (of older ones), torn (layers of \
             different ages), lossy (updates overwritten). again: the same weights, bit for bit, from the same seed. \
             thread-local splits each batch among the workers; the others deal whole batches to them.";
    page.say(&text);
}

fn duration(duration: Duration) -> String {
    let milliseconds = 1e3 * duration.as_secs_f64();
    match milliseconds {
        _ if milliseconds < 10.0 => format!("{milliseconds:.1} ms"),
        _ if milliseconds < 1000.0 => format!("{milliseconds:.0} ms"),
        _ => format!("{:.1} s", milliseconds / 1e3),
    }
}

fn rate(rate: f64) -> String {
    match rate {
        _ if rate >= 1e6 => format!("{:.2} M", rate / 1e6),
        _ if rate >= 1e4 => format!("{:.0} k", rate / 1e3),
        _ => format!("{rate:.0}"),
    }
}

/// The results as JSON.
pub fn to_json(comparison: &Comparison, setting: &Setting, compared: &Compared) -> String {
    let rows: Vec<_> = compared
        .measured
        .iter()
        .map(|row| {
            json!({
                "approach": row.name,
                "training": row.kind,
                "workers": row.workers,
                "accuracy": row.accuracy,
                "seconds_to_target": row.to_target.map(|time| time.as_secs_f64()),
                "images_per_second": {
                    "median": row.throughput, "lowest": row.spread.0, "highest": row.spread.1, "runs": REPEATS,
                },
                "speed_against_sequential": row.speed,
                "same_weights_again": row.same_again,
            })
        })
        .collect();
    let results = json!({
        "racelab": env!("CARGO_PKG_VERSION"),
        "machine": { "os": std::env::consts::OS, "architecture": std::env::consts::ARCH, "cores": cores() },
        "setting": {
            "data": setting.source.name(),
            "network": comparison.network().to_string(),
            "workers": setting.workers,
            "epochs": setting.epochs,
            "batch": setting.batch,
            "rate": setting.rate,
            "seed": setting.seed,
            "target_accuracy": TARGET,
        },
        "finished": compared.unmeasured.is_empty(),
        "approaches": rows,
        "not_measured": compared.unmeasured,
    });
    format!("{results:#}")
}
