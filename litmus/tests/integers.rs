//! C's integers: what they hold, and how values are converted between them. The values are gcc's.

use std::fmt::Write as _;
use std::process::Command;

use racelab_litmus::checker::{Behaviour, Limits, Model, behaviour};
use racelab_litmus::format::{Options, Reading, Remark, herd, parse, read, rust_lines};
use racelab_litmus::test::{Integer, Value};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// How a test can end, under each model, in words.
fn ends(text: &str) -> Vec<String> {
    let Reading { test, .. } =
        read(text, &Options::default()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let of = |model: &Model| match behaviour(&test, model, &Limits::default()).unwrap() {
        Behaviour::Undefined(_) => panic!("a race:\n{text}"),
        Behaviour::Outcomes(outcomes) => {
            outcomes.iter().map(|outcome| test.outcome_in_words(outcome)).collect::<Vec<_>>()
        }
    };
    let all = Model::ALL.map(|model| of(&model));
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "one thread ends so under every model:\n{text}");
    // What is written is the same test, and ends so as well.
    assert_eq!(parse(&herd(&test)).as_ref(), Ok(&test), "{}", herd(&test));
    all[0].clone()
}

/// What `r` holds in the end of a thread alone.
fn alone(body: &str) -> String {
    ends(&format!("C t\n{{}}\nP0 () {{ {body} }}\nlocations [0:r;]\n")).join(" or ")
}

#[test]
fn a_variable_is_what_it_is_in_c() {
    let cases: [(&str, Value); 36] = [
        // Below 0 there is nothing.
        ("unsigned a = 0; a = a - 1; int r = 0; if (a > 0) r = 1;", 1),
        ("unsigned r = 0; r = r - 1;", 4_294_967_295),
        ("unsigned long r = 0; r--;", 18_446_744_073_709_551_615),
        ("unsigned char r = 0; --r;", 255),
        ("uint16_t r = 3; r -= 4;", 65_535),
        // A narrow variable keeps the lowest bits of what it is given, first and later.
        ("unsigned char r = 300;", 44),
        ("unsigned char r = 1; r = 300;", 44),
        ("char r = 127; r++;", -128),
        ("signed char r = 200;", -56),
        ("short r = 32767; r += 1;", -32_768),
        ("uint8_t r = 200; r += 100;", 44),
        ("uint8_t r = 16; r *= 17;", 16),
        ("int16_t r = 1; r = 65535;", -1),
        ("int r = 2147483648;", -2_147_483_648),
        ("int64_t r = 2147483648;", 2_147_483_648),
        ("bool r = 2;", 1),
        ("_Bool r = 0; r += 5; r -= 1;", 0),
        ("bool r = true; r = !r;", 0),
        // Anything narrower is an int before anything is done with it.
        ("unsigned char a = 255, b = 1; int r = a + b;", 256),
        ("unsigned char a = 0; int r = a - 1 < 0;", 1),
        ("unsigned char a = 0; int r = ~a;", -1),
        ("uint16_t a = 65535; int r = a > -1;", 1),
        // Of two types the wider wins, and of two as wide the unsigned one.
        ("unsigned a = 1; int r = a > -1;", 0),
        ("unsigned a = 0; long r = a - 1;", 4_294_967_295),
        ("unsigned a = 1; long b = -1; int r = a > b;", 1),
        ("unsigned long a = 1; long b = -1; int r = a > b;", 0),
        ("int a = -1; unsigned b = 4294967295; int r = a == b;", 1),
        ("int a = -1; long b = 4294967295; int r = a == b;", 0),
        ("unsigned a = 1; int b = -2; long r = a ? b : a;", 4_294_967_294),
        ("long r = 1 ? -1 : 0u;", 4_294_967_295),
        ("int a = -1; unsigned long r = a;", 18_446_744_073_709_551_615),
        // Casts and suffixes say it outright.
        ("int r = (unsigned char)300;", 44),
        ("int r = -1 < 0u;", 0),
        ("int r = (unsigned)-1 > 0;", 1),
        ("long r = -1u;", 4_294_967_295),
        ("int r = 0x80000000 > -1;", 0),
    ];
    for (body, expected) in cases {
        assert_eq!(alone(body), format!("0:r={expected}"), "{body}");
    }
}

