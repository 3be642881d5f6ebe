//! The command line: what can be asked for, and what is said of bad input.

use std::num::IntErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use racelab::data::Source;
use racelab::network::Architecture;
use racelab::report::{Page, complain, printable};
use racelab::trainers::Slow;
use racelab_loom::explore::aborts;
use racelab_loom::explore::sampled::{self, Method, Sampling};
use racelab_loom::litmus::checker::Axiom;
use racelab_loom::litmus::format::{MOST_ROUNDS, Plain};

use super::interrupt;

const ABOUT: &str = "Race conditions and memory models, learned on neural networks that really train.

Without a command: a tour. An update gets lost, loom shows how, and then every
approach trains.";

const DIGITS: &str = "The digits: E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998,
DOI 10.24432/C50P49, CC BY 4.0.";

#[derive(Parser)]
#[command(name = "racelab", version, about = ABOUT, after_help = DIGITS, max_term_width = 80)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

/// What racelab is asked to do.
#[derive(Subcommand)]
pub enum Command {
    /// A tour: what this is about, in a few seconds
    #[command(hide = true)]
    Tour,
    /// Train with each approach under the same conditions, and compare
    Compare(Compare),
    /// Explore all that is meant to be right, what is named, or a file of your own
    Check {
        /// Approaches (mutex, ...), mistakes (lost_update, ...), or one file (lock.rs)
        names: Vec<String>,
        #[command(flatten)]
        own: Own,
        /// Ask for a second opinion, in a column of its own
        #[arg(long, value_name = "WHO", value_enum)]
        with: Option<Second>,
        /// Also what has millions of executions and takes minutes, to its end unless a limit is given
        #[arg(long)]
        largest: bool,
        #[command(flatten)]
        limits: Ends,
    },
    /// Show what goes wrong in a mistake, or what can happen in safe code
    Explain(Explain),
    /// Draw executions at random: for what is too large to explore
    Sample(Sample),
    /// Weaken each ordering, lock and barrier in turn: is it needed?
    Weaken(Weaken),
    /// Write a small crate with a lock and tests that explore it, to build on
    New {
        /// A folder that is empty, or not there yet
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Exercises: broken programs to mend, each with a verdict after every save
    Exercise(Exercise),
    /// Litmus tests: what the language allows, what is explored, what is seen here
    Litmus(Litmus),
    /// How stale gradients may be: accuracy by four rules, simulated and on threads
    Staleness(Staleness),
    /// Ask a convolutional network: how many images a second, and how long does one wait?
    Inference(Inference),
    /// Words learn from their company: several workers on the same rows, with and without locks
    #[command(name = "word2vec")]
    Word2vec(Word2vec),
    /// What a shared cache line costs two threads: counters, gradients, locks
    Sharing(Sharing),
    /// Up to 64 workers by a simulated clock, from costs measured here
    Simulate(Simulate),
    /// List the mistakes
    Mistakes,
    /// List the lessons
    Lessons,
    /// Run a lesson: on a terminal it stops at each prediction, until you press Enter
    Lesson {
        /// Its number or name: 3, mutex, 03_mutex
        #[arg(allow_negative_numbers = true)]
        lesson: String,
        /// Do not stop at predictions
        #[arg(long)]
        all: bool,
    },
    /// Write the parts of the book that come from the code
    #[command(hide = true)]
    Book(Book),
    /// Run a small program of the book
    Listing {
        /// Its name, as in book/listings
        name: String,
    },
}

/// What to do with the exercises.
#[derive(Args)]
pub struct Exercise {
    /// The folder with your answers [default: this one, or one around it]
    #[arg(long, global = true, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Only the fast track: one exercise for each lesson
    #[arg(long, global = true)]
    pub fast: bool,
    /// What to do; without it: the next exercise, and a verdict after each save
    #[command(subcommand)]
    pub command: Option<ExerciseCommand>,
}

/// What to do with the exercises.
#[derive(Subcommand)]
pub enum ExerciseCommand {
    /// Make a folder with a file for each exercise; what is there stays as it is
    Init {
        /// The folder
        folder: PathBuf,
    },
    /// Go on at this exercise, with a verdict after each save
    Start {
        /// Its number, name or file
        name: String,
    },
    /// List the exercises, and what you have done
    List,
    /// A verdict on one exercise: that which is next; or on all
    Check(ExerciseCheck),
    /// Show a hint: one more each time
    Hint {
        /// Its number, name or file [default: that which is next]
        name: Option<String>,
    },
    /// Show the solution, once you have tried
    Solution {
        /// Its number, name or file [default: that which is next]
        name: Option<String>,
    },
    /// Begin an exercise anew; your file is kept beside it
    Reset {
        /// Its number, name or file [default: that which is next]
        name: Option<String>,
    },
    /// For instructors: write exercises to a folder, for a course to change and hand out
    Export(ExerciseExport),
    /// For instructors: a verdict on each submission of a folder
    Grade(ExerciseGrade),
}

/// Which answers to judge, and where to write what came of it.
#[derive(Args)]
pub struct ExerciseCheck {
    /// Its number, name or file [default: that which is next]
    pub name: Option<String>,
    /// All exercises; with --fast, all of the fast track
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
    /// Also write everything to this file as JSON; - for standard output, instead of text
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Also write a test report to this file, as build servers read it (JUnit)
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// Also write results.json for Gradescope to this file
    #[arg(long, value_name = "FILE")]
    pub gradescope: Option<PathBuf>,
}

/// Which exercises to write, and what of them.
#[derive(Args)]
pub struct ExerciseExport {
    /// The folder, which is made
    pub folder: PathBuf,
    /// Only what students get: the starters
    #[arg(long)]
    pub without_solutions: bool,
    /// Only these, separated by commas: numbers, names, or lessons
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub only: Vec<String>,
}

/// Which submissions to judge.
#[derive(Args)]
pub struct ExerciseGrade {
    /// A folder for each student with their files in it, or files that begin with the student's name:
    /// anna_34_raise_the_flag.rs
    pub submissions: PathBuf,
    /// Also write the table to this file as CSV
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Also write everything to this file as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Only these, separated by commas: numbers or names
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Judge everything anew, even what an earlier run has judged
    #[arg(long)]
    pub anew: bool,
}

/// What to do with the generated parts of the book.
#[derive(Args)]
pub struct Book {
    /// Write nothing; say what is not as the code gives it now, and end with 1 if anything is not
    #[arg(long)]
    pub check: bool,
    /// Measure this machine for the book, and write nothing else: all that is in book/src/measured, or the files whose
    /// names begin so
    #[arg(long, conflicts_with = "check", value_name = "FILE", num_args = 0..)]
    pub measure: Option<Vec<String>>,
}

/// When an exploration ends that has not come to its own end.
#[derive(Args, Clone, Copy)]
pub struct Ends {
    /// Stop an exploration after N executions [default: 1,000,000]
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    pub executions: Option<u64>,
    /// Stop altogether after N seconds [default: 60 for each exploration]
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    pub seconds: Option<u64>,
    /// Let up to N things happen for no reason in one execution: early wake-ups, time-outs, weak compare-exchanges that fail
    #[arg(long, value_name = "N", default_value_t = 1, allow_negative_numbers = true)]
    pub whims: u32,
}

/// What is asked of a file of the reader's own.
#[derive(Args, Clone, Debug, Default)]
pub struct Own {
    /// Of a file, only these tests and scenarios, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Of a file, a new verdict after each save, until q or Ctrl-C
    #[arg(long)]
    pub watch: bool,
}

/// Who has a second opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Second {
    /// The model checker that Rust programmers know
    Loom,
}

