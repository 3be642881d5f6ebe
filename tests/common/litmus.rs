//! What the tests of litmus columns share: litmus tests, written shortly.

/// A litmus test over the locations x, y (atomic, 0 at first) and d (not atomic). `store`, `load`, `fence`
/// and the orderings stand for C's longer names. `end` is what is shown and asked.
pub fn litmus(threads: &[&str], end: &str) -> String {
    let mut text = "C test\n{ x = 0; y = 0; d = 0; }\n".to_owned();
    for (number, body) in threads.iter().enumerate() {
        text += &format!("P{number} (atomic_int* x, atomic_int* y, int* d) {{ {} }}\n", in_c(body));
    }
    text + end
}

fn in_c(body: &str) -> String {
    let names = [
        ("store(", "atomic_store_explicit("),
        ("load(", "atomic_load_explicit("),
        ("swap(", "atomic_exchange_explicit("),
        ("add(", "atomic_fetch_add_explicit("),
        ("sub(", "atomic_fetch_sub_explicit("),
        ("or(", "atomic_fetch_or_explicit("),
        ("xor(", "atomic_fetch_xor_explicit("),
        ("and(", "atomic_fetch_and_explicit("),
        ("exchange(", "atomic_compare_exchange_strong_explicit("),
        ("fence(", "atomic_thread_fence("),
        ("relaxed", "memory_order_relaxed"),
        ("acquire", "memory_order_acquire"),
        ("release", "memory_order_release"),
        ("acq_rel", "memory_order_acq_rel"),
        ("seq_cst", "memory_order_seq_cst"),
    ];
    // Word by word, because some of the names are parts of others.
    let mut c = String::new();
    let mut rest = body;
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_alphabetic()) {
        c += &rest[..start];
        rest = &rest[start..];
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        let called = format!("{word}{}", if after.starts_with('(') { "(" } else { "" });
        let known = names.iter().find(|(short, _)| *short == called);
        c += known.map_or(word, |(_, long)| long.trim_end_matches('('));
        rest = after;
    }
    c + rest
}

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

/// A thread that uses every kind of statement, and the only outcome that it can have.
pub fn every_statement() -> (String, Vec<i32>) {
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
    // Registers r0 to r12 by number, then x, y and d.
    let ends = vec![0, i32::MAX, i32::MIN, i32::MAX - 1, 12, 15, 10, 2, 1, -7, 0, 3, 10, -7, 10, 3];
    (litmus(&[body], &end), ends)
}
