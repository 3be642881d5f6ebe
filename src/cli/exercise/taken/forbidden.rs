//! What must not be in a region.
//!
//! The first of two doors: here the tokens of a region are looked through, and what is found is said in a clear line.
//! The second is the std that a submission is compiled with, which lacks the same things whatever they are called.
//!
//! Most of it has nothing to do with cheating; it could turn a wrong answer into one that passes all the same.

use super::super::course::{Exercise, Kind, Regions};
use super::cut::Cut;
use super::tokens::{Token, TokenKind, Tokens};
use crate::cli::own::marks;

/// Words that nobody needs here.
const WORDS: [(&str, &str); 20] = [
    ("long_running_const_eval", "`long_running_const_eval`: what the compiler computes has to end"),
    ("unsafe", "`unsafe`"),
    ("extern", "`extern`"),
    ("mod", "a module"),
    ("macro_rules", "a macro of its own"),
    ("catch_unwind", "`catch_unwind`, which keeps a panic from being seen"),
    ("resume_unwind", "`resume_unwind`"),
    ("set_hook", "`set_hook`"),
    ("take_hook", "`take_hook`"),
    ("Instant", "`Instant`: no time passes here"),
    ("SystemTime", "`SystemTime`: no time passes here"),
    ("RandomState", "`RandomState`, which differs in each execution"),
    ("HashMap", "`HashMap`, whose order differs in each execution; `BTreeMap` will do"),
    ("HashSet", "`HashSet`, whose order differs in each execution; `BTreeSet` will do"),
    ("wait_timeout", TIMED),
    ("wait_timeout_while", TIMED),
    ("park_timeout", TIMED),
    ("recv_timeout", TIMED),
    ("send_timeout", TIMED),
    ("available_parallelism", "`available_parallelism`: a verdict is the same on every machine"),
];

/// What is said of a wait that ends by the clock: it would hide that nobody was woken.
const TIMED: &str = "a wait with a time limit: no time passes here, so wait until you are woken";

/// Items that only a region may have whose solution or starter has them.
const ITEMS: [&str; 3] = ["static", "trait", "union"];

/// Modules of std that reach out of the program.
const MODULES: [&str; 12] =
    ["process", "fs", "env", "net", "io", "os", "arch", "backtrace", "panic", "intrinsics", "test", "own"];

/// With these, a test could tell the mended program from the broken one without running a thread.
const TELLTALES: [&str; 17] = [
    "addr",
    "addr_eq",
    "as_mut_ptr",
    "as_ptr",
    "fn_addr_eq",
    "from_ref",
    "NonNull",
    "ptr",
    "size_of",
    "size_of_val",
    "align_of",
    "align_of_val",
    "type_name",
    "type_name_of_val",
    "TypeId",
    "Location",
    "Layout",
];

/// What the answer to a prediction or a reading does not need: it is a constant, and nothing that runs when it is printed.
const RUNS: [&str; 6] = ["dyn", "enum", "fn", "impl", "struct", "use"];

/// The macros that a region may use.
const MACROS: [&str; 19] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "dbg",
    "eprint",
    "eprintln",
    "format",
    "matches",
    "panic",
    "print",
    "println",
    "thread_local",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
];

/// The attributes that a region may use.
const ATTRIBUTES: [&str; 4] = ["allow", "derive", "inline", "test"];

/// Looks through all regions: the first thing that must not be there.
pub fn look(exercise: &Exercise, cut: &Cut) -> Result<(), String> {
    for region in &cut.regions {
        // What is no Rust, the compiler says better.
        let Ok(tokens) = Tokens::of(&region.text) else { continue };
        let said = |(what, line): (String, usize)| {
            format!("what must not be in a region: {what}, line {}", region.line + line)
        };
        let known = known(exercise, &region.name);
        first(&tokens.0, &known, exercise.header.kind).map_or(Ok(()), |found| Err(said(found)))?;
        if exercise.header.kind != Kind::Scenario
            && let Some(line) = marks(&region.text).next()
        {
            return Err(said(("a mark `// racelab:`".to_owned(), line)));
        }
    }
    Ok(())
}