#[test]
fn every_name_of_an_integer_is_that_integer() {
    use Integer::{Bool, I8, I16, I32, I64, U8, U16, U32, U64};
    let cases = [
        (Bool, "bool _Bool atomic_bool _Atomic(bool)"),
        (
            I8,
            "char|signed char|int8_t|int_least8_t|atomic_char|atomic_schar|_Atomic(char)|const volatile char",
        ),
        (U8, "unsigned char|char unsigned|uint8_t|atomic_uchar|_Atomic(uint8_t)|_Atomic unsigned char"),
        (I16, "short|short int|signed short int|int16_t|atomic_short"),
        (U16, "unsigned short|unsigned short int|short unsigned|uint16_t|atomic_ushort"),
        (I32, "int|signed|signed int|int32_t|atomic_int|_Atomic int|volatile int|mtx_t|atomic_t"),
        (U32, "unsigned|unsigned int|uint32_t|atomic_uint|atomic_uint_least32_t"),
        (I64, "long|long int|long long|long long int|signed long|int64_t|intptr_t|atomic_long|atomic_llong"),
        (I64, "ptrdiff_t|intmax_t|int_fast32_t|atomic_int64_t|ssize_t"),
        (U64, "unsigned long|unsigned long long|long unsigned int|uint64_t|size_t|uintptr_t|atomic_ulong"),
        (U64, "atomic_ullong|atomic_size_t|uint_fast16_t"),
    ];
    for (integer, names) in cases {
        for name in names.split(if names.contains('|') { '|' } else { ' ' }) {
            for text in [
                format!("C t\n{{}}\nP0 ({name}* x) {{}}\n"),
                format!("C t\n{{ {name} x = 0; }}\nP0 () {{}}\n"),
            ] {
                let test = parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
                assert_eq!(test.locations[0].integer, integer, "{name}");
            }
        }
    }
    for name in
        ["long char", "unsigned bool", "unsigned uint8_t", "short long", "long long long", "int8_t int"]
    {
        assert!(parse(&format!("C t\n{{}}\nP0 ({name}* x) {{}}\n")).is_err(), "{name}");
    }
}

#[test]
fn a_location_holds_what_its_type_holds() {
    let cases = [
        ("_Atomic(uint8_t)", 255, "atomic_fetch_add(x, 1); int r = atomic_load(x);", 0),
        ("_Atomic(uint8_t)", 255, "int r = atomic_fetch_add(x, 1) + 1;", 256),
        (
            "atomic_uchar",
            0,
            "atomic_fetch_sub_explicit(x, 1, memory_order_relaxed); int r = atomic_load(x);",
            255,
        ),
        ("atomic_schar", 127, "atomic_fetch_add(x, 1); int r = atomic_load(x);", -128),
        ("unsigned char", 7, "*x = 300; int r = *x;", 44),
        ("unsigned char", 300, "int r = *x;", 44),
        ("short", 32767, "++*x; int r = *x;", -32768),
        ("short", 0, "*x -= 32769; int r = *x;", 32767),
        ("atomic_ushort", 0, "atomic_store(x, -1); int r = atomic_load(x);", 65535),
        ("atomic_ushort", 0, "int r = atomic_exchange(x, 65536 + 3); r += atomic_load(x);", 3),
        ("atomic_uint", 0, "atomic_fetch_sub(x, 1); int r = atomic_load(x) > 0;", 1),
        ("atomic_uint", 5, "int r = atomic_load(x) - 6 > 0;", 1),
        ("atomic_int", 2147483647, "atomic_fetch_add(x, 1); int r = atomic_load(x) < 0;", 1),
        ("atomic_long", 2147483647, "atomic_fetch_add(x, 1); int r = atomic_load(x) > 0;", 1),
        ("atomic_bool", 0, "atomic_store(x, 8); int r = atomic_load(x);", 1),
        ("atomic_bool", 1, "int r = atomic_exchange(x, 0); r += atomic_load(x);", 1),
        ("atomic_uchar", 44, "unsigned char e = 300; int r = atomic_compare_exchange_strong(x, &e, 256);", 1),
        (
            "atomic_uchar",
            44,
            "unsigned char e = 44; atomic_compare_exchange_strong(x, &e, 511); int r = *x;",
            255,
        ),
        ("atomic_uchar", 9, "unsigned char e = 8; atomic_compare_exchange_strong(x, &e, 1); int r = e;", 9),
    ];
    for (kind, initial, body, expected) in cases {
        let text = format!("C t\n{{ x = {initial}; }}\nP0 ({kind}* x) {{ {body} }}\nlocations [0:r;]\n");
        assert_eq!(ends(&text), [format!("0:r={expected}")], "{text}");
    }
}

