//! The commands for instructors: hand out, judge, go on after an interruption.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use racelab::cli::exercise::course::fixtures::Fixtures;
use racelab::cli::exercise::course::{self, Exercise, Given};
use serde_json::Value;

use super::commands::{ends, exercise};
use super::scratch;

fn empty(name: &str) -> PathBuf {
    let folder = scratch(name);
    fs::remove_dir_all(&folder).unwrap();
    folder
}

fn first() -> Exercise {
    course::read_all(&course::folder()).unwrap().remove(0)
}

#[test]
fn what_is_handed_out_has_no_solutions_unless_they_are_wanted() {
    let folder = empty("export");
    let export = |options: &[&str], code| {
        let arguments = [&["export", folder.to_str().unwrap()], options].concat();
        ends(&mut exercise(&arguments), code)
    };
    export(&["--without-solutions", "--only", "1,2"], 0);
    let names = |folder: &Path| {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&folder), ["exercises.csv", "starters"]);
    assert_eq!(names(&folder.join("starters")).len(), 2);
    assert_eq!(fs::read_to_string(folder.join("exercises.csv")).unwrap().lines().count(), 3);
    let (_, complaint) = export(&[], 2);
    assert!(complaint.contains("is not empty"), "{complaint}");
    fs::remove_dir_all(&folder).unwrap();
    export(&["--only", "01_one_thread"], 0);
    assert_eq!(names(&folder), ["exercises.csv", "solutions", "starters"]);
    let solution = fs::read_to_string(folder.join("solutions").join(first().file())).unwrap();
    assert_eq!(solution, first().solution());
}

