//! The commands for a learner: his folder, hints, solutions, verdicts, and a verdict after each save.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use racelab::cli::exercise::course::{self, Exercise};
use serde_json::{Value, json};

use super::scratch;

/// `racelab exercise`, with a cache of the tests' own.
pub fn exercise(arguments: &[&str]) -> Command {
    let mut racelab = Command::new(env!("CARGO_BIN_EXE_racelab"));
    racelab.arg("exercise").args(arguments).env("XDG_CACHE_HOME", scratch("commands_cache"));
    racelab.stdin(Stdio::null());
    racelab
}

/// What it came to: exit code, what it said and what it complained of.
#[track_caller]
pub fn ends(command: &mut Command, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (said, complaint) = (text(stdout), text(stderr));
    assert_eq!(status.code(), Some(code), "{said}\n{complaint}");
    // In a pipe there is nothing that only a terminal understands.
    assert!(!said.contains('\x1b') && !complaint.contains('\x1b'), "{said}{complaint}");
    (said, complaint)
}

/// A learner's folder with all exercises in it, and the first two.
pub fn begun(name: &str) -> (PathBuf, Vec<Exercise>) {
    let folder = scratch(name);
    fs::remove_dir_all(&folder).unwrap();
    ends(&mut exercise(&["init", folder.to_str().unwrap()]), 0);
    (folder, course::read_all(&course::folder()).unwrap())
}

pub fn in_folder(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = exercise(arguments);
    command.current_dir(folder);
    command
}

#[test]
fn a_folder_is_made_once_and_nothing_in_it_is_ever_overwritten() {
    let (folder, exercises) = begun("init");
    let first = folder.join(exercises[0].file());
    assert_eq!(fs::read_to_string(&first).unwrap(), exercises[0].starter());
    fs::write(&first, "mine").unwrap();
    let second = folder.join(exercises[1].file());
    fs::remove_file(&second).unwrap();
    let (said, _) = ends(&mut exercise(&["init", folder.to_str().unwrap()]), 0);
    assert_eq!(fs::read_to_string(&first).unwrap(), "mine");
    assert_eq!(fs::read_to_string(&second).unwrap(), exercises[1].starter());
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("has 1 exercise more") && words.contains(&exercises[0].file()), "{said}");
    // Reset keeps what was there.
    ends(&mut in_folder(&folder, &["reset", &exercises[0].name]), 0);
    assert_eq!(fs::read_to_string(&first).unwrap(), exercises[0].starter());
    assert_eq!(fs::read_to_string(folder.join(format!("{}.old-1", exercises[0].file()))).unwrap(), "mine");
}

#[test]
fn without_a_folder_one_line_says_what_to_do() {
    let nowhere = std::env::temp_dir();
    for arguments in [&[][..], &["check"], &["hint"], &["hint", "1"], &["solution", "1"], &["reset", "1"]] {
        let (said, complaint) = ends(exercise(arguments).current_dir(&nowhere), 2);
        assert!(said.is_empty() && complaint.lines().count() == 1, "{said}{complaint}");
        assert!(complaint.contains("exercise init DIR"), "{complaint}");
    }
    let (_, complaint) = ends(&mut exercise(&["--dir", "/no/such/folder", "check"]), 2);
    assert!(complaint.contains("there is no folder /no/such/folder"), "{complaint}");
    let (folder, _) = begun("unknown");
    let (_, complaint) = ends(&mut in_folder(&folder, &["check", "nothing"]), 2);
    assert!(complaint.contains("no exercise is called 'nothing'"), "{complaint}");
    fs::write(folder.join("racelab-exercises.json"), "{").unwrap();
    let (_, complaint) = ends(&mut in_folder(&folder, &["check"]), 2);
    assert!(complaint.contains("is not what racelab wrote there"), "{complaint}");
}

