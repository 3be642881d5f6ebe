//! Figures that a chapter has in a table of its own are those of the measured file that it names.

use std::collections::BTreeMap;

use super::pages::read;

/// The ratio of each approach in each of the benchmark's tables, in their order, as printed.
fn measured(text: &str) -> BTreeMap<&str, Vec<&str>> {
    let mut ratios = BTreeMap::<_, Vec<_>>::new();
    for line in text.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        if let Some(percent) = words.iter().position(|word| *word == "%")
            && let Some(ratio) = words.get(percent + 1)
        {
            ratios.entry(words[0]).or_default().push(*ratio);
        }
    }
    ratios
}

#[test]
fn the_table_for_choosing_has_the_measured_ratios() {
    let book = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src");
    let (chapter, bench) = (read(&book.join("choosing.md")), read(&book.join("measured/bench_trainers.txt")));
    let measured = measured(&bench);
    let mut rows = 0;
    for row in chapter.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let name = cells[1].trim_matches('`');
        // The last cell is empty: a row ends with a bar.
        assert_eq!(cells[6..10], measured[name], "{name}");
        rows += 1;
    }
    assert_eq!(rows, measured.len() - 1, "every approach but that with one thread");
}
