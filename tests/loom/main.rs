//! Each safe trainer, and what else is shared safely, explored: it ends with its allowed outcomes and no other, by loom
//! where loom can and by the engine where loom is wrong.
//!
//! One program, so that it is linked once; `cargo test --test loom mutex` runs one module.

mod atomic;
mod bulk_synchronous;
mod channel;
mod common;
mod inference;
mod mutex;
mod parameter_server;
mod pipeline;
mod pool;
mod promise;
mod rwlock;
mod sequential;
mod sharing;
mod snapshots;
mod thread_local;
mod tree;
mod word2vec;
