//! Values in a told execution: nothing is asked of the types behind the wrappers, and what can be shown is.

use racelab_loom::explore::story::Story;
use racelab_loom::explore::{Limits, explore_within};
use racelab_loom::scenario::Scenario;
use racelab_loom::sync::{Condvar, Guarded, Mutex, RwLock, channel, named, thread};

/// What cannot be shown.
struct Hidden(u32);

/// Sends one from one thread to the other, and has one behind each lock and in a cell: nothing asks for more of it.
fn hides() -> String {
    let (sender, receiver) = channel::bounded(1);
    let (mutex, ready) = (Mutex::new(Hidden(1)), Condvar::new());
    let (lock, cell) = (RwLock::new(Hidden(2)), Guarded::new(Hidden(3)));
    let plain = Mutex::new(5_u32);
    thread::scope(|scope| {
        scope.spawn(move || sender.send(Hidden(4)).is_ok());
        let received = receiver.recv().map_or(0, |message| message.0);
        mutex.lock().unwrap().0 += received;
        *plain.lock().unwrap() += 1;
        let sum = *ready
            .wait_while(mutex.lock().unwrap(), |value| value.0 == 0)
            .map(|value| value.0)
            .as_ref()
            .unwrap();
        lock.write().unwrap().0 += 1;
        // SAFETY: no other thread has the cell.
        let of_the_cell = unsafe { cell.read(|value| value.0) };
        format!("{sum} {} {of_the_cell}", lock.read().unwrap().0)
    })
}

#[test]
fn nothing_has_to_be_shown_and_what_can_be_is() {
    for limits in [Limits::default(), Limits::of_loom()] {
        let exploration = explore_within(&Scenario::new("hides", "of a test", &["5 3 3"], hides), &limits);
        assert_eq!(exploration.values(), ["5 3 3"]);
        let story = Story::of_witness(&exploration.witness(&exploration.outcomes[0]), None, false);
        let told: Vec<_> = story.steps.iter().map(|step| step.text.as_str()).collect();
        for step in
            ["receives from receiver", "locks mutex, leaves another value", "locks plain: finds 5, leaves 6"]
        {
            assert!(told.contains(&step), "{step}: {told:#?}");
        }
    }
}

#[test]
fn what_has_a_name_is_shown_by_debug() {
    let found = explore_within(
        &Scenario::new("named", "of a test", &["[1.5, 2.0]"], || {
            let (weights, bare) = (named("weights", Mutex::new(vec![1.5])), Mutex::new(vec![0.5]));
            weights.lock().unwrap().push(2.0);
            bare.lock().unwrap().push(1.0);
            format!("{:?}", weights.into_inner().unwrap())
        }),
        &Limits::default(),
    );
    let story = Story::of_witness(&found.witness(&found.outcomes[0]), None, false);
    let told: Vec<_> = story.steps.iter().map(|step| step.text.as_str()).collect();
    assert_eq!(told, ["locks weights: finds [1.5], leaves [1.5, 2]", "locks bare, leaves another value"]);
}
