//! What the tests have in common: loom's name, and models that are to fail.

use std::panic::{UnwindSafe, catch_unwind};

/// What a model says that fails.
#[track_caller]
pub fn message(model: impl FnOnce() + UnwindSafe) -> String {
    let panic = catch_unwind(model).expect_err("the model fails");
    *panic.downcast::<String>().expect("it says why")
}
