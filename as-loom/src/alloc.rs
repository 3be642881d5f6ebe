//! Memory, by loom's names: the engine's own, that also finds uses after free and double frees.

pub use racelab_engine::alloc::{Layout, Track, alloc, alloc_zeroed, dealloc};
