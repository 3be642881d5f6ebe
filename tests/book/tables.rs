//! What is printed as a table is a table of the page: a block of letters has 80 columns, and a phone half of that.

use super::pages::{Book, read};

/// Shows what the first command prints, as it stands in a terminal.
const SCREEN: &str = "before_you_start.md";

/// Whether a line ends with a figure in a column of its own, and perhaps its unit.
fn ends_with_a_figure(line: &str) -> bool {
    let Some((_, last)) = line.trim_end().rsplit_once("  ") else { return false };
    let is_figure = last.trim().starts_with(|letter: char| letter.is_ascii_digit());
    is_figure && last.split_whitespace().count() <= 2 && !line.contains('│')
}

#[test]
fn no_table_of_figures_is_a_block_of_letters() {
    for chapter in Book::this().chapters().iter().filter(|chapter| chapter.file != SCREEN) {
        let blocks = chapter.text.split("```text\n").skip(1).filter_map(|block| block.split("\n```").next());
        for block in blocks {
            let lines: Vec<_> = block.lines().collect();
            let is_table = lines.windows(3).any(|rows| rows.iter().all(|row| ends_with_a_figure(row)));
            assert!(!is_table, "{}: {block}", chapter.file);
        }
    }
}

#[test]
fn tables_steps_and_points_are_what_was_printed() {
    let cases = [
        // The first cell stands in the first row of four.
        (
            "measured_staleness.html",
            "<td class=\"number\">16</td><td>by speed</td><td class=\"number\">9.2 %</td>",
        ),
        ("measured_word2vec.html", "<td>fox</td><td class=\"number\">2</td><td>goose owl crane horse"),
        // Several words are one header.
        (
            "measured_held_lock.html",
            "<th class=\"number\">min(n, 1/s)</th><th class=\"number\">Amdahl's law</th>",
        ),
        // Quantities stand at the right, and a dash among them.
        ("measured_cache_lines.html", "<td class=\"number\">4.8 ns</td>"),
        ("sample.html", "<td class=\"number\">-</td><td class=\"number\">6</td>"),
        // What did not fit into a cell goes on below it, and sentences follow without being a row.
        ("check_mutex_short_atomic_add.html", "<td>29,022 - failing compare-exchange</td>"),
        ("check_mutex_short_atomic_add.html", "<ul>\n<li>load, then store: it skips"),
        // Threads without a bar between them, a heading, and steps.
        ("litmus_Peterson_fence_why.html", "<p class=\"litmus-thread\">thread 1</p>\n<pre>flag1.store"),
        ("litmus_CoRR_why.html", "<strong>CoRR: Two loads: is the second ever the older?</strong>"),
        ("litmus_MP_why.html", "<ol>\n<li>thread 0 stores 1 in x (Relaxed)</li>"),
    ];
    for (file, expected) in cases {
        let text = read(&Book::this().src().join("generated").join(file));
        assert!(text.contains(expected), "{file} has no {expected}");
    }
}
