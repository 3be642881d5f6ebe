//! `racelab sharing`: what it costs two threads to write to one cache line, for counters, gradients and locks.

use std::process::ExitCode;

use racelab::machine::{CacheLine, cores};
use racelab::report::{Page, Status, chart};
use racelab::sharing::measured::counting::{self, BYTES, Counting, LOCKS};
use racelab::sharing::measured::gradients::{self, Gradients};
use racelab::sharing::measured::reading::{self, ONE_IN, Reading};
use racelab::sharing::measured::{said, shown};
use serde_json::{Value, json};

use super::arguments::{Sharing, UserError};
use super::files::ResultFile;
use super::interrupt;

/// What was measured.
struct Measured {
    line: CacheLine,
    counting: Counting,
    gradients: Vec<Gradients>,
    reading: Vec<Reading>,
}

/// Measures, and shows it.
pub fn run(arguments: &Sharing) -> Result<ExitCode, UserError> {
    let [mut json_file, mut svg_file] =
        ResultFile::open_each([("--json", arguments.json.as_deref()), ("--svg", arguments.svg.as_deref())])?;
    let mut page = ResultFile::page(&[&json_file, &svg_file]);
    let line = CacheLine::here();
    let measured = Measured {
        line,
        counting: measured("counting", || counting::measure(line))?,
        gradients: measured("adding up gradients", || gradients::measure(line))?,
        reading: measured("reading under locks", reading::measure)?,
    };
    show(&mut page, &measured);
    ResultFile::write(&mut json_file, &format!("{:#}", to_json(&measured)))?;
    if svg_file.is_some() {
        let (charts, words) = shown::charts(&measured.counting, &measured.gradients, &measured.reading);
        ResultFile::write(&mut svg_file, &chart::draw(&charts, &words))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn measured<T>(what: &str, measure: impl FnOnce() -> T) -> Result<T, UserError> {
    let status = Status::show(what);
    let measured = measure();
    drop(status);
    if interrupt::interrupted() {
        return Err(UserError::interrupted("interrupted: what was measured until then is thrown away"));
    }
    Ok(measured)
}

fn show(page: &mut Page, measured: &Measured) {
    let Measured { line, counting, gradients, reading } = measured;
    let (had, cores) = (counting.had, cores());
    part(
        page,
        &format!(
            "Two threads add to a counter each. One alone takes {:.1} ns for an addition. times: of what it takes them \
             256 bytes apart. {}",
            counting.alone,
            said::line(*line)
        ),
        &[shown::counters(counting), shown::locks(counting)],
        &said::counting(counting, *line, cores),
    );
    page.blank();
    part(
        page,
        "Two workers add to a gradient each: times as long as on lines of their own, where one gradient begins in the line \
         in which the other ends, and where their weights alternate:",
        &[shown::gradients(gradients)],
        &said::gradients(gradients, had, cores),
    );
    page.blank();
    part(
        page,
        "A read and a write of 16 weights under a lock; and how many times as many reads two threads make as one. Below: \
         where some visits write, times as many of them as with an RwLock.",
        &[shown::reads(reading), shown::mixed(reading)],
        &said::reading(reading, had, cores),
    );
}

/// What a few tables are of, the tables, and what is to be seen in them.
fn part(page: &mut Page, before: &str, tables: &[String], after: &str) {
    page.say(before);
    for table in tables {
        page.blank();
        page.verbatim(table);
    }
    page.blank();
    page.say(after);
}

fn to_json(measured: &Measured) -> Value {
    let Measured { line, counting, gradients, reading } = measured;
    let cost = |(nanoseconds, times): (f64, f64)| json!({ "nanoseconds": nanoseconds, "times": times });
    let named = |key: &str, name: Value, costs: (f64, f64)| {
        let mut row = cost(costs);
        row[key] = name;
        row
    };
    let by_bytes = BYTES.iter().zip(&counting.by_bytes);
    json!({
        "racelab": env!("CARGO_PKG_VERSION"),
        "cores": cores(),
        "cores_had": counting.had,
        "line": { "bytes": line.bytes, "told_by_the_system": line.told },
        "counting": {
            "alone": counting.alone,
            "by_bytes": by_bytes.map(|(bytes, costs)| named("bytes", json!(bytes), *costs)).collect::<Vec<_>>(),
            "across_a_line": cost(counting.across),
            "locks": LOCKS.iter().zip(counting.locks).map(|(name, costs)| named("lock", json!(name), costs)).collect::<Vec<_>>(),
        },
        "gradients": gradients.iter().map(|row| json!({
            "weights": row.weights, "side_by_side": row.side_by_side, "in_turn": row.in_turn,
        })).collect::<Vec<_>>(),
        "reading": reading.iter().map(|row| json!({
            "lock": row.name,
            "read_nanoseconds": row.alone,
            "two_readers": row.two,
            "write_nanoseconds": row.write,
            "against_rwlock": ONE_IN.iter().zip(&row.mixed).map(|(one_in, times)| json!({
                "one_write_in": one_in, "times": times,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}
