//! The parser against texts that nobody would write, and the printer against programs that nobody would.

mod random_test;

use std::time::{Duration, Instant};

use racelab_litmus::format::{MOST_NESTED, ParseError, herd, parse, rust_lines};
use racelab_litmus::gallery::gallery;
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use random_test::random_test;

/// Far more than any of these takes: it tells an end from no end, and measures nothing.
const PROMPT: Duration = Duration::from_secs(20);

/// Reads a text; whatever comes of it has to be sound.
fn judge(text: &str) -> bool {
    let start = Instant::now();
    let result = parse(text);
    assert!(start.elapsed() < PROMPT, "still at it:\n{text}");
    match result {
        Ok(test) => {
            let written = herd(&test);
            let again = parse(&written).unwrap_or_else(|error| panic!("{error}\n{written}\nfrom\n{text}"));
            assert_eq!(again, test, "{written}\nfrom\n{text}");
            assert_eq!(rust_lines(&test).len(), test.threads.len());
            true
        }
        Err(error) => {
            check(&error, text);
            false
        }
    }
}

/// An error is one line of reasonable length, about a place in the text.
fn check(error: &ParseError, text: &str) {
    assert!(!error.message.is_empty() && error.message.len() < 400, "{error}");
    assert!(!error.message.contains(['\n', '\u{1b}']), "{error:?}");
    let lines: Vec<_> = text.split('\n').collect();
    assert!((1..=lines.len()).contains(&error.at.line), "{error}");
    let length = lines[error.at.line - 1].chars().count();
    assert!((1..=length + 1).contains(&error.at.column), "{error}");
}

/// Pieces to put in: tokens of the format, and what does harm elsewhere.
const PIECES: [&str; 70] = [
    "{",
    "}",
    "(",
    ")",
    ";",
    ",",
    "*",
    "&",
    "=",
    "==",
    "/\\",
    "\\/",
    "~",
    "not ",
    "[",
    "]",
    ":",
    "-",
    "!",
    "0",
    "1",
    "2147483648",
    "99999999999999999999",
    "0x",
    "x",
    "r0",
    "$0",
    "P0",
    "P1",
    "P7 (",
    "int ",
    "if (",
    "else ",
    "while (1) ",
    "while (*x) ",
    "do ",
    "for (r0 = 0; r0 < 2; r0++) ",
    "? 1 : ",
    "? atomic_load(x) : ",
    "&& atomic_load(x) ",
    "|| *x ",
    "++",
    "+= ",
    "-= 1",
    "(long)",
    "(",
    ", b",
    "long ",
    "atomic_bool ",
    "lock(x);",
    "unlock(x);",
    "filter (x=1)",
    "=1:r0 ",
    "=[x]",
    "=> ",
    "_weak",
    "consume",
    "__VERIFIER_assume(r0);",
    "010",
    "0:r0=0;",
    "exists",
    "locations [",
    "/*",
    "(*",
    "//",
    "\"",
    "\n",
    "\u{1b}[2J",
    "é",
    "\0",
];

/// What the gallery has none of: integers of all types, and loops.
const OTHERS: [&str; 3] = [
    "C widths\n{ uint8_t x = 255; 0:a = 300; long y = -9223372036854775808; }\n\
     P0 (_Atomic(uint8_t)* x, long* y) { unsigned char a; a += 300; a = atomic_fetch_add(x, a) - 1u; *y -= (short)a; }\n\
     P1 (atomic_uchar* x) { bool b = 2; unsigned char e = 0x1ff; b = atomic_compare_exchange_strong(x, &e, -b); }\n\
     exists (0:a=-1 /\\ 1:b=1 /\\ y=18446744073709551615u)\n",
    "C loops\n{}\nP0 (atomic_uint* x, unsigned* P0_e) { for (uint16_t i = 0; i < 2; i++) { while (SCAS(x, P0_e, *P0_e + 1, \
     memory_order_acq_rel, memory_order_relaxed) == 0) {} } }\nP1 (atomic_uint* x) { do {} while (atomic_load(x) < -1); }\n\
     regions: x:A\nlocations [x; P0_e;]\nfilter (x=2)\nforall (x=2)\n",
    "C casts\n{}\nP0 () { long r = (unsigned)-1 ? 0x80000000 : -2147483648; int s = (char)~r < 0ul; r = -r * (s ? 1 : 3u); }\n",
];

/// A test to begin with: mostly one of the gallery.
fn original(random: &mut ChaCha8Rng) -> &'static str {
    match random.random_bool(0.8) {
        true => gallery().choose(random).expect("some").text,
        false => OTHERS.choose(random).expect("some"),
    }
}

