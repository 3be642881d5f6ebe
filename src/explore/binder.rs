//! What the source calls an object, found from the place where it is made: the `flag` of
//! `let flag = AtomicBool::new(false)`.
//!
//! A place is the beginning of the call that makes the object. From there this walks back through the text, out of the
//! brackets that the call stands in, to what is bound: a `let`, a `static`, a field. Where it meets anything else
//! first (a statement's end, a function's body), the source gives the object no name. This is no parser: it need not
//! be right about every program, as whoever does not like a name can give another by `named`.

use std::iter::Peekable;

use super::places::{Place, text_of};

/// What the source calls the object of this sort that is made at a place; `None` if it does not, or cannot be read.
pub(super) fn name_at(place: Place, sort: &str) -> Option<String> {
    let text = text_of(place)?;
    let found = at(place, &text, None).map(|found| found.name);
    found.or_else(|| derived(&from(place, &text)?, sort))
}

/// What the source calls the second of two things that are made at a place at once: the `inbox` of
/// `let (to_server, inbox) = channel()`.
pub(super) fn receiver_at(place: Place) -> Option<String> {
    at(place, &text_of(place)?, Some((1, false))).map(|found| found.name)
}

/// Whether what the source has a name for holds several that are made at this place: `(0..2).map(|_| Mutex::new(0))`.
pub(super) fn is_element_at(place: Place) -> bool {
    text_of(place).and_then(|text| at(place, &text, None)).is_some_and(|found| found.is_element)
}

/// What was found in the source.
#[derive(Debug, PartialEq)]
struct Found {
    name: String,
    is_element: bool,
}

/// What the source says; `whole` is the element of a tuple that stands for all of it, where all of it is made at the
/// place.
fn at(place: Place, text: &str, whole: Option<(usize, bool)>) -> Option<Found> {
    let mut lines = text.lines();
    let mut before: String =
        lines.by_ref().take(place.line() as usize - 1).map(|line| without_comment(line) + "\n").collect();
    let line = lines.next()?;
    let at = line.char_indices().nth(place.column() as usize - 1).map_or(line.len(), |(at, _)| at);
    before += &line[..at];
    bound(&before, whole)
}

/// The source from a place on, without comments.
fn from(place: Place, text: &str) -> Option<String> {
    let mut lines = text.lines().skip(place.line() as usize - 1);
    let line = lines.next()?;
    let (at, _) = line.char_indices().nth(place.column() as usize - 1)?;
    Some(std::iter::once(&line[at..]).chain(lines).map(|line| without_comment(line) + "\n").collect())
}

/// A comment or a text is nothing to walk through.
fn without_comment(line: &str) -> String {
    line.split_once("//").map_or(line, |(code, _)| code).to_owned()
}

/// `locked` of `Default)] struct Lock { locked: AtomicBool, count: u32 }`: a derived `Default` makes all fields at its
/// own place. So this is known only where one field alone is of that sort.
fn derived(text: &str, sort: &str) -> Option<String> {
    let (rest, after) = text.strip_prefix("Default")?.split_once(")]")?;
    let is_in_a_list = rest.chars().all(|next| is_of_a_name(next) || ",: \n".contains(next));
    let (head, body) = after.split_once('{').filter(|_| is_in_a_list)?;
    // Other attributes may stand before the struct.
    let head = head.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join(" ");
    let is_struct = head.split_whitespace().any(|word| word == "struct");
    if !is_struct || head.contains([';', '}']) {
        return None;
    }
    let fields = body.split('}').next()?.split(',').filter_map(|field| field.split_once(':'));
    let mut of_sort = fields.filter(|(_, is)| {
        let path = is.trim().split('<').next().unwrap_or_default();
        sort_of(path.rsplit("::").next().unwrap_or_default()) == Some(sort)
    });
    let (name, _) = of_sort.next().filter(|_| of_sort.next().is_none())?;
    let name = name.split_whitespace().last()?;
    is_name(name).then(|| name.to_owned())
}

