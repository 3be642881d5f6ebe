//! What loom reports.

use std::panic::catch_unwind;

/// What loom reports when it explores this; it must report something.
pub fn reported(run: fn()) -> String {
    let report = catch_unwind(|| loom::model(run)).expect_err("loom finds nothing wrong");
    match report.downcast::<String>() {
        Ok(report) => *report,
        Err(report) => (*report.downcast::<&str>().expect("a report is a text")).to_owned(),
    }
}
