//! From tokens to a test: the initial state and the threads' heads. What a thread does is in `statements`, the
//! question in `condition`.

use std::collections::{BTreeMap, BTreeSet};

use super::assignments::variable_of;
use super::cursor::Cursor;
use super::error::{Parsed, Position, quoted, wrong};
use super::header::header;
use super::lexer::{Lexer, Token};
use super::names::{
    Meaning, Scope, first_value, own_locations, own_variable, thread_number, words_of_thread,
};
use super::remarks::Remark;
use super::reserved::acceptable;
use super::settle::settle;
use super::size::excess;
use super::types::Type;
use super::{LONGEST_TEXT, MOST_LOCATIONS, MOST_ROUNDS, MOST_THREADS, Options, Plain, Reading};
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
    first: Vec<(usize, String, Value, Position)>,
    /// The names of these, and of the locations in it.
    given: BTreeSet<(Option<usize>, String)>,
    /// The locations that are a parameter of some thread.
    taken: BTreeSet<LocationId>,
    /// Those whose type is said.
    typed: BTreeSet<LocationId>,
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

    /// `{ x = 0; int y = 1; 0:r0 = 2; }`
    fn initial_state(&mut self) -> Parsed<()> {
        self.cursor.expect("{", "with the initial state")?;
        while !self.cursor.takes("}") {
            if !self.cursor.takes(";") {
                self.cursor.count()?;
                self.initial_value()?;
                if !self.cursor.is("}") {
                    self.cursor.expect(";", "after an initial value")?;
                }
            }
        }
        Ok(())
    }

    fn initial_value(&mut self) -> Parsed<()> {
        let at = self.cursor.at();
        if let Token::Number(..) = self.cursor.peek() {
            let thread = usize::try_from(self.cursor.value("a thread's number")?).unwrap_or(usize::MAX);
            self.cursor.expect(":", "between a thread and its variable")?;
            let (name, at_name) = self.cursor.word("the name of a variable")?;
            acceptable(&name, at_name)?;
            let value = self.given_value()?;
            self.give(Some(thread), &name, at)?;
            self.first.push((thread, name, value, at));
            return Ok(());
        }
        let found = self.type_of_initial_value()?;
        if self.cursor.is("*") {
            return wrong(self.cursor.at(), POINTERS);
        }
        let brackets = self.cursor.takes("[");
        let (name, at) = self.cursor.word("the name of a location")?;
        if brackets {
            self.cursor.expect("]", "after the location")?;
        } else if self.cursor.is("[") {
            let message = "is an array, which is not supported: write a location for each of its elements";
            return wrong(at, format!("{} {message}", quoted(&name)));
        }
        acceptable(&name, at)?;
        let initial = self.given_value()?;
        self.give(None, &name, at)?;
        if let Some(&(thread, _)) = self.own.get(&name) {
            self.first.push((thread, name, initial, at));
            return Ok(());
        }
        let Type { atomic, integer, .. } = found.unwrap_or(Type { atomic: true, ..Type::default() });
        let location = self.new_location(Location { name, initial, atomic, integer }, at)?;
        if found.is_some() {
            self.typed.insert(location);
        }
        Ok(())
    }

    /// Notes that something has an initial value, which it can have once.
    fn give(&mut self, thread: Option<usize>, name: &str, at: Position) -> Parsed<()> {
        match self.given.insert((thread, name.to_owned())) {
            true => Ok(()),
            false => wrong(at, format!("{} has an initial value already", quoted(name))),
        }
    }

    /// What stands before the name, if it is a type.
    fn type_of_initial_value(&mut self) -> Parsed<Option<Type>> {
        // A name alone, whatever it is called.
        let next_is_name = matches!(self.cursor.peek_second(), Token::Symbol("=" | ";" | "}"));
        let is_array = matches!(self.cursor.peek_second(), Token::Symbol("[")) && !self.cursor.is_type();
        if next_is_name || is_array || !matches!(self.cursor.peek(), Token::Word(_)) {
            return Ok(None);
        }
        let found = self.cursor.words_of_type()?;
        self.note_width(found);
        Ok(Some(found))
    }

    /// Notes that C leaves a type open.
    pub fn note_width(&mut self, found: Type) {
        if found.is_open {
            self.noted.insert(Remark::Width);
        }
        if found.is_wide {
            self.noted.insert(Remark::Wide);
        }
    }

    /// `= 1`, `= ATOMIC_INIT(1)`, or nothing, which is 0.
    fn given_value(&mut self) -> Parsed<Value> {
        if !self.cursor.takes("=") {
            return Ok(0);
        }
        if self.cursor.takes_word("ATOMIC_INIT") {
            self.cursor.expect("(", "after ATOMIC_INIT")?;
            let value = self.cursor.value("a number")?;
            self.cursor.expect(")", "after the number")?;
            return Ok(value);
        }
        match self.cursor.peek() {
            Token::Word(_) | Token::Symbol("&") => wrong(self.cursor.at(), POINTERS),
            _ => self.cursor.value("a number"),
        }
    }

    fn at_thread(&self) -> bool {
        let Token::Word(word) = self.cursor.peek() else { return false };
        word == "void" || thread_number(word).is_some() && *self.cursor.peek_second() == Token::Symbol("(")
    }

    /// `P0 (atomic_int* x, int* y) { ... }`
    fn thread(&mut self) -> Parsed<()> {
        self.cursor.takes_word("void");
        let number = self.threads.len();
        let words: BTreeSet<String> =
            words_of_thread(self.cursor.ahead()).into_iter().map(str::to_owned).collect();
        let (word, at) = self.cursor.word("a thread's name")?;
        if thread_number(&word) != Some(number) {
            return wrong(at, format!("expected thread P{number}, found {}", quoted(&word)));
        } else if number == MOST_THREADS {
            return wrong(at, format!("more than {MOST_THREADS} threads"));
        }
        let mut scope = Scope::new(number);
        for (thread, name, ..) in &self.first {
            if *thread == number && !self.own.contains_key(name) {
                scope.variable(name);
            }
        }
        self.cursor.expect("(", "before the parameters")?;
        if !self.cursor.takes(")") {
            loop {
                self.parameter(&mut scope, &words)?;
                if self.cursor.takes(")") {
                    break;
                }
                self.cursor.expect(",", "or `)` after a parameter")?;
            }
        }
        let mut body = Vec::new();
        for (thread, name, value, _) in &self.first {
            // All variables hold 0 at first anyway.
            if *thread == number && *value != 0 {
                let own = self.own.get(name).and_then(|(_, register)| *register);
                body.push(first_value(own.unwrap_or_else(|| scope.variable(name)), *value));
            }
        }
        self.cursor.expect("{", "after the parameters")?;
        self.block(&mut scope, &mut body)?;
        scope.thread.body = body;
        let mut thread = std::mem::take(&mut scope.thread);
        let is_taken = |name: &str| {
            scope.has_parameter(name) || self.locations.iter().any(|location| location.name == name)
        };
        let numbers = settle(&mut thread, is_taken);
        for (owner, register) in self.own.values_mut() {
            if *owner == number {
                *register = register.map(|register| numbers[register]);
            }
        }
        self.threads.push(thread);
        Ok(())
    }

    fn parameter(&mut self, scope: &mut Scope, words: &BTreeSet<String>) -> Parsed<()> {
        if matches!(self.cursor.peek(), Token::Symbol("," | ")")) {
            return Err(self.cursor.unexpected("a parameter: `atomic_int* x` or `int* x`"));
        }
        // A type here, and a name anywhere else.
        let is_mutex = *self.cursor.peek_second() == Token::Symbol("*") && self.cursor.takes_word("mutex");
        let found =
            if is_mutex { Type { atomic: true, ..Type::default() } } else { self.cursor.words_of_type()? };
        self.note_width(found);
        self.cursor.expect("*", "after the type: a parameter is a pointer to a location")?;
        while ["volatile", "const", "restrict"].into_iter().any(|word| self.cursor.takes_word(word)) {}
        if self.cursor.is("*") {
            return wrong(self.cursor.at(), POINTERS);
        }
        let (name, at) = self.cursor.word("the name of a parameter")?;
        acceptable(&name, at)?;
        if scope.has_parameter(&name) {
            return wrong(at, format!("P{} has two parameters {}", scope.number, quoted(&name)));
        } else if scope.has_variable(&name) {
            let name = quoted(&name);
            return wrong(at, format!("{name} is a variable of P{} in the initial state", scope.number));
        }
        if self.own.get(&name).is_some_and(|(thread, _)| *thread == scope.number) {
            // The variable keeps the location's long name if the short one has another meaning in the thread.
            let is_taken = |short: &str| words.contains(short) || scope.has_variable(short);
            let short = own_variable(&name, scope.number, is_taken).to_owned();
            let register = variable_of(&short, Some(found.integer), at, scope)?;
            self.own.insert(name.clone(), (scope.number, Some(register)));
            scope.parameter(name, Meaning::Own(register));
            return Ok(());
        }
        let location = match self.location_named(&name) {
            Some(location) => location,
            None => {
                let Type { atomic, integer, .. } = found;
                self.new_location(Location { name: name.clone(), initial: 0, atomic, integer }, at)?
            }
        };
        let known = &mut self.locations[location];
        if self.typed.insert(location) {
            known.integer = found.integer;
        } else if known.integer != found.integer {
            let (one, other) = (found.integer.in_c(), known.integer.in_c());
            return wrong(at, format!("{} is `{one}` here and `{other}` elsewhere", quoted(&name)));
        }
        // What a parameter says counts more than what the initial state says.
        let is_first = self.taken.insert(location);
        self.locations[location].atomic = found.atomic || !is_first && self.locations[location].atomic;
        if found.atomic {
            scope.atomic.insert(location);
        }
        scope.parameter(name, Meaning::Location(location));
        Ok(())
    }

    /// The location of this name.
    pub fn location_named(&self, name: &str) -> Option<LocationId> {
        self.locations.iter().position(|location| location.name == name)
    }

    fn new_location(&mut self, location: Location, at: Position) -> Parsed<LocationId> {
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