/// What to explain, and how.
#[derive(Args)]
pub struct Explain {
    /// A mistake (lost_update, ...), an approach (mutex-short, ...), or a file (lock.rs)
    pub name: String,
    /// Of a file
    #[command(flatten)]
    pub own: Own,
    /// Also show the simplest way to each allowed outcome of a mistake
    #[arg(long)]
    pub all_outcomes: bool,
    /// Show what somebody other than the engine sees
    #[arg(long, value_name = "WHO", value_enum)]
    pub with: Option<Second>,
    /// When to stop
    #[command(flatten)]
    pub limits: Ends,
    /// In which form
    #[command(flatten)]
    pub shown: Shown,
}

/// In which form an execution is shown, and to which files it is also written.
#[derive(Args, Clone, Debug, Default)]
pub struct Shown {
    /// Only characters that every terminal has
    #[arg(long)]
    pub ascii: bool,
    /// Numbered sentences instead of a diagram, for a screen reader
    #[arg(long)]
    pub steps: bool,
    /// Also write everything to this file as JSON; - for standard output, instead of text
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Also draw the first diagram to this file as SVG; - for standard output
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Draw for a screen as narrow as a phone's, for the book
    #[arg(long, requires = "svg", hide = true)]
    pub narrow: bool,
    /// Also write a page to this file, to step through in a browser; - for standard output
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Show also what happens inside std, other crates and racelab itself, operation by operation
    #[arg(long)]
    pub all_frames: bool,
}

