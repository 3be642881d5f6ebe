//! The question: what an outcome shows, and what is asked of it.

use super::error::{Parsed, quoted, wrong};
use super::lexer::Token;
use super::parser::Parser;
use super::remarks::Remark;
use crate::test::{Condition, Formula, Observable, Quantifier};

/// What stands after the threads.
pub(super) struct Question {
    pub also_shown: Vec<Observable>,
    pub filter: Option<Formula>,
    pub condition: Condition,
}

impl Parser {
    /// `locations [x; 0:r0;]` and `filter (x=1)`, if they are there, and the condition, up to the end of the
    /// text.
    pub(super) fn question(&mut self) -> Parsed<Question> {
        let mut also_shown = Vec::new();
        self.regions()?;
        if self.cursor.takes_word("locations") {
            self.cursor.expect("[", "after `locations`")?;
            while !self.cursor.takes("]") {
                also_shown.push(self.observable()?);
                self.cursor.count()?;
                if !self.cursor.is("]") {
                    self.cursor.expect(";", "or `]` after what is shown")?;
                }
            }
        }
        let filter = if self.cursor.takes_word("filter") { Some(self.either()?) } else { None };
        let is_end = *self.cursor.peek() == Token::End;
        if is_end && also_shown.is_empty() {
            also_shown = self.everything();
        }
        let condition = self.condition()?;
        self.cursor.takes(";");
        match self.cursor.peek() {
            Token::End => Ok(Question { also_shown, filter, condition }),
            Token::Word(word) if word == "with" => wrong(self.cursor.at(), "`with` is not supported"),
            _ => Err(self.cursor.unexpected("the end of the text, `/\\` or `\\/`")),
        }
    }

    /// `regions: x:NAME, y:NAME`, which tell some models of herd's in which region of memory locations are. The
    /// models here know none.
    fn regions(&mut self) -> Parsed<()> {
        if !self.cursor.takes_word("regions") {
            return Ok(());
        }
        self.noted.insert(Remark::Regions);
        self.cursor.expect(":", "after `regions`")?;
        loop {
            let (name, at) = self.cursor.word("the name of a location")?;
            if self.location_named(&name).is_none() && !self.own.contains_key(&name) {
                return wrong(at, format!("there is no location {}", quoted(&name)));
            }
            self.cursor.expect(":", "between a location and its region")?;
            self.cursor.word("the name of a region")?;
            self.cursor.count()?;
            if !self.cursor.takes(",") && !self.cursor.takes(";")
                || *self.cursor.peek_second() != Token::Symbol(":")
            {
                return Ok(());
            }
        }
    }

    /// All that can be looked at: shown where a text asks nothing.
    fn everything(&self) -> Vec<Observable> {
        let registers = self.threads.iter().enumerate().flat_map(|(thread, program)| {
            let named = (0..program.registers.len())
                .filter(|&register| !program.registers[register].starts_with('$'));
            named.map(move |register| Observable::Register { thread, register })
        });
        registers.chain((0..self.locations.len()).map(Observable::Location)).collect()
    }

    fn condition(&mut self) -> Parsed<Condition> {
        let negated = self.cursor.takes("~") || self.cursor.takes_word("not");
        let at = self.cursor.at();
        let quantifier = match self.cursor.peek() {
            // Nothing is asked: herd takes it for something that is always true.
            Token::End if !negated => {
                return Ok(Condition { quantifier: Quantifier::Forall, formula: Formula::True });
            }
            Token::Symbol("(") if !negated => Quantifier::Exists,
            Token::Word(word) => {
                let quantifier = match word.as_str() {
                    "exists" if negated => Quantifier::NotExists,
                    "exists" | "final" if !negated => Quantifier::Exists,
                    "forall" if !negated => Quantifier::Forall,
                    "observed" | "Observed" => {
                        return wrong(at, format!("`{word}` is not supported: ask with `exists`"));
                    }
                    _ => return Err(self.cursor.unexpected(QUANTIFIERS)),
                };
                self.cursor.take();
                quantifier
            }
            _ => return Err(self.cursor.unexpected(QUANTIFIERS)),
        };
        Ok(Condition { quantifier, formula: self.either()? })
    }

    /// Terms joined by `\/`, which binds least.
    fn either(&mut self) -> Parsed<Formula> {
        self.cursor.enter()?;
        let mut formula = self.both()?;
        while self.cursor.takes("\\/") {
            let other = self.both()?;
            formula = Formula::Or(Box::new(formula), Box::new(other));
        }
        self.cursor.leave();
        Ok(formula)
    }

