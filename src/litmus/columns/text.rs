//! The columns as text, for a terminal of 80 columns.

use std::collections::BTreeSet;

use super::super::checker::relation::EventId;
use super::super::checker::{Behaviour, Race, Tried};
use super::super::format::{rust, rust_lines};
use super::super::on_engine::Ending;
use super::super::test::{Formula, Integer, Outcome, Quantifier, Test, Value};
use super::super::why::CIRCULAR_RACE;
use super::notes::{capital, in_words, unknown};
use super::rows::{ENGINE, LOOM};
use super::{Cell, Columns, Machine};
use crate::explore::Failure;
use crate::report::{Align, counted, grouped, table};

/// The widest line.
const WIDTH: usize = 80;

/// The program, a column a thread, as many side by side as there is room for.
pub fn program(test: &Test) -> String {
    let threads: Vec<_> = rust_lines(test)
        .into_iter()
        .enumerate()
        .map(|(number, lines)| [vec![format!("thread {number}")], lines].concat())
        .collect();
    let width = |lines: &Vec<String>| lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    let mut first = 0;
    while first < threads.len() {
        let (mut last, mut room) = (first + 1, WIDTH.saturating_sub(width(&threads[first])));
        while last < threads.len() && room >= width(&threads[last]) + BAR.len() {
            room -= width(&threads[last]) + BAR.len();
            last += 1;
        }
        let beside = &threads[first..last];
        for line in 0..beside.iter().map(Vec::len).max().unwrap_or(0) {
            let cell = |lines: &Vec<String>| {
                let text = lines.get(line).map_or("", String::as_str);
                format!("{text:<width$}", width = width(lines))
            };
            text += beside.iter().map(cell).collect::<Vec<_>>().join(BAR).trim_end();
            text.push('\n');
        }
        first = last;
        if first < threads.len() {
            text.push('\n');
        }
    }
    text
}

/// What stands between two threads.
const BAR: &str = " | ";