/// The sort of an object of a type with this name.
fn sort_of(name: &str) -> Option<&'static str> {
    match name {
        "Mutex" => Some("mutex"),
        "RwLock" => Some("lock"),
        "Condvar" => Some("condition"),
        name if name.starts_with("Atomic") => Some("atomic"),
        _ => None,
    }
}

/// What the last expression of a text is bound to.
fn bound(text: &str, whole: Option<(usize, bool)>) -> Option<Found> {
    let mut back = Back { rest: text.chars().rev().peekable() };
    // Whether it is made in a closure, which may be called for each of several.
    let mut is_element = false;
    // Which element of a tuple or an array it is, from inside out, and whether it is one of an array.
    let (mut commas, mut element) = (0, None);
    while let Some(next) = back.rest.next() {
        match next {
            ')' | ']' => back.skip(next)?,
            '|' => {
                back.skip_to('|')?;
                is_element = true;
            }
            ',' => commas += 1,
            '(' => {
                let is_tuple = !back.rest.clone().find(|it| !it.is_whitespace()).is_some_and(is_of_a_name);
                element = is_tuple.then_some((commas, false)).or(element.filter(|_| commas == 0));
                commas = 0;
            }
            '[' => (element, commas) = (Some((commas, true)), 0),
            '{' if back.is_struct() => (element, commas) = (None, 0),
            '{' | '}' | ';' => return None,
            '>' if matches!(back.rest.peek(), Some('-' | '=')) => return None,
            '>' => back.skip('>')?,
            ':' if back.rest.next_if_eq(&':').is_some() => {}
            ':' => {
                let name = Some(back.word()).filter(|name| is_name(name));
                return name.map(|name| Found { name, is_element });
            }
            '=' if back.rest.peek().is_some_and(|before| "=<>!+-*/|&^%".contains(*before)) => return None,
            '=' => {
                let name = of_pattern(&back.statement(), element.or(whole));
                return name.map(|name| Found { name, is_element });
            }
            _ => {}
        }
    }
    None
}

/// The name in what stands left of `=`.
fn of_pattern(pattern: &str, element: Option<(usize, bool)>) -> Option<String> {
    let words = ["let ", "static ", "const ", "pub ", "ref ", "mut "];
    let mut pattern = pattern.trim();
    while let Some(rest) = words.iter().find_map(|word| pattern.strip_prefix(word)) {
        pattern = rest.trim_start();
    }
    if let Some(tuple) = pattern.strip_prefix('(') {
        let (number, false) = element? else { return None };
        let names = tuple.split(')').next()?;
        return names.split(',').nth(number).map(|name| name.trim().trim_start_matches("mut ").to_owned());
    }
    let pattern = pattern.split(':').next()?.trim();
    let name = pattern.rsplit('.').next()?;
    match element {
        _ if !is_name(name) => None,
        Some((number, true)) => Some(format!("{name}[{number}]")),
        _ => Some(name.to_owned()),
    }
}

