//! The README shows what the commands print: blocks between `<!-- output of ARGUMENTS -->` and
//! `<!-- end -->` are held against it, but for line numbers and times. To renew them:
//! `README=renew cargo test --test readme`.
#![cfg(not(loom))]

#[path = "common/lines.rs"]
mod lines;

use std::process::Command;

use lines::without_lines;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// A block of the README: what the command prints, and where it stands in the text.
struct Block<'a> {
    arguments: Vec<&'a str>,
    shown: &'a str,
}

fn blocks(readme: &str) -> Vec<Block<'_>> {
    readme
        .split("<!-- output of ")
        .skip(1)
        .map(|rest| {
            let (arguments, rest) = rest.split_once(" -->").expect("the mark ends");
            let (shown, _) = rest.split_once("<!-- end -->").expect("the block ends");
            Block { arguments: arguments.split(' ').collect(), shown }
        })
        .collect()
}

fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_racelab")).args(arguments).output().expect("racelab runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let indented: Vec<_> =
        text.trim_end().lines().map(|line| format!("    {line}").trim_end().to_owned()).collect();
    format!("\n\n{}\n\n", indented.join("\n"))
}

/// What must agree: not the line numbers, and not how long it took.
fn essence(text: &str) -> String {
    let is_time =
        |word: &&str| word.ends_with('s') && word.trim_end_matches(['s', '.']).parse::<f64>().is_ok();
    let words = |line: &str| {
        let words: Vec<_> = line.split_whitespace().collect();
        let mut kept = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let next_is_unit = words.get(index + 1).is_some_and(|next| next.starts_with("s."));
            if !is_time(word) && !next_is_unit {
                kept.push(*word);
            }
        }
        kept.join(" ")
    };
    without_lines(text).lines().map(words).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_readme_shows_what_the_commands_print() {
    let readme = std::fs::read_to_string(README).expect("there is a README");
    let mut renewed = readme.clone();
    let blocks = blocks(&readme);
    assert!(blocks.len() >= 3, "the README has blocks of output");
    for Block { arguments, shown } in blocks {
        let printed = printed(&arguments);
        if std::env::var("README").is_ok_and(|wish| wish == "renew") {
            // With its marks, so that a block which is still empty is found, and not the first empty line.
            let marked = |text| format!("<!-- output of {} -->{text}<!-- end -->", arguments.join(" "));
            renewed = renewed.replacen(&marked(shown), &marked(&printed), 1);
        } else {
            assert_eq!(essence(shown), essence(&printed), "racelab {}", arguments.join(" "));
        }
    }
    if renewed != readme {
        std::fs::write(README, renewed).expect("the README can be written");
    }
}

#[test]
fn every_file_that_the_readme_links_to_is_there() {
    let readme = std::fs::read_to_string(README).expect("there is a README");
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let mut local = 0;
    for link in links.filter(|link| !link.starts_with("http")) {
        if let Some(heading) = link.strip_prefix('#') {
            let named =
                |line: &str| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-") == heading;
            assert!(readme.lines().any(|line| line.starts_with("##") && named(line)), "{link}");
            continue;
        }
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(link);
        assert!(path.exists(), "{link}");
        local += 1;
    }
    assert!(local > 0, "the README links to files");
}