/// What the locations hold at first, in words.
pub fn initial(test: &Test) -> String {
    let of_kind = |atomic: bool| {
        let named = test.locations.iter().filter(|location| location.atomic == atomic);
        named
            .map(|location| format!("{} = {}{}", location.name, location.initial, suffix(location.integer)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match (of_kind(true), of_kind(false)) {
        (atomic, plain) if atomic.is_empty() && plain.is_empty() => "Nothing is shared.".to_owned(),
        (atomic, plain) if plain.is_empty() => format!("At first {atomic}."),
        (atomic, plain) if atomic.is_empty() => format!("At first {plain}, not atomic."),
        (atomic, plain) => format!("At first {atomic}, and {plain}, not atomic."),
    }
}

/// What Rust writes after a number that is no `i32`.
fn suffix(integer: Integer) -> &'static str {
    if integer == Integer::I32 { "" } else { integer.in_rust() }
}

/// The question, in words: `Can it end with 0:r0 = 0 and 1:r0 = 0?`
pub fn question(test: &Test) -> String {
    let (condition, filter) =
        (test.condition.formula.simplified(), test.filter.as_ref().map(Formula::simplified));
    let asked = formula(test, &condition);
    let question = match test.condition.quantifier {
        _ if !test.asks() => "Nothing is asked: how can it end?".to_owned(),
        _ if condition == Formula::True => "The condition is true of every outcome.".to_owned(),
        _ if condition.is_never() => "The condition is true of no outcome.".to_owned(),
        Quantifier::Exists => format!("Can it end with {asked}?"),
        Quantifier::NotExists => format!("Does it never end with {asked}?"),
        Quantifier::Forall => format!("Does it always end with {asked}?"),
    };
    match filter {
        None | Some(Formula::True) => question,
        Some(filter) if filter.is_never() => format!("{question} No execution counts: the filter is false."),
        Some(filter) => {
            format!("{question} Only executions count that end with {}.", formula(test, &filter))
        }
    }
}

/// A formula in words, which is neither always true nor never.
fn formula(test: &Test, asked: &Formula) -> String {
    let name = |observable| test.name_of(observable);
    let two = |one: &Formula, word: &str, other: &Formula| {
        // `a and b and c` needs no parentheses; where words are mixed, they say what belongs together.
        let part = |part: &Formula| {
            let is_mixed = match part {
                Formula::And(..) => word == "or",
                Formula::Or(..) => word == "and",
                _ => false,
            };
            if is_mixed { format!("({})", formula(test, part)) } else { formula(test, part) }
        };
        format!("{} {word} {}", part(one), part(other))
    };
    match asked {
        Formula::True => "true".to_owned(),
        Formula::Equals(observable, value) => format!("{} = {value}", name(*observable)),
        Formula::Same(one, other) => format!("{} = {}", name(*one), name(*other)),
        Formula::Not(negated) => match &**negated {
            Formula::True => "false".to_owned(),
            Formula::Equals(observable, value) => format!("{} ≠ {value}", name(*observable)),
            Formula::Same(one, other) => format!("{} ≠ {}", name(*one), name(*other)),
            Formula::Not(twice) => formula(test, twice),
            other => format!("not ({})", formula(test, other)),
        },
        Formula::And(one, other) => two(one, "and", other),
        Formula::Or(one, other) => two(one, "or", other),
    }
}

/// Stands after the rows that the test asks about, or after the exceptions to what it asks about; where there is no room
/// for it, the arrow alone.
const ASKED: &str = "<- asked about";
const EXCEPTION: &str = "<- an exception";
const ARROW: &str = "<-";

impl Columns {
    /// The answers: a row for each outcome, with a mark at those that the test asks about; then the notes.
    ///
    /// Where a model finds a data race it has no outcomes to show, and a sentence says so.
    pub fn text(&self) -> String {
        let mut paragraphs = self.undefined();
        let mut notes = Vec::new();
        if self.has_outcomes() {
            let (rows, found) = self.rows();
            notes = found;
            let asks_for_all = self.test.condition.quantifier == Quantifier::Forall;
            let mark = if asks_for_all { EXCEPTION } else { ASKED };
            let cells = rows.iter().map(|row| {
                let mut cells: Vec<_> = row.outcome.iter().map(ToString::to_string).collect();
                cells.extend(row.cells.iter().enumerate().map(|(column, cell)| {
                    let note = cell.note.map(|note| format!(" [{}]", note + 1)).unwrap_or_default();
                    format!("{}{note}", self.word(column, cell))
                }));
                cells.push(if row.asked { mark } else { "" }.to_owned());
                cells
            });
            let names: Vec<_> =
                self.test.shown().into_iter().map(|observable| self.test.name_of(observable)).collect();
            let mut headers: Vec<_> = names.iter().map(|name| (name.as_str(), Align::Right)).collect();
            let columns = self.headers();
            headers.extend(columns.iter().map(|header| (header.as_str(), Align::Left)));
            headers.push(("", Align::Left));
            let table = table(&headers, &cells.collect::<Vec<_>>());
            let is_wide = table.lines().any(|line| line.chars().count() > WIDTH);
            paragraphs.push(if is_wide { table.replace(mark, ARROW) } else { table });
            paragraphs.extend(self.answer_in_words().map(|answer| filled(&answer)));
        }
        let options = textwrap::Options::new(WIDTH - 2).subsequent_indent("    ");
        let note = |(number, note)| textwrap::fill(&format!("[{}] {note}", number + 1), &options) + "\n";
        if !notes.is_empty() {
            paragraphs.push(notes.iter().enumerate().map(note).collect());
        }
        paragraphs.extend(self.out_of_thin_air().map(|text| filled(&text)));
        paragraphs.push(filled(&self.extent()));
        paragraphs.join("\n")
    }

    /// Whether the answer to the test's question is yes, by C++20, as far as loops were followed. There is none where
    /// nothing is asked, where a data race leaves nothing to ask about, and where no execution counts.
    pub fn answer(&self) -> Option<bool> {
        let outcomes =
            self.language.outcomes().filter(|outcomes| self.test.asks() && !outcomes.is_empty())?;
        let is_asked = |outcome: &Outcome| self.test.asks_about(outcome);
        Some(match self.test.condition.quantifier {
            Quantifier::Exists => outcomes.iter().any(is_asked),
            Quantifier::NotExists => !outcomes.iter().any(is_asked),
            Quantifier::Forall => outcomes.iter().all(is_asked),
        })
    }

    /// If the answer, or that there is none, is so within so many rounds of each loop, and more might bring another.
    /// What one execution has shown stays so.
    pub fn answer_within_rounds(&self) -> Option<usize> {
        let is_asked = self.test.asks() && self.language.outcomes().is_some();
        let is_shown = match (self.test.condition.quantifier, self.answer()) {
            (_, None) => false,
            (Quantifier::Exists, Some(answer)) => answer,
            (Quantifier::NotExists | Quantifier::Forall, Some(answer)) => !answer,
        };
        self.rounds.filter(|_| is_asked && !is_shown)
    }

    pub(super) fn answer_in_words(&self) -> Option<String> {
        if self.language.outcomes().is_some_and(BTreeSet::is_empty) {
            return Some(match self.rounds {
                Some(rounds) => format!(
                    "Within {} of each loop no execution that counts comes to its end, so there is no answer; \
                     try more (--rounds N).",
                    counted(rounds as u64, "round")
                ),
                None => format!(
                    "By C++20 there is no execution that counts: each waits for what never comes{}.",
                    if self.test.filter.is_some() { ", or is left out by the filter" } else { "" }
                ),
            });
        }
        let within = self.answer_within_rounds().map(|rounds| counted(rounds as u64, "round"));
        if let Some(within) = &within {
            let answer = if self.answer()? { "yes" } else { "no" };
            return Some(format!(
                "By C++20 the answer is {answer} within {within} of each loop: executions with more were cut off, \
                 and may end otherwise (--rounds N)."
            ));
        }
        let answer = match (self.test.condition.quantifier, self.answer()?) {
            (Quantifier::Exists, true) => "yes: it can",
            (Quantifier::Exists, false) => "no: it cannot",
            (Quantifier::NotExists, true) => "yes: it never does",
            (Quantifier::NotExists, false) => "no: it can",
            (Quantifier::Forall, true) => "yes: it always does",
            (Quantifier::Forall, false) => "no: it can end otherwise",
        };
        Some(format!("By C++20 the answer is {answer}."))
    }

    /// Whether any model says how the program can end.
    pub fn has_outcomes(&self) -> bool {
        self.models().iter().any(|says| says.behaviour.outcomes().is_some())
    }

    /// What is said instead of outcomes: of C++20, and of each other model that has a data race.
    pub(super) fn undefined(&self) -> Vec<String> {
        let mut paragraphs = Vec::new();
        let mut known: Option<String> = None;
        for says in self.models() {
            let Behaviour::Undefined(race) = says.behaviour else { continue };
            let place = self.place(race);
            let text = match (says.column, &known) {
                (0, _) => self.undefined_in_language(&place),
                (_, Some(same)) if *same == place => {
                    format!("{}: undefined behaviour as well, by the same data race.", says.name)
                }
                _ => format!("{}: undefined behaviour, a data race {place}.", says.name),
            };
            paragraphs.push(filled(&text));
            known.get_or_insert(place);
        }
        paragraphs
    }

    fn undefined_in_language(&self, place: &str) -> String {
        let engine = match &self.engine.ending {
            // Both in one sentence.
            Ending::DataRace if self.loom.failure == Some(Failure::DataRace) => {
                return self.undefined_because(place, " The engine and loom report it too.");
            }
            Ending::DataRace => " The engine reports it too.".to_owned(),
            Ending::Complete => format!(" The engine does not report it. {}", self.why_no_race()),
            Ending::Stopped(why) => {
                format!(" The engine did not report it before it was stopped ({why}).")
            }
            Ending::Failed(what) => format!(" The engine does not say: {what}."),
            Ending::Unasked(_) => String::new(),
        };
        let loom = match (&self.loom.failure, self.loom.stopped, in_words(self.causes.of_race())) {
            _ if self.loom.unasked.is_some() => String::new(),
            (Some(Failure::DataRace), ..) => " loom reports it too.".to_owned(),
            (Some(failure), ..) => format!(" loom does not say: {failure}."),
            (None, Some(why), _) => format!(" loom did not report it before it was stopped ({why})."),
            (None, None, Some(causes)) => format!(" loom does not report it. {}", capital(&causes)),
            (None, None, None) => format!(" loom does not report it. {}", unknown(&self.causes)),
        };
        self.undefined_because(place, &(engine + &loom))
    }

    fn undefined_because(&self, place: &str, explorers: &str) -> String {
        let so = if self.has_outcomes() { "" } else { " there are no outcomes to show, and" };
        format!(
            "Undefined behaviour: a data race {place}. At least one of them writes, at least one is not atomic, and neither \
             happens before the other, so the language promises nothing of this program:{so} it is not run.\
             {explorers}{}",
            self.about_race()
        )
    }

    /// What else is to be known of C++20's race.
    fn about_race(&self) -> String {
        let Behaviour::Undefined(race) = &self.language else { return String::new() };
        let mut text = String::new();
        if race.circular {
            text += &format!(" {CIRCULAR_RACE}");
        }
        if self.test.filter.is_some() && !race.execution.cut_off {
            let end = race.execution.outcome(&self.test);
            if !self.test.counts(&end) {
                text +=
                    " The filter leaves the execution with the race out; the program has it all the same.";
            }
        }
        text
    }

    /// Where a race is: `at x, between ... and ...`.
    fn place(&self, race: &Race) -> String {
        let access = |event: EventId| {
            let event = &race.execution.events[event];
            let thread = event.thread.unwrap_or_default();
            let lines = rust(&self.test);
            let line = lines[thread].iter().find(|line| line.statements.contains(&event.statement));
            let text = line.map_or("", |line| line.text.trim()).trim_end_matches([';', '{', ' ']);
            format!("`{text}` in thread {thread}")
        };
        let location = race.execution.events[race.first].location;
        format!(
            "at {}, between {} and {}",
            location.map_or("", |location| &self.test.locations[location].name),
            access(race.first),
            access(race.second),
        )
    }

    /// What is said where values come out of thin air.
    pub(super) fn out_of_thin_air(&self) -> Option<String> {
        let models = self.models();
        let models: Vec<_> = models.iter().filter(|says| says.thin_air.is_some()).collect();
        let all = |of: fn(&Tried) -> &BTreeSet<Value>| -> BTreeSet<Value> {
            models.iter().filter_map(|says| says.thin_air).flat_map(of).copied().collect()
        };
        let always = all(|tried| &tried.always);
        // The program alone decides what stands before this: it is the same whatever is asked.
        let for_question = match &all(|tried| &tried.for_question) - &always {
            none if none.is_empty() => String::new(),
            some => format!(" For this question also: {}.", listed(&some)),
        };
        let names: Vec<_> = models.iter().map(|says| says.name.as_str()).collect();
        (!models.is_empty()).then(|| {
            format!(
                "{}: values come out of thin air here, caused by nothing but themselves, so any value may be \
                 possible. Tried: {}.{for_question}",
                names.join(", "),
                listed(&always)
            )
        })
    }

    /// What a cell says. The machine's column has a count.
    pub(super) fn word(&self, column: usize, cell: &Cell) -> String {
        match (cell.count, column, cell.happens) {
            _ if cell.undefined => "undefined".to_owned(),
            (Some(0), ..) => "never".to_owned(),
            (Some(count), ..) => grouped(count),
            (None, ENGINE | LOOM, _) if self.is_unasked(column) => "not asked".to_owned(),
            (None, ENGINE, _) if self.has_failed(column) => self.engine.ending().to_owned(),
            (None, LOOM, _) if self.has_failed(column) => self.loom.ending().to_owned(),
            (None, ENGINE | LOOM, true) => "found".to_owned(),
            (None, ENGINE | LOOM, false) => "not found".to_owned(),
            (None, _, true) => "allowed".to_owned(),
            (None, _, false) if self.is_cut_off(column) => "not found".to_owned(),
            (None, _, false) => "forbidden".to_owned(),
        }
    }

    /// Whether executions of the model with this column were cut off, so that more may be possible than it allows.
    pub fn is_cut_off(&self, column: usize) -> bool {
        self.models().iter().any(|says| says.column == column && says.rounds.is_some())
    }

    /// How far each column looked.
    pub(super) fn extent(&self) -> String {
        let explored = format!("engine: {}. loom: {}.", self.engine.extent(), self.loom.extent());
        match &self.machine {
            Machine::Unasked => explored,
            Machine::NotRun(why) => format!("{explored} Seen here: {why}."),
            Machine::Seen(seen) => {
                let pinned = if seen.pinned { "" } else { ", threads not kept on cores" };
                let crowded = if seen.crowded { ", fewer cores than threads" } else { "" };
                let left_out = match seen.left_out {
                    0 => String::new(),
                    1 => " (of which 1 does not count)".to_owned(),
                    number => format!(" (of which {} do not count)", grouped(number)),
                };
                let other = if seen.is_x86 {
                    ""
                } else {
                    " This is no x86 processor, and may show what those never do. Look for rows that are seen \
                     here and that x86-TSO forbids (--all)."
                };
                format!(
                    "{explored} Seen here: {}{left_out} on {}{pinned}{crowded}; the processor, not the \
                     compiler.{other}",
                    counted(seen.runs, "run"),
                    seen.place
                )
            }
        }
    }
}

fn listed(values: &BTreeSet<Value>) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn filled(text: &str) -> String {
    textwrap::fill(text, WIDTH - 2) + "\n"
}
