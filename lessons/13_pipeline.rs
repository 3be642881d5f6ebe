//! Lesson 13, pipeline: one network on several threads, by layers and by columns.
//!
//! Run it: `cargo run --release --bin 13_pipeline`
//!
//! Claim: where each thread has a part of the network, no weight is shared, and what is handed over is activations and
//! deltas. The gradient is that of one thread if nobody changes a weight or an activation that is still needed; and how
//! idle the threads are follows from two numbers.

use racelab::compare::idle;
use racelab::lesson::{seen, tell};
use racelab::report::Status;
use racelab_loom::explore::explore;
use racelab_loom::mistakes::{circular_wait, early_update, overwritten_activations};
use racelab_loom::trainers::scenarios::safe;

/// Stages, and micro-batches.
const TRIED: [(usize, usize); 6] = [(2, 1), (2, 8), (4, 1), (4, 2), (4, 4), (4, 8)];

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("13_pipeline");
    lesson.claim(
        "Where each thread has a part of the network, no weight is shared, and activations and deltas are handed over. \
         The gradient is that of one thread if nobody changes what is still needed. How idle the threads are follows \
         from two numbers.",
    );
    lesson.section(
        "How it trains",
        "pipeline: each thread is a stage, with some layers of its own (src/trainers/pipeline/mod.rs). A batch \
         is cut into micro-batches. They go forward from stage to stage, and their deltas come back, through \
         channels. When all are back, each stage makes one update. split-layer: the first layer is wide, and each \
         thread has some of its columns, and so some of its neurons (src/trainers/split_layer/mod.rs). All write their outputs, meet at a \
         barrier, and read everybody's.",
    );
    lesson.predict(
        "Four stages, and a batch in one piece: for which share of the time is a stage idle? And with the batch in 8 \
         pieces? May a stage change its weights as soon as it has a gradient?",
    );

    lesson.section(
        "How idle the stages are",
        "The work is sleeping here, so it needs no cores. At best: (K - 1) / (M + K - 1), for K stages and M \
         micro-batches.",
    );
    let status = Status::show("measuring how idle the stages are");
    let measured: Result<Vec<_>, _> =
        TRIED.iter().map(|&(stages, micro_batches)| idle::measure(stages, micro_batches)).collect();
    drop(status);
    match measured {
        Ok(measured) => {
            lesson.show(&idle::show(&measured));
            lesson.say(&seen::idle(&measured));
        }
        Err(error) => lesson.say(&format!("There is no result: {error}.")),
    }

    lesson.section("It trains", "On the digits, beside rounds in which each worker has all layers:");
    lesson.train(&["bulk-synchronous", "pipeline", "split-layer"]);
    lesson.say(
        "As sequential: the gradients of the micro-batches add up to that of the batch, and the columns of a layer are the \
         layer. Only sums are rounded in another order. This network has two layers, and the first has nearly all the \
         weights: so one stage of two has nearly all the work, and the pipeline cannot be quick. Columns can be shared \
         out evenly.",
    );

    lesson.section("In every execution", "Two stages and two micro-batches; two workers with a column each:");
    lesson.show(&explore(safe("pipeline", "2 stages, 1 batch")).report());
    lesson.show(&explore(safe("split-layer", "2 workers")).report());
    lesson.say(
        "In this network each weight's gradient is the product of the others, so that an update which was made of \
         wrong weights or activations would not double them.",
    );

    lesson.section("Mistake: early_update", "The stage has a gradient. Why wait?");
    let explored = explore(&early_update::MISTAKE.scenario);
    let why = "Each micro-batch may have found other weights, and the sum is the gradient of a network that never \
               was. There is a lock, and no update is lost: it is the order of right steps that is wrong.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section("Mistake: circular_wait", "Both channels have room for one:");
    let explored = explore(&circular_wait::MISTAKE.scenario);
    let why = "Each waits for room that the other would make by receiving. With three micro-batches it would have gone well: \
               one in each channel, and one in the hands of stage 1. A test with a small batch does not find it.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section(
        "Mistake: overwritten_activations",
        "One buffer for two stages. It was read, so write the next:",
    );
    let explored = explore(&overwritten_activations::MISTAKE.scenario);
    let why = "It is read twice, forward and back. Where a parcel is moved to whoever needs it, there is nobody left who could \
               overwrite it: in src/trainers/pipeline/stage.rs this mistake does not compile.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.next(
        "Mend src/mistakes/circular_wait.rs by more room in one channel only: how much is enough? Then train with three layers \
         of equal size, and see what the pipeline is worth: racelab compare --only model-parallel --data wide --hidden \
         128,128,128,128 --batch 512.",
    );
}
