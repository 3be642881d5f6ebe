//! racelab may be built anew while somebody works: its libraries are then found anew, and no answer is blamed for it.

use std::fs;

use racelab::cli::exercise::judge::{Bench, Word, grade};
use serde_json::Value;

use super::{sample, scratch};

#[test]
fn libraries_that_are_no_longer_what_they_were_are_found_anew() {
    let cache = scratch("stale");
    let known = cache.join("libraries.json");
    drop(Bench::within(&cache).unwrap());
    // As a build leaves it that is writing the library just now: the first half of it.
    let mut libraries: Value = serde_json::from_slice(&fs::read(&known).unwrap()).unwrap();
    let whole = libraries["submitted"][0][1].as_str().unwrap().to_owned();
    let half = cache.join("libracelab_std_submitted.rlib");
    let bytes = fs::read(&whole).unwrap();
    fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
    for pair in libraries["submitted"].as_array_mut().unwrap() {
        if pair[1] == whole.as_str() {
            pair[1] = half.to_str().unwrap().into();
        }
    }
    fs::write(&known, libraries.to_string()).unwrap();
    let exercise = sample("01_flag");
    let bench = Bench::within(&cache).unwrap();
    let verdict = grade(&bench, &exercise, &exercise.solution()).unwrap();
    assert_eq!(verdict.word, Word::Passes, "{}", verdict.message);
    // And remembered.
    let now: Value = serde_json::from_slice(&fs::read(&known).unwrap()).unwrap();
    assert_eq!(now["submitted"][0][1], whole.as_str());
}
