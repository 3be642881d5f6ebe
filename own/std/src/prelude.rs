//! What a program has without asking for it, by edition. Macros are a part of that, and so `thread_local!` is the
//! engine's here too.

/// Of all editions.
pub mod v1 {
    pub use ::std::prelude::v1::*;
    pub use racelab_engine::thread_local;
}

/// Of edition 2015.
pub mod rust_2015 {
    pub use ::std::prelude::rust_2015::*;
    pub use racelab_engine::thread_local;
}

/// Of edition 2018.
pub mod rust_2018 {
    pub use ::std::prelude::rust_2018::*;
    pub use racelab_engine::thread_local;
}

/// Of edition 2021.
pub mod rust_2021 {
    pub use ::std::prelude::rust_2021::*;
    pub use racelab_engine::thread_local;
}

/// Of edition 2024.
pub mod rust_2024 {
    pub use ::std::prelude::rust_2024::*;
    pub use racelab_engine::thread_local;
}