/// Whether it is a name that one would give to a thing.
fn is_name(name: &str) -> bool {
    let begins = name.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
    begins && name != "_" && name.chars().all(is_of_a_name)
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// A text, read backwards.
struct Back<I: Iterator<Item = char>> {
    rest: Peekable<I>,
}

impl<I: Iterator<Item = char> + Clone> Back<I> {
    /// Over everything in a pair of brackets, whose second has just been read.
    fn skip(&mut self, closing: char) -> Option<()> {
        let opening = match closing {
            ')' => '(',
            ']' => '[',
            _ => '<',
        };
        let mut depth = 1;
        while depth > 0 {
            let next = self.rest.next()?;
            if next == closing {
                depth += 1;
            } else if next == opening {
                depth -= 1;
            }
        }
        Some(())
    }

    fn skip_to(&mut self, end: char) -> Option<()> {
        self.rest.by_ref().find(|&next| next == end).map(drop)
    }

    /// The word that ends here.
    fn word(&mut self) -> String {
        while self.rest.next_if(|next| next.is_whitespace()).is_some() {}
        let mut word = String::new();
        while let Some(next) = self.rest.next_if(|&next| is_of_a_name(next)) {
            word.insert(0, next);
        }
        word
    }

    /// Whether the `{` that has just been read opens a struct's fields, or `unsafe`, rather than a block.
    fn is_struct(&mut self) -> bool {
        let word = self.word();
        let is_type = word.starts_with(char::is_uppercase);
        let before: String = self.rest.clone().filter(|next| !next.is_whitespace()).take(2).collect();
        word == "unsafe" || is_type && before != ">-"
    }

    /// The statement so far.
    fn statement(&mut self) -> String {
        let so_far = self.rest.by_ref().take_while(|&next| !";{}".contains(next));
        so_far.collect::<Vec<_>>().into_iter().rev().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{bound, derived};

    #[test]
    fn an_object_is_called_what_it_is_bound_to() {
        for (text, name) in [
            ("let flag = ", Some("flag")),
            ("{ 1; } let mut flag: AtomicBool = ", Some("flag")),
            ("static READY: AtomicBool = ", Some("READY")),
            ("let lock = Arc::new(", Some("lock")),
            ("SpinLock { locked: ", Some("locked")),
            ("fn new() -> Self { Self { value: UnsafeCell::new(v), locked: ", Some("locked")),
            ("let (data, flag) = (AtomicU32::new(0), ", Some("flag")),
            ("let locks = [Mutex::new(0), ", Some("locks[1]")),
            ("let locks: Vec<_> = (0..2).map(|_| ", Some("locks")),
            ("let shared = Arc::new((Mutex::new(0), ", Some("shared")),
            ("let cell = std::sync::Arc::<", Some("cell")),
            ("self.ready = ", Some("ready")),
            ("fn new() -> Lock { ", None),
            ("fn new() -> Lock { Lock(", None),
            ("let x = 1; run(", None),
            ("if a == ", None),
        ] {
            assert_eq!(bound(text, None).map(|found| found.name).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn a_field_that_a_derived_default_makes_has_its_name_if_it_is_the_only_one_of_its_sort() {
        let both = "Default, Debug)]\n#[repr(C)]\npub struct Both<T> {\n    pub(crate) lock: std::sync::Mutex<(u32, T)>,\n    \
                    one: AtomicU32,\n    two: AtomicBool,\n}\n";
        assert_eq!(derived(both, "mutex").as_deref(), Some("lock"));
        assert_eq!(derived(both, "atomic"), None, "which of the two?");
        assert_eq!(derived(both, "lock"), None);
        for other in
            ["Default)]\nstruct Pair(Mutex<u32>);\nstruct Other { lock: Mutex<u32> }", "Default::default() }"]
        {
            assert_eq!(derived(other, "mutex"), None, "{other}");
        }
    }

    #[test]
    fn what_a_closure_makes_may_be_one_of_several() {
        for (text, is_element) in [
            ("let locks: Vec<_> = (0..2).map(|_| ", true),
            ("let locks = std::array::from_fn(|_| ", true),
            ("let locks = [Mutex::new(0), ", false),
            ("let lock = Arc::new(", false),
        ] {
            assert_eq!(bound(text, None).map(|found| found.is_element), Some(is_element), "{text}");
        }
    }

    #[test]
    fn a_channel_is_called_what_it_is_received_by() {
        let receiver = |text| bound(text, Some((1, false))).map(|found| found.name);
        assert_eq!(receiver("let (to_server, inbox) = ").as_deref(), Some("inbox"));
        assert_eq!(receiver("let pair = ").as_deref(), Some("pair"));
        assert_eq!(receiver("let (first, second) = (channel(), ").as_deref(), Some("second"));
        assert_eq!(receiver("fn pair() { "), None);
    }
}