#[test]
fn hints_come_one_by_one_and_the_solution_after_an_attempt() {
    let (folder, exercises) = begun("help");
    let (one, name) = (&exercises[0], exercises[0].name.as_str());
    for shown in [1, 2, 3, 3] {
        let (said, _) = ends(&mut in_folder(&folder, &["hint", name]), 0);
        assert_eq!(said.matches(" of 3: ").count(), shown, "{said}");
        assert_eq!(said.contains("There are no more."), shown == 3, "{said}");
    }
    let (_, complaint) = ends(&mut in_folder(&folder, &["solution", name]), 2);
    assert!(complaint.contains("try it first"), "{complaint}");
    // The starter is no attempt of his.
    ends(&mut in_folder(&folder, &["check", name]), 1);
    ends(&mut in_folder(&folder, &["solution", name]), 2);
    fs::write(folder.join(one.file()), one.starter() + "\n").unwrap();
    // One file is one attempt, however often it is checked.
    for _ in 0..2 {
        ends(&mut in_folder(&folder, &["check", name]), 1);
    }
    let progress = fs::read(folder.join("racelab-exercises.json")).unwrap();
    let progress: Value = serde_json::from_slice(&progress).unwrap();
    assert_eq!(progress["exercises"][name]["attempts"], 1);
    let (said, _) = ends(&mut in_folder(&folder, &["solution", name]), 0);
    let solution = one.regions().next().unwrap().solution.trim().to_owned();
    assert!(said.contains(&solution), "{said}");
}

#[test]
fn without_a_name_the_exercise_that_is_next_is_meant_and_named() {
    let (folder, exercises) = begun("next");
    let heading = |exercise: &Exercise| format!("{}: {}\n", exercise.name, exercise.header.title);
    let fast = exercises.iter().find(|exercise| exercise.header.fast).unwrap();
    for (command, code, next) in [
        (&["check"][..], 1, &exercises[0]),
        (&["hint"], 0, &exercises[0]),
        (&["check", "--fast"], 1, fast),
        (&["hint", "--fast"], 0, fast),
    ] {
        let (said, _) = ends(&mut in_folder(&folder, command), code);
        assert!(said.starts_with(&heading(next)), "{command:?}: {said}");
    }
    fs::write(folder.join(exercises[0].file()), exercises[0].solution()).unwrap();
    let (said, _) = ends(&mut in_folder(&folder, &["check"]), 0);
    assert!(said.starts_with(&heading(&exercises[0])), "{said}");
    let second = &exercises[1];
    let (_, complaint) = ends(&mut in_folder(&folder, &["solution"]), 2);
    assert!(complaint.contains(&format!("{}: try it first", second.name)), "{complaint}");
    fs::write(folder.join(second.file()), second.starter() + "\n").unwrap();
    ends(&mut in_folder(&folder, &["check"]), 1);
    let (said, _) = ends(&mut in_folder(&folder, &["solution"]), 0);
    assert!(said.starts_with(&heading(second)), "{said}");
    let (said, _) = ends(&mut in_folder(&folder, &["reset"]), 0);
    assert!(said.contains(&format!("{} is as it was at first", second.file())), "{said}");
    assert_eq!(fs::read_to_string(folder.join(second.file())).unwrap(), second.starter());
    // Whoever has solved all of them has to name one.
    let solved: serde_json::Map<_, _> = exercises
        .iter()
        .map(|exercise| {
            (exercise.name.clone(), json!({ "attempts": 1, "hints": 0, "solved": 1, "message": "" }))
        })
        .collect();
    let progress = json!({ "form": 1, "current": null, "exercises": solved });
    fs::write(folder.join("racelab-exercises.json"), progress.to_string()).unwrap();
    for command in ["check", "hint", "solution", "reset"] {
        let (said, complaint) = ends(&mut in_folder(&folder, &[command]), 2);
        assert!(
            said.is_empty() && complaint.contains("all exercises are solved, so none is next"),
            "{complaint}"
        );
    }
}

