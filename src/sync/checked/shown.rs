//! Values as a picture shows them.
//!
//! Nobody has to be able to show what he puts behind a lock or sends through a channel. So an object shows what it can:
//! numbers, `bool` and `char`; and whatever has `Debug`, once the object has a [name](super::named). Only a call that
//! knows the type can say that it has `Debug`, and that call is `named`.

use std::fmt::Debug;

/// How the values of an object are shown.
#[derive(Debug)]
pub(super) struct Shows<T>(fn(&T) -> String);

// Derived, they would ask for a `T` that can be copied.
impl<T> Copy for Shows<T> {}
impl<T> Clone for Shows<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Shows<T> {
    /// As text if they are numbers or the like.
    pub fn plain() -> Shows<T> {
        Shows(|value| racelab_engine::shown(value).map_or(String::new(), short))
    }

    /// The value as text: empty if it cannot be shown.
    pub fn text(self, value: &T) -> String {
        (self.0)(value)
    }
}

impl<T: Debug> Shows<T> {
    /// As they are to be shown to a programmer.
    pub fn as_debug() -> Shows<T> {
        Shows(|value| short(format!("{value:?}")))
    }
}

/// Whole numbers look whole.
fn short(text: String) -> String {
    text.replace(".0", "")
}

/// A value that was left behind a lock: that it is another is told where it cannot be shown.
pub(super) fn left(text: String) -> String {
    if text.is_empty() { "another value".to_owned() } else { text }
}
