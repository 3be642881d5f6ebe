//! word2vec is explored in each of the three ways to share rows.

use crate::common::is_safe;

#[test]
fn hogwild_may_lose_an_update_and_nothing_worse() {
    is_safe("word2vec-hogwild");
}

#[test]
fn locks_lose_nothing() {
    is_safe("word2vec-row-locks");
    is_safe("word2vec-one-lock");
}
