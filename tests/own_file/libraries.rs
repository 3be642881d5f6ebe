//! The libraries that a reader's file is linked with are those that the tests have built, and no second set: minutes of
//! waiting, where the two differ in one feature of one crate.

use std::collections::BTreeSet;
use std::process::Command;

/// Each crate with its features, in the tree of what is so chosen.
fn crates(chosen: &[&str]) -> BTreeSet<String> {
    let mut tree = Command::new(env!("CARGO"));
    tree.current_dir(env!("CARGO_MANIFEST_DIR"));
    tree.args(["tree", "--locked", "--prefix", "none", "--no-dedupe", "--format", "{p} with {f}"])
        .args(chosen);
    let output = tree.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn what_only_tests_depend_on_changes_no_feature_of_the_rest() {
    let linked = crates(&["--package", "racelab-own", "--edges", "normal,build"]);
    let tested = crates(&["--workspace", "--edges", "normal,build,dev"]);
    for name in ["racelab v", "racelab-loom v", "crossbeam v"] {
        assert!(linked.iter().any(|line| line.starts_with(name)), "{name} is not in {linked:#?}");
    }
    let changed: Vec<_> = linked.difference(&tested).collect();
    assert!(
        changed.is_empty(),
        "built twice, because a dev-dependency asks for more features of them: {changed:#?}\n\
         name each in [dependencies] of Cargo.toml with those features, as memchr is"
    );
}
