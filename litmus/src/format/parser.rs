//! From tokens to a test: the initial state and the threads' heads. What a thread does is in `statements`, the
//! question in `condition`.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use super::error::{Parsed, Position, quoted, wrong};
use super::header::header;
use super::lexer::{Lexer, Token};
use super::names::{Meaning, Scope, first_value, own_locations, own_variable, thread_number, variables};
use super::{LONGEST_TEXT, MOST_LOCATIONS, MOST_THREADS};
use crate::test::{Location, LocationId, Register, Test, Thread, Value};

/// Reads a test in herd's format. The error says in one line what was expected, and where.
pub fn parse(text: &str) -> Result<Test, super::ParseError> {
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
    let mut parser = Parser::new(Cursor::new(lexer.tokens()?))?;
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
    let (also_shown, condition) = parser.question()?;
    let Parser { locations, threads, .. } = parser;
    Ok(Test { name: header.name, about: header.about, locations, threads, condition, also_shown })
}

/// A test that is being read.
pub(super) struct Parser {
    pub cursor: Cursor,
    pub locations: Vec<Location>,
    pub threads: Vec<Thread>,
    /// How many operations there have been in all threads.
    pub operations: usize,
    /// The locations that are a thread's own: the thread, and the variable once the thread is read.
    pub own: BTreeMap<String, (usize, Option<Register>)>,
    /// The thread, the name and the value of variables that have one from the initial state.
    first: Vec<(usize, String, Value, Position)>,
    /// For each location, the first thread that has it as a parameter.
    taken_by: BTreeMap<LocationId, usize>,
}

impl Parser {
    fn new(cursor: Cursor) -> Parsed<Self> {
        let own = own_locations(cursor.tokens())?;
        Ok(Parser {
            cursor,
            locations: Vec::new(),
            threads: Vec::new(),
            operations: 0,
            own: own.into_iter().map(|(name, thread)| (name, (thread, None))).collect(),
            first: Vec::new(),
            taken_by: BTreeMap::new(),
        })
    }

