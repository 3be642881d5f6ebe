//! The reader's file, and the files of its modules, parsed: what is to be explored, and what its cells are used for.
//!
//! A parser finds the functions, so that neither a comment nor a string is taken for one. Comments it passes over; the
//! marks of scenarios are looked for in the lines above a function.
//!
//! Where the file does not parse, nothing is known of it, and the compiler says what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{File, Item, ItemFn};

use super::super::arguments::UserError;
use super::super::text;
use super::child::Place;
use super::mark::{self, Mark};
use super::modules;
use super::outcomes;
use super::room::{is_too_deep, with_room};
use super::shown;
use super::statics;
use super::taken;
use super::unwatched::{self, Unwatched};
use super::uses::Uses;

/// What is known of the reader's program.
pub struct Source {
    /// The file, as it was typed.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// Its scenarios, with the outcomes that they allow; none where any will do.
    pub scenarios: BTreeMap<String, Vec<String>>,
    /// The lines of the scenarios, and of `main`.
    pub lines: BTreeMap<String, u64>,
    is_main_async: bool,
    /// Whether `main` is explored: there is one, and neither a scenario nor a test.
    pub explores_main: bool,
    /// The statics outside of all modules and functions.
    pub statics: Vec<String>,
    /// Other statics that do not hold an atomic.
    pub kept: Vec<String>,
    /// Where pointers into cells are used for reading.
    pub reads: Vec<Place>,
    /// Where they are used for writing.
    pub writes: Vec<Place>,
    /// Whether it sleeps or asks what time it is.
    pub has_time: bool,
    /// Plain memory that the engine does not see.
    pub unwatched: Unwatched<String>,
    /// What of std and crossbeam the engine has taken the place of.
    pub taken: BTreeSet<String>,
    /// Whether it may have an allocator of its own: a program can have only one.
    pub has_allocator: bool,
}

impl Source {
    /// Reads it.
    pub fn read(path: &Path) -> Result<Source, UserError> {
        Source::of(path, read(path)?)
    }

    /// What is known of a program with this text, at this path.
    pub fn of(path: &Path, text: String) -> Result<Source, UserError> {
        if is_too_deep(&text) {
            return Err(UserError::new(format!(
                "{} is nested more deeply, or has longer statements, than racelab reads: take them apart",
                path.display()
            )));
        }
        with_room(|| Source::parsed(path, text))
    }

    fn parsed(path: &Path, text: String) -> Result<Source, UserError> {
        let mut source = Source {
            path: path.to_owned(),
            text,
            scenarios: BTreeMap::new(),
            lines: BTreeMap::new(),
            is_main_async: false,
            explores_main: false,
            statics: Vec::new(),
            kept: Vec::new(),
            reads: Vec::new(),
            writes: Vec::new(),
            has_time: false,
            unwatched: Unwatched::new(),
            taken: BTreeSet::new(),
            has_allocator: false,
        };
        let Ok(file) = syn::parse_file(&source.text) else { return Ok(source) };
        source.find_scenarios(&file)?;
        source.statics = statics::of_root(&file);
        let mut has_tests = false;
        for (path, text, file) in modules::of(path, source.text.clone(), file) {
            has_tests |= Tests::are_in(&file);
            source.has_allocator |= text.contains("global_allocator");
            if path != source.path
                && let Some((line, _)) = mark::all(&text).next()
            {
                return Err(only_in_root(&path, line));
            }
            let root = if path == source.path { source.statics.as_slice() } else { &[] };
            let kept = statics::that_hold_plain_memory(&file);
            source.kept.extend(kept.into_iter().filter(|name| !root.contains(name)));
            let name = path.display().to_string();
            let uses = Uses::of(&file);
            let place = |&(line, column): &(usize, usize)| (name.clone(), line as u32, column as u32 + 1);
            source.reads.extend(uses.reads().map(place));
            source.writes.extend(uses.writes().map(place));
            for (sort, lines) in unwatched::of(&file) {
                let places = lines.into_iter().map(|line| shown(&name, line as u64));
                source.unwatched.entry(sort).or_default().extend(places);
            }
            source.has_time |= taken::has_time(&file);
            source.taken.extend(taken::by_engine(&file));
        }
        let has_main = source.lines.contains_key("main") && !source.scenarios.contains_key("main");
        source.explores_main = has_main && !has_tests && source.scenarios.is_empty();
        if source.explores_main && source.is_main_async {
            return Err(UserError::new(format!(
                "{}:{}: main is async, and std has nothing that runs it: write a main, a #[test] or a scenario that is not, and \
                 that polls what is",
                path.display(),
                source.lines["main"]
            )));
        }
        Ok(source)
    }