/// What to draw executions of, and how.
#[derive(Args)]
pub struct Sample {
    /// An approach with eight workers (mutex-short, ...), a mistake, or a file (lock.rs) [default: how soon each mistake
    /// is found]
    pub name: Option<String>,
    /// Of a file
    #[command(flatten)]
    pub own: Own,
    /// How many runs, at most: the first that fails is the last
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = count, allow_negative_numbers = true,
        requires = "name")]
    pub runs: u64,
    /// Whose turn it is, and what is read
    #[arg(long, value_enum, default_value_t, requires = "name")]
    pub method: Drawing,
    /// Of pct and pctwm, the depth: one more than the moments at which a priority falls
    #[arg(long, value_name = "N", default_value_t = sampled::DEPTH, value_parser = positive,
        allow_negative_numbers = true, requires = "name")]
    pub depth: usize,
    /// Of pctwm, how many of the newest writes may be read where others are read from
    #[arg(long, value_name = "N", default_value_t = sampled::HISTORY, value_parser = positive,
        allow_negative_numbers = true, requires = "name")]
    pub history: usize,
    /// The seed of the first run; the next has the next number
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = seed, allow_negative_numbers = true,
        requires = "name")]
    pub seed: u64,
    /// Leave a run after N steps
    #[arg(long, value_name = "N", default_value_t = Sampling::STEPS, value_parser = longest,
        allow_negative_numbers = true, requires = "name")]
    pub longest: u64,
    /// Stop after N seconds [default: 60]
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true, requires = "name")]
    pub seconds: Option<u64>,
    /// In which form
    #[command(flatten)]
    pub shown: Shown,
}

/// How executions are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Drawing {
    /// Whatever is possible is equally likely
    #[default]
    Uniform,
    /// By priorities; always the newest value is read
    Pct,
    /// By priorities; only some loads read what others have written
    Pctwm,
}

impl Sample {
    /// What to draw.
    pub fn sampling(&self) -> Sampling {
        let (depth, history) = (self.depth, self.history);
        let method = match self.method {
            Drawing::Uniform => Method::Uniform,
            Drawing::Pct => Method::Pct { depth },
            Drawing::Pctwm => Method::Pctwm { depth, history },
        };
        Sampling { method, seed: self.seed, runs: self.runs, steps: self.longest }
    }
}

