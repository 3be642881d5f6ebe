//! The litmus tests that are asked of more than one column.

use std::collections::BTreeSet;

use crate::common::litmus;

/// Store buffering with these orderings, and with a fence between where one is given.
pub fn store_buffering(store: &str, load: &str, fence: Option<&str>) -> String {
    let fence = fence.map_or(String::new(), |ordering| format!("fence({ordering});"));
    let thread = |mine: &str, other: &str| {
        format!("store({mine}, 1, {store}); {fence} int r0 = load({other}, {load});")
    };
    litmus(&[&thread("x", "y"), &thread("y", "x")], "exists (0:r0=0 /\\ 1:r0=0)")
}

/// Message passing through the flag y, with these orderings on it.
pub fn message_passing(store: &str, load: &str) -> String {
    let (writer, reader) = (
        format!("store(x, 1, relaxed); store(y, 1, {store});"),
        format!("int r0 = load(y, {load}); int r1 = load(x, relaxed);"),
    );
    litmus(&[&writer, &reader], "exists (1:r0=1 /\\ 1:r1=0)")
}

/// Load buffering, all relaxed.
pub fn load_buffering() -> String {
    litmus(
        &[
            "int r0 = load(x, relaxed); store(y, 1, relaxed);",
            "int r0 = load(y, relaxed); store(x, 1, relaxed);",
        ],
        "exists (0:r0=1 /\\ 1:r0=1)",
    )
}

/// Two loads of one location that another thread writes to.
pub fn coherence() -> String {
    litmus(
        &["store(x, 1, relaxed);", "int r0 = load(x, relaxed); int r1 = load(x, relaxed);"],
        "exists (1:r0=1 /\\ 1:r1=0)",
    )
}

/// A thread that uses every kind of statement, and the only outcome that it can have, in words.
pub fn every_statement() -> (String, BTreeSet<&'static str>) {
    let body = "
        int r0 = add(x, 2147483647, relaxed);
        int r1 = add(x, 1, acq_rel);
        int r2 = sub(x, 2, seq_cst);
        int r3 = swap(x, 12, acquire);
        int r4 = or(x, 3, release);
        int r5 = xor(x, 5, relaxed);
        int r6 = and(x, 6, relaxed);
        fence(seq_cst);
        int r7 = 2; int r8 = exchange(x, &r7, -7, acq_rel, acquire);
        int r9 = 4; int r10 = exchange(x, &r9, r9 * 2 - 1, relaxed, relaxed);
        *d = r7 + 1; int r11 = *d;
        if (r8 == 1) { store(y, 10, release); } else { store(y, 20, seq_cst); }
        int r12 = load(y, seq_cst);
        if (r10) { if (r12 > 15) { r12 = 0; } }";
    let shown: String = (0..13).map(|register| format!("0:r{register}; ")).collect();
    let end = format!("locations [{shown} x; y; d;] exists (x=0)");
    let words = "0:r0=0 0:r1=2147483647 0:r2=-2147483648 0:r3=2147483646 0:r4=12 0:r5=15 0:r6=10 0:r7=2 0:r8=1 \
                 0:r9=-7 0:r10=0 0:r11=3 0:r12=10 x=-7 y=10 d=3";
    (litmus(&[body], &end), words.split(' ').collect())
}
