//! What may be said of a speed, given the cores that were had while it was measured.
//!
//! On one core, or beside another program that is busy, two workers take turns, and then no ratio says
//! anything about the approach. So these sentences look at the measurement first. They are functions of it
//! and of nothing else, and the tests go through their cases.

use super::Measured;

/// What a measurement says of an approach's speed, compared with one thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// Clearly more than one thread's.
    Faster,
    /// No clear difference.
    Alike,
    /// Clearly less.
    Slower,
    /// It says nothing: there were not the cores for several workers.
    Unknown,
}

/// Below half a core beside the first one, two workers have no chance to show what they can do.
const ENOUGH_CORES: f64 = 1.5;

/// How far a ratio has to be from 1 to make a difference. What a machine does at the same time makes ratios
/// of equal things differ by a few per cent.
const CLEAR: f64 = 0.05;

impl Measured {
    /// Whether several workers had the cores to show what they can do. One worker needs no more than it had.
    pub fn had_cores(&self) -> bool {
        self.workers == 1 || self.cores >= ENOUGH_CORES
    }

    /// Faster or slower than one thread. It is clear where the whole middle half of the ratios says so.
    pub fn against_one_thread(&self) -> Speed {
        match self.middle_half {
            _ if !self.had_cores() => Speed::Unknown,
            (low, _) if low > 1.0 + CLEAR => Speed::Faster,
            (_, high) if high < 1.0 - CLEAR => Speed::Slower,
            _ => Speed::Alike,
        }
    }
}

/// Which approaches were faster than one thread and which were not, or that this run cannot show it.
/// `cores` is how many the process may use. Nothing is said where nothing was compared.
pub fn speeds(measured: &[Measured], cores: usize) -> String {
    // The first is the sequential trainer, and has nobody to be compared with.
    let compared = measured.get(1..).unwrap_or_default();
    let of = |speed| -> Vec<_> {
        let of_speed = compared.iter().filter(|row| row.against_one_thread() == speed);
        of_speed.map(|row| row.name).collect()
    };
    if compared.is_empty() {
        return String::new();
    }
    let unknown = of(Speed::Unknown);
    if unknown.len() == compared.len() {
        let had = compared.iter().map(|row| row.cores).fold(0.0, f64::max);
        return cannot_show("which is faster", had, cores);
    }
    let groups =
        [("faster", of(Speed::Faster)), ("about as fast", of(Speed::Alike)), ("slower", of(Speed::Slower))];
    let said = groups.iter().filter(|(_, names)| !names.is_empty()).map(|(how, names)| {
        let verb = if names.len() == 1 { "was" } else { "were" };
        format!("{} {verb} {how}", listed(names))
    });
    let mut text = format!("Compared with one thread, in this run {}.", said.collect::<Vec<_>>().join("; "));
    if !unknown.is_empty() {
        text += &format!(" This run says nothing about {}: there were too few cores.", listed(&unknown));
    }
    text
}

/// How fast one approach was compared with another. Nothing where there were not the cores to show it, which
/// [`speeds`] says of both.
pub fn versus(one: &Measured, other: &Measured) -> Option<String> {
    if !(one.had_cores() && other.had_cores()) {
        return None;
    }
    let (name, beside, ratio) = (one.name, other.name, one.speed / other.speed);
    Some(if (ratio - 1.0).abs() < CLEAR {
        format!("In this run {name} was about as fast as {beside}: {ratio:.2} times.")
    } else {
        format!("In this run {name} had {ratio:.2} times the speed of {beside}.")
    })
}

/// That a run cannot show `what`, and why: of `cores` cores, so many were had.
pub fn cannot_show(what: &str, had: f64, cores: usize) -> String {
    match cores {
        1 => format!("This run cannot show {what}: it had one core, on which the workers took turns."),
        _ => {
            let got = match had {
                ..0.95 => "less done together than one does alone".to_owned(),
                _ => format!("only {had:.1} times one thread's work done"),
            };
            format!(
                "This run cannot show {what}: threads that share nothing got {got}. Something else was using the cores, \
                 or two of them share one core's arithmetic. Run it again when the machine is quiet."
            )
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
