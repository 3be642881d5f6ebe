//! Litmus tests, written shortly.

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
