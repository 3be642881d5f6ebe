//! What a program has without asking for it, by edition; without the macros that read what is around the program.

/// Of all editions.
pub mod v1 {
    // By their names in this crate: beside the macro `panic` stands a module, and that is the empty one.
    pub use crate::{
        assert_eq, assert_ne, dbg, debug_assert, debug_assert_eq, debug_assert_ne, eprint, eprintln, format,
        matches, panic, print, println, todo, unimplemented, unreachable, vec, write, writeln,
    };
    pub use racelab_std::prelude::v1::{
        AsMut, AsRef, Box, Clone, Copy, Debug, Default, DoubleEndedIterator, Drop, Eq, Err,
        ExactSizeIterator, Extend, Fn, FnMut, FnOnce, From, Hash, Into, IntoIterator, Iterator, None, Ok,
        Option, Ord, PartialEq, PartialOrd, Result, Send, Sized, Some, String, Sync, ToOwned, ToString,
        Unpin, Vec, align_of, align_of_val, assert, concat, derive, drop, format_args, size_of, size_of_val,
        stringify, test, thread_local,
    };
}

/// Of edition 2015.
pub mod rust_2015 {
    pub use super::v1::*;
}

/// Of edition 2018.
pub mod rust_2018 {
    pub use super::v1::*;
}

/// Of edition 2021.
pub mod rust_2021 {
    pub use super::v1::*;
    pub use racelab_std::prelude::rust_2021::{FromIterator, TryFrom, TryInto};
}

/// Of edition 2024.
pub mod rust_2024 {
    pub use super::rust_2021::*;
    pub use racelab_std::prelude::rust_2024::{Future, IntoFuture};
}
