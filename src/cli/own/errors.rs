//! What the compiler says of the reader's program, and what it cannot know: the notes below its errors are racelab's.

use super::source::Source;

/// What is said where the engine lacks something that std has.
const NOT_THERE: &str = "in your file, std's threads, locks, atomics, channels and cells are those of racelab's engine, which \
                         has most of std's interface, and not this";

/// What it says is told at the reader's lines, with the notes that it takes.
pub(super) fn told(said: &str, source: &Source) -> String {
    let blocks: Vec<_> = said.trim_end().split("\n\n").collect();
    let ours: Vec<_> = blocks.iter().filter_map(|block| of_ours(block, source)).collect();
    let theirs: Vec<_> = blocks.iter().filter(|block| of_ours(block, source).is_none()).copied().collect();
    // What stands below all errors says how many there were.
    if theirs.iter().all(|block| !block.contains("--> ")) && !ours.is_empty() {
        return ours.join("\n") + "\n";
    }
    let notes: String = notes(said).iter().map(|note| format!("\n{}\n", wrapped(note))).collect();
    let ours: String = ours.iter().map(|error| format!("{error}\n\n")).collect();
    format!("{ours}{}\n{notes}", theirs.join("\n\n"))
}

/// An error in a line that racelab has added below the reader's last: it is about the function that the line calls.
fn of_ours(block: &str, source: &Source) -> Option<String> {
    let (_, after) = block
        .split_once("super::")
        .filter(|_| block.contains("racelab_written") || is_below(block, source))?;
    let name: String =
        after.chars().take_while(|&letter| letter.is_alphanumeric() || letter == '_').collect();
    let line = source.lines.get(&name)?;
    let why = match source.scenarios.contains_key(&name) {
        true => {
            "an outcome is told by `{:?}`, and what this scenario returns cannot be printed so: derive Debug for its type, or \
             return something else"
        }
        false => {
            "main is explored where it returns (), a Result whose error can be printed by `{:?}`, or an ExitCode"
        }
    };
    Some(format!("error: {}:{line}: {name}: {why}", source.path.display()))
}

/// Whether the error is in a line below the reader's last.
fn is_below(block: &str, source: &Source) -> bool {
    let place = block.lines().find_map(|line| line.split_once("--> "));
    let line = place.and_then(|(_, place)| place.rsplit(':').nth(1)?.parse::<usize>().ok());
    line.is_some_and(|line| line > source.text.lines().count())
}

/// What racelab knows of the errors.
fn notes(said: &str) -> Vec<String> {
    let mut notes = Vec::new();
    let foreign = foreign(said);
    if let [first, ..] = foreign.as_slice() {
        let (are, them) = match foreign.len() {
            1 => ("is a crate of its own", "it"),
            _ => ("are crates of their own", "them"),
        };
        let names = foreign.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        notes.push(format!(
            "{names} {are}: a file is linked with std and crossbeam, and with nothing else. Write a stand-in for what you use \
             of {them}, in a `mod {first}` in your file."
        ));
    }
    if said.contains("Arc<dyn ") {
        notes.push(
            "an Arc<T> does not become an Arc<dyn Trait> here, as stable Rust has that for std's own types alone. \
             `Arc::from(Box::new(value) as Box<dyn Trait>)` makes one."
                .to_owned(),
        );
    }
    if said.contains("for trait `Wake`")
        || said.contains("self: Arc<Self>")
        || said.contains("self: &Arc<Self>")
    {
        notes.push(
            "a method cannot take `self: Arc<Self>` here, as `Wake` has it: Arc is the engine's. Write a RawWaker with its \
             table of functions in place of `impl Wake`."
                .to_owned(),
        );
    }
    let speaks_of_engine = |block: &str| block.contains("racelab_engine") || block.contains("engine/src/");
    // That something may not be shared is as std has it.
    let is_lacking = |block: &str| speaks_of_engine(block) && !block.contains("between threads safely");
    if notes.is_empty() && said.split("\n\n").any(is_lacking) {
        notes.push(format!("{NOT_THERE}."));
    }
    notes
}

/// The crates that the compiler does not find.
fn foreign(said: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in
        said.lines().filter(|line| line.contains("E0432") || line.contains("E0433") || line.contains("E0463"))
    {
        let is_crate = ["module or crate `", "can't find crate for `", "unresolved import `"];
        let name = is_crate.iter().find_map(|before| Some(line.split_once(before)?.1));
        let name: Option<String> = name.map(|name| {
            name.chars().take_while(|&letter| letter.is_alphanumeric() || letter == '_').collect()
        });
        let known = ["alloc", "core", "crate", "crossbeam", "racelab", "self", "std", "super"];
        let name = name.filter(|name| !known.contains(&name.as_str()) && !names.contains(name));
        names.extend(name);
    }
    names
}

fn wrapped(note: &str) -> String {
    let options = textwrap::Options::new(100).initial_indent("note: ").subsequent_indent("      ");
    textwrap::fill(note, options)
}
