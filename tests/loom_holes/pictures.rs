//! Each hole that a report may name has a picture in the chapter.

use racelab_loom::explore::holes::Hole;

use super::rows::assert_told;

/// What the chapter shows for it: a generated table, or a row of one that a test here comes to.
fn picture(hole: Hole) -> &'static str {
    match hole {
        Hole::SeqCstAccesses => "{{#include generated/litmus_SB_sc.html}}",
        Hole::SeqCstFences => "{{#include generated/litmus_ISA2_fences.html}}",
        Hole::StoreBesideChange => "{{#include generated/litmus_split_addition.html}}",
        Hole::LoadThenStore => "{{#include generated/hole_load_then_store.html}}",
        Hole::ThreeStores => "{{#include generated/hole_three_stores.html}}",
        Hole::FailedExchange => "{{#include generated/litmus_failed_exchange.html}}",
        Hole::WeakExchange => "{{#include generated/hole_weak_exchange.html}}",
        Hole::ReadGuards => "{{#include generated/hole_read_guards.html}}",
        Hole::UnparkWithoutPark => "{{#include generated/hole_unpark.html}}",
        Hole::EarlyEnd => "{{#include generated/hole_early.html}}",
        Hole::Notification => "{{#include generated/hole_notification.html}}",
        Hole::FirstCome => "{{#include generated/hole_first_come.html}}",
        Hole::Yield => "{{#include generated/hole_yield.html}}",
        Hole::Freed => "| a use after free |",
        Hole::ManyThreads => "{{#include generated/hole_six_threads.html}}",
    }
}

#[test]
fn every_hole_that_a_report_may_name_has_a_picture_in_the_chapter() {
    Hole::ALL.into_iter().map(picture).for_each(assert_told);
}
