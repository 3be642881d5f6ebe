//! Exercises of the tests' own, one of each kind, and one that is judged with other numbers, too: starter, solution and every fixture.

use racelab::cli::exercise::course;

use super::course_form::hold;
use super::samples;

#[test]
fn each_kind_of_exercise_is_judged_as_its_fixtures_say() {
    let exercises = course::read_all(&samples()).unwrap();
    assert_eq!(exercises.len(), 6);
    hold(&exercises, &samples());
}
