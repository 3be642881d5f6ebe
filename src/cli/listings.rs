//! `racelab listing`: the small programs of the book that belong to nothing else in here.
//!
//! Each is a program by itself, in `book/listings`, and a part of this one, so that it is compiled and
//! can be run like everything that the book shows.

use std::process::ExitCode;

use super::arguments::UserError;

#[path = "../../book/listings/aba.rs"]
mod aba;
#[path = "../../book/listings/after_a_sleep.rs"]
mod after_a_sleep;
#[path = "../../book/listings/as_compiled.rs"]
mod as_compiled;
#[path = "../../book/listings/cache_lines.rs"]
mod cache_lines;
#[path = "../../book/listings/check_again.rs"]
mod check_again;
#[path = "../../book/listings/downgrade.rs"]
mod downgrade;
#[path = "../../book/listings/flag_alone.rs"]
mod flag_alone;
#[path = "../../book/listings/full_both_ways.rs"]
mod full_both_ways;
#[path = "../../book/listings/get_then_set.rs"]
mod get_then_set;
#[path = "../../book/listings/half_a_pair.rs"]
mod half_a_pair;
#[path = "../../book/listings/handed_over.rs"]
mod handed_over;
#[path = "../../book/listings/held_lock.rs"]
mod held_lock;
#[path = "../../book/listings/join.rs"]
mod join;
#[path = "../../book/listings/meeting_in_time.rs"]
mod meeting_in_time;
#[path = "../../book/listings/notify_first.rs"]
mod notify_first;
#[path = "../../book/listings/one_buffer.rs"]
mod one_buffer;
#[path = "../../book/listings/one_token.rs"]
mod one_token;
#[path = "../../book/listings/race_free.rs"]
mod race_free;
#[path = "../../book/listings/release_sequence.rs"]
mod release_sequence;
#[path = "../../book/listings/sum_of_floats.rs"]
mod sum_of_floats;
#[path = "../../book/listings/two_steps.rs"]
mod two_steps;
#[path = "../../book/listings/two_updates.rs"]
mod two_updates;
#[path = "../../book/listings/weight_by_weight.rs"]
mod weight_by_weight;

/// A listing: its name, which is also that of its file, and its program.
type Listing = (&'static str, fn());

const LISTINGS: &[Listing] = &[
    ("aba", aba::main),
    ("after_a_sleep", after_a_sleep::main),
    ("as_compiled", as_compiled::main),
    ("cache_lines", cache_lines::main),
    ("check_again", check_again::main),
    ("downgrade", downgrade::main),
    ("flag_alone", flag_alone::main),
    ("full_both_ways", full_both_ways::main),
    ("get_then_set", get_then_set::main),
    ("half_a_pair", half_a_pair::main),
    ("handed_over", handed_over::main),
    ("held_lock", held_lock::main),
    ("join", join::main),
    ("meeting_in_time", meeting_in_time::main),
    ("notify_first", notify_first::main),
    ("one_buffer", one_buffer::main),
    ("one_token", one_token::main),
    ("race_free", race_free::main),
    ("release_sequence", release_sequence::main),
    ("sum_of_floats", sum_of_floats::main),
    ("two_steps", two_steps::main),
    ("two_updates", two_updates::main),
    ("weight_by_weight", weight_by_weight::main),
];

/// Runs the listing with this name.
pub fn run(wanted: &str) -> Result<ExitCode, UserError> {
    let Some((_, main)) = LISTINGS.iter().find(|(name, _)| *name == wanted) else {
        let names: Vec<_> = LISTINGS.iter().map(|(name, _)| *name).collect();
        return Err(UserError::new(format!(
            "no listing is called '{wanted}': choose from {}",
            names.join(", ")
        )));
    };
    main();
    Ok(ExitCode::SUCCESS)
}