    /// `{ x = 0; int y = 1; 0:r0 = 2; }`
    fn initial_state(&mut self) -> Parsed<()> {
        self.cursor.expect("{", "with the initial state")?;
        while !self.cursor.takes("}") {
            if !self.cursor.takes(";") {
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
        if let Token::Number(_) = self.cursor.peek() {
            let thread = usize::try_from(self.cursor.value("a thread's number")?).unwrap_or(usize::MAX);
            self.cursor.expect(":", "between a thread and its variable")?;
            let (name, _) = self.cursor.word("the name of a variable")?;
            let value = self.given_value()?;
            self.first.push((thread, name, value, at));
            return Ok(());
        }
        let atomic = self.type_of_initial_value()?;
        let brackets = self.cursor.takes("[");
        let (name, at) = self.cursor.word("the name of a location")?;
        if brackets {
            self.cursor.expect("]", "after the location")?;
        }
        let initial = self.given_value()?;
        if let Some(&(thread, _)) = self.own.get(&name) {
            self.first.push((thread, name, initial, at));
            return Ok(());
        }
        if self.location_named(&name).is_some() {
            return wrong(at, format!("{} has an initial value already", quoted(&name)));
        }
        self.new_location(Location { name, initial, atomic: atomic.unwrap_or(true) }, at)?;
        Ok(())
    }

    /// What stands before the name, if it is a type: whether it is atomic.
    fn type_of_initial_value(&mut self) -> Parsed<Option<bool>> {
        let mut atomic = None;
        loop {
            let next_is_name = matches!(self.cursor.peek_second(), Token::Word(_) | Token::Symbol("["));
            if self.cursor.is("*") {
                return wrong(self.cursor.at(), POINTERS);
            } else if !matches!(self.cursor.peek(), Token::Word(_)) || !next_is_name {
                return Ok(atomic);
            }
            let (word, at) = self.cursor.word("a type")?;
            atomic = Some(part_of_type(&word, at)? || atomic == Some(true));
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
        let (word, at) = self.cursor.word("a thread's name")?;
        if thread_number(&word) != Some(number) {
            return wrong(at, format!("expected thread P{number}, found {}", quoted(&word)));
        } else if number == MOST_THREADS {
            return wrong(at, format!("more than {MOST_THREADS} threads"));
        }
        let mut scope = Scope::new(number, self.variables(number));
        let mut body = Vec::new();
        for (thread, name, value, _) in &self.first {
            if *thread == number {
                let own = self.own.get(name).and_then(|(_, register)| *register);
                let register = own.unwrap_or_else(|| scope.variable(name));
                // All variables hold 0 at first anyway.
                if *value != 0 {
                    body.push(first_value(register, *value));
                }
            }
        }
        self.cursor.expect("(", "before the parameters")?;
        while !self.cursor.takes(")") {
            self.parameter(&mut scope)?;
            if !self.cursor.is(")") {
                self.cursor.expect(",", "or `)` after a parameter")?;
            }
        }
        self.cursor.expect("{", "after the parameters")?;
        self.block(&mut scope, &mut body)?;
        scope.thread.body = body;
        self.threads.push(scope.thread);
        Ok(())
    }

    /// The variables of the thread that comes next, the locations that belong to it first. Such a location's
    /// variable keeps the location's long name if the short one has another meaning in the thread.
    fn variables(&mut self, number: usize) -> Vec<String> {
        let thread = self.cursor.ahead();
        let head = thread.iter().map(|(token, _)| token).take_while(|token| **token != Token::Symbol(")"));
        let words = head.filter_map(|token| if let Token::Word(word) = token { Some(word) } else { None });
        let first =
            self.first.iter().filter(|(thread, name, ..)| *thread == number && !self.own.contains_key(name));
        let mut others = variables(thread, first.map(|(_, name, ..)| name.as_str()));
        others.retain(|name| !words.clone().any(|word| word == name));
        let mut names: Vec<String> = Vec::new();
        for word in words.clone() {
            let Some((_, register)) = self.own.get_mut(word).filter(|(thread, _)| *thread == number) else {
                continue;
            };
            let short = own_variable(word, number);
            let taken = |name: &str| {
                words.clone().any(|word| word == name) || others.iter().any(|other| other == name)
            };
            *register = Some(names.len());
            let name = if short != word && (taken(short) || names.iter().any(|name| name == short)) {
                word
            } else {
                short
            };
            names.push(name.to_owned());
        }
        names.extend(others);
        names
    }

    fn parameter(&mut self, scope: &mut Scope) -> Parsed<()> {
        let mut atomic = false;
        let type_at = self.cursor.at();
        while !self.cursor.takes("*") {
            if !self.cursor.takes("(") && !self.cursor.takes(")") {
                let (word, at) = self.cursor.word("a parameter: `atomic_int* x` or `int* x`")?;
                atomic |= part_of_type(&word, at)?;
            }
        }
        self.cursor.takes_word("volatile");
        if self.cursor.is("*") {
            return wrong(self.cursor.at(), POINTERS);
        }
        let (name, at) = self.cursor.word("the name of a parameter")?;
        if scope.has_parameter(&name) {
            return wrong(at, format!("P{} has two parameters {}", scope.number, quoted(&name)));
        }
        if let Some(&(_, Some(register))) = self.own.get(&name) {
            if atomic {
                return wrong(type_at, "an expected value is no atomic: the parameter is `int*`");
            }
            scope.parameter(name, Meaning::Own(register));
            return Ok(());
        }
        let location = match self.location_named(&name) {
            Some(location) => location,
            None => self.new_location(Location { name: name.clone(), initial: 0, atomic }, at)?,
        };
        let first = *self.taken_by.entry(location).or_insert(scope.number);
        if first == scope.number {
            // What a parameter says counts more than what the initial state says.
            self.locations[location].atomic = atomic;
        } else if self.locations[location].atomic != atomic {
            let (name, other) = (quoted(&name), if atomic { "int*" } else { "atomic_int*" });
            return wrong(
                type_at,
                format!("{name} is `{other}` in P{first}: a location is atomic in all threads or in none"),
            );
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
}

/// Why a pointer is not understood.
pub(super) const POINTERS: &str =
    "pointers as values are not supported: locations and variables hold numbers";

/// Whether a word of a type makes it atomic.
fn part_of_type(word: &str, at: Position) -> Parsed<bool> {
    match word {
        "atomic_int" | "_Atomic" => Ok(true),
        "int" | "int32_t" | "volatile" | "const" => Ok(false),
        _ => {
            wrong(at, format!("the type {} is not supported: there are `atomic_int` and `int`", quoted(word)))
        }
    }
}
