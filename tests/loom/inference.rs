//! Workers that answer what is asked, in batches of what is waiting, are explored.

use crate::common::is_safe;

#[test]
fn each_question_is_answered_once() {
    is_safe("inference");
}
