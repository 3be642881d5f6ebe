//! Measured texts in chapters for which a block of letters is too wide: `measured_NAME.html`, from `measured/NAME.txt`.

use racelab::report::escaped;

use super::super::folder::Folder;
use super::super::html::without_empty_lines;
use super::super::parts::Part;
use super::blocks;
use crate::cli::arguments::UserError;

/// The texts, by name. Others are shown as they were printed.
const SHOWN: [&str; 32] = [
    "litmus_SB",
    "lesson_01",
    "lesson_02",
    "lesson_03",
    "lesson_04",
    "lesson_05",
    "lesson_07",
    "lesson_08",
    "lesson_09_help",
    "lesson_09_fences",
    "lesson_09_trainers",
    "lesson_09_four_rows",
    "lesson_13",
    "lesson_15",
    "compare_locks_digits",
    "compare_locks_wide",
    "compare_thread_local_digits",
    "compare_thread_local_wide",
    "compare_channel_digits",
    "compare_channel_wide",
    "bench_trainers",
    "bench_rayon",
    "bench_convolution",
    "inference",
    "sharing",
    "simulate",
    "staleness",
    "word2vec",
    "held_lock",
    "cache_lines",
    "weight_by_weight",
    "existing_loom_tests",
];

/// A part for each.
pub fn parts(folder: &Folder) -> Result<Vec<Part>, UserError> {
    let part = |name: &&str| {
        let file = format!("src/measured/{name}.txt");
        let text = folder.read(&file)?;
        let content = page(name, &text).ok_or_else(|| {
            UserError::new(format!("book/{file}: expected a machine, a command and figures"))
        })?;
        Ok(Part { file: format!("measured_{name}.html"), content })
    };
    // A book without them has nothing measured to show.
    let is_there = |name: &&&str| folder.path(&format!("src/measured/{name}.txt")).is_file();
    SHOWN.iter().filter(is_there).map(part).collect()
}

/// The text, with the machine and the command above it.
fn page(name: &str, text: &str) -> Option<String> {
    let (head, figures) = text.split_once("\n\n")?;
    let (machine, command) = head.split_once('\n')?;
    let (machine, command) = (machine.strip_prefix("machine: ")?, command.strip_prefix("command: ")?);
    // What is kept of a lesson begins with a heading, and a litmus test with its name.
    let (heading, figures) = match [" lesson ", " litmus "].iter().any(|word| command.contains(word)) {
        true => figures.split_once('\n')?,
        false => ("", figures),
    };
    let heading = match heading {
        "" => String::new(),
        heading => format!("<p class=\"litmus-title\"><strong>{}</strong></p>\n", escaped(heading)),
    };
    Some(without_empty_lines(&format!(
        "<div class=\"litmus measured\" data-measured=\"{name}\">\n\
         <p class=\"litmus-extent\">Measured on {}, by <code>{}</code></p>\n{heading}{}</div>\n",
        escaped(machine),
        escaped(command),
        blocks(figures)
    )))
}
