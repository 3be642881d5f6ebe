//! What is accepted can be written and read again, and what is wrong is refused where it is read; both at once,
//! however large the text.

use std::time::{Duration, Instant};

use racelab_litmus::format::{LONGEST_TEXT, herd, parse, rust_lines};

/// Reads a text. What is read has to be the same when it is written and read again.
fn is_sound(text: &str) -> bool {
    let Ok(test) = parse(text) else { return false };
    let written = herd(&test);
    let again = parse(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(again, test, "{written}");
    assert_eq!(rust_lines(&test).len(), test.threads.len());
    true
}

fn around(body: &str) -> String {
    format!("C t\n{{}}\nP0 (atomic_int* x, int* d) {{ {body} }}\nexists (x=1)\n")
}

#[test]
fn what_once_could_be_read_but_not_written_can_be_both() {
    let sum = "1 + ".repeat(40) + "1";
    let accepted = [
        around(&format!("int r = {sum};")),
        around(&format!("int r = {};", "*d + ".repeat(40) + "1")),
        around(&("if (*d == 1) ".repeat(20) + "*d = 2;")),
        around(&("if (*d == 1) { ".repeat(20) + "*d = 2;" + &"}".repeat(20))),
        around(&format!("int r = {}*d;", "!".repeat(20))),
        around(&format!("int r = {}*d;", "- ".repeat(20))),
        around(";").replace("exists (x=1)", &format!("exists ({}x=1)", "~".repeat(20))),
        around(";").replace("exists (x=1)", &format!("exists ({}x=1)", "x=1 \\/ ".repeat(60))),
        around(&format!("int {} = 1;", "n".repeat(64))),
        around("int e; int P0_x; atomic_compare_exchange_strong(x, &e, 1);"),
        around("int P0_if; int t0 = *d ? 1 : *d; int r = t0 ? *d : t0 && *d;"),
        "C t\n{ P0_if = 1; }\nP0 (atomic_int* x, int* P0_if) { atomic_compare_exchange_weak(x, P0_if, 1); }"
            .to_owned(),
        // A variable may be called as another thread's parameter is.
        "C t\n{}\nP0 (atomic_int* x) { int y = 1; }\nP1 (int* y) { int x = 1; }\nexists (1:x=1 /\\ x=0)"
            .to_owned(),
    ];
    for text in accepted {
        assert!(is_sound(&text), "{:?}\n{text}", parse(&text));
    }
    let registers =
        |many: usize| (0..many).map(|number| format!("0:r{number}={number};")).collect::<String>();
    for many in [200, 490, 998] {
        is_sound(&format!("C t\n{{ {} }}\nP0 () {{}}\nexists (0:r7=1)", registers(many)));
    }
}

#[test]
fn what_was_accepted_though_wrong_is_refused() {
    let with = |state: &str, thread: &str| format!("C t\n{{ {state} }}\n{thread}\nexists (x=1)\n");
    let thread = "P0 (atomic_int* x) { int r = 1; }";
    let cases = [
        (with("0:x = 1;", thread), "3:17: `x` is a variable of P0 in the initial state"),
        (with("0:r = 1; 0:r = 2;", thread), "2:12: `r` has an initial value already"),
        (with("x = 1; [x] = 1;", thread), "2:11: `x` has an initial value already"),
        (with("", "P0 (atomic_int* x) { int if = 1; }"), "3:26: `if` cannot be a name"),
        (with("", "P0 (atomic_int* x) { int int = 1; }"), "3:26: `int` twice in one type"),
        (with("", "P0 (atomic_int* x) { while = 1; }"), "3:28: expected `(` after `while`"),
        (with("", "P0 (atomic_int* x) { int not = 1; }"), "3:26: `not` cannot be a name"),
        (with("", "P0 (atomic_int* x) { int P1 = 1; }"), "3:26: `P1` cannot be a name"),
        (with("", "P0 (atomic_int* x) { int atomic_load = 1; }"), "3:26: `atomic_load` cannot be a name"),
        (with("static = 1;", thread), "2:3: `static` cannot be a name"),
        (with("", "P0 (atomic_int* for) { }"), "3:17: `for` cannot be a name"),
        (with("", "P0 (((atomic_int* x) { }"), "3:6: this parenthesis is not closed"),
        (with("", "P0 (atomic_int)* x) { }"), "3:15: expected `*` after the type"),
        (with("", "P0 ( * x) { }"), "3:6: expected a type"),
        (with("", "P0 (int x) { }"), "3:9: expected `*` after the type"),
        (with("", "P0 (int* x,) { }"), "3:12: expected a parameter"),
        (with("", "P0 (int* x int* y) { }"), "3:12: expected `,` or `)` after a parameter"),
        (with("", "P0 (int* x, int* x) { }"), "3:18: P0 has two parameters `x`"),
        (with("", "P0 (atomic_int* x) { int x = 1; }"), "3:26: `x` is the name of a parameter already"),
        (with("", "P0 (atomic_int* x) { int r, x; }"), "3:29: `x` is the name of a parameter already"),
        (
            with("", "P0 (atomic_int* x) { for (int x = 0; x < 2; x++) ; }"),
            "3:31: `x` is the name of a parameter already",
        ),
        (
            with("", "P0 (atomic_int* x, int* e) { int e = 1; atomic_compare_exchange_strong(x, e, 2); }"),
            "3:34: `e` is the name of a parameter already",
        ),
        (with("", "P0 (atomic_int* x) { x = 1; }"), "3:22: `x` is a pointer: `*x = ...` stores"),
        (with("", "P0 (atomic_int* x) { x += 1; }"), "3:22: `x` is a pointer: `*x = ...` stores"),
        (with("", "P0 (atomic_int* x) { ++x; }"), "3:24: pointers as values are not supported"),
        (with("", "P0 (int* x) { }\nP0 (int* x) { }"), "4:1: expected thread P1, found `P0`"),
        (
            with("", "P0 (int* x) { int r = 010; }"),
            "3:23: `010`: C reads a number that begins with 0 as octal",
        ),
        (with("x = 010;", thread), "2:7: `010`: C reads a number that begins with 0 as octal"),
        (with("", "P0 (int* x) { int r = 08; }"), "3:23: `08`: C reads a number that begins with 0 as octal"),
        (with("", "P0 (int* x) { int r = 0x; }"), "3:23: `0x` is not a number of up to 64 bits"),
        (with("", "P0 (int* x) { int r = 1ulu; }"), "3:23: `1ulu` is not a number of up to 64 bits"),
        (
            with("", "P0 (int* x) { int r = 18446744073709551616; }"),
            "3:23: `18446744073709551616` is not a number of up to 64 bits",
        ),
        (
            with("", "P0 (int* x) { long r = 9223372036854775808; }"),
            "3:24: `9223372036854775808` does not fit C's `long`",
        ),
        (with("int x[2];", thread), "2:7: `x` is an array"),
        (with("x[2] = {1, 2};", thread), "2:3: `x` is an array"),
        (with("", "P0 (int* x) { int a[2]; }"), "3:19: `a` is an array"),
        (with("", "P0 (int* x) { } exists (x=1)"), "4:1: expected the end of the text"),
        (with("", &format!("P0 (int* x) {{ int {} = 1; }}", "n".repeat(65))), "3:19: the name `nnnn"),
        (
            with(
                "",
                "P0 (atomic_int* x, int* P0_e) { int e; atomic_compare_exchange_strong(x, &e, *P0_e); }",
            ),
            "4:1: `P0_e` is what herd calls",
        ),
    ];
    for (text, expected) in cases {
        match parse(&text) {
            Ok(test) => panic!("{text}\nwas understood: {test:?}"),
            Err(error) => {
                let error = error.to_string();
                assert!(error.starts_with(expected), "{text}\nexpected {expected}\nfound    {error}");
            }
        }
    }
}

/// Texts as large as they may be, each made of many of one thing.
fn large() -> Vec<(String, String)> {
    let pieces = [
        "a",
        "1",
        "(",
        ")",
        "{",
        "}",
        ";",
        ",",
        "*",
        "=",
        "!",
        "-",
        "+",
        "~",
        "&",
        "|",
        "?",
        ":",
        "/*",
        "(*",
        "//",
        "\"",
        "\n",
        " ",
        "x ",
        "int ",
        "P0(",
        "P0 (int* x) {",
        "P0 (int* x) { } ",
        "if (1) ",
        "else ",
        "while (1) ",
        "while (*d) *d = 1; ",
        "do ",
        "for (;;) ",
        "int r; ",
        "r = 1; ",
        "r++; ",
        "*d = 1; ",
        "(*d)++;",
        "1 + ",
        "1 ? 1 : ",
        "*d && ",
        "(int) ",
        "lock(x); ",
        "exists ",
        "x=1 /\\ ",
        "x=1 => ",
        "not ",
        "filter ",
        "locations [",
        "0:r=1; ",
        "x; ",
        "int x[2]; ",
        "atomic_load(x); ",
        "atomic_exchange(x, ",
        "atomic_compare_exchange_strong(x, e, 1); ",
        "_Atomic ",
        "long ",
        "=1:r ",
        "0x",
        "P0_x ",
        "é",
        "\u{feff}",
        "while (1) { int r; ",
        "while (r) r = r ? 1 : *d; ",
    ];
    let mut large = Vec::new();
    for piece in pieces {
        for (before, after) in [
            ("", ""),
            ("C ", ""),
            ("C t\n", "{}\nP0 () {}"),
            ("C t\n{ ", " }\nP0 () {}"),
            ("C t\n{}\n", ""),
            ("C t\n{}\nP0 (", ") {}"),
            ("C t\n{}\nP0 (atomic_int* x, int* d) { ", " }"),
            ("C t\n{}\nP0 (atomic_int* x, int* d) { int r = ", "; }"),
            ("C t\n{}\nP0 (atomic_int* x) { int r; }\nexists ", ""),
            ("C t\n{}\nP0 (atomic_int* x) { int r; }\nlocations [", "]"),
        ] {
            let many = (LONGEST_TEXT - before.len() - after.len()) / piece.len();
            large.push((
                format!("{piece:?} after {before:?}"),
                format!("{before}{}{after}", piece.repeat(many)),
            ));
        }
    }
    // As many different names as there is room for.
    type Name = fn(usize) -> String;
    let names: [(&str, Name, &str); 8] = [
        ("C t\n{ ", |number| format!("n{number};"), " }\nP0 () {}"),
        ("C t\n{ ", |number| format!("0:n{number}=1;"), " }\nP0 () {}"),
        ("C t\n{}\nP0 (int* d) { ", |number| format!("n{number}=1;"), " }"),
        ("C t\n{}\nP0 (int* d) { ", |number| format!("int n{number}=*d;"), " }"),
        ("C t\n{}\nP0 (", |number| format!("int* n{number},"), "int* x) {}"),
        ("C t\n{}\nP0 (", |number| format!("n{number} "), ") { a=1; b=1; c=1; }"),
        ("C t\n{}\n", |number| format!("P{number}(int* x){{n{number}=1;}}"), ""),
        ("C t\n{}\nP0 (atomic_int* x) { int r; } exists (", |number| format!("n{number}=1 /\\ "), "x=1)"),
    ];
    for (before, name, after) in names {
        let mut text = before.to_owned();
        for number in 0.. {
            let next = name(number);
            if text.len() + next.len() + after.len() > LONGEST_TEXT {
                break;
            }
            text += &next;
        }
        large.push((format!("many names after {before:?}"), text + after));
    }
    large
}

#[test]
fn the_largest_texts_are_answered_at_once() {
    // Far more than any of these takes: it tells an end from no end, and measures nothing.
    let patience = Duration::from_secs(20);
    for (name, text) in large() {
        let start = Instant::now();
        is_sound(&text);
        assert!(start.elapsed() < patience, "{name}");
    }
}

#[test]
#[ignore = "prints how long things take"]
fn how_long_the_largest_texts_take() {
    let mut times: Vec<_> = large()
        .into_iter()
        .map(|(name, text)| {
            let start = Instant::now();
            let read = parse(&text).is_ok();
            (start.elapsed(), read, name)
        })
        .collect();
    times.sort();
    println!("{} texts; the slowest:", times.len());
    times.iter().rev().take(8).for_each(|(time, read, name)| println!("{time:?}, read: {read}: {name}"));
}
