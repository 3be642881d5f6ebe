//! An outcome, or a part of one, as text.

use super::super::test::{Integer, Observable, Test, Value};

/// What some registers and locations hold in the end.
pub type Ending = Vec<(Observable, Value)>;

/// Reads an ending such as `0:r0=0 1:r0=0`. Spaces, `,`, `;` or `/\` stand between its parts.
pub fn ending(test: &Test, text: &str) -> Result<Ending, String> {
    let text = text.replace("/\\", " ").replace([',', ';', '(', ')'], " ");
    let parts: Vec<_> = text.split_whitespace().collect();
    if parts.is_empty() {
        return Err(format!("an outcome is expected, such as {}", example(test)));
    }
    parts.into_iter().map(|part| one(test, part)).collect()
}

fn one(test: &Test, part: &str) -> Result<(Observable, Value), String> {
    let (name, value) = part.split_once('=').ok_or_else(|| {
        format!("{part:?} is no part of an outcome; write NAME=VALUE, such as {}", example(test))
    })?;
    let known = observables(test).into_iter().find(|&observable| test.name_of(observable) == name);
    let known = known.ok_or_else(|| {
        let names: Vec<_> = observables(test).into_iter().map(|known| test.name_of(known)).collect();
        format!("{} has no {name:?}; it has {}", test.name, names.join(", "))
    })?;
    let not_held = |integer: Integer| {
        format!("{value:?} in {part:?} is not a number that an `{}` holds", integer.in_c())
    };
    let integer = test.integer(known);
    // As C compares them: -1 is the greatest `unsigned`.
    if let Some(octal) = unclear(value) {
        return Err(format!(
            "{octal:?} in {part:?}: C reads a number that begins with 0 as octal, herd as decimal: leave out the 0"
        ));
    }
    let value = value.parse::<Value>().ok();
    let value = value.map(|value| integer.with(Integer::of_constant(value)).convert(value));
    let value = value.filter(|&value| integer.holds(value)).ok_or_else(|| not_held(integer))?;
    Ok((known, value))
}

/// The digits of a number that C and herd read differently, if it is one.
fn unclear(value: &str) -> Option<&str> {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    let decimal = digits.parse::<Value>().ok()?;
    let octal = Value::from_str_radix(digits, 8).ok();
    (digits.starts_with('0') && octal != Some(decimal)).then_some(digits)
}

/// All that can be asked about.
fn observables(test: &Test) -> Vec<Observable> {
    let registers = |(thread, program): (usize, &super::super::test::Thread)| {
        let named = |register: &usize| !program.registers[*register].starts_with('$');
        let registers: Vec<_> = (0..program.registers.len()).filter(named).collect();
        registers.into_iter().map(move |register| Observable::Register { thread, register })
    };
    let registers = test.threads.iter().enumerate().flat_map(registers);
    registers.chain((0..test.locations.len()).map(Observable::Location)).collect()
}

fn example(test: &Test) -> String {
    let shown = test.shown().into_iter().map(|observable| format!("{}=0", test.name_of(observable)));
    format!("\"{}\"", shown.collect::<Vec<_>>().join(" "))
}
