//! Where orderings are to be as weak as they can be, a region must not hold a second scenario.
//!
//! An ordering is needed if a scenario fails without it. With atomics and threads of its own, and a check of what they
//! see, an answer could make any ordering needed. So its regions have what their starters have, the operations of
//! atomics, and no other name that leads out of them: then nothing in them can make an atomic or start a thread.

use syn::Ident;

use super::super::course::{Exercise, Kind};
use super::cut::Cut;
use super::forbidden::known;
use super::tokens::{Token, TokenKind, Tokens};

/// What every region may use; besides these, what begins with `Atomic`, which is a type.
const NAMES: [&str; 39] = [
    "AcqRel",
    "Acquire",
    "Err",
    "None",
    "Ok",
    "Ordering",
    "Relaxed",
    "Release",
    "SeqCst",
    "Some",
    "atomic",
    "bool",
    "compare_exchange",
    "compare_exchange_weak",
    "fence",
    "fetch_add",
    "fetch_and",
    "fetch_max",
    "fetch_min",
    "fetch_nand",
    "fetch_or",
    "fetch_sub",
    "fetch_update",
    "fetch_xor",
    "hint",
    "is_err",
    "is_ok",
    "load",
    "park",
    "spin_loop",
    "std",
    "store",
    "swap",
    "sync",
    "thread",
    "u32",
    "unpark",
    "usize",
    "yield_now",
];

/// Looks through all regions: the first name that leads out of one.
pub fn look(exercise: &Exercise, ours: &Cut, theirs: &Cut) -> Result<(), String> {
    let (Kind::Weakest, Ok(frame)) = (exercise.header.kind, Tokens::of(&ours.frame)) else { return Ok(()) };
    for region in &theirs.regions {
        // What is no Rust, the compiler says better.
        let Ok(tokens) = Tokens::of(&region.text) else { continue };
        let known = known(exercise, &region.name);
        let is_the_frames = |name: &str| frame.0.iter().any(|token| token.text == name);
        let leads_out = |index: usize, name: &str| is_the_frames(name) || is_reached(&tokens.0, index);
        for (index, token) in tokens.0.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Word) {
            let name = token.text.trim_start_matches("r#");
            let is_allowed = name.starts_with("Atomic")
                || NAMES.contains(&name)
                || known.iter().any(|known| known == name)
                || syn::parse_str::<Ident>(name).is_err();
            if !is_allowed && leads_out(index, name) {
                return Err(format!(
                    "what must not be in a region: `{name}`, line {}: where orderings are to be weak, a region \
                     has what it had at first, operations of atomics, and names that stand nowhere else",
                    region.line + token.line
                ));
            }
        }
    }
    Ok(())
}

/// Whether the word is part of a path or of a `use`, a field or a method.
fn is_reached(tokens: &[Token], index: usize) -> bool {
    let text =
        |index: Option<usize>| index.and_then(|index| tokens.get(index)).map_or("", |token| &token.text);
    let before = |back| text(index.checked_sub(back));
    let after = |ahead| text(Some(index + ahead));
    // Two dots are a range.
    let is_member = before(1) == "." && before(2) != ".";
    let is_in_path = (before(1) == ":" && before(2) == ":") || (after(1) == ":" && after(2) == ":");
    let of_statement = tokens[..index].iter().rev().take_while(|token| token.text != ";");
    is_member || is_in_path || of_statement.into_iter().any(|token| token.text == "use")
}
