//! Pointers into cells whose use does not show in the source.

use super::child::Place;

/// Where such a pointer was made: `lock.rs:12`.
pub fn shown((file, line, _): &Place) -> String {
    format!("{file}:{line}")
}

/// What is said of them; nothing if there were none.
pub fn said(mut places: Vec<String>) -> Option<String> {
    places.sort();
    places.dedup();
    (!places.is_empty()).then(|| {
        format!(
            "What the pointer of UnsafeCell::get is used for, or when, does not show at {}; there it counted as a write at that \
             moment, so a data race that is told with it may be none.",
            places.join(", ")
        )
    })
}