#[test]
fn the_least_and_the_greatest_can_be_written() {
    let cases = [
        ("long", "9223372036854775808u", "int r = *x < 0;", "x=-9223372036854775808 /\\ 0:r=1"),
        (
            "long",
            "-9223372036854775808",
            "long r = -9223372036854775808; *x -= 1; *x += r;",
            "x=-1 /\\ 0:r < 0",
        ),
        ("unsigned long", "-1", "unsigned long r = *x; *x += 2;", "x=1 /\\ 0:r=18446744073709551615"),
        ("int", "2147483648", "long r = -2147483648 - 1; r = r + 0x80000000;", "x=-2147483648 /\\ 0:r=-1"),
        (
            "int64_t",
            "0x8000000000000000",
            "int64_t r = *x; r = (long)0x8000000000000000 - r;",
            "x=-9223372036854775808 /\\ 0:r=0",
        ),
    ];
    for (kind, initial, body, question) in cases {
        let question = question.replace("0:r < 0", "0:r=-9223372036854775808");
        let text = format!("C t\n{{ x = {initial}; }}\nP0 ({kind}* x) {{ {body} }}\nforall ({question})\n");
        let test = parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let Behaviour::Outcomes(outcomes) = behaviour(&test, &Model::CPP20, &Limits::default()).unwrap()
        else {
            panic!("a race: {text}")
        };
        assert!(outcomes.iter().all(|outcome| test.asks_about(outcome)), "{text}{outcomes:?}");
        assert_eq!(parse(&herd(&test)).as_ref(), Ok(&test), "{}", herd(&test));
    }
    assert!(parse("C t\n{}\nP0 () { long r = 9223372036854775808; }\n").is_err());
}

#[test]
fn a_number_in_a_question_is_compared_as_in_c() {
    let asked = |kind: &str, question: &str| {
        let text = format!("C t\n{{}}\nP0 () {{ {kind} r = -1; }}\nexists ({question})\n");
        let test = parse(&text).unwrap();
        let outcome = vec![test.threads[0].integer(0).convert(-1)];
        test.asks_about(&outcome)
    };
    assert!(asked("unsigned", "0:r=-1") && asked("unsigned", "0:r=4294967295"));
    assert!(asked("unsigned long", "0:r=-1") && asked("unsigned long", "0:r=18446744073709551615u"));
    assert!(!asked("unsigned char", "0:r=-1") && asked("unsigned char", "0:r=255"));
    assert!(asked("unsigned long", "0:r=18446744073709551615") && !asked("long", "0:r=-9223372036854775808"));
    assert!(asked("int", "0:r=-1") && !asked("int", "0:r=4294967295"));
    // Only an unsigned long holds that number, and so -1 is converted to it.
    assert!(asked("int", "0:r=18446744073709551615") && asked("short", "0:r=18446744073709551615"));
    assert!(asked("long", "0:r=18446744073709551615") && !asked("unsigned", "0:r=18446744073709551615"));
}

/// The last of each line is what gcc 12 says of `a == b`.
#[test]
fn what_two_things_hold_is_compared_as_in_c() {
    let cases = [
        ("int", "-1", "unsigned", "4294967295", true),
        ("int", "-1", "unsigned long", "18446744073709551615u", true),
        ("int", "-1", "unsigned", "4294967294", false),
        ("long", "-1", "unsigned", "4294967295", false),
        ("long", "-1", "unsigned long", "-1", true),
        ("signed char", "-1", "unsigned char", "255", false),
        ("signed char", "-1", "unsigned", "4294967295", true),
        ("short", "-1", "unsigned short", "65535", false),
        ("short", "-1", "unsigned long", "18446744073709551615u", true),
        ("unsigned", "4294967295", "unsigned long", "18446744073709551615u", false),
        ("int", "1", "bool", "8", true),
        ("int", "-2147483648", "unsigned", "2147483648", true),
        ("int", "-2147483648", "long", "2147483648", false),
    ];
    for (first, value, second, other, same) in cases {
        let body = format!(
            "{{ x = {other}; }}\nP0 (_Atomic({second})* x) {{ {first} a = {value}; {second} b = {other}; }}"
        );
        for question in ["0:a = 0:b", "0:b = 0:a", "0:a = [x]", "x = 0:a"] {
            let text = format!("C t\n{body}\nforall ({question})\n");
            let test = parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let Behaviour::Outcomes(outcomes) = behaviour(&test, &Model::CPP20, &Limits::default()).unwrap()
            else {
                panic!("a race: {text}")
            };
            assert!(outcomes.iter().all(|outcome| test.asks_about(outcome) == same), "{text}{outcomes:?}");
        }
    }
}