#[test]
fn verdicts_are_to_be_had_in_each_form_and_what_is_solved_stays_known() {
    let (folder, exercises) = begun("forms");
    fs::write(folder.join(exercises[0].file()), exercises[0].solution()).unwrap();
    fs::write(folder.join(exercises[1].file()), exercises[1].starter().replace("fn ", "fn fn ")).unwrap();
    fs::remove_file(folder.join(exercises[2].file())).unwrap();
    let below = folder.join("below");
    fs::create_dir_all(&below).unwrap();
    let forms =
        ["check", "--all", "--json", "all.json", "--junit", "all.xml", "--gradescope", "results.json"];
    // Found from a folder within, too; paths are those of where he is.
    let (said, _) = ends(&mut in_folder(&below, &forms), 1);
    assert!(said.contains(&format!("1 of {} are solved", exercises.len())), "{said}");
    let json: Value = serde_json::from_slice(&fs::read(below.join("all.json")).unwrap()).unwrap();
    assert_eq!((&json["schema"], &json["solved"]), (&Value::from(1), &Value::from(1)));
    let verdicts: Vec<_> =
        (0..4).map(|index| json["exercises"][index]["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["passes", "changed", "not_there", "not_started"]);
    let junit = fs::read_to_string(below.join("all.xml")).unwrap();
    assert_eq!(junit.matches("<testcase").count(), exercises.len());
    assert_eq!(junit.matches("<failure type=").count(), exercises.len() - 1);
    let gradescope: Value = serde_json::from_slice(&fs::read(below.join("results.json")).unwrap()).unwrap();
    let tests = gradescope["tests"].as_array().unwrap();
    assert_eq!(
        (tests.len(), &tests[0]["score"], &tests[0]["status"]),
        (exercises.len(), &Value::from(1.0), &Value::from("passed"))
    );
    assert_eq!((&tests[1]["score"], &tests[1]["status"]), (&Value::from(0.0), &Value::from("failed")));
    // What was solved stays known.
    let progress: Value =
        serde_json::from_slice(&fs::read(folder.join("racelab-exercises.json")).unwrap()).unwrap();
    assert!(progress["exercises"][&exercises[0].name]["solved"].is_u64());
    let (said, _) = ends(&mut in_folder(&folder, &["list"]), 0);
    let rows = said.lines().filter(|line| line.trim_end().ends_with(" solved") && line.contains('_'));
    assert_eq!(rows.count(), 1, "{said}");
    let (said, _) = ends(&mut in_folder(&folder, &["check", "1"]), 0);
    assert!(said.contains("✓ passes"), "{said}");
}

#[test]
fn what_is_to_be_typed_names_the_folder_where_it_was_named() {
    let (folder, exercises) = begun("elsewhere");
    let path = folder.to_str().unwrap();
    let (said, _) = ends(&mut exercise(&["--dir", path, "list"]), 0);
    // However it was wrapped.
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    assert!(squeezed(&said).contains(&squeezed(&format!("exercise --dir {path} start NAME"))), "{said}");
    let (_, complaint) = ends(&mut exercise(&["--dir", path, "start", "nothing"]), 2);
    assert!(complaint.contains(&format!("exercise --dir {path} list`")), "{complaint}");
    let (_, complaint) = ends(&mut exercise(&["--dir", path, "solution", "2"]), 2);
    let hint = format!("exercise --dir {path} hint {}`", exercises[1].name);
    assert!(complaint.contains(&hint), "{complaint}");
    let (said, _) = ends(&mut in_folder(&folder, &["list"]), 0);
    assert!(squeezed(&said).contains("exercisestartNAME"), "{said}");
}

#[test]
fn what_somebody_has_written_into_his_progress_solves_nothing() {
    let (folder, exercises) = begun("forged");
    let name = exercises[4].name.as_str();
    fs::write(folder.join(exercises[4].file()), exercises[4].starter() + "\n").unwrap();
    ends(&mut in_folder(&folder, &["check", name]), 1);
    // The number of the file that has failed becomes that of the file that has solved it.
    let kept = folder.join("racelab-exercises.json");
    let mut progress: Value = serde_json::from_slice(&fs::read(&kept).unwrap()).unwrap();
    let done = &mut progress["exercises"][name];
    assert!(done["last"].is_u64());
    done["solved"] = done["last"].clone();
    fs::write(&kept, progress.to_string()).unwrap();
    ends(&mut in_folder(&folder, &["check", name]), 1);
    ends(&mut in_folder(&folder, &["check", "--all", "--gradescope", "results.json"]), 1);
    let results: Value = serde_json::from_slice(&fs::read(folder.join("results.json")).unwrap()).unwrap();
    assert_eq!(results["tests"][4]["score"], 0.0);
}

/// What a process says, line by line, until it has said this.
fn hears(heard: &Receiver<String>, what: &str) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        let line = heard.recv_timeout(Duration::from_secs(300));
        lines.push(line.unwrap_or_else(|_| panic!("no '{what}' in {lines:?}")));
        if lines.last().unwrap().contains(what) {
            return lines;
        }
    }
}