/// A folder of submissions: some in folders, some flat.
fn submissions(name: &str, texts: &[(&str, String)]) -> PathBuf {
    let folder = empty(name);
    let exercise = first();
    for (index, (student, text)) in texts.iter().enumerate() {
        let path = if index % 2 == 0 {
            folder.join(student).join(exercise.file())
        } else {
            folder.join(format!("{student}_{}", exercise.file()))
        };
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn each_submission_gets_its_verdict_and_nobody_elses() {
    let exercise_one = first();
    let fixtures = Fixtures::of(&exercise_one, &course::folder()).unwrap();
    let mut texts = vec![("anna", exercise_one.solution()), ("ben", exercise_one.starter())];
    texts.push(("=cleo", exercise_one.solution().replace("fn ", "fn fn ")));
    texts.push(("dan", "x".repeat(300 << 10)));
    let answer = &fixtures.answers[0];
    texts.push(("eve", exercise_one.with(&answer.regions, Given::Broken)));
    let copied = "// I thought about this for a long time, and in the end it was quite simple after all, wasn't it, \
                  because nobody can come in between once the two of them have agreed on it\n";
    for student in ["fay", "gus"] {
        texts.push((student, exercise_one.solution().replacen("// end", &format!("{copied}// end"), 1)));
    }
    let folder = submissions("grade", &texts);
    fs::write(folder.join("anna").join("notes.rs"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", folder.join("hal_link.rs")).unwrap();
    let out = empty("grade_out");
    fs::create_dir_all(&out).unwrap();
    let (csv, json) = (out.join("all.csv"), out.join("all.json"));
    let arguments =
        ["grade", folder.to_str().unwrap(), "--csv", csv.to_str().unwrap(), "--json", json.to_str().unwrap()];
    let (said, _) = ends(&mut exercise(&arguments), 0);
    assert!(said.contains("1 not judged (no exercise is called so)"), "{said}");
    let csv = fs::read_to_string(csv).unwrap();
    let row = |student: &str| csv.lines().find(|line| line.starts_with(&format!("{student},"))).unwrap();
    let name = &exercise_one.name;
    assert!(row("anna").starts_with(&format!("anna,{name},passes,1,")), "{csv}");
    assert!(
        row("ben").starts_with(&format!("ben,{name},{},0,", fixtures.starter.name().replace(' ', "_"))),
        "{csv}"
    );
    assert!(row("'=cleo").starts_with(&format!("'=cleo,{name},changed,0,")), "{csv}");
    assert!(row("dan").contains("the file has more than 256 KB, and was not read"), "{csv}");
    assert!(row("fay").trim_end().ends_with("gus 100 %"), "{csv}");
    let json: Value = serde_json::from_slice(&fs::read(json).unwrap()).unwrap();
    let of = |student: &str| {
        let all = json["submissions"].as_array().unwrap();
        all.iter().find(|one| one["student"] == student).unwrap().clone()
    };
    let word = |word: &str| word.replace(' ', "_");
    for (student, verdict) in [
        ("anna", "passes".to_owned()),
        ("ben", word(fixtures.starter.name())),
        ("=cleo", "changed".to_owned()),
        ("dan", "changed".to_owned()),
        ("eve", word(answer.verdict.name())),
        ("fay", "passes".to_owned()),
    ] {
        assert_eq!(of(student)["verdict"], verdict.as_str(), "{student}");
    }
    // Only what two have beyond the solution makes them alike.
    assert_eq!(of("fay")["alike"][0]["student"], "gus");
    assert!(of("anna")["alike"].as_array().unwrap().is_empty());
    let (_, complaint) = ends(&mut exercise(&["grade", out.to_str().unwrap()]), 2);
    assert!(complaint.contains("there are no submissions in"), "{complaint}");
}

/// A student chooses the name of his file, and hands in what he likes.
#[cfg(unix)]
#[test]
fn whatever_is_handed_in_is_judged_or_named_with_a_reason() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let one = first();
    let folder = empty("passed_over");
    let put = |name: &[u8], text: &str| {
        let path = folder.join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let file = one.file();
    let of = |student: &[u8]| [student, b"/", file.as_bytes()].concat();
    put(&of(b"anna\x1b[31m"), &one.solution());
    put(&of(b"ben\xff"), &one.solution());
    put(&of(b"ben\xfe"), &one.solution());
    put(&of(b" @cleo"), "");
    put(b"dan/answer.txt", "");
    put(format!("eve/{}", file.to_uppercase()).as_bytes(), "");
    put(b"eve/racelab-exercises.json", "");
    put(b"eve/.git/config", "");
    fs::create_dir_all(folder.join("fay")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join(format!("gus_{file}"))).unwrap();
    let pipe = folder.join(format!("hal_{file}"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let csv = folder.join("all.csv");
    fs::write(&csv, "").unwrap();
    let grade =
        |file: &str, to: &str| ends(&mut exercise(&["grade", folder.to_str().unwrap(), file, to]), 0).0;
    let said = grade("--csv", csv.to_str().unwrap());
    assert!(said.contains("3 of 4 submissions pass.") && !said.contains('\u{1b}'), "{said}");
    let in_one_line = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for (why, name) in [
        ("2 not judged (its name does not end with .rs): ", "dan/answer.txt"),
        ("1 not judged (an empty folder): ", "fay"),
        ("1 not judged (a link, which is not followed): ", "gus_"),
        ("1 not judged (neither a file nor a folder): ", "hal_"),
    ] {
        let line = in_one_line.split_once(why).unwrap_or_else(|| panic!("{why}: {said}")).1;
        assert!(line.split(" not judged").next().unwrap().contains(name), "{name}: {said}");
    }
    let csv = fs::read_to_string(csv).unwrap();
    for student in ["anna\\u{1b}[31m,", "ben\\xff,", "ben\\xfe,", "' @cleo,"] {
        assert!(csv.lines().any(|line| line.starts_with(student)), "{student} {csv}");
    }
    assert!(csv.contains("the file is empty") && !csv.contains('\u{1b}'), "{csv}");
    let json: Value = serde_json::from_str(&grade("--json", "-")).unwrap();
    let passed_over = json["not_judged"].as_array().unwrap();
    let names: Vec<_> = passed_over.iter().map(|one| one["file"].as_str().unwrap()).collect();
    assert_eq!(names.iter().filter(|name| !name.ends_with("all.csv")).count(), 5, "{json}");
}

#[test]
fn the_number_of_a_line_is_not_cut_off() {
    let one = course::read_all(&course::folder()).unwrap().remove(4);
    let folder = empty("line_numbers");
    fs::create_dir_all(&folder).unwrap();
    let text = one.starter().replacen("// end", "#[allow(long_running_const_eval)] let a = 1;\n// end", 1);
    let line = text.lines().position(|line| line.contains("long_running")).unwrap() + 1;
    fs::write(folder.join(format!("anna_{}", one.file())), text).unwrap();
    let (said, _) = ends(&mut exercise(&["grade", folder.to_str().unwrap()]), 0);
    let words: Vec<_> = said.split_whitespace().collect();
    assert!(words.join(" ").contains(&format!("line {line}")), "{said}");
}

#[test]
fn of_several_files_for_one_exercise_the_newest_counts() {
    let one = first();
    let folder = empty("newest");
    for (place, text, minutes) in [("a", one.starter(), 9), ("b", one.solution(), 1), ("c", one.starter(), 5)]
    {
        let path = folder.join("anna").join(place).join(one.file());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let saved = SystemTime::now() - Duration::from_secs(60 * minutes);
        fs::File::options().write(true).open(&path).unwrap().set_modified(saved).unwrap();
    }
    let (said, _) = ends(&mut exercise(&["grade", folder.to_str().unwrap()]), 0);
    assert!(said.contains("1 of 1 submission pass") && said.contains("2 not judged (older than"), "{said}");
}

#[test]
fn a_run_that_is_interrupted_or_killed_goes_on_where_it_was() {
    let exercise_one = first();
    let text = |number| (format!("s{number:02}"), format!("{}// {number}\n", exercise_one.solution()));
    let texts: Vec<_> = (0..24).map(text).collect();
    let texts: Vec<_> = texts.iter().map(|(student, text)| (student.as_str(), text.clone())).collect();
    let folder = submissions("interrupted", &texts);
    let kept = folder.join("racelab-grades.jsonl");
    let lines = || fs::read_to_string(&kept).map_or(0, |text| text.lines().count());
    for signal in ["-INT", "-KILL"] {
        let before = lines();
        let mut child = exercise(&["grade", folder.to_str().unwrap()]).stdout(Stdio::null()).spawn().unwrap();
        while lines() <= before {
            thread::sleep(Duration::from_millis(5));
            assert!(child.try_wait().unwrap().is_none(), "it ended before it could be interrupted");
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        child.wait().unwrap();
    }
    // A line that was cut short is judged again.
    let mut text = fs::read_to_string(&kept).unwrap();
    let done = text.lines().count();
    assert!(done < texts.len(), "it was too fast to be interrupted");
    text.truncate(text.len() - 10);
    fs::write(&kept, text).unwrap();
    let (said, _) = ends(&mut exercise(&["grade", folder.to_str().unwrap()]), 0);
    assert!(said.contains("24 of 24 submissions pass"), "{said}");
    let all = fs::read_to_string(&kept).unwrap();
    let judged = all.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count();
    assert_eq!(judged, texts.len(), "each was judged once:\n{all}");
}