#[test]
fn what_c_leaves_open_is_remarked_upon_and_what_it_says_is_not() {
    let remarks = |body: &str| {
        let text = format!("C t\n{{}}\nP0 () {{ {body} }}\n");
        read(&text, &Options::default()).unwrap().remarks
    };
    for body in
        ["char r = 1;", "long r = 1;", "size_t r = 1;", "int r = (unsigned long)1;", "intptr_t r = 1;"]
    {
        assert_eq!(remarks(body), [Remark::Width], "{body}");
    }
    for body in
        ["unsigned char r = 1;", "short r = 1;", "unsigned r = 1;", "uint64_t r = 1;", "long long r = 1;"]
    {
        assert_eq!(remarks(body), [], "{body}");
    }
}

#[test]
fn rust_says_where_a_value_is_converted() {
    let lines = |state: &str, parameters: &str, body: &str| {
        let text = format!("C t\n{{ {state} }}\nP0 ({parameters}) {{ {body} }}\nlocations [0:r;]\n");
        rust_lines(&parse(&text).unwrap()).concat()
    };
    assert_eq!(
        lines("", "", "unsigned a = 0; a = a - 1; int r = 0; if (a > 0) r = 1;"),
        ["let mut a: u32 = 0;", "a = a - 1;", "let mut r = 0;", "if a > 0 {", "    r = 1;", "}"]
    );
    assert_eq!(
        lines("", "atomic_uchar* x", "int r = atomic_load_explicit(x, memory_order_relaxed); r = r + 1;"),
        ["let mut r = x.load(Relaxed) as i32;", "r = r + 1;"]
    );
    assert_eq!(
        lines("", "atomic_uchar* x", "int r = 7; atomic_store(x, r);"),
        ["let r = 7;", "x.store(r as u8, SeqCst);"]
    );
    assert_eq!(
        lines("", "", "uint8_t a = 1; long r = a + 1 < 3u;"),
        ["let a: u8 = 1;", "let r: i64 = ((((a as i32) + 1) as u32) < 3) as i64;"]
    );
}

/// The types that random programs have.
const TYPES: [&str; 9] = [
    "bool",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short",
    "int",
    "unsigned",
    "long",
    "unsigned long",
];

/// What changes a location.
const CHANGES: [&str; 6] = ["exchange", "fetch_add", "fetch_sub", "fetch_or", "fetch_xor", "fetch_and"];

fn one_of<'t>(random: &mut ChaCha8Rng, all: &[&'t str]) -> &'t str {
    all.choose(random).expect("some")
}

fn random_value(random: &mut ChaCha8Rng, variables: usize, depth: usize) -> String {
    let numbers = [
        "0",
        "1",
        "2",
        "-1",
        "3u",
        "127",
        "128",
        "255",
        "300",
        "-129",
        "65535",
        "2147483647",
        "2147483648",
        "-1l",
        "0xffffffff",
        "5ul",
        "-2147483648",
        "4294967296",
        "0xffffffffffffffff",
    ];
    let inner = |random: &mut ChaCha8Rng| random_value(random, variables, depth.saturating_sub(1));
    match random.random_range(0..if depth > 0 { 9 } else { 4 }) {
        0 | 1 => one_of(random, &numbers).to_owned(),
        2 | 3 => format!("v{}", random.random_range(0..variables)),
        4 => format!("({})({})", one_of(random, &TYPES), inner(random)),
        5 => format!("{}({})", one_of(random, &["!", "~", "-"]), inner(random)),
        6 => format!("(({}) ? ({}) : ({}))", inner(random), inner(random), inner(random)),
        _ => {
            let operators = ["+", "-", "*", "&", "|", "^", "&&", "||", "==", "!=", "<", "<=", ">", ">="];
            format!("(({}) {} ({}))", inner(random), one_of(random, &operators), inner(random))
        }
    }
}