/// What to weaken, and what to show of it.
#[derive(Args)]
pub struct Weaken {
    /// An approach (mutex-short, ...) or a file (lock.rs) [default: all meant to be right]
    pub name: Option<String>,
    /// Of a file
    #[command(flatten)]
    pub own: Own,
    /// Show the counterexample of each site that is needed
    #[arg(long)]
    pub counterexamples: bool,
    /// When to stop
    #[command(flatten)]
    pub limits: Ends,
    /// Also write the table to this file as JSON; - for standard output, instead of text
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// Which litmus test, and what to show of it.
#[derive(Args)]
pub struct Litmus {
    /// A test of the gallery (SB, MP, ...), a file in herd's format, or a file of your own (lock.rs) [default: list the
    /// gallery]
    pub test: Option<String>,
    /// Of a file of your own, which of its scenarios
    #[arg(requires = "test")]
    pub scenario: Option<String>,
    /// Also what RC11 and x86-TSO allow
    #[arg(long)]
    pub all: bool,
    /// Explain an outcome, such as '0:r0=0 1:r0=0': the execution, or the axiom that it breaks
    #[arg(long, value_name = "OUTCOME", requires = "test")]
    pub why: Option<String>,
    /// Switch an axiom off, to see what it is for: coherence, atomicity, seqcst, ...
    #[arg(long, value_name = "AXIOM", requires = "test", value_parser = axiom)]
    pub without: Option<Axiom>,
    /// Also draw what --why explains to this file as SVG; - for standard output
    #[arg(long, value_name = "FILE", requires = "why")]
    pub svg: Option<PathBuf>,
    /// Draw for a screen as narrow as a phone's, for the book
    #[arg(long, requires = "svg", hide = true)]
    pub narrow: bool,
    /// Also write everything to this file as JSON; - for standard output, instead of text
    #[arg(long, value_name = "FILE", requires = "test")]
    pub json: Option<PathBuf>,
    /// Print the columns as HTML, for the book
    #[arg(long, requires = "test", conflicts_with_all = ["why", "json"], hide = true)]
    pub html: bool,
    /// How often to run it on this machine [default: 1000000; 100000 where a thread has no core of its own]
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    pub runs: Option<u64>,
    /// Do not run it on this machine
    #[arg(long)]
    pub no_hardware: bool,
    /// What a plain access to a location that is declared atomic counts as: herd takes the first, C the second
    #[arg(long, value_name = "READING", value_enum, default_value_t, requires = "test")]
    pub plain: PlainAccess,
    /// How many rounds of a loop are followed
    #[arg(long, value_name = "N", default_value_t = 2, requires = "test",
        value_parser = rounds, allow_negative_numbers = true)]
    pub rounds: usize,
    /// Go on for up to N seconds [default: for a fixed amount of work, of about 2 seconds]
    #[arg(long, value_name = "N", requires = "test", value_parser = count, allow_negative_numbers = true)]
    pub seconds: Option<u64>,
    /// Write the gallery to this folder, for herd7 and for changing
    #[arg(long, value_name = "DIR", conflicts_with = "test")]
    pub export: Option<PathBuf>,
}

impl Litmus {
    /// How long an answer may take, if that was said.
    pub fn time(&self) -> Option<Duration> {
        self.seconds.map(Duration::from_secs)
    }
}

/// What a plain access of an atomic location is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum PlainAccess {
    /// Not atomic
    #[default]
    NonAtomic,
    /// Atomic, and SeqCst
    #[value(name = "seqcst")]
    SeqCst,
}

impl From<PlainAccess> for Plain {
    fn from(plain: PlainAccess) -> Plain {
        match plain {
            PlainAccess::NonAtomic => Plain::NonAtomic,
            PlainAccess::SeqCst => Plain::SeqCst,
        }
    }
}

fn rounds(number: &str) -> Result<usize, String> {
    match number.parse() {
        Ok(rounds) if (1..=MOST_ROUNDS).contains(&rounds) => Ok(rounds),
        _ => Err(format!("choose from 1 to {MOST_ROUNDS}")),
    }
}

fn axiom(name: &str) -> Result<Axiom, String> {
    let known = Axiom::ALL.map(Axiom::name).join(", ");
    Axiom::named(name).ok_or_else(|| format!("choose from {known}"))
}

