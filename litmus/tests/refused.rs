//! The table of what is refused, in the page of the format: each of its lines is tried.

use racelab_litmus::format::parse;

/// The lines of the table: the example, and what is said of it.
fn table() -> Vec<(&'static str, &'static str)> {
    let page = include_str!("../src/format/mod.rs");
    let section = page.split("# What is refused").nth(1).expect("the section");
    let section = section.split("# The files").next().expect("what comes before the next one");
    let lines = section.lines().filter_map(|line| line.strip_prefix("//! | ")).skip(2);
    lines
        .map(|line| {
            let cells: Vec<_> = line.trim_end_matches(" |").split(" | ").collect();
            let [_, example, said] = cells[..] else { panic!("three cells: {line}") };
            (example.trim_matches('`'), said)
        })
        .collect()
}

#[test]
fn whatever_the_page_says_is_refused_is_refused_with_these_words() {
    assert!(table().len() > 15);
    for (example, said) in table() {
        let (state, thread, question) = match example {
            _ if example.starts_with('{') => (example, "P0 (int* x) {}", ""),
            _ if example.starts_with("P0") => ("{}", example, ""),
            _ if example.starts_with("exists") || example.starts_with("observed") => {
                ("{ x = 0; y = 0; }", "P0 (int* x) {}", example)
            }
            _ => ("{}", &*format!("P0 (atomic_int* x) {{ {example} }}"), ""),
        };
        let head = if example.starts_with("X86") { example } else { "C t" };
        let text = format!("{head}\n{state}\n{thread}\n{question}\n");
        match parse(&text) {
            Ok(test) => panic!("{text}\nwas understood: {test:?}"),
            Err(error) => assert!(error.message.starts_with(said), "{text}\nsaid: {}", error.message),
        }
    }
}
