//! How a command ends: what is said last, and the exit code.

use std::process::ExitCode;

use racelab::report;
use racelab_loom::explore::aborts;

use super::arguments::UserError;

/// The exit code of a command that came to this. A page that could not be written counts, whatever else went well.
pub fn end(result: Result<ExitCode, UserError>) -> ExitCode {
    match result {
        Err(error) if aborts::seen() => error.report_and_leave(),
        Err(error) => error.report(),
        Ok(_) if report::output_failed() => ExitCode::from(report::EXIT_CODE),
        Ok(code) => code,
    }
}