/// The conditions of a comparison.
#[derive(Args)]
pub struct Compare {
    /// Threads that compute gradients [default: one a core, at least 2, at most 8]
    #[arg(long, value_parser = positive, allow_negative_numbers = true)]
    pub workers: Option<usize>,
    /// Passes over the training images [default: digits 30, others 5]
    #[arg(long, value_parser = epochs, allow_negative_numbers = true)]
    pub epochs: Option<usize>,
    /// Images per batch [default: digits 32, others 64]
    #[arg(long, value_parser = positive, allow_negative_numbers = true)]
    pub batch: Option<usize>,
    /// Neurons of each hidden layer, separated by commas [default: digits 64, others 128]
    #[arg(long, value_name = "SIZES", value_delimiter = ',', value_parser = neurons, allow_negative_numbers = true)]
    pub hidden: Vec<usize>,
    /// Learning rate [default: digits 0.3, others 0.1; radial-basis six times that]
    #[arg(long, value_parser = rate, allow_negative_numbers = true)]
    pub rate: Option<f32>,
    /// What initial weights and the order of the images are drawn from
    #[arg(long, default_value_t = 0, value_parser = seed, allow_negative_numbers = true)]
    pub seed: u64,
    /// What to train on: digits, wide, or a folder with IDX files (MNIST and its kin, plain or .gz)
    #[arg(long, default_value = "digits", value_name = "DATA")]
    pub data: Source,
    /// What learns: dense, convolution or radial-basis
    #[arg(long, default_value_t = Architecture::Dense, value_name = "NETWORK")]
    pub network: Architecture,
    /// Slow a worker on purpose, by a factor: 1:8, or all:8 for every worker
    #[arg(long, value_name = "WORKER:FACTOR")]
    pub slow: Option<Slow>,
    /// Only these approaches or groups of them, separated by commas: mutex,messages
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Measure each approach for 5 seconds instead of half a second
    #[arg(long)]
    pub thorough: bool,
    /// Also draw loss over time and speed to this file as SVG; - for standard output
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,
    /// Also write the results to this file as JSON; - for standard output, instead of the table
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// Whose gradients are stale, and how to train with them.
#[derive(Args)]
pub struct Staleness {
    /// Only this many workers [default: several numbers of them; 4 with --slow or --own]
    #[arg(long, value_parser = positive, allow_negative_numbers = true)]
    pub workers: Option<usize>,
    /// Slow a worker on purpose, by a factor: 0:8, or all:8 for every worker
    #[arg(long, value_name = "WORKER:FACTOR")]
    pub slow: Option<Slow>,
    /// Each worker has digits of its own that no other has
    #[arg(long, conflicts_with = "threads")]
    pub own: bool,
    /// On real threads too, of which the slow ones sleep
    #[arg(long)]
    pub threads: bool,
    /// Learning rate [default: 0.3]
    #[arg(long, value_parser = rate, allow_negative_numbers = true)]
    pub rate: Option<f32>,
    /// Passes over the training images [default: 30]
    #[arg(long, value_parser = epochs, allow_negative_numbers = true)]
    pub epochs: Option<usize>,
    /// The first of three seeds
    #[arg(long, default_value_t = 0, value_parser = seed, allow_negative_numbers = true)]
    pub seed: u64,
    /// Draw accuracy against workers, and against slowness, to this file as SVG; - for standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["workers", "slow", "own", "threads"])]
    pub svg: Option<PathBuf>,
}

/// How images are answered.
#[derive(Args)]
pub struct Inference {
    /// Threads that answer, beside one alone
    #[arg(long, default_value_t = 2, value_parser = positive, allow_negative_numbers = true)]
    pub workers: usize,
    /// Draw throughput and waits to this file as SVG; - for standard output
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
}

/// Which text is learned, and how.
#[derive(Args)]
pub struct Word2vec {
    /// A text of your own, in UTF-8, at most 64 MB [default: one that the kit makes itself]
    #[arg(long, value_name = "FILE")]
    pub text: Option<PathBuf>,
    /// Threads that train, beside one alone
    #[arg(long, default_value_t = 2, value_parser = positive, allow_negative_numbers = true)]
    pub workers: usize,
    /// Passes over the text [default: 1, more for a short text or a thorough run]
    #[arg(long, value_parser = epochs, allow_negative_numbers = true)]
    pub epochs: Option<usize>,
    /// Learn for three times as long, and measure for five times as long
    #[arg(long)]
    pub thorough: bool,
    /// Show the neighbours of these, separated by commas
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    pub words: Vec<String>,
    /// What everything is drawn from
    #[arg(long, default_value_t = 0, value_parser = seed, allow_negative_numbers = true)]
    pub seed: u64,
    /// Draw loss over time and speeds to this file as SVG; - for standard output
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Also write the results to this file as JSON; - for standard output, instead of the tables
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// What sharing a cache line costs, and where to write it.
#[derive(Args)]
pub struct Sharing {
    /// Draw additions by distance, and locks by their share of writes, to this file as SVG; - for standard output
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Also write everything to this file as JSON; - for standard output, instead of text
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// What to simulate, and from which costs.
#[derive(Args)]
pub struct Simulate {
    /// What to train on: digits or wide
    #[arg(long, default_value = "wide")]
    pub data: Source,
    /// Images per batch [default: digits 32, wide 64]
    #[arg(long, value_parser = positive, allow_negative_numbers = true)]
    pub batch: Option<usize>,
    /// Measure nothing: take what an earlier run wrote with --json
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data", "batch"])]
    pub costs: Option<PathBuf>,
    /// Also draw speed against workers to this file as SVG; - for standard output
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Also write costs and results to this file as JSON; - for standard output, instead of the tables
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// A whole number that is not too small, and not too large for this machine.
fn whole(text: &str, least: u64) -> Result<u64, String> {
    match text.parse::<u64>() {
        Ok(number) if number >= least => Ok(number),
        Ok(_) => Err(format!("at least {least}")),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => Err(format!("at most {}", u64::MAX)),
        Err(_) if least == 0 => Err("a whole number, 0 or more".to_owned()),
        Err(_) => Err(format!("a whole number, at least {least}")),
    }
}

fn count(text: &str) -> Result<u64, String> {
    whole(text, 1)
}

fn seed(text: &str) -> Result<u64, String> {
    whole(text, 0)
}

fn longest(text: &str) -> Result<u64, String> {
    match count(text)? {
        steps if steps > Sampling::MOST_STEPS => Err(format!("at most {}", Sampling::MOST_STEPS)),
        steps => Ok(steps),
    }
}

fn positive(text: &str) -> Result<usize, String> {
    usize::try_from(count(text)?).map_err(|_| format!("at most {}", usize::MAX))
}

/// All batches are drawn before training starts: more epochs than this would fill the memory.
const MOST_EPOCHS: usize = 10_000;

fn epochs(text: &str) -> Result<usize, String> {
    match positive(text)? {
        epochs if epochs > MOST_EPOCHS => Err(format!("at most {MOST_EPOCHS}")),
        epochs => Ok(epochs),
    }
}

/// A layer of more neurons than this would take more memory than most machines have.
const MOST_NEURONS: usize = 10_000;

fn neurons(text: &str) -> Result<usize, String> {
    match positive(text)? {
        neurons if neurons > MOST_NEURONS => Err(format!("at most {MOST_NEURONS}")),
        neurons => Ok(neurons),
    }
}

fn rate(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("a number above 0, such as 0.1".to_owned()),
    }
}

/// What went wrong, in one line, and the exit code.
#[derive(Debug)]
pub struct UserError {
    message: String,
    code: u8,
}

impl UserError {
    /// Bad input: what happened, and what to do instead.
    pub fn new(message: impl Into<String>) -> Self {
        UserError { message: message.into(), code: 2 }
    }

