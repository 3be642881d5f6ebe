//! Trainers as a learner may have left them, under `compare` and the tour: without an end, waiting for ever, without a
//! bottom. Ctrl-C ends them at once, a line says where they were, and what was measured before is not lost.
//!
//! No such trainer can be had from outside the program. So this file compiles the commands a second time, and each
//! test starts itself once more as a program, which is given a trainer and ends as `racelab` would.
#![cfg(all(unix, not(loom)))]

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio, exit};
use std::time::{Duration, Instant};
use std::{env, fs};

use racelab::data::{Batches, Source, Split};
use racelab::mistakes::lost_update;
use racelab::network::{Architecture, Network, Perceptron};
use racelab::sync::{Mutex, WorkerPanic, workers};
use racelab::trainers::{Approach, Plan, Train, Watch, approaches};

#[allow(dead_code)]
#[path = "../src/cli"]
mod cli {
    pub mod arguments;
    pub mod attend;
    pub mod compare;
    pub mod ending;
    pub mod explore;
    pub mod files;
    pub mod interrupt;
    pub mod progress;
    pub mod replace;
    pub mod results;
    pub mod tour;
}

type Trained = Result<Vec<f32>, WorkerPanic>;

/// Says that the trainer is where it stays.
const STUCK: &str = "here it stays";

/// The trainers do this, on the worker that comes last.
fn after_three_steps(weights: Vec<f32>, plan: &Plan, watch: &dyn Watch, stay: impl Fn() + Sync) -> Trained {
    workers(plan.workers, |me| {
        for _ in 0..3 {
            let _ = watch.step(me, 0.0);
        }
        if me + 1 == plan.workers {
            eprintln!("{STUCK}");
            stay();
        }
    });
    Ok(weights)
}

fn loops<N: Network>(_: &N, weights: Vec<f32>, _: &Batches<'_>, plan: &Plan, watch: &dyn Watch) -> Trained {
    after_three_steps(weights, plan, watch, || {
        while std::hint::black_box(true) {
            std::hint::spin_loop();
        }
    })
}

fn relocks<N: Network>(_: &N, weights: Vec<f32>, _: &Batches<'_>, plan: &Plan, watch: &dyn Watch) -> Trained {
    let lock = Mutex::new(());
    after_three_steps(weights, plan, watch, || {
        let _first = lock.lock().unwrap();
        let _second = lock.lock().unwrap();
    })
}

/// As a pipeline does: only the last worker makes steps, because only it knows the loss.
fn loops_in_the_last_stage<N: Network>(
    _: &N,
    weights: Vec<f32>,
    _: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Trained {
    for _ in 0..3 {
        let _ = watch.step(plan.workers - 1, 0.0);
    }
    eprintln!("{STUCK}");
    while std::hint::black_box(true) {
        std::hint::spin_loop();
    }
    Ok(weights)
}

/// Looks up again, though late.
fn dawdles<N: Network>(_: &N, weights: Vec<f32>, _: &Batches<'_>, plan: &Plan, watch: &dyn Watch) -> Trained {
    after_three_steps(weights, plan, watch, || std::thread::sleep(Duration::from_millis(150)))
}

fn recurses<N: Network>(
    _: &N,
    weights: Vec<f32>,
    _: &Batches<'_>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Trained {
    fn deep(depth: u64) -> u64 {
        let here = std::hint::black_box([depth; 64]);
        if depth == 0 { 0 } else { deep(depth - 1) + here[63] % 2 }
    }
    after_three_steps(weights, plan, watch, || {
        std::hint::black_box(deep(std::hint::black_box(10_000_000)));
    })
}

fn devours<N: Network>(_: &N, weights: Vec<f32>, _: &Batches<'_>, plan: &Plan, watch: &dyn Watch) -> Trained {
    after_three_steps(weights, plan, watch, || {
        std::hint::black_box(vec![1_u8; std::hint::black_box(1 << 46)]);
    })
}

fn exits<N: Network>(_: &N, weights: Vec<f32>, _: &Batches<'_>, plan: &Plan, watch: &dyn Watch) -> Trained {
    after_three_steps(weights, plan, watch, || exit(0))
}

fn panics<N: Network>(_: &N, weights: Vec<f32>, _: &Batches<'_>, plan: &Plan, watch: &dyn Watch) -> Trained {
    after_three_steps(weights, plan, watch, || panic!("a slip"))
}

/// Set in a test that runs as a program.
const AS_A_PROGRAM: &str = "RACELAB_TEST_AS_A_PROGRAM";

/// How such a program ended, and how long after Ctrl-C.
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    after: Duration,
}

