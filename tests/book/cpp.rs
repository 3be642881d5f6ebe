//! The C++ programs beside the listings (`book/listings/cpp`): each compiles without a warning and prints what its
//! second line says, under ThreadSanitizer where there is one.

use std::path::Path;
use std::process::{Command, Output};

use super::pages::{Book, names, read};

const COMPILER: &str = "g++";
const FLAGS: [&str; 7] = ["-std=c++20", "-O1", "-g", "-pthread", "-Wall", "-Wextra", "-Werror"];

fn compile(source: &Path, program: &Path, sanitized: bool) -> Output {
    let mut command = Command::new(COMPILER);
    command.args(FLAGS).args(sanitized.then_some("-fsanitize=thread")).arg(source).arg("-o").arg(program);
    command.output().expect("the compiler has been found before")
}

#[test]
fn every_cpp_program_compiles_and_prints_what_it_says() {
    if Command::new(COMPILER).arg("--version").output().is_err() {
        eprintln!("skipped: there is no {COMPILER} here");
        return;
    }
    let folder = Book::this().project.join("book/listings/cpp");
    let scratch = std::env::temp_dir().join(format!("racelab-cpp-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("a folder of its own");
    let programs: Vec<_> = names(&folder).into_iter().filter(|name| name.ends_with(".cpp")).collect();
    assert!(programs.len() >= 8, "{programs:?}");
    for name in programs {
        let (source, program) = (folder.join(&name), scratch.join(name.trim_end_matches(".cpp")));
        let text = read(&source);
        let promised = text.lines().find_map(|line| line.strip_prefix("// Prints: "));
        let promised = promised.unwrap_or_else(|| panic!("{name} has a line '// Prints: ...'"));
        // Not every compiler comes with the sanitizer; without it the program has to be right all the same.
        if !compile(&source, &program, true).status.success() {
            let plain = compile(&source, &program, false);
            assert!(plain.status.success(), "{name}: {}", String::from_utf8_lossy(&plain.stderr));
        }
        let output = Command::new(&program).output().expect("a program that was just compiled");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {}: {said}", output.status);
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), promised, "{name}");
    }
    let _ = std::fs::remove_dir_all(&scratch);
}