    /// Terms joined by `/\`.
    fn both(&mut self) -> Parsed<Formula> {
        let mut formula = self.implication()?;
        while self.cursor.takes("/\\") {
            let other = self.implication()?;
            formula = Formula::And(Box::new(formula), Box::new(other));
        }
        match self.cursor.peek() {
            Token::Symbol("&&") => wrong(self.cursor.at(), "\"and\" is `/\\` in a condition"),
            Token::Symbol("||") => wrong(self.cursor.at(), "\"or\" is `\\/` in a condition"),
            _ => Ok(formula),
        }
    }

    /// `a => b`, which in herd binds more tightly than `/\`.
    fn implication(&mut self) -> Parsed<Formula> {
        let formula = self.term()?;
        if !self.cursor.takes("=>") {
            return Ok(formula);
        }
        self.cursor.enter()?;
        let other = self.implication()?;
        self.cursor.leave();
        Ok(Formula::Or(Box::new(Formula::Not(Box::new(formula))), Box::new(other)))
    }

    fn term(&mut self) -> Parsed<Formula> {
        self.cursor.count()?;
        if self.cursor.takes("~") || self.cursor.takes_word("not") {
            self.cursor.enter()?;
            let formula = self.term()?;
            self.cursor.leave();
            return Ok(Formula::Not(Box::new(formula)));
        } else if self.cursor.takes("(") {
            let formula = self.either()?;
            self.cursor.expect(")", "after the condition")?;
            return Ok(formula);
        } else if self.cursor.takes_word("true") {
            return Ok(Formula::True);
        } else if self.cursor.takes_word("false") {
            return Ok(Formula::Not(Box::new(Formula::True)));
        }
        let observable = self.observable()?;
        let differs = self.cursor.takes("!=") || self.cursor.takes("<>");
        if !differs && !self.cursor.takes("==") {
            self.cursor.expect("=", "after what is looked at")?;
        }
        let equals = self.compared(observable)?;
        Ok(if differs { Formula::Not(Box::new(equals)) } else { equals })
    }

    /// What something is compared with: a number, or what something else holds (`1:r0`, `[x]` or `*x`).
    fn compared(&mut self, observable: Observable) -> Parsed<Formula> {
        let is_register = *self.cursor.peek_second() == Token::Symbol(":");
        if is_register || self.cursor.is("[") || self.cursor.takes("*") {
            return Ok(Formula::Same(observable, self.observable()?));
        } else if matches!(self.cursor.peek(), Token::Word(_)) {
            let message = "a location's name alone is its address in herd: write `[x]` for what it holds";
            return wrong(self.cursor.at(), message);
        }
        let integer = match observable {
            Observable::Register { thread, register } => self.threads[thread].integer(register),
            Observable::Location(location) => self.locations[location].integer,
        };
        let value = self.cursor.value("a number")?;
        Ok(Formula::Equals(observable, integer.where_equal_to(value)))
    }

    /// `0:r0`, `P0:r0`, `x` or `[x]`.
    fn observable(&mut self) -> Parsed<Observable> {
        let at = self.cursor.at();
        let is_register = *self.cursor.peek_second() == Token::Symbol(":");
        if is_register {
            let thread = match self.cursor.take() {
                Token::Number(number, _) => usize::try_from(number).ok(),
                Token::Word(word) => super::names::thread_number(&word),
                _ => return wrong(at, EXPECTED),
            };
            self.cursor.take();
            let (name, at_name) = self.cursor.word("the name of a variable")?;
            let Some((number, thread)) = thread.and_then(|number| Some((number, self.threads.get(number)?)))
            else {
                return wrong(
                    at,
                    format!("there is no such thread: the last is P{}", self.threads.len() - 1),
                );
            };
            return match thread.registers.iter().position(|known| *known == name) {
                Some(register) => Ok(Observable::Register { thread: number, register }),
                None => wrong(at_name, format!("P{number} has no variable {}", quoted(&name))),
            };
        }
        let brackets = self.cursor.takes("[");
        let (name, at) = self.cursor.word(EXPECTED)?;
        if brackets {
            self.cursor.expect("]", "after the location")?;
        }
        if let Some(&(thread, Some(register))) = self.own.get(&name) {
            return Ok(Observable::Register { thread, register });
        }
        match self.location_named(&name) {
            Some(location) => Ok(Observable::Location(location)),
            None => wrong(at, format!("there is no location {}", quoted(&name))),
        }
    }
}

const QUANTIFIERS: &str = "`exists`, `~exists` or `forall` and a condition";
const EXPECTED: &str = "something to look at: `0:r0` or `x`";