    /// Something that went wrong with good input.
    pub fn failure(message: impl Into<String>) -> Self {
        UserError { message: message.into(), code: 1 }
    }

    /// Ctrl-C was pressed; what it cut short.
    pub fn interrupted(message: impl Into<String>) -> Self {
        UserError { message: message.into(), code: interrupt::EXIT_CODE }
    }

    /// Says it on standard error, and leaves with its exit code, past everything that ends a program in an
    /// orderly way: some of it waits for locks that a thread which aborted holds for ever.
    pub fn report_and_leave(self) -> ! {
        complain(&printable(&self.message));
        aborts::leave(self.code)
    }

    /// Says it on standard error.
    pub fn report(self) -> ExitCode {
        complain(&printable(&self.message));
        ExitCode::from(self.code)
    }
}

impl std::fmt::Display for UserError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// Reads the arguments of this process. `Err` is the exit code where there is nothing more to do.
pub fn read() -> Result<Command, ExitCode> {
    match Arguments::try_parse() {
        Ok(arguments) => Ok(arguments.command.unwrap_or(Command::Tour)),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                // Not by clap's own printing, which takes no notice of whether anybody can read it.
                Page::new().coloured(&error.render().ansi().to_string());
                Err(ExitCode::SUCCESS)
            }
            _ => Err(UserError::new(in_one_line(&error)).report()),
        },
    }
}

/// clap explains over several lines; here it is one: what is wrong, and where to read on.
fn in_one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let explained: Vec<_> = text
        .lines()
        .map(|line| line.trim().trim_start_matches("error: "))
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .collect();
    format!("{} (see --help)", explained.join("; ").replace(":;", ":"))
}
