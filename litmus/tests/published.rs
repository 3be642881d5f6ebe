//! Tests of the field and what others have published of them (`published.tsv`), in a notation of our own.

use std::fmt::Write as _;

use racelab_litmus::checker::{Behaviour, Limits, Model, behaviour};
use racelab_litmus::format::parse;

/// `rel` is `memory_order_release`.
fn ordering(short: &str) -> &str {
    match short {
        "rlx" => "relaxed",
        "acq" => "acquire",
        "rel" => "release",
        "ar" => "acq_rel",
        "sc" => "seq_cst",
        other => panic!("{other} is no ordering"),
    }
}

/// A statement in C.
fn in_c(statement: &str) -> String {
    if let Some((condition, then)) = statement.strip_prefix("if ").and_then(|rest| rest.split_once(": ")) {
        return format!("if ({condition}) {{ {} }}", in_c(then));
    } else if let Some(how) = statement.strip_prefix("F ") {
        return format!("atomic_thread_fence(memory_order_{});", ordering(how));
    } else if let Some((register, rest)) = statement.split_once(" <-") {
        let (how, rest) = rest.split_once(' ').expect("a location");
        return match (rest.split_once(" + "), rest.split_once(" := ")) {
            (Some((location, operand)), _) => {
                let how = ordering(how);
                format!("{register} = atomic_fetch_add_explicit({location}, {operand}, memory_order_{how});")
            }
            (_, Some((location, operand))) => {
                let how = ordering(how);
                format!("{register} = atomic_exchange_explicit({location}, {operand}, memory_order_{how});")
            }
            _ if how == "na" => format!("{register} = *{rest};"),
            _ => format!("{register} = atomic_load_explicit({rest}, memory_order_{});", ordering(how)),
        };
    } else if let Some((register, value)) = statement.split_once(" := ") {
        return format!("{register} = {value};");
    }
    let (location, rest) = statement.split_once(" =").expect("a store");
    let (how, value) = rest.split_once(' ').expect("a value");
    match how {
        "na" => format!("*{location} = {value};"),
        _ => format!("atomic_store_explicit({location}, {value}, memory_order_{});", ordering(how)),
    }
}

/// The text of a test.
fn text(name: &str, program: &str, asked: &str) -> String {
    let mut text = format!("C {name}\n{{}}\n");
    for (number, thread) in program.split(" | ").enumerate() {
        let body: Vec<_> = thread.split("; ").map(in_c).collect();
        let locations = "atomic_int* v, atomic_int* w, atomic_int* x, atomic_int* y, atomic_int* z";
        writeln!(text, "P{number} ({locations}) {{ int a; int b; int c; {} }}", body.join(" ")).unwrap();
    }
    text + &format!("exists ({asked})\n")
}

fn verdict(text: &str, model: &Model) -> &'static str {
    let test = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    match behaviour(&test, model, &Limits::default()).unwrap() {
        Behaviour::Undefined(_) => "race",
        Behaviour::Outcomes(outcomes) if outcomes.iter().any(|outcome| test.asks_about(outcome)) => "allowed",
        Behaviour::Outcomes(_) => "forbidden",
    }
}

#[test]
fn what_others_published_of_their_tests_is_what_the_checker_says() {
    let rows = include_str!("published.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    let (mut names, mut wrong) = (Vec::new(), Vec::new());
    for row in rows {
        let cells: Vec<_> = row.split('\t').collect();
        let [name, program, asked, c11, now, rc11, source] = cells[..] else { panic!("seven cells: {row}") };
        assert!(!source.is_empty() && !names.contains(&name), "{name}");
        names.push(name);
        let text = text(name, program, asked);
        let expected = if now == "-" { c11 } else { now.split(':').next().unwrap_or(now) };
        for (model, expected) in [(Model::CPP20, expected), (Model::RC11, rc11)] {
            let found = verdict(&text, &model);
            if found != expected {
                wrong.push(format!("{name}: {} says {found}, the table {expected}", model.name));
            }
        }
    }
    assert!(names.len() > 60);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
