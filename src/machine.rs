//! What the figures were measured on.

use std::env::consts::ARCH;
use std::fmt;
use std::fs;
use std::thread::available_parallelism;

use crate::sync::CachePadded;

/// How many threads of this process can run at the same time; 1 where the system does not tell.
pub fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// The machine that this runs on, as far as it can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// The kind of processor that this program was compiled for: `x86_64`, `aarch64`.
    pub architecture: &'static str,
    /// How many threads can run at the same time, where the system tells it.
    pub cores: Option<usize>,
    /// The name of the processor, where the system tells it (Linux does, on x86).
    pub processor: Option<String>,
}

impl Machine {
    /// This one.
    pub fn here() -> Self {
        let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|information| {
            let line = information.lines().find(|line| line.starts_with("model name"))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        });
        let cores = available_parallelism().ok().map(usize::from);
        Machine { architecture: ARCH, cores, processor }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.architecture)?;
        match self.cores {
            Some(1) => formatter.write_str(", 1 core")?,
            Some(cores) => write!(formatter, ", {cores} cores")?,
            None => formatter.write_str(", cores unknown")?,
        }
        self.processor.iter().try_for_each(|name| write!(formatter, ", {name}"))
    }
}

/// Removes the variables of the environment that loom takes settings from: what is explored is not to depend
/// on them, and loom panics at one that it cannot read.
///
/// # Safety
/// There may be no other thread, which could read the environment meanwhile.
pub unsafe fn forget_settings_of_loom() {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LOOM_") {
            // SAFETY: the caller sees to it.
            unsafe { std::env::remove_var(name) };
        }
    }
}

/// How long a cache line is: what cores hand to each other in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheLine {
    /// Its bytes.
    pub bytes: usize,
    /// Whether the system told. If not, it is what crossbeam pads to for this kind of processor, which is never too little
    /// and may be two lines.
    pub told: bool,
}

impl CacheLine {
    /// Those of this machine. Linux tells; std has no constant for it, and crossbeam has one for each kind of processor.
    pub fn here() -> Self {
        let told = fs::read_to_string("/sys/devices/system/cpu/cpu0/cache/index0/coherency_line_size");
        CacheLine::read(told.ok().as_deref())
    }

    /// What to make of what the system told, if it did.
    pub fn read(told: Option<&str>) -> Self {
        let bytes = told.and_then(|told| told.trim().parse().ok());
        match bytes.filter(|bytes: &usize| bytes.is_power_of_two() && (16..=1024).contains(bytes)) {
            Some(bytes) => CacheLine { bytes, told: true },
            None => CacheLine { bytes: align_of::<CachePadded<u8>>(), told: false },
        }
    }
}
