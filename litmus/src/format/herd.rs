//! A test written as text that herd7 reads, and `parse` too.

use super::herd_thread::{Writer, in_c};
use crate::test::{Formula, Observable, Quantifier, Test, Value};

/// The text of a test in herd's format.
///
/// [`parse`](super::parse) makes the same test of it, but for the numbers of registers if they are not in
/// the order that it gives them, and for names that text cannot have. herd7 itself reads no `!`, `&&` and
/// `||`, no empty block, and no load whose value is not used: a test without these is for it as well.
pub fn herd(test: &Test) -> String {
    let threads: Vec<_> = (0..test.threads.len()).map(|thread| Writer::new(test, thread)).collect();
    let mut text = format!("C {}\n", test.name);
    if let Some(about) = &test.about {
        // The text ends at the next quotation mark, so it has none inside.
        text += &format!("\"{}\"\n", about.replace('"', "'"));
    }
    let is_used = |location: &usize| threads.iter().any(|thread| thread.locations.contains(location));
    let initial = test.locations.iter().enumerate().map(|(location, place)| {
        // The type is said by the parameters, if there are any.
        let kind = if is_used(&location) { String::new() } else { format!("{} ", in_c(place)) };
        format!("{kind}{} = {};", place.name, number(place.initial))
    });
    let initial: Vec<_> = initial.collect();
    text += &format!("\n{{ {} }}\n", initial.join(" ")).replace("{  }", "{}");
    let names: Vec<_> = threads.iter().map(|thread| thread.names.clone()).collect();
    let own: Vec<_> = threads.iter().map(|thread| thread.own.clone()).collect();
    for thread in threads {
        text.push('\n');
        text += &thread.write();
    }
    text.push('\n');
    let called = |observable: Observable| match observable {
        Observable::Register { thread, register } if own[thread].contains(&register) => {
            names[thread][register].clone()
        }
        Observable::Register { thread, register } => format!("{thread}:{}", names[thread][register]),
        Observable::Location(_) => test.name_of(observable),
    };
    if !test.also_shown.is_empty() {
        let shown: Vec<_> = test.also_shown.iter().map(|shown| format!("{};", called(*shown))).collect();
        text += &format!("locations [{}]\n", shown.join(" "));
    }
    if let Some(filter) = &test.filter {
        text += &format!("filter ({})\n", formula(filter, &called));
    }
    let quantifier = match test.condition.quantifier {
        Quantifier::Exists => "exists",
        Quantifier::NotExists => "~exists",
        // Nothing is asked.
        Quantifier::Forall if !test.asks() && !test.also_shown.is_empty() => return text,
        Quantifier::Forall => "forall",
    };
    text + &format!("{quantifier} ({})\n", formula(&test.condition.formula, &called))
}

/// A number that C has a type for.
fn number(value: Value) -> String {
    if value > i64::MAX.into() { format!("{value}u") } else { value.to_string() }
}

fn formula(condition: &Formula, called: &impl Fn(Observable) -> String) -> String {
    let inside = |part: &Formula, parentheses: bool| {
        let text = formula(part, called);
        if parentheses { format!("({text})") } else { text }
    };
    match condition {
        Formula::True => "true".to_owned(),
        Formula::Equals(observable, value) => format!("{}={}", called(*observable), number(*value)),
        Formula::Same(one, other) => {
            let other = called(*other);
            // A location that is a thread's own is written as a location.
            if other.contains(':') {
                format!("{}={other}", called(*one))
            } else {
                format!("{}=[{other}]", called(*one))
            }
        }
        Formula::Not(part) => match &**part {
            Formula::True => "false".to_owned(),
            Formula::Equals(observable, value) => format!("{}!={}", called(*observable), number(*value)),
            part => format!("not {}", inside(part, matches!(part, Formula::Or(..) | Formula::And(..)))),
        },
        Formula::And(one, other) => {
            let one = inside(one, matches!(**one, Formula::Or(..)));
            format!("{one} /\\ {}", inside(other, matches!(**other, Formula::Or(..) | Formula::And(..))))
        }
        Formula::Or(one, other) => {
            format!("{} \\/ {}", inside(one, false), inside(other, matches!(**other, Formula::Or(..))))
        }
    }
}
