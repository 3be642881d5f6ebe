//! Lesson 16, convolution: another network for the same trainers, and how it is asked by many at once.
//!
//! Run it: `cargo run --release --bin 16_convolution`
//!
//! Claim: a convolutional network needs no other trainers, since they know of a network only that it has a gradient.
//! Threads pay across images and not inside a product as small as these. And whoever answers in batches must neither
//! wait for a batch to be full nor leave with one in hand.

use racelab::compare::{Comparison, Setting};
use racelab::data::Source;
use racelab::inference::EPOCHS;
use racelab::inference::shown::{at_once, one_by_one, show_products, show_throughput, show_waits};
use racelab::lesson::tell;
use racelab::network::{Architecture, Classifier, Network};
use racelab::report::{Status, grouped};
use racelab::trainers::{Plan, Unwatched, data_parallel};
use racelab_loom::explore::explore;
use racelab_loom::mistakes::{last_batch_lost, waits_for_more};
use racelab_loom::trainers::scenarios::safe;

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("16_convolution");
    lesson.claim(
        "A convolutional network needs no other trainers: all they know of a network is that it has a gradient. \
         Threads pay across images, and not inside products as small as these. And whoever answers in batches must \
         neither wait until a batch is full, nor leave with one in hand.",
    );

    let setting = Setting { epochs: EPOCHS, ..Setting::of(Source::Digits, 2) };
    let split = Source::Digits.load().expect("the digits are inside the program");
    let network = Architecture::convolution(&split).expect("8 x 8 pixels are enough");
    lesson.section(
        "The network",
        &format!(
            "Each of 16 filters looks at every patch of 3 x 3 pixels with the same nine weights; of each 2 x 2 pixels \
             that it makes the largest is kept; a dense layer follows. Write the patches of a batch out as the rows of \
             a matrix, and the convolution is one matrix product (src/network/convolution/patches.rs). So it has {} \
             weights where lesson 1's network has 4,810, and {} floating point operations an image where that has \
             {}.",
            grouped(network.weights() as u64),
            grouped(network.flops() as u64),
            grouped(Architecture::perceptron(setting.hidden, &split).flops() as u64),
        ),
    );
    lesson.predict(
        "Which of the trainers of lessons 1 to 14 can train it, and what has to be changed in them? Then it is \
         trained, and its weights stay as they are: do threads that read them need a lock? And what is quicker on two \
         cores: two threads that share the work at each image, or two that take an image each?",
    );

    let comparison = Comparison::of(setting, network, split);
    let passes = format!("{EPOCHS} passes over the digits, by trainers of which not a line is different:");
    lesson.section("It trains", &passes);
    let status = Status::show("training a convolutional network");
    let mut lines = String::new();
    let mut trained = Vec::new();
    for approach in data_parallel() {
        if !["sequential", "mutex-short", "thread-local", "channel", "atomic-add"].contains(&approach.name) {
            continue;
        }
        let plan = Plan { workers: 2, rate: setting.rate };
        let initial = comparison.initial().to_vec();
        let batches = comparison.batches(EPOCHS);
        match (approach.train)(comparison.network(), initial, &batches, &plan, &Unwatched) {
            Ok(weights) => {
                let accuracy = 100.0 * comparison.accuracy(&weights);
                lines += &format!("{:<16} {accuracy:.1} % of the test images are right\n", approach.name);
                trained = if approach.name == "sequential" { weights } else { trained };
            }
            Err(panic) => lines += &format!("{:<16} there is no result: {panic}\n", approach.name),
        }
    }
    drop(status);
    lesson.show(&lines);
    lesson.say(
        "How quick each is, and how sure of it one can be: cargo run --release -- compare --network convolution.",
    );
    if trained.is_empty() {
        return lesson.next("Find out why one thread could not train it.");
    }

    lesson.section(
        "Two threads for one image, or an image for each",
        "Each product needs all of the one before, so two threads that share one have to meet after each. The \
         products for so many images, in microseconds an image; inside and across: how many times as quick two threads \
         are.",
    );
    let status = Status::show("multiplying");
    let products = show_products(comparison.network());
    drop(status);
    lesson.show(&products);
    lesson.say(
        "A meeting costs the same however much work lies between two of them. Across images there is none. What looks \
         below 1 is slower than one thread; what looks like 1 all the way down is a machine that had no second core \
         for it.",
    );

    lesson.section(
        "Asked by many",
        "Images wait in a channel. A worker sleeps until there is one, takes along what else is waiting, up to a \
         limit, and answers them together (src/inference/mod.rs). All there at the beginning:",
    );
    let images = &comparison.split().test;
    let status = Status::show("answering");
    let all = at_once(comparison.network(), &trained, images, &[1, 2]);
    drop(status);
    lesson.show(&show_throughput(&all));
    let rate = 0.7 * all[0].answered.throughput;
    lesson.say(&format!(
        "And when they arrive one after another, {} a second, which is 0.7 of what one worker can do one by one:",
        grouped(rate as u64)
    ));
    let status = Status::show("answering");
    let mut waits = one_by_one(comparison.network(), &trained, images, 1, rate);
    waits.extend(one_by_one(comparison.network(), &trained, images, 2, rate));
    drop(status);
    lesson.show(&show_waits(&waits));
    lesson.say(
        "batch: how many were taken at a time, on average. That is what had come meanwhile: nobody chose it, and nobody \
         waited for company. What one in a hundred waits is not the same twice: it is set by the moments in which the \
         operating system stops a thread.",
    );

    lesson.section("In every execution", "Is each image answered, and only once?");
    lesson.show(&explore(safe("inference", "2 workers")).report());

    lesson.section(
        "Mistake: last_batch_lost",
        "A worker fills its batch of two, and leaves when the queue is closed:",
    );
    let explored = explore(&last_batch_lost::MISTAKE.scenario);
    let why = "Each worker received one image and waited for a second. The channel lost nothing, and its error is right: \
               nothing more will come. But it does not say that nothing is left to do.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section(
        "Mistake: waits_for_more",
        "The same, and the asker waits for an answer before asking again:",
    );
    let explored = explore(&waits_for_more::MISTAKE.scenario);
    let why =
        "The worker waits for a second image, and the asker for the first answer. A deadlock needs no lock.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.next(
        "With which number of images at a time does one worker answer most, and why not with more? Then \
         cargo run --release -- compare --network radial-basis trains a third network by the same trainers.",
    );
}