/// The words that the region has in its solution and in its starter.
pub fn known(exercise: &Exercise, name: &str) -> Vec<String> {
    let texts: [Regions; 2] =
        [exercise.regions_of(|region| &region.solution), exercise.regions_of(|region| &region.starter)];
    let tokens = texts.iter().filter_map(|regions| Tokens::of(&regions[name]).ok());
    tokens.flat_map(|tokens| tokens.0).map(|token| token.text).collect()
}

fn first(tokens: &[Token], known: &[String], kind: Kind) -> Option<(String, usize)> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text.as_str());
    let before = |index: usize, back: usize| index.checked_sub(back).map_or("", &text);
    let mut in_use = false;
    for (index, token) in tokens.iter().enumerate() {
        let found = |what: String| Some((what, token.line));
        let word = token.text.trim_start_matches("r#");
        in_use = (in_use || word == "use") && word != ";";
        if token.kind == TokenKind::Word {
            if let Some((_, what)) = WORDS.iter().find(|(forbidden, _)| *forbidden == word) {
                return found((*what).to_owned());
            }
            if ITEMS.contains(&word) && before(index, 1) != "'" && !known.iter().any(|known| known == word) {
                return found(format!("a {word} of its own"));
            }
            if word.starts_with("racelab") {
                return found(format!("`{word}`"));
            }
            let in_path = (text(index + 1) == ":" && text(index + 2) == ":")
                || (before(index, 1) == ":" && before(index, 2) == ":")
                || in_use;
            if in_path && MODULES.contains(&word) {
                return found(format!("`{word}::`, which reaches out of the program"));
            }
            if kind == Kind::Scenario && TELLTALES.contains(&word) {
                return found(format!("`{word}`: find the mistake by running it"));
            }
            if in_use && word == "as" {
                return found("`use ... as`, another name for something".to_owned());
            }
            if matches!(kind, Kind::Prediction | Kind::Reading) && RUNS.contains(&word) {
                return found(format!("`{word}`: the answer is a constant and no more"));
            }
            if kind == Kind::Scenario && tells_where_code_is(word, text(index + 1), before(index, 1)) {
                return found(format!(
                    "`{word}`, which can tell where code lies: find the mistake by running it"
                ));
            }
            let is_macro = text(index + 1) == "!" && matches!(text(index + 2), "(" | "[" | "{");
            if is_macro && !MACROS.contains(&word) {
                return found(format!("the macro `{word}!`"));
            }
        }
        if kind == Kind::Scenario && token.kind == TokenKind::Literal && word.contains(":p}") {
            return found(
                "`{:p}`, which tells where something lies: find the mistake by running it".to_owned(),
            );
        }
        if word == "#" {
            let inner = text(index + 1) == "!";
            let name = text(index + if inner { 3 } else { 2 });
            if inner || (text(index + 1) == "[" && !ATTRIBUTES.contains(&name)) {
                return found(format!("the attribute `{name}`"));
            }
        }
    }
    lifetimes(tokens)
}

/// Whether a number could be made of the place where the compiler has put a function: by `as`, by a pointer to a function
/// or by another one. It is another place in the mended program.
fn tells_where_code_is(word: &str, after: &str, before: &str) -> bool {
    match word {
        "as" => true,
        "fn" => after == "(",
        "const" | "mut" => before == "*",
        "raw" => before == "&",
        _ => false,
    }
}

/// Two lifetimes with names are more than an exercise needs; the compiler has been fooled with two, and what it then
/// lets pass is as good as `unsafe`.
fn lifetimes(tokens: &[Token]) -> Option<(String, usize)> {
    let mut seen: Option<&str> = None;
    for (index, pair) in tokens.windows(2).enumerate() {
        let [tick, name] = pair else { continue };
        let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
        let is_label = (text(index + 2) == ":" && matches!(text(index + 3), "loop" | "while" | "for" | "{"))
            || index > 0 && matches!(text(index - 1), "break" | "continue");
        if tick.text != "'" || name.kind != TokenKind::Word || name.text == "_" || is_label {
            continue;
        }
        match seen {
            Some(known) if known != name.text => {
                return Some(("a second lifetime with a name".to_owned(), tick.line));
            }
            _ => seen = Some(&name.text),
        }
    }
    None
}