/// Runs the test with this name as a program that does `what`, in `folder`; sends it Ctrl-C once its trainer is stuck.
fn as_a_program(
    name: &str,
    folder: &Path,
    what: fn() -> Result<ExitCode, cli::arguments::UserError>,
) -> Ended {
    if env::var_os(AS_A_PROGRAM).is_some() {
        racelab::report::end_quietly();
        cli::interrupt::listen();
        let code = cli::ending::end(what());
        // An exit code does not tell its number, but it can be compared.
        exit((0..=u8::MAX).find(|&number| ExitCode::from(number) == code).map_or(-1, i32::from));
    }
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(AS_A_PROGRAM, "1")
        .env_remove("RUST_BACKTRACE")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains(STUCK) {
        line.clear();
        assert!(stderr.read_line(&mut line).unwrap() > 0, "{name} ended before it was stuck");
    }
    let pressed = Instant::now();
    // One that has ended by itself meanwhile has nobody to send it to.
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
    while child.try_wait().unwrap().is_none() {
        if pressed.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{name} goes on after Ctrl-C");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let after = pressed.elapsed();
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    let output = child.wait_with_output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    Ended { code: output.status.code(), stdout, stderr: rest, after }
}

/// All approaches, with this trainer for the one with this name.
fn with(name: &str, train: Train<Perceptron>) -> Vec<Approach<Perceptron>> {
    let mut all = approaches();
    all.iter_mut().find(|approach| approach.name == name).expect("an approach").train = train;
    all
}

/// `compare --only rwlock --json results`, as short as can be.
fn compare(among: Vec<Approach<Perceptron>>) -> Result<ExitCode, cli::arguments::UserError> {
    compare_only("rwlock", among)
}

/// The same of another approach.
fn compare_only(name: &str, among: Vec<Approach<Perceptron>>) -> Result<ExitCode, cli::arguments::UserError> {
    let arguments = cli::arguments::Compare {
        slow: None,
        plot: None,
        workers: Some(2),
        epochs: Some(1),
        hidden: Vec::new(),
        batch: None,
        rate: None,
        seed: 0,
        data: Source::Digits,
        network: Architecture::Dense,
        only: vec![name.to_owned()],
        thorough: false,
        json: Some("results".into()),
    };
    let split = Split::of_digits();
    let network = Architecture::perceptron(&[64], &split);
    cli::compare::among(&arguments, among, network, split)
}

/// A folder with an older file of results.
fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("racelab-{name}-{}", std::process::id()));
    if env::var_os(AS_A_PROGRAM).is_none() {
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("results"), "old\n").unwrap();
    }
    folder
}

/// The results in the folder, which goes.
fn results(folder: PathBuf) -> String {
    let results = fs::read_to_string(folder.join("results")).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing else is left");
    fs::remove_dir_all(folder).unwrap();
    results
}

/// The sequential trainer's results are there, and it is said that the rest is not.
fn has_what_was_measured(results: &str) {
    let results: serde_json::Value = serde_json::from_str(results).expect("the file is whole");
    assert_eq!(results["finished"], false);
    assert_eq!(results["approaches"][0]["approach"], "sequential");
    assert_eq!(results["not_measured"][0], "rwlock");
}

/// Ctrl-C has to have an effect at once, also on a machine that has other things to do.
const AT_ONCE: Duration = Duration::from_secs(5);

const WHERE: &str = "in training run 1 (1 epoch of 45 batches), after 3 steps of worker 0; ";

#[test]
fn compare_ends_a_trainer_without_an_end_at_the_first_ctrl_c() {
    let folder = folder("loops");
    let ended = as_a_program("compare_ends_a_trainer_without_an_end_at_the_first_ctrl_c", &folder, || {
        compare(with("rwlock", loops))
    });
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(ended.after < AT_ONCE, "{:?}", ended.after);
    let line = format!(
        "error: interrupted, but rwlock does not end, {WHERE}look for a loop without an end, or for a lock that \
         nobody lets go, in src/trainers/rwlock.rs\n"
    );
    assert_eq!(ended.stderr, line);
    assert!(ended.stdout.contains("Not finished. Not measured: rwlock."), "{}", ended.stdout);
    has_what_was_measured(&results(folder));
}

#[test]
fn in_a_pipeline_the_last_workers_steps_are_told_and_its_file_is_the_one_that_there_is() {
    let folder = folder("pipeline");
    let name = "in_a_pipeline_the_last_workers_steps_are_told_and_its_file_is_the_one_that_there_is";
    let ended =
        as_a_program(name, &folder, || compare_only("pipeline", with("pipeline", loops_in_the_last_stage)));
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    let told = WHERE.replace("worker 0", "worker 1");
    assert!(ended.stderr.contains(&told), "{}", ended.stderr);
    assert!(ended.stderr.ends_with("in src/trainers/pipeline/mod.rs\n"), "{}", ended.stderr);
    assert!(results(folder).contains("\"finished\": false"));
}

