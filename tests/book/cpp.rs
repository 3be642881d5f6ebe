//! The C++ programs beside the listings (`book/listings/cpp`): each compiles without a warning and prints what its
//! second line says, under ThreadSanitizer where there is one and where it understands the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::pages::{Book, names, read};

const COMPILER: &str = "g++";
const FLAGS: [&str; 7] = ["-std=c++20", "-O1", "-g", "-pthread", "-Wall", "-Wextra", "-Werror"];

/// What ThreadSanitizer does not understand: it would report races that a fence rules out, and g++ warns of it.
const NOT_UNDERSTOOD: &str = "atomic_thread_fence";

/// A folder for what is compiled, which goes with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("racelab-cpp-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder of its own");
        Scratch(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn compile(source: &Path, program: &Path, sanitized: bool) -> Output {
    let mut command = Command::new(COMPILER);
    command.args(FLAGS).args(sanitized.then_some("-fsanitize=thread")).arg(source).arg("-o").arg(program);
    command.output().expect("the compiler has been found before")
}

/// Whether a program under ThreadSanitizer can be compiled and run here. Not every compiler comes with it, and not
/// every system lets it run.
fn has_sanitizer(scratch: &Scratch) -> bool {
    let (source, program) = (scratch.0.join("empty.cpp"), scratch.0.join("empty"));
    fs::write(&source, "int main() {}\n").expect("a file of its own");
    let compiled = compile(&source, &program, true).status.success();
    compiled && Command::new(&program).output().is_ok_and(|output| output.status.success())
}

#[test]
fn every_cpp_program_compiles_and_prints_what_it_says() {
    if Command::new(COMPILER).arg("--version").output().is_err() {
        eprintln!("skipped: there is no {COMPILER} here");
        return;
    }
    let folder = Book::this().project.join("book/listings/cpp");
    let programs: Vec<_> = names(&folder).into_iter().filter(|name| name.ends_with(".cpp")).collect();
    assert!(programs.len() >= 36, "{programs:?}");
    let scratch = Scratch::new();
    let has_sanitizer = has_sanitizer(&scratch);
    for name in programs {
        let (source, program) = (folder.join(&name), scratch.0.join(name.trim_end_matches(".cpp")));
        let text = read(&source);
        let promised = text.lines().nth(1).and_then(|line| line.strip_prefix("// Prints: "));
        let promised = promised.unwrap_or_else(|| panic!("{name} has a second line '// Prints: ...'"));
        let compiled = compile(&source, &program, has_sanitizer && !text.contains(NOT_UNDERSTOOD));
        assert!(compiled.status.success(), "{name}: {}", String::from_utf8_lossy(&compiled.stderr));
        let output = Command::new(&program).output().expect("a program that was just compiled");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {}: {said}", output.status);
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), promised, "{name}");
    }
}

/// Listings of the chapters that have no counterpart in C++, by the reasons that `from_cpp.md` gives.
const WITHOUT: [(&str, &[&str]); 4] = [
    (
        "It would be undefined behaviour",
        &[
            "unguarded_weights.rs:step",
            "wrong_lock.rs:workers",
            "relock.rs:rwlock",
            "forgotten_barrier.rs:round",
            "one_buffer.rs:rounds",
            "flag_alone.rs:flag",
            "publish_before_write.rs:fulfil",
            "double_take.rs:take",
            "overwritten_activations.rs:first",
            "overwritten_activations.rs:second",
            "freed_while_read.rs:current",
            "plain_rows.rs:plain",
            "one_shard_locked.rs:lock",
        ],
    ),
    (
        "It would wait for ever",
        &[
            "lock_order.rs:order",
            "channel_never_closed.rs:server",
            "full_both_ways.rs:swap",
            "lost_wakeup.rs:meet",
            "missed_unpark.rs:done",
            "one_worker_short.rs:round",
            "unfenced_sleep.rs:protocol",
            "full_pool.rs:run",
            "circular_wait.rs:stages",
            "unlocked_bound.rs:wait",
            "waits_for_more.rs:fill",
            "text_order.rs:hold",
        ],
    ),
    (
        "The library has nothing like it",
        &[
            "scenario_runs.rs:receiver_leaves",
            "one_shot.rs:leave",
            "one_shot.rs:take_back",
            "future.rs:poll",
            "future.rs:block_on",
            "promise_async.rs:work",
            "waker_after_check.rs:poll",
            "pool.rs:job",
            "mod.rs:work",
            "mod.rs:shared",
            "mod.rs:with_pool",
            "mod.rs:end",
            "mod.rs:run",
            "mod.rs:epochs",
        ],
    ),
    (
        "There is nothing to compare",
        &[
            "refused.rs",
            "refused_arc.rs",
            "half_a_pair.rs:ways",
            "replica.rs:mine",
            "simulation.rs:events",
            "training.rs:train",
            "train.rs:step",
        ],
    ),
];

/// Pages that show litmus tests and the kit's own tools, which `from_cpp.md` names, and the slides.
const OF_TOOLS: [&str; 6] = [
    "09_litmus.md",
    "19_random_schedules.md",
    "what_green_does_not_mean.md",
    "existing_loom_tests.md",
    "your_own_code.md",
    "slides.md",
];

/// The Rust listings of a page after which no C++ follows: the last part of the path, and the anchor.
fn alone(page: &str) -> impl Iterator<Item = &str> {
    page.split("```rust").skip(1).filter_map(|listing| {
        let (rust, rest) = listing.split_once("\n```\n")?;
        let path = rust.split_once("{{#include ")?.1.split_once("}}")?.0;
        let is_alone = !rest.trim_start().starts_with("```cpp");
        is_alone.then(|| path.rsplit('/').next().unwrap_or(path))
    })
}

#[test]
fn every_listing_has_a_counterpart_in_cpp_or_a_reason_to_have_none() {
    let book = Book::this();
    let chapters = book.chapters();
    let of_threads = chapters.iter().filter(|chapter| !OF_TOOLS.contains(&chapter.file.as_str()));
    let found: BTreeSet<_> = of_threads.flat_map(|chapter| alone(&chapter.source)).collect();
    let reasoned: BTreeSet<_> = WITHOUT.iter().flat_map(|(_, listings)| *listings).copied().collect();
    assert_eq!(found, reasoned, "listings without C++, and those for which there is a reason");
    let said = read(&book.src().join("from_cpp.md"));
    for (reason, _) in WITHOUT {
        assert!(said.contains(&format!("- **{reason}**")), "from_cpp.md does not give the reason: {reason}");
    }
}
