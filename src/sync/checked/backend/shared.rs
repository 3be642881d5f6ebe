//! A pointer with a count: whoever explores reports where one outlives its execution.

use std::ops::Deref;

use super::{Judge, judge};

/// `std::sync::Arc`.
#[derive(Debug)]
pub enum Arc<T> {
    /// The engine's.
    Engine(racelab_engine::sync::Arc<T>),
    /// loom's.
    Loom(loom::sync::Arc<T>),
}

impl<T> Arc<T> {
    /// The first of its kind.
    #[track_caller]
    pub fn new(value: T) -> Arc<T> {
        match judge() {
            Judge::Engine => Arc::Engine(racelab_engine::sync::Arc::new(value)),
            Judge::Loom => Arc::Loom(loom::sync::Arc::new(value)),
        }
    }
}

impl<T> Clone for Arc<T> {
    #[track_caller]
    fn clone(&self) -> Arc<T> {
        match self {
            Arc::Engine(shared) => Arc::Engine(racelab_engine::sync::Arc::clone(shared)),
            Arc::Loom(shared) => Arc::Loom(loom::sync::Arc::clone(shared)),
        }
    }
}

impl<T> Deref for Arc<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Arc::Engine(shared) => shared,
            Arc::Loom(shared) => shared,
        }
    }
}