/// Random programs of one thread: what gcc says that `r` holds in the end, and what the checker says.
#[test]
#[ignore = "asks gcc, which need not be there"]
fn gcc_reckons_the_same() {
    let mut random = ChaCha8Rng::seed_from_u64(9);
    let (mut kinds, mut bodies) = (Vec::new(), Vec::new());
    for _ in 0..2_000 {
        let (mut body, variables) = (String::new(), random.random_range(1..=3));
        for variable in 0..variables {
            let kind = one_of(&mut random, &TYPES);
            let value = random_value(&mut random, variable.max(1), usize::from(variable > 0) * 2);
            let value = if variable == 0 { "77".to_owned() } else { value };
            write!(body, "{kind} v{variable} = {value}; ").unwrap();
        }
        for _ in 0..random.random_range(0..3) {
            let operator = one_of(&mut random, &["=", "+=", "-=", "*=", "&=", "|=", "^="]);
            let variable = random.random_range(0..variables);
            match random.random_bool(0.2) {
                true => write!(body, "v{variable}{}; ", one_of(&mut random, &["++", "--"])).unwrap(),
                false => {
                    let value = random_value(&mut random, variables, 2);
                    write!(body, "v{variable} {operator} {value}; ").unwrap();
                }
            }
        }
        // And a location, with all that is done to one.
        let place = one_of(&mut random, &TYPES);
        write!(body, "{place} e = {}; ", random_value(&mut random, variables, 1)).unwrap();
        for _ in 0..random.random_range(0..3) {
            let value = random_value(&mut random, variables, 1);
            let change = if place == "bool" { "exchange" } else { one_of(&mut random, &CHANGES) };
            let step = match random.random_range(0..4) {
                0 => format!("atomic_store(x, {value}); "),
                1 => format!("v0 = atomic_compare_exchange_strong(x, &e, {value}); "),
                _ => format!("v0 = atomic_{change}(x, {value}); "),
            };
            body += &step;
        }
        let (kind, value) = (one_of(&mut random, &TYPES), random_value(&mut random, variables, 1));
        let operator = one_of(&mut random, &["+", "-", "<", "=="]);
        write!(body, "{kind} r = (atomic_load(x) {operator} ({value})) + e;").unwrap();
        kinds.push(place);
        bodies.push(body);
    }
    let mut program = "#include <stdio.h>\n#include <stdbool.h>\n#include <stdatomic.h>\n".to_owned();
    for (number, (kind, body)) in kinds.iter().zip(&bodies).enumerate() {
        let body = format!("static _Atomic({kind}) place; _Atomic({kind})* x = &place; {body}");
        let print = r#"if (((__typeof__(r))-1) < 0) printf("%ld\n", (long)r); else printf("%lu\n", (unsigned long)r);"#;
        writeln!(program, "static void f{number}(void) {{ {body} {print} }}").unwrap();
    }
    let calls: String = (0..bodies.len()).map(|number| format!("f{number}(); ")).collect();
    writeln!(program, "int main(void) {{ {calls} return 0; }}").unwrap();
    let folder = std::env::temp_dir().join(format!("integers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (source, binary) = (folder.join("all.c"), folder.join("all"));
    std::fs::write(&source, program).unwrap();
    let arguments = ["-std=gnu11", "-w", "-fwrapv", "-O0"];
    let compiled = Command::new("gcc").args(arguments).arg(&source).arg("-o").arg(&binary).status().unwrap();
    assert!(compiled.success());
    let said = String::from_utf8(Command::new(&binary).output().unwrap().stdout).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let said: Vec<_> = said.lines().collect();
    assert_eq!(said.len(), bodies.len());
    for ((kind, body), gcc) in kinds.iter().zip(&bodies).zip(said) {
        let text = format!("C t\n{{}}\nP0 (_Atomic({kind})* x) {{ {body} }}\nlocations [0:r;]\n");
        assert_eq!(ends(&text), [format!("0:r={gcc}")], "{text}");
    }
}

#[test]
fn what_is_added_to_a_cell_is_added_to_a_number_of_so_many_bits() {
    for integer in Integer::ALL.into_iter().filter(|&integer| integer != Integer::Bool) {
        let bits = integer.bits();
        let least: Value = if integer.is_signed() { -(1 << (bits - 1)) } else { 0 };
        let greatest = least + (1 << bits) - 1;
        for value in [least, greatest, 0, 1, integer.convert(-1)] {
            assert_eq!(integer.from_cell(integer.to_cell(value)), value, "{integer:?}");
        }
        let sum = integer.to_cell(greatest).wrapping_add(integer.to_cell(1));
        assert_eq!(integer.from_cell(sum), least, "{integer:?}");
    }
    assert_eq!([0, 1].map(|value| Integer::Bool.from_cell(Integer::Bool.to_cell(value))), [0, 1]);
}
