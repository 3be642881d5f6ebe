//! A comparison as it is shown: conditions, table, legend, JSON.

use std::time::Duration;

use racelab::compare::{Comparison, Detail, Measured, Setting, TARGET, legend, said, show_in_groups};
use racelab::machine::cores;
use racelab::network::Classifier;
use racelab::report::{Page, counted};
use serde_json::json;

use super::compare::Compared;

/// What is the same for all approaches, in words.
pub fn conditions(comparison: &Comparison<impl Classifier>) -> String {
    let split = comparison.split();
    let (train, test, network) = (split.train.len(), split.test.len(), comparison.network());
    let Setting { source, workers, epochs, batch, hidden: _, rate, seed, slow } = comparison.setting();
    let slowed = slow.map_or(String::new(), |slow| format!(", slowed {slow}"));
    format!(
        "A {network} network learns {source}: {train} images to train on, {test} to test with, {} in \
         batches of {batch}, rate {rate}, seed {seed}; {}{slowed} on {} of {} {}.",
        counted(*epochs as u64, "epoch"),
        counted(*workers as u64, "worker"),
        counted(cores() as u64, "core"),
        std::env::consts::OS,
        std::env::consts::ARCH,
    )
}

/// The table, what its columns mean, and what this run shows; nothing where nothing was measured.
pub fn table(page: &mut Page, measured: &[Measured]) {
    if measured.is_empty() {
        return;
    }
    page.verbatim(&show_in_groups(measured, cores()));
    page.blank();
    page.say(&legend(measured, cores(), Detail::Kinds));
    let speeds = said::speeds(measured, cores());
    if !speeds.is_empty() {
        page.blank();
        page.say(&speeds);
    }
}

/// Says what is missing, if anything is.
pub fn unfinished(page: &mut Page, compared: &Compared) {
    if compared.unmeasured.is_empty() {
        return;
    }
    page.blank();
    page.say(&format!("Not finished. Not measured: {}.", compared.unmeasured.join(", ")));
}

/// The results as JSON.
pub fn to_json(comparison: &Comparison<impl Classifier>, budget: Duration, compared: &Compared) -> String {
    let setting = comparison.setting();
    let rows: Vec<_> = compared
        .measured
        .iter()
        .map(|row| {
            json!({
                "approach": row.name,
                "training": row.kind,
                "workers": row.workers,
                "accuracy": row.accuracy,
                "seconds_to_target": row.to_target.map(|target| target.time.as_secs_f64()),
                "epochs_to_target": row.to_target.map(|target| target.epochs),
                "images_per_second": {
                    "median": row.throughput, "lowest": row.spread.0, "highest": row.spread.1, "runs": row.runs,
                },
                "speed_against_sequential": row.speed,
                "speed_middle_half": [row.middle_half.0, row.middle_half.1],
                "cores_had": row.cores,
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
            "slow": setting.slow.map(|slow| slow.to_string()),
            "target_accuracy": TARGET,
            "measured_seconds_each": budget.as_secs_f64(),
        },
        "finished": compared.unmeasured.is_empty(),
        "approaches": rows,
        "not_measured": compared.unmeasured,
    });
    format!("{results:#}")
}