#[test]
fn each_save_gets_a_verdict_and_the_next_exercise_follows() {
    let (folder, exercises) = begun("watched");
    let mut child = in_folder(&folder, &[]).stdout(Stdio::piped()).spawn().unwrap();
    let (said, heard) = channel();
    let stdout = child.stdout.take().unwrap();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let _ = said.send(line);
        }
    });
    hears(&heard, &exercises[0].file());
    hears(&heard, "✗ ");
    fs::write(folder.join(exercises[0].file()), exercises[0].solution()).unwrap();
    hears(&heard, "✓ passes");
    // The path of the next one is shown before it is reached.
    hears(&heard, &format!("Next: ./{}", exercises[1].file()));
    hears(&heard, "✗ ");
    // Ctrl-C, as the terminal sends it.
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    // It goes on where it was left.
    let progress: Value =
        serde_json::from_slice(&fs::read(folder.join("racelab-exercises.json")).unwrap()).unwrap();
    assert_eq!(progress["current"], exercises[1].name.as_str());
}

/// A compiler that writes down what it is asked to compile, in place of the one that was found.
#[cfg(unix)]
fn with_a_compiler_that_keeps_count(cache: &Path) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let known = cache.join("racelab/libraries.json");
    let mut libraries: Value = serde_json::from_slice(&fs::read(&known).unwrap()).unwrap();
    let (script, log) = (cache.join("rustc"), cache.join("compiled"));
    let real = libraries["rustc"].as_str().unwrap();
    let text = format!("#!/bin/sh\necho \"$*\" >> '{}'\nexec '{real}' \"$@\"\n", log.display());
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(&log, "").unwrap();
    libraries["rustc"] = script.to_str().unwrap().into();
    fs::write(&known, libraries.to_string()).unwrap();
    log
}

#[cfg(unix)]
#[test]
fn what_is_finished_is_not_compiled_again_while_he_works() {
    let (folder, exercises) = begun("finished");
    let [first, second] = [&exercises[0], &exercises[1]].map(Exercise::file);
    let cache = scratch("finished_cache");
    // An earlier run has left its own compiler there.
    let _ = fs::remove_file(cache.join("racelab/libraries.json"));
    let with_cache = |arguments: &[&str]| {
        let mut command = in_folder(&folder, arguments);
        command.env("XDG_CACHE_HOME", &cache);
        command
    };
    fs::write(folder.join(&first), exercises[0].solution()).unwrap();
    ends(&mut with_cache(&["check", "1"]), 0);
    let log = with_a_compiler_that_keeps_count(&cache);
    let compiled = |file: &str| fs::read_to_string(&log).unwrap().matches(file).count();
    let mut child = with_cache(&["start", "1"]).stdout(Stdio::piped()).spawn().unwrap();
    let (said, heard) = channel();
    let stdout = child.stdout.take().unwrap();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let _ = said.send(line);
        }
    });
    // In a pipe it goes on to the next one by itself, and that has to be compiled.
    hears(&heard, "✓ passes");
    hears(&heard, "✗ ");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    child.wait().unwrap();
    assert_eq!((compiled(&first), compiled(&second)), (0, 1), "{}", fs::read_to_string(&log).unwrap());
    // Whoever asks for a verdict gets one that is new.
    ends(&mut with_cache(&["check", "1"]), 0);
    assert_eq!(compiled(&first), 1);
}
