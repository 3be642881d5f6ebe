//! Figures that a chapter has in a table of its own are those of the measured file that it names, and minutes are the same
//! everywhere.

use std::collections::BTreeMap;

use racelab::lesson::LESSONS;

use super::pages::{Book, read};

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
    let others = ["sequential", "rayon"].into_iter().filter(|name| measured.contains_key(name)).count();
    assert_eq!(rows, measured.len() - others, "every approach but that with one thread, and rayon");
}

#[test]
fn what_is_said_of_rayon_was_measured() {
    let book = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("book/src");
    let (chapter, bench) = (read(&book.join("choosing.md")), read(&book.join("measured/bench_rayon.txt")));
    let measured = measured(&bench);
    let [digits, wide, _, deep] = measured["rayon"][..] else { panic!("{:?}", measured["rayon"]) };
    let said = format!(
        "With two workers it has {digits} on the digits, {wide} on the wide network, and {deep} on the deep one"
    );
    let words = chapter.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&said), "choosing.md does not say: {said}");
}

/// The cells of each row of a table that are between bars.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let is_row = |line: &&str| line.starts_with("| ");
    text.lines().filter(is_row).map(|line| line.split('|').map(str::trim).skip(1).collect())
}

/// How many minutes a chapter takes, by the table that it opens with.
fn minutes(chapter: &str) -> Option<u32> {
    let row = rows(chapter).take(5).find(|row| row[0] == "Minutes")?;
    row.get(1)?.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// The files that a cell links to.
fn linked(cell: &str) -> Vec<&str> {
    cell.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()).collect()
}

#[test]
fn a_chapter_takes_as_many_minutes_as_the_list_of_lessons_says() {
    let book = Book::this();
    for lesson in LESSONS {
        let chapter = read(&book.src().join(format!("{}.md", lesson.name)));
        assert_eq!(minutes(&chapter), Some(lesson.minutes), "{}", lesson.name);
    }
}

#[test]
fn the_weeks_of_a_course_take_as_long_to_read_as_their_chapters() {
    let book = Book::this();
    let teaching = read(&book.src().join("teaching.md"));
    let mut weeks = 0;
    for row in rows(&teaching).filter(|row| row[0].parse::<u32>().is_ok() && row.len() == 6) {
        let chapters = linked(row[2]);
        let sum = chapters.iter().map(|file| minutes(&read(&book.src().join(file))).expect("minutes")).sum();
        assert_eq!(row[3].parse::<u32>(), Ok(sum), "week {}: {chapters:?}", row[0]);
        weeks += 1;
    }
    assert_eq!(weeks, 10);
}