fn mutated(random: &mut ChaCha8Rng) -> String {
    let one = original(random);
    let mut bytes = one.as_bytes().to_vec();
    for _ in 0..random.random_range(1..=4) {
        let at = random.random_range(0..bytes.len().max(1)).min(bytes.len());
        let end = (at + random.random_range(1..=12)).min(bytes.len());
        match random.random_range(0..6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            2 if !bytes.is_empty() => {
                let other = random.random_range(0..bytes.len());
                bytes.swap(at.min(other), other);
            }
            3 => bytes.truncate(at),
            4 => {
                // The rest is another test's.
                let other = original(random).as_bytes();
                bytes.truncate(at);
                bytes.extend_from_slice(&other[at.min(other.len())..]);
            }
            _ => {
                let piece = PIECES.choose(random).expect("some");
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn no_mutation_of_the_gallery_is_too_much_for_the_parser() {
    for text in OTHERS {
        assert!(judge(text), "a test before it is changed:\n{text}");
    }
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let read = (0..20_000).filter(|_| judge(&mutated(&mut random))).count();
    // Both happen, or the mutations are too mild or too wild to say anything.
    assert!((1_000..19_000).contains(&read), "{read} of 20,000 are tests still");
}

#[test]
fn every_beginning_of_a_test_is_refused_or_read() {
    for entry in gallery().iter().step_by(9) {
        for end in 0..entry.text.len() {
            judge(&entry.text[..end]);
        }
    }
}

#[test]
fn a_random_program_that_is_written_and_read_again_is_the_same() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..3_000 {
        let test = random_test(&mut random);
        let written = herd(&test);
        let again = parse(&written).unwrap_or_else(|error| panic!("{error}\n{written}\n{test:?}"));
        assert_eq!(again, test, "{written}");
        assert_eq!(rust_lines(&test).len(), test.threads.len());
    }
}

/// A test around a body and a condition.
fn around(body: &str, condition: &str) -> String {
    format!("C nasty\n{{}}\nP0 (atomic_int* x) {{\n{body}\n}}\nexists ({condition})\n")
}

#[test]
fn what_is_nested_too_deeply_is_refused_and_overflows_nothing() {
    for depth in [MOST_NESTED + 1, 2_000, 20_000] {
        let nested =
            |open: &str, middle: &str, close: &str| open.repeat(depth) + middle + &close.repeat(depth);
        let bodies = [
            format!("int r0 = {};", nested("(", "1", ")")),
            format!("int r0 = {};", nested("!", "1", "")),
            format!("int r0 = {};", nested("- ", "r", "")),
            nested("{", "", "}"),
            nested("if(1)", ";", ""),
            nested("if(1);else ", ";", ""),
            format!("int r0 = {};", nested("atomic_exchange(x,", "1", ")")),
        ];
        let conditions = [nested("(", "x=1", ")"), nested("not ", "x=1", ""), nested("~", "x=1", "")];
        let bodies = bodies.iter().map(|body| around(body, "x=1"));
        for text in bodies.chain(conditions.iter().map(|condition| around(";", condition))) {
            // A few too many can be such that mean nothing, and go.
            let is_read = judge(&text);
            assert!(!is_read || depth == MOST_NESTED + 1, "{depth} deep");
        }
    }
}

#[test]
fn what_is_too_long_is_refused() {
    let many = |piece: &str| piece.repeat(5_000);
    let texts = [
        around(&format!("int r0 = 1{};", many("+1")), "x=1"),
        around(&many("int r0; "), "x=1"),
        around(&many("{} "), "x=1"),
        around(&many("; "), "x=1"),
        around(";", &format!("x=1{}", many("/\\x=1"))),
        around("atomic_store(x, 1);".repeat(65).as_str(), "x=1"),
        format!("C n\n{{{}}}", (0..99).map(|number| format!("x{number}=0;")).collect::<String>()),
        (0..9).fold("C n\n{}".to_owned(), |text, number| format!("{text}\nP{number}(int* x){{ ; }}")),
        " ".repeat(100_000),
        format!("C {}", "n".repeat(70_000)),
        format!("C n\n{{}}\nP0() {{ int r0 = {}; }}", "z".repeat(50_000)),
    ];
    for text in texts {
        assert!(!judge(&text), "{}", &text[..60.min(text.len())]);
    }
}

#[test]
#[ignore = "a million mutations take minutes in an unoptimised build"]
fn no_mutation_in_a_million_is_too_much_for_the_parser() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let read = (0..1_000_000).filter(|_| judge(&mutated(&mut random))).count();
    println!("{read} of 1,000,000 are tests still");
}
