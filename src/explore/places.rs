//! Places in source files: which file, whose, and what stands in it.

use std::collections::BTreeMap;
use std::panic::Location;
use std::path::Path;
use std::sync::Mutex;

use super::weaken::source;
pub(super) use crate::sync::checked::record::Place;

/// The file of a place, from the root of the project: `src/mistakes/lost_update.rs`. A lesson may have
/// been compiled by way of `src/../lessons`, so the last of the names is the one that counts.
pub fn file(place: &Location<'static>) -> &'static str {
    let path = with_slashes(place.file());
    let start = ["src/", "lessons/", "tests/", "book/"].iter().filter_map(|root| path.rfind(root)).max();
    start.map_or(path, |start| &path[start..])
}

/// The crate of a place, if that is of a registry or of the language itself.
pub(super) fn crate_of(place: &Location<'static>) -> Option<&'static str> {
    let path = with_slashes(place.file());
    if path.starts_with("/rustc/") || path.contains("/lib/rustlib/src/rust/library/") {
        return Some("std");
    }
    // `.../registry/src/<index>/<name>-<version>/src/lib.rs`
    let (_, path) = path.split_once("/registry/src/")?;
    let package = path.split('/').nth(1)?;
    Some(package.rsplit_once('-').map_or(package, |(name, _)| name))
}

/// The path with slashes, also where the compiler wrote backslashes.
fn with_slashes(path: &'static str) -> &'static str {
    static KNOWN: Mutex<BTreeMap<&str, &str>> = Mutex::new(BTreeMap::new());
    if !path.contains('\\') {
        return path;
    }
    // There are only so many source files; what is leaked here is leaked once for each.
    KNOWN.lock().unwrap().entry(path).or_insert_with(|| Box::leak(path.replace('\\', "/").into_boxed_str()))
}

/// Whether a place is in the part of the kit that stands between a program and who explores it.
pub(super) fn is_of_the_kit(place: Place) -> bool {
    crate::sync::is_of_the_kit(place.file())
}

/// The last name of a place's file, and the line.
pub(super) fn short(place: Place) -> String {
    let file = file(place);
    format!("{}:{}", file.rsplit('/').next().unwrap_or(file), place.line())
}

/// The file of a place, as it is now; `None` if it is not where it was when it was compiled.
pub fn text_of(place: Place) -> Option<String> {
    let path = Path::new(place.file());
    // A compiler writes paths as they are from the root of the workspace, and a test runs in a folder of it.
    let here = std::env::current_dir().unwrap_or_default();
    let text = here.ancestors().take(4).find_map(|folder| std::fs::read_to_string(folder.join(path)).ok());
    // Where the kit was compiled as a part of another project, its files are no substitute.
    let is_at_home = Path::new(file!()).is_relative();
    text.or_else(|| source(file(place)).filter(|_| is_at_home && path.is_relative()))
}
