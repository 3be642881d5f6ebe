//! What is taken from a learner's file, and what is a change.

use racelab::cli::exercise::taken::{Refused, take};

use super::sample;

#[test]
fn comments_and_formatting_do_no_harm() {
    let exercise = sample("01_flag");
    let starter = exercise.starter();
    let changed = starter
        .replace("//! Raise the flag", "//! I have read this")
        .replace("// SAFETY: ", "// I wonder. ")
        .replace(
            "{ Some(unsafe { *flag.number.get() }) } else { None }",
            "{\n    Some(unsafe { *flag.number.get() })\n} else {\n    None\n}",
        )
        .replace("ready: AtomicBool,\n}", "ready: AtomicBool\n}")
        .replace('\n', "\r\n");
    assert_ne!(changed, starter);
    let taken = take(&exercise, &changed).unwrap();
    assert!(!taken.has_same_lines);
    // The original stands around what was taken.
    assert_eq!(taken.program, starter);
    assert!(take(&exercise, &starter).unwrap().has_same_lines);
}

#[test]
fn a_change_of_the_frame_is_told_with_its_line() {
    let exercise = sample("01_flag");
    let starter = exercise.starter();
    let refused = |text: &str| match take(&exercise, text) {
        Err(Refused::Changed(what)) => what,
        other => panic!("{other:?}"),
    };
    for (from, to, said) in [
        ("flag.raise(7)", "flag.raise(8)", "line 39: `8` stands where `7` was"),
        ("// racelab: outcomes None, Some(7)\n", "", ""),
        ("// yours: is_up", "// mine: is_up", "the line `// yours: is_up` is gone"),
        ("// yours: is_up", "// yours: raise", "a second region is called raise"),
        ("        // end\n    }\n}", "    }\n}", "the region is_up has no `// end`"),
        ("unsafe impl Sync for Flag {}", "", "stands where `unsafe` was"),
        (
            "// end\n    }\n\n    fn",
            "// end\n        return;\n    }\n\n    fn",
            "`return` stands where `}` was",
        ),
    ] {
        let text = starter.replacen(from, to, 1);
        assert_ne!(text, starter, "{from}");
        if said.is_empty() {
            // A comment, and the original's counts.
            assert_eq!(take(&exercise, &text).unwrap().program, starter);
        } else {
            let what = refused(&text);
            assert!(what.contains(said), "{what}");
        }
    }
    let what = refused(starter.trim_end().strip_suffix('}').unwrap());
    assert!(what.contains("this is no Rust") || what.contains("`}` is gone"), "{what}");
    let last = starter.rfind("#[test]").or_else(|| starter.rfind("// racelab:")).unwrap();
    let what = refused(&starter[..last]);
    assert!(what.contains("is gone, which was in line"), "{what}");
    let what = refused(&(starter.clone() + "fn more() {}\n"));
    assert!(what.contains("`fn` was not there at first"), "{what}");
}
