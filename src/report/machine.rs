//! What the figures were measured on.

use std::env::consts::ARCH;
use std::fs;
use std::thread::available_parallelism;

/// Architecture, cores, and the name of the processor where the system tells it (Linux does, on x86).
pub fn machine() -> String {
    let cores = match available_parallelism().map(usize::from) {
        Ok(1) => "1 core".to_owned(),
        Ok(cores) => format!("{cores} cores"),
        Err(_) => "cores unknown".to_owned(),
    };
    let name = fs::read_to_string("/proc/cpuinfo").ok().and_then(|information| {
        let line = information.lines().find(|line| line.starts_with("model name"))?;
        Some(format!(", {}", line.split_once(':')?.1.trim()))
    });
    format!("{ARCH}, {cores}{}", name.unwrap_or_default())
}