#[test]
fn compare_ends_a_trainer_that_waits_for_its_own_lock() {
    let folder = folder("relocks");
    let ended = as_a_program("compare_ends_a_trainer_that_waits_for_its_own_lock", &folder, || {
        compare(with("rwlock", relocks))
    });
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(ended.after < AT_ONCE && ended.stderr.contains("rwlock does not end"), "{}", ended.stderr);
    has_what_was_measured(&results(folder));
}

#[test]
fn compare_waits_for_a_trainer_that_looks_up_late() {
    let folder = folder("dawdles");
    let ended = as_a_program("compare_waits_for_a_trainer_that_looks_up_late", &folder, || {
        compare(with("rwlock", dawdles))
    });
    assert_eq!((ended.code, ended.stderr.replace(&format!("{STUCK}\n"), "")), (Some(130), String::new()));
    has_what_was_measured(&results(folder));
}

#[test]
fn where_the_first_trainer_has_no_end_the_older_results_stay() {
    let folder = folder("first");
    let ended = as_a_program("where_the_first_trainer_has_no_end_the_older_results_stay", &folder, || {
        compare(with("sequential", loops))
    });
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(ended.stderr.contains("sequential does not end") && ended.stderr.lines().count() == 1);
    assert_eq!(results(folder), "old\n");
}

#[test]
fn a_trainer_that_overflows_its_stack_loses_nothing_else() {
    let folder = folder("recurses");
    let ended = as_a_program("a_trainer_that_overflows_its_stack_loses_nothing_else", &folder, || {
        compare(with("rwlock", recurses))
    });
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("has overflowed its stack"), "{}", ended.stderr);
    let line = format!("error: rwlock aborted the program, {WHERE}Rust's own message is above; ");
    assert!(ended.stderr.contains(&line), "{}", ended.stderr);
    has_what_was_measured(&results(folder));
}

#[test]
fn a_trainer_that_asks_for_too_much_memory_loses_nothing_else() {
    let folder = folder("devours");
    let ended = as_a_program("a_trainer_that_asks_for_too_much_memory_loses_nothing_else", &folder, || {
        compare(with("rwlock", devours))
    });
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("memory allocation of 70368744177664 bytes failed"), "{}", ended.stderr);
    assert!(ended.stderr.contains("error: rwlock aborted the program, "), "{}", ended.stderr);
    has_what_was_measured(&results(folder));
}

#[test]
fn a_trainer_that_panics_outside_of_a_computation_loses_nothing_else() {
    let folder = folder("panics");
    let ended =
        as_a_program("a_trainer_that_panics_outside_of_a_computation_loses_nothing_else", &folder, || {
            compare(with("rwlock", panics))
        });
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let line =
        format!("error: rwlock panicked outside of a worker's computation, {}", &WHERE.replace("; ", ": "));
    assert!(ended.stderr.contains(&line) && ended.stderr.contains("a slip"), "{}", ended.stderr);
    has_what_was_measured(&results(folder));
}

/// Nobody can go on after that.
#[test]
fn a_trainer_that_ends_the_process_is_told_of_and_leaves_older_results_alone() {
    let folder = folder("exits");
    let name = "a_trainer_that_ends_the_process_is_told_of_and_leaves_older_results_alone";
    let ended = as_a_program(name, &folder, || compare(with("sequential", exits)));
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let line = "error: what is measured calls std::process::exit. What is explored or measured may not";
    assert!(ended.stderr.starts_with(line) && ended.stderr.lines().count() == 1, "{}", ended.stderr);
    assert_eq!(results(folder), "old\n");
}

#[test]
fn the_tour_ends_a_trainer_without_an_end_on_its_first_screen() {
    let ended =
        as_a_program("the_tour_ends_a_trainer_without_an_end_on_its_first_screen", &env::temp_dir(), || {
            cli::tour::of(loops, &approaches())
        });
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(ended.after < AT_ONCE, "{:?}", ended.after);
    assert_eq!(
        ended.stderr,
        "error: interrupted, but lost_update does not end; look for a loop without an end, or for a lock that nobody \
         lets go, in src/mistakes/lost_update.rs\n"
    );
}

#[test]
fn the_tour_ends_a_trainer_without_an_end_in_its_table() {
    let ended = as_a_program("the_tour_ends_a_trainer_without_an_end_in_its_table", &env::temp_dir(), || {
        cli::tour::of(lost_update::train, &with("rwlock", loops))
    });
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(
        ended.after < AT_ONCE && ended.stderr.contains("rwlock does not end, in training run 1 (1 epoch")
    );
    assert!(
        ended.stdout.contains("were lost.") && ended.stdout.contains("Not measured: rwlock, "),
        "{}",
        ended.stdout
    );
}
