//! The question: what an outcome shows, and what is asked of it.

use super::error::{Parsed, quoted, wrong};
use super::lexer::Token;
use super::parser::Parser;
use crate::test::{Condition, Formula, Observable, Quantifier};

impl Parser {
    /// `locations [x; 0:r0;]`, if there is one, and the condition, up to the end of the text.
    pub(super) fn question(&mut self) -> Parsed<(Vec<Observable>, Condition)> {
        let mut also_shown = Vec::new();
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
        let condition = self.condition()?;
        self.cursor.takes(";");
        match self.cursor.peek() {
            Token::End => Ok((also_shown, condition)),
            Token::Word(word) if word == "with" => wrong(self.cursor.at(), "`with` is not supported"),
            _ => Err(self.cursor.unexpected("the end of the text, `/\\` or `\\/`")),
        }
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
                    "filter" | "observed" | "Observed" => {
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
        let mut formula = self.term()?;
        while self.cursor.takes("/\\") {
            let other = self.term()?;
            formula = Formula::And(Box::new(formula), Box::new(other));
        }
        match self.cursor.peek() {
            Token::Symbol("&&") => wrong(self.cursor.at(), "\"and\" is `/\\` in a condition"),
            Token::Symbol("||") => wrong(self.cursor.at(), "\"or\" is `\\/` in a condition"),
            Token::Symbol("=>") => wrong(self.cursor.at(), "`=>` is not supported: write `not a \\/ b`"),
            _ => Ok(formula),
        }
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
        if matches!(self.cursor.peek(), Token::Word(_) | Token::Symbol("["))
            || *self.cursor.peek_second() == Token::Symbol(":")
        {
            return wrong(self.cursor.at(), "only numbers are supported here: `0:r0=1`");
        }
        let equals = Formula::Equals(observable, self.cursor.value("a number")?);
        Ok(if differs { Formula::Not(Box::new(equals)) } else { equals })
    }

    /// `0:r0`, `P0:r0`, `x` or `[x]`.
    fn observable(&mut self) -> Parsed<Observable> {
        let at = self.cursor.at();
        let is_register = *self.cursor.peek_second() == Token::Symbol(":");
        if is_register {
            let thread = match self.cursor.take() {
                Token::Number(number) => usize::try_from(number).ok(),
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