    /// The marked functions of the file itself: a mark is for the item that comes next.
    fn find_scenarios(&mut self, file: &File) -> Result<(), UserError> {
        let mut marks = BTreeMap::new();
        for (line, mark) in mark::all(&self.text) {
            let wrong = |why| UserError::new(format!("{}:{line}: {why}", self.path.display()));
            marks.insert(line, mark.map_err(wrong)?);
        }
        let mut above = 0;
        for item in &file.items {
            let before = above;
            above = item.span().end().line;
            let Item::Fn(function) = item else { continue };
            let name = function.sig.ident.to_string();
            let line = function.sig.ident.span().start().line;
            if name == "main" {
                self.is_main_async = function.sig.asyncness.is_some();
                self.lines.insert(name.clone(), line as u64);
            }
            let above: Vec<_> = marks.extract_if(before..line, |_, _| true).collect();
            if above.is_empty() {
                continue;
            }
            if let Some(why) = unfit(function) {
                let place = format!("{}:{line}", self.path.display());
                return Err(UserError::new(format!("{place}: {name} is marked as a scenario, but {why}")));
            }
            for (line, mark) in &above {
                if let Some(why) =
                    mark.outcomes.iter().find_map(|one| outcomes::unlike(one, &function.sig.output))
                {
                    return Err(UserError::new(format!("{}:{line}: {why}", self.path.display())));
                }
            }
            self.lines.insert(name.clone(), line as u64);
            self.scenarios
                .insert(name, above.into_iter().flat_map(|(_, Mark { outcomes })| outcomes).collect());
        }
        match marks.keys().next() {
            Some(&line) => Err(only_in_root(&self.path, line)),
            None => Ok(()),
        }
    }

    /// The lines that are added to the reader's, so that what is no test becomes one.
    pub fn written(&self) -> String {
        let scenarios = self.scenarios.keys().map(|name| {
            format!(
                "    #[test] fn {name}() -> ::test::Outcome {{ ::test::Outcome::of(super::{name}()) }} // its outcome has to be Debug\n"
            )
        });
        let mut tests: String = scenarios.collect();
        if self.explores_main {
            tests +=
                "    #[test] fn main() -> ::test::Outcome { ::test::Outcome::returned(super::main()) }\n";
        }
        let statics =
            self.statics.iter().map(|name| format!("::test::Static::of(&raw const super::{name}), "));
        tests += &format!(
            "    #[test] fn racelab_statics() {{ ::test::statics(&[{}]) }}\n",
            statics.collect::<String>()
        );
        if !self.has_allocator {
            tests += "    #[global_allocator] static MEMORY: ::test::Memory = ::test::MEMORY;\n";
        }
        format!("\n#[cfg(test)] mod racelab_written {{ // by racelab, to explore what is above\n{tests}}}\n")
    }
}

/// No program that somebody wrote is larger.
const LARGEST: u64 = 1 << 20;

fn read(path: &Path) -> Result<String, UserError> {
    text::read(path, LARGEST, "name a file with Rust in it")
}

/// What is in a file of the program now, if that can be read.
pub fn read_again(path: &Path) -> Option<String> {
    String::from_utf8(text::of_plain_file(path, LARGEST).ok()?).ok()
}

/// Why a function can be no scenario, if it cannot.
fn unfit(function: &ItemFn) -> Option<&'static str> {
    let signature = &function.sig;
    match () {
        () if !signature.inputs.is_empty() => Some("takes arguments; let it make what it needs"),
        () if !signature.generics.params.is_empty() => Some("is generic; call it from one that is not"),
        () if signature.asyncness.is_some() => Some("is async; let it run what is async itself"),
        () if is_test(function) => Some("is a test, which is explored anyway; take the mark away"),
        () => None,
    }
}

fn is_test(function: &ItemFn) -> bool {
    function.attrs.iter().any(|attribute| attribute.path().is_ident("test"))
}

fn only_in_root(path: &Path, line: usize) -> UserError {
    UserError::new(format!(
        "{}:{line}: this mark of a scenario is above no function; it belongs above one of the file that is named, outside \
         of its modules",
        path.display()
    ))
}

/// Whether there is a test anywhere.
struct Tests(bool);

impl Tests {
    fn are_in(file: &File) -> bool {
        let mut tests = Tests(false);
        tests.visit_file(file);
        tests.0
    }
}

impl Visit<'_> for Tests {
    fn visit_item_fn(&mut self, function: &ItemFn) {
        self.0 |= is_test(function);
    }
}
