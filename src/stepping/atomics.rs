//! The litmus tests that the book's widgets and quizzes step through, in herd's format.
//!
//! They are tests of the field (the comment names each), with names that fit the chapters: a worker that
//! publishes weights and a reader, or two workers. Every register has a name of its own.

use crate::litmus::Test;
use crate::litmus::format::parse;

/// MP, all Relaxed: what `mistakes::relaxed_publish` does, with a store for its version.
pub const MESSAGE_PASSING: &str = "C message_passing
{ weight = 0; version = 0; }
P0 (atomic_int* weight, atomic_int* version) {
  atomic_store_explicit(weight, 1, memory_order_relaxed);
  atomic_store_explicit(version, 1, memory_order_relaxed);
}
P1 (atomic_int* weight, atomic_int* version) {
  int v = atomic_load_explicit(version, memory_order_relaxed);
  int w = atomic_load_explicit(weight, memory_order_relaxed);
}
exists (1:v=1 /\\ 1:w=0)
";

/// MP+rel+acq: a Release store of the version, which pairs with the Acquire load of the reader.
pub const MESSAGE_PASSING_RELEASE_ACQUIRE: &str = "C message_passing_release_acquire
{ weight = 0; version = 0; }
P0 (atomic_int* weight, atomic_int* version) {
  atomic_store_explicit(weight, 1, memory_order_relaxed);
  atomic_store_explicit(version, 1, memory_order_release);
}
P1 (atomic_int* weight, atomic_int* version) {
  int v = atomic_load_explicit(version, memory_order_acquire);
  int w = atomic_load_explicit(weight, memory_order_relaxed);
}
exists (1:v=1 /\\ 1:w=0)
";

/// MP with a Release store and no Acquire load to pair with.
pub const MESSAGE_PASSING_RELEASE_ONLY: &str = "C message_passing_release_only
{ weight = 0; version = 0; }
P0 (atomic_int* weight, atomic_int* version) {
  atomic_store_explicit(weight, 1, memory_order_relaxed);
  atomic_store_explicit(version, 1, memory_order_release);
}
P1 (atomic_int* weight, atomic_int* version) {
  int v = atomic_load_explicit(version, memory_order_relaxed);
  int w = atomic_load_explicit(weight, memory_order_relaxed);
}
exists (1:v=1 /\\ 1:w=0)
";

/// SB: each of two workers says that it is busy, and checks whether the other is.
pub const STORE_BUFFERING: &str = "C store_buffering
{ x = 0; y = 0; }
P0 (atomic_int* x, atomic_int* y) {
  atomic_store_explicit(x, 1, memory_order_relaxed);
  int a = atomic_load_explicit(y, memory_order_relaxed);
}
P1 (atomic_int* x, atomic_int* y) {
  atomic_store_explicit(y, 1, memory_order_relaxed);
  int b = atomic_load_explicit(x, memory_order_relaxed);
}
exists (0:a=0 /\\ 1:b=0)
";

/// SB with SeqCst accesses.
pub const STORE_BUFFERING_SEQCST: &str = "C store_buffering_seqcst
{ x = 0; y = 0; }
P0 (atomic_int* x, atomic_int* y) {
  atomic_store_explicit(x, 1, memory_order_seq_cst);
  int a = atomic_load_explicit(y, memory_order_seq_cst);
}
P1 (atomic_int* x, atomic_int* y) {
  atomic_store_explicit(y, 1, memory_order_seq_cst);
  int b = atomic_load_explicit(x, memory_order_seq_cst);
}
exists (0:a=0 /\\ 1:b=0)
";

/// CoRR: one location, read twice while it is written twice.
pub const COHERENCE: &str = "C coherence
{ x = 0; }
P0 (atomic_int* x) {
  atomic_store_explicit(x, 1, memory_order_relaxed);
  atomic_store_explicit(x, 2, memory_order_relaxed);
}
P1 (atomic_int* x) {
  int a = atomic_load_explicit(x, memory_order_relaxed);
  int b = atomic_load_explicit(x, memory_order_relaxed);
}
exists (1:a=2 /\\ 1:b=1)
";

/// Two updates, each one read-modify-write.
pub const TWO_ADDS: &str = "C two_adds
{ weight = 0; }
P0 (atomic_int* weight) {
  int a = atomic_fetch_add_explicit(weight, 1, memory_order_relaxed);
}
P1 (atomic_int* weight) {
  int b = atomic_fetch_add_explicit(weight, 1, memory_order_relaxed);
}
exists (weight=1)
";

/// LB: each of two workers reads, and then writes what the other reads.
pub const LOAD_BUFFERING: &str = "C load_buffering
{ x = 0; y = 0; }
P0 (atomic_int* x, atomic_int* y) {
  int a = atomic_load_explicit(x, memory_order_relaxed);
  atomic_store_explicit(y, 1, memory_order_relaxed);
}
P1 (atomic_int* x, atomic_int* y) {
  int b = atomic_load_explicit(y, memory_order_relaxed);
  atomic_store_explicit(x, 1, memory_order_relaxed);
}
exists (0:a=1 /\\ 1:b=1)
";

/// A stop flag, looked at before each of two batches at most.
pub const RELAXED_FLAG_STOP: &str = "C relaxed_flag_stop
{ stop = 0; }
P0 (atomic_int* stop) {
  int batches = 0;
  int first = atomic_load_explicit(stop, memory_order_relaxed);
  if (first == 0) {
    batches = 1;
    int second = atomic_load_explicit(stop, memory_order_relaxed);
    if (second == 0) {
      batches = 2;
    }
  }
}
P1 (atomic_int* stop) {
  atomic_store_explicit(stop, 1, memory_order_relaxed);
}
exists (0:batches=2)
";

/// A test of this file, read.
///
/// # Panics
///
/// If it cannot be read: they are constants, and a test reads them all.
pub fn read(text: &str) -> Test {
    parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// All of them.
pub const ALL: [&str; 9] = [
    MESSAGE_PASSING,
    MESSAGE_PASSING_RELEASE_ACQUIRE,
    MESSAGE_PASSING_RELEASE_ONLY,
    STORE_BUFFERING,
    STORE_BUFFERING_SEQCST,
    COHERENCE,
    TWO_ADDS,
    LOAD_BUFFERING,
    RELAXED_FLAG_STOP,
];
