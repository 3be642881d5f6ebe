//! The tables at the end.

use std::time::Duration;

use racelab::compare::{Turn, median, quartiles};
use racelab::machine::Machine;
use racelab::report::{Align, Page, grouped, table};

use crate::sgemm::Sgemm;

/// What was measured in one setting.
pub struct Measured {
    pub title: String,
    /// Images in a training run, and floating point operations an image.
    pub images: u64,
    pub flops: u64,
    pub rows: Vec<Row>,
}

/// What was measured of one approach.
pub struct Row {
    /// The approach's name, and the kind of training it is.
    pub name: &'static str,
    pub kind: &'static str,
    pub workers: usize,
    pub turns: Vec<Timed>,
}

/// A turn, and how long one large matrix product took just before it.
pub struct Timed {
    pub product: Duration,
    pub turn: Turn,
}

/// Prints a table for each setting in which anything was measured, and how to read them.
pub fn print(all: &[Measured]) {
    let all: Vec<_> = all.iter().filter(|measured| measured.rows.iter().any(Row::is_measured)).collect();
    if all.is_empty() {
        return;
    }
    let mut page = Page::new();
    page.title("How quickly each approach trains");
    page.say(&format!("Measured on {}.", Machine::here()));
    page.blank();
    page.say(
        "samples/s: images trained on in a second, over whole training runs; the median. \
         sgemm: their share of the rate at which one thread multiplies two 1024 x 1024 matrices. \
         ratio: how many times as quick as one thread. Each run is compared with a sequential run just \
         before or after it, so that a machine which slows down for a while slows down both; this is the \
         median. \
         middle half: a quarter of the ratios is below it, and a quarter above. \
         cores: how many times as much two threads got done that train by themselves and share nothing. \
         Where that is well below 2, the machine was busy with something else, and two workers had no \
         chance.",
    );
    page.blank();
    page.say(
        "Sequential compared with itself shows how much of a ratio is noise. Thread-local and bulk-synchronous give each \
         worker a part of every batch, pipeline and split-layer a part of the network, the others whole batches: these \
         are different kinds of training.",
    );
    for measured in all {
        show(&mut page, measured);
    }
}

fn show(page: &mut Page, measured: &Measured) {
    let rows: Vec<_> = measured.rows.iter().filter(|row| row.is_measured()).collect();
    let turns = rows.iter().flat_map(|row| &row.turns);
    page.heading(&measured.title);
    page.say(&format!(
        "{} images a run, {} floating point operations an image. sgemm: {:.0} billion \
         operations a second.",
        grouped(measured.images),
        grouped(measured.flops),
        median(turns.map(|timed| Sgemm::FLOPS as f64 / timed.product.as_secs_f64() / 1e9)),
    ));
    page.blank();
    let headers = [
        ("approach", Align::Left),
        ("training", Align::Left),
        ("workers", Align::Right),
        ("samples/s", Align::Right),
        ("sgemm", Align::Right),
        ("ratio", Align::Right),
        ("middle half", Align::Right),
        ("cores", Align::Right),
    ];
    let cells: Vec<_> = rows.iter().map(|row| row.cells(measured)).collect();
    page.verbatim(&table(&headers, &cells));
    let shares: Vec<_> = rows.iter().filter(|row| row.workers > 1).map(|row| row.of_the_limit()).collect();
    if !shares.is_empty() {
        page.blank();
        page.say(&format!("Of what two threads got done that share nothing: {}.", shares.join(", ")));
    }
}

impl Row {
    fn is_measured(&self) -> bool {
        !self.turns.is_empty()
    }

    fn turns(&self) -> impl Iterator<Item = &Turn> {
        self.turns.iter().map(|timed| &timed.turn)
    }

    /// The name, and which share the approach reached of what its workers could if they shared nothing.
    fn of_the_limit(&self) -> String {
        format!("{} {:.2}", self.name, median(self.turns().map(|turn| turn.ratio() / turn.cores())))
    }

    fn cells(&self, measured: &Measured) -> Vec<String> {
        let speed = median(self.turns().map(|turn| measured.images as f64 / turn.approach.as_secs_f64()));
        let products = (measured.flops * measured.images) as f64 / Sgemm::FLOPS as f64;
        let of_product = |timed: &Timed| products * timed.product.div_duration_f64(timed.turn.approach);
        let share = median(self.turns.iter().map(of_product));
        let [low, ratio, high] = quartiles(self.turns().map(Turn::ratio));
        vec![
            self.name.to_owned(),
            self.kind.to_owned(),
            self.workers.to_string(),
            grouped(speed as u64),
            format!("{:.0} %", share * 100.0),
            format!("{ratio:.2}"),
            format!("{low:.2} - {high:.2}"),
            format!("{:.1}", median(self.turns().map(Turn::cores))),
        ]
    }
}
