//! The C++ programs beside the listings (`book/listings/cpp`): each compiles without a warning and prints what its
//! second line says, under ThreadSanitizer where there is one and where it understands the program.

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
    assert!(programs.len() >= 18, "{programs:?}");
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
