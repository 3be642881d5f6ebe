//! What the compiler makes of a loop that waits and of two stores around a flag. The functions are compiled
//! and shown. Nothing here runs them.

use std::env::consts::ARCH;
use std::io::{self, Write};
use std::process::{Command, Stdio};

const FUNCTIONS: &str = include_str!("as_compiled/functions.rs");

/// What is asked of rustc: assembly of what it reads from its input, with all optimisations.
const OPTIONS: &[&str] = &["--edition", "2024", "-C", "opt-level=3", "--emit", "asm", "-o", "-", "-"];

/// Prints which compiler it was, and then the instructions of each function.
pub fn main() {
    match rustc(&["-vV"], "").and_then(|version| Ok((version, assembly()?))) {
        Ok((version, assembly)) => {
            println!("{}", compiler(&version));
            for name in names(FUNCTIONS) {
                println!("\n{}", body(&assembly, name));
            }
        }
        Err(error) => println!("rustc, which has to be on the PATH for this listing, failed: {error}"),
    }
}

/// The functions, compiled. Of x86's two notations, the one that names the target first.
fn assembly() -> io::Result<String> {
    let notation: &[_] = if ARCH == "x86_64" { &["-C", "llvm-args=-x86-asm-syntax=intel"] } else { &[] };
    rustc(&[notation, OPTIONS].concat(), FUNCTIONS)
}

/// What rustc prints if it is given this to read.
fn rustc(options: &[&str], input: &str) -> io::Result<String> {
    let mut command = Command::new("rustc");
    command.args(options).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    child.stdin.take().expect("it is piped").write_all(input.as_bytes())?;
    let output = child.wait_with_output()?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}

/// The compiler and what it compiles for, in a line, of what `rustc -vV` prints.
fn compiler(version: &str) -> String {
    let name = version.lines().next().unwrap_or_default();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    format!("{name}, opt-level=3, {host}")
}

/// The names of the functions in a source, in its order.
fn names(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| line.split_once("fn ")?.1.split('(').next())
}

/// An instruction with its operands in a column of their own. A label is left as it is.
fn aligned(line: &str) -> String {
    match line.trim_start().split_once('\t') {
        Some((name, operands)) => format!("    {name:6} {operands}"),
        None => line.replace('\t', "    "),
    }
}

/// The instructions of one function and the labels that they jump to, without what is for the assembler alone.
fn body(assembly: &str, name: &str) -> String {
    let from_name = assembly.lines().skip_while(|line| *line != format!("{name}:"));
    let lines = from_name.take_while(|line| !line.starts_with(".Lfunc_end"));
    let is_shown = |line: &&str| !line.trim_start().starts_with('.') || line.starts_with(".LBB");
    lines.filter(is_shown).map(aligned).collect::<Vec<_>>().join("\n")
}
