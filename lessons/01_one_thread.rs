//! Lesson 01, one thread: what there is to train, and what everything later is compared with.
//!
//! Run it: `cargo run --release --bin 01_one_thread`
//!
//! Claim: on one thread the trained weights are a function of the seed, bit for bit. Two threads that
//! do the same additions in another order compute another function, though nothing went wrong.

use racelab::compare::{Comparison, Setting};
use racelab::data::Source;
use racelab::lesson::tell;
use racelab::network::{Network, Perceptron};
use racelab::report::{Align, grouped, table};
use racelab::trainers::{Plan, Train, Unwatched, sequential, thread_local};
use racelab_loom::explore::explore_by_loom as explore;
use racelab_loom::trainers::scenarios::safe;

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("01_one_thread");
    lesson.claim(
        "On one thread, training is a function of its seed, bit for bit. Two threads that do the same \
         additions in another order compute another function, though nothing went wrong.",
    );

    // Data, initial weights and batches are drawn from the seed, once, and are the same for all below.
    let setting = Setting { seed: 0, ..Setting::of(Source::Digits, 2) };
    let same = Comparison::new(setting);
    let train = |train: Train<Perceptron>, epochs: usize| {
        let plan = Plan { workers: setting.workers, rate: setting.rate };
        let initial = same.initial().to_vec();
        train(same.network(), initial, &same.batches(epochs), &plan, &Unwatched).expect("no worker panics")
    };

    lesson.section(
        "Three words",
        &format!(
            "A network is a function with many weights, here {} of them, that looks at an image and says \
             which digit it shows. A batch is a few of the training images, here {}, for which one \
             gradient is computed: how the error would change with each weight. An update takes a small \
             step against that gradient (weights -= rate * gradient), and training is nothing but updates, \
             here {} of them in each pass over the images, called an epoch.",
            grouped(same.network().weights() as u64),
            setting.batch,
            same.batches(1).len(),
        ),
    );
    lesson.predict(
        "How many epochs until 9 of 10 images are right? If you train twice with the same seed, how many \
         weights differ in their last bit? And if two threads each do half of every batch and then add the \
         halves: which weights differ now, and does the accuracy?",
    );

    lesson.section("One thread trains", "The accuracy on test images, none of which it was trained on:");
    let epochs = [0, 1, 2, 4, 8, 16, setting.epochs];
    let row = |epochs: usize| {
        let accuracy = same.accuracy(&train(sequential::train, epochs));
        vec![epochs.to_string(), format!("{:.1} %", 100.0 * accuracy)]
    };
    let rows: Vec<_> = epochs.into_iter().map(row).collect();
    lesson.show(&table(&[("epochs", Align::Right), ("accuracy", Align::Right)], &rows));

    let first = train(sequential::train, setting.epochs);
    lesson.section("The same seed again", "Weights that differ in any bit, and how much at most:");
    let versus = |name: &str, train_again: Train<Perceptron>| {
        let again = train(train_again, setting.epochs);
        let pairs = || first.iter().zip(&again);
        let differing = pairs().filter(|(one, other)| one.to_bits() != other.to_bits()).count();
        let farthest = pairs().map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
        let accuracy = format!("{:.1} %", 100.0 * same.accuracy(&again));
        vec![name.to_owned(), grouped(differing as u64), format!("{farthest:.7}"), accuracy]
    };
    let rows = [
        versus("one thread", sequential::train),
        versus("two threads, half of each batch", thread_local::train),
        versus("the same two threads again", thread_local::train),
    ];
    let differ = format!("differ, of {}", grouped(first.len() as u64));
    let headers = [
        ("against one thread", Align::Left),
        (differ.as_str(), Align::Right),
        ("at most", Align::Right),
        ("accuracy", Align::Right),
    ];
    lesson.show(&table(&headers, &rows));

    let (small_last, small_first) = ([1e8_f32, -1e8, 1.0], [1.0, 1e8_f32, -1e8]);
    lesson.section(
        "Why",
        &format!(
            "Each addition of floats is rounded, so the order of a sum matters: 1e8 - 1e8 + 1 is {}, and 1 \
             + 1e8 - 1e8 is {}. Half a batch plus half a batch is a sum in another order than the whole \
             batch in one go. It is not a race: two threads that always add in the same order differ from \
             one thread, and agree with themselves. From here on, \"the same weights, bit for bit\" is \
             what a lesson asks where the order is fixed, and never where it is not.",
            small_last.iter().sum::<f32>(),
            small_first.iter().sum::<f32>(),
        ),
    );
    lesson.say(
        "The lessons also explore: a tool called loom runs the same function, on a network that only \
         counts its updates, in every way in which the threads can take turns. Each way is an execution, \
         and how many updates arrived is its outcome. Of one thread it says:",
    );
    lesson.show(&explore(safe("sequential", "2 batches")).report());
    lesson.next(
        "In lessons/01_one_thread.rs, change the seed: other weights, but still the same ones each time. \
         Then let three workers share each batch.",
    );
}
