//! Locations by their pointers: `x`, `(x)`, `(atomic_int*)x`.
//!
//! A cast of a pointer changes nothing here, and so it may only say what is so already. In C it decides how the location
//! is accessed: as a type of another size, or as an atomic or not.

use super::Plain;
use super::error::{Parsed, Position, quoted, wrong};
use super::names::{Meaning, Scope};
use super::parser::{POINTERS, Parser};
use super::types::Type;
use crate::test::LocationId;

/// A pointer as it is written.
pub(super) struct Pointer {
    pub name: String,
    pub at: Position,
    /// The type that it is cast to: the outermost, which decides.
    pub cast: Option<(Type, Position)>,
}

impl Parser {
    /// The pointer that comes next; `what` says what is expected.
    pub(super) fn pointer(&mut self, what: &str) -> Parsed<Pointer> {
        if !self.cursor.takes("(") {
            let (name, at) = self.cursor.word(what)?;
            return Ok(Pointer { name, at, cast: None });
        }
        self.cursor.count()?;
        self.cursor.enter()?;
        let pointer = if self.cursor.is_type() {
            let at = self.cursor.at();
            let cast = self.cursor.words_of_type()?;
            self.note_width(cast);
            self.cursor.expect("*", "after the type that a pointer is cast to")?;
            self.cursor.expect(")", "after the type")?;
            Pointer { cast: Some((cast, at)), ..self.pointer(what)? }
        } else {
            let pointer = self.pointer(what)?;
            self.cursor.expect(")", "after the location")?;
            pointer
        };
        self.cursor.leave();
        Ok(pointer)
    }

    /// Fails if a location is cast to a pointer to something that it is not.
    pub(super) fn keeps_its_size(&self, pointer: &Pointer, location: LocationId) -> Parsed<()> {
        let integer = self.locations[location].integer;
        match pointer.cast {
            Some((cast, at)) if cast.integer != integer => {
                let (name, cast, integer) = (quoted(&pointer.name), cast.integer.in_c(), integer.in_c());
                let message = "a location is accessed as what it is";
                wrong(at, format!("{name} is `{integer}`, and is cast to a pointer to `{cast}`: {message}"))
            }
            _ => Ok(()),
        }
    }

    /// The location that a `*` stands before, or the variable in its place.
    pub(super) fn dereferenced(&mut self, scope: &Scope) -> Parsed<(Meaning, Position)> {
        let bare = !self.cursor.is("(");
        let pointer = self.pointer("the name of a parameter")?;
        let Pointer { name, at, cast } = &pointer;
        if bare && (self.cursor.is("++") || self.cursor.is("--")) {
            return wrong(*at, POINTERS);
        }
        match scope.meaning(name) {
            Some(Meaning::Variable(_)) => wrong(*at, POINTERS),
            Some(Meaning::Location(location)) => {
                self.keeps_its_size(&pointer, location)?;
                let is_atomic = scope.atomic.contains(&location);
                let goes_by_type = self.options.plain == Plain::SeqCst;
                match cast {
                    Some((cast, at)) if cast.atomic != is_atomic && (cast.atomic || goes_by_type) => {
                        let change = if cast.atomic { "atomic" } else { "non-atomic" };
                        let message = "declare the parameter so instead";
                        wrong(*at, format!("this cast makes a plain access {change} in C: {message}"))
                    }
                    _ => Ok((Meaning::Location(location), *at)),
                }
            }
            Some(own) => Ok((own, *at)),
            None => wrong(*at, format!("{} is not among the parameters of P{}", quoted(name), scope.number)),
        }
    }
}
