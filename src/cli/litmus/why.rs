//! Explains an outcome.

use std::process::ExitCode;

use super::read::Named;
use crate::cli::arguments::{Litmus, UserError};

/// Explains an outcome.
pub fn run(_: &Named, _: &str, _: &Litmus) -> Result<ExitCode, UserError> {
    Err(UserError::failure("--why is still to come"))
}
