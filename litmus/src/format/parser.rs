//! From tokens to a test. The initial state is in `initial`, the threads' heads in `threads`, what a thread does in
//! `statements`, the question in `condition`.

use std::collections::{BTreeMap, BTreeSet};

use super::cursor::Cursor;
use super::error::{Parsed, Position, wrong};
use super::header::header;
use super::lexer::Lexer;
use super::names::own_locations;
use super::remarks::Remark;
use super::size::excess;
use super::{LONGEST_TEXT, MOST_LOCATIONS, MOST_ROUNDS, Options, Plain, Reading};
use crate::test::{Location, LocationId, Register, Test, Thread, Value};

/// Reads a test in herd's format. The error says in one line what was expected, and where.
pub fn read(text: &str, options: &Options) -> Result<Reading, super::ParseError> {
    let options = Options { rounds: options.rounds.clamp(1, MOST_ROUNDS), ..*options };
    // Some editors put a byte-order mark there.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lexer = Lexer::new(text);
    if text.len() > LONGEST_TEXT {
        return wrong(lexer.at(), format!("the text is longer than {} KiB", LONGEST_TEXT / 1024));
    }
    // They would reach the terminal with an error message, or with the test's name.
    let is_control = |character: char| character.is_control() && !"\n\r\t".contains(character);
    if let Some(place) = text.find(is_control) {
        lexer.take(place);
        return wrong(lexer.at(), "a control character has no meaning here: this is no text");
    }
    let header = header(&mut lexer)?;
    let mut parser = Parser::new(Cursor::new(lexer.tokens()?), options)?;
    parser.initial_state()?;
    while parser.at_thread() {
        parser.thread()?;
    }
    if parser.threads.is_empty() {
        return Err(parser.cursor.unexpected("a thread: `P0 (atomic_int* x) { ... }`"));
    }
    if let Some((_, _, _, at)) = parser.first.iter().find(|(thread, ..)| *thread >= parser.threads.len()) {
        return wrong(*at, format!("there is no such thread: the last is P{}", parser.threads.len() - 1));
    }
    let end = parser.cursor.at();
    let question = parser.question()?;
    let remarks = parser.remarks();
    let Parser { mut locations, threads, .. } = parser;
    for location in &mut locations {
        location.initial = location.integer.convert(location.initial);
    }
    let test = Test {
        name: header.name,
        about: header.about,
        locations,
        threads,
        condition: question.condition,
        also_shown: question.also_shown,
        filter: question.filter,
    };
    match excess(&test) {
        Some(message) => wrong(end, message),
        None => Ok(Reading { test, remarks }),
    }
}

/// A test that is being read.
pub(super) struct Parser {
    pub cursor: Cursor,
    pub options: Options,
    pub locations: Vec<Location>,
    pub threads: Vec<Thread>,
    /// How many operations there have been in all threads.
    pub operations: usize,
    /// The locations that are a thread's own: the thread, and the variable once the thread is read.
    pub own: BTreeMap<String, (usize, Option<Register>)>,
    /// What is to be said of the text, but for what depends on how locations are declared in the end.
    pub noted: BTreeSet<Remark>,
    /// The locations with plain accesses, and those with atomic ones.
    pub plain: BTreeSet<LocationId>,
    pub accessed: BTreeSet<LocationId>,
    /// The thread, the name and the value of variables that have one from the initial state.
    pub first: Vec<(usize, String, Value, Position)>,
    /// The names of these, and of the locations in it.
    pub given: BTreeSet<(Option<usize>, String)>,
    /// The locations that are a parameter of some thread.
    pub taken: BTreeSet<LocationId>,
    /// Those whose type is said.
    pub typed: BTreeSet<LocationId>,
}

impl Parser {
    fn new(cursor: Cursor, options: Options) -> Parsed<Self> {
        let own = own_locations(cursor.tokens())?;
        Ok(Parser {
            cursor,
            options,
            locations: Vec::new(),
            threads: Vec::new(),
            operations: 0,
            own: own.into_iter().map(|(name, thread)| (name, (thread, None))).collect(),
            noted: BTreeSet::new(),
            plain: BTreeSet::new(),
            accessed: BTreeSet::new(),
            first: Vec::new(),
            given: BTreeSet::new(),
            taken: BTreeSet::new(),
            typed: BTreeSet::new(),
        })
    }

    /// The location of this name.
    pub fn location_named(&self, name: &str) -> Option<LocationId> {
        self.locations.iter().position(|location| location.name == name)
    }

    /// Adds one.
    pub fn new_location(&mut self, location: Location, at: Position) -> Parsed<LocationId> {
        if self.locations.len() == MOST_LOCATIONS {
            return wrong(at, format!("more than {MOST_LOCATIONS} locations"));
        }
        self.locations.push(location);
        Ok(self.locations.len() - 1)
    }

    /// What is to be said of the text, once all of it is read.
    fn remarks(&self) -> Vec<Remark> {
        let named = |of: &BTreeSet<LocationId>, atomic: bool| {
            let locations = of.iter().map(|&location| &self.locations[location]);
            locations
                .filter(|location| location.atomic == atomic)
                .map(|location| location.name.clone())
                .collect::<Vec<_>>()
        };
        let (plain, accessed) = (named(&self.plain, true), named(&self.accessed, false));
        let mut remarks = Vec::new();
        if !plain.is_empty() {
            remarks.push(match self.options.plain {
                Plain::NonAtomic => Remark::PlainIsNonAtomic(plain),
                Plain::SeqCst => Remark::PlainIsSeqCst(plain),
            });
        }
        if !accessed.is_empty() {
            remarks.push(Remark::AtomicAccessOfPlain(accessed));
        }
        remarks.extend(self.noted.iter().cloned());
        remarks
    }
}

/// Why a pointer is not understood.
pub(super) const POINTERS: &str =
    "pointers as values are not supported: locations and variables hold numbers";
