//! Sentences about what a lesson has measured. Each is chosen by the measurement, so that no screen tells of
//! what its run did not show; and each is a function of figures alone, so that the tests go through the
//! cases.

use crate::compare::idle::{Idle, at_best};
use crate::compare::said::cannot_show;
use crate::compare::staleness::Found;
use crate::report::{counted, grouped};
use crate::trainers::parameter_server::Rule;

/// Why no update was lost, where none was.
pub fn none_lost(cores: usize) -> &'static str {
    match cores {
        1 => "On one core the workers rarely meet.",
        _ => "In this run the workers hardly met.",
    }
}

/// Who gets a lock that two threads want: the longest run of turns that one had while the other wanted one
/// too, out of so many turns each. 0 where they never wanted it at the same time.
pub fn turns_in_a_row(turns: usize, longest: usize) -> String {
    let taken = format!("Two threads took one mutex {} times each.", grouped(turns as u64));
    match longest {
        0 => format!(
            "{taken} They never wanted it at the same time, so this run cannot show who gets it then. Nothing \
             promises that they take turns."
        ),
        _ => format!(
            "{taken} The longest run of turns that one of them had while the other was waiting: {}. \
             Nothing promises that they take turns.",
            grouped(longest as u64)
        ),
    }
}

/// What became of an evaluator's copies of the weights: how many there were, and for how many the weights
/// had changed before there was a result.
pub fn copies(evaluated: usize, changed: usize) -> String {
    let copies = counted(evaluated as u64, "time").replace("1 time", "once");
    let seen = match (evaluated, changed) {
        (0, _) => {
            return "Training was over before the evaluator had its turn, so this run cannot show what it \
                    would have seen. Run it again."
                .to_owned();
        }
        (_, 0) => "In this run the weights never changed meanwhile; they may at any time.".to_owned(),
        _ => format!(
            "For {} of the copies the weights had changed again before there was a number to print.",
            grouped(changed as u64)
        ),
    };
    format!(
        "It copied the weights {copies}; the table has some. Each copy was whole. {seen} A lock that was let \
         go promises nothing about now."
    )
}

/// What two counters cost on one cache line and on a line each, in nanoseconds an addition, beside what
/// one thread takes alone.
pub fn cache_lines(together: f64, apart: f64, alone: f64, cores: usize) -> String {
    let (ratio, had) = (together / apart, 2.0 * alone / apart);
    if cores == 1 || had < 1.5 {
        let cannot = cannot_show("what sharing a line costs", had, cores);
        return format!("{cannot} Threads that take turns on one core share its cache, and nothing is sent.");
    }
    if ratio < 1.2 {
        return format!(
            "That is a ratio of {ratio:.1}: in this run it made no difference. These two cores may share \
             the cache that the line is in; on others it has to be sent."
        );
    }
    format!("That is a ratio of {ratio:.1}, for sending the line to and fro.")
}

/// What an update costs by the weight, in nanoseconds: to plain memory, by an atomic load and store, and by
/// an atomic addition.
pub fn by_the_weight(plain: f64, load_store: f64, addition: f64) -> String {
    let vectors = if load_store > 1.5 * plain {
        "Plain additions are done several at a time; compilers make no vector instructions out of Relaxed ones."
    } else {
        "In this run, a Relaxed load and store cost hardly more than plain memory."
    };
    let step = if addition > 1.5 * load_store { " Making the two one step costs even more." } else { "" };
    format!("A lock is paid for by the update, atomics by the weight. {vectors}{step}")
}

/// What to conclude from how often a reader found version 1 with weight 0, on such an architecture.
/// `met` is how often the two threads were seen to be in their steps at the same time.
pub fn published(forbidden: u64, met: u64, architecture: &str, cores: usize) -> String {
    let hides = "the mistake hides there until the program runs on ARM, or until the compiler swaps two \
                 lines, as it may everywhere";
    match forbidden {
        0 if cores == 1 => "Never version 1 with weight 0: on one core the threads take turns, and a thread \
                            that takes turns sees all that was done before. This run cannot show it."
            .to_owned(),
        0 if met == 0 => "Never version 1 with weight 0; but the two threads were never in their steps at \
                          the same time, so this run cannot show it. Run it again when the machine is quiet."
            .to_owned(),
        0 if architecture.starts_with("x86") => format!(
            "Never version 1 with weight 0, here, on {architecture}. That shows nothing. An x86 processor \
             keeps stores in order and loads in order, so {hides}."
        ),
        0 => format!(
            "Never version 1 with weight 0, in this run, on {architecture}. That shows nothing: the language \
             allows it, and so may this processor, on another day."
        ),
        count => {
            let times = counted(count, "time");
            format!("Version 1 with weight 0, {times}, on {architecture}: the mistake shows.")
        }
    }
}

/// What store buffering shows: whether both loads were seen to read 0, or not, or the test was not run here.
pub fn store_buffering(seen: Option<bool>) -> String {
    let buffered = "A store may wait in its processor's buffer while the load after it goes ahead. Nobody had \
                    to stop and no cache was stale: the stores were just not there yet.";
    match seen {
        Some(true) => format!("Seen, so there is no such order. {buffered}"),
        Some(false) => format!("Allowed, and not seen in this run; most processors do it. {buffered}"),
        None => format!("Allowed, and not run here. Most processors do it. {buffered}"),
    }
}

/// How far apart two accuracies have to be to say that one is better: two seeds may differ by a point.
const BETTER: f64 = 0.02;

/// What became of each rule with so many workers, all equally quick.
pub fn many_workers(workers: usize, found: &[Found]) -> String {
    let (plain, aware) = (under(found, Rule::Plain), under(found, Rule::Aware));
    let stale = plain.summary.staleness;
    let staleness = format!(
        "With {workers} workers a gradient was stale by {stale:.1} on average: by about one update from each of \
         the others."
    );
    let (end, scaled) = (percent(plain.accuracy), percent(aware.accuracy));
    if plain.accuracy + BETTER < aware.accuracy {
        return format!(
            "{staleness} Plain updates end at {end}, and with the rate divided by the staleness it is {scaled}. \
             {workers} workers who do not know of each other all correct the same error, and together they go too \
             far. Bounding how far ahead they get helps little: nobody gets far ahead."
        );
    }
    format!(
        "{staleness} Here that did little harm: plain updates end at {end}, and with the rate divided by the staleness \
         it is {scaled}. More workers or a larger rate would."
    )
}

/// What one slow worker does where images are dealt to whoever asks, and where each worker has its own.
pub fn one_slow_worker(shared: &[Found], own: &[Found]) -> String {
    let (plain, bounded) = (under(shared, Rule::Plain), under(shared, Rule::Bounded(0)));
    let mut text = format!(
        "Where images are shared, its gradients are stale by up to {}, and there are few of them: plain updates end \
         at {}. The bound makes all wait for it, and takes {:.0} times as long.",
        plain.summary.stalest,
        percent(plain.accuracy),
        bounded.time / plain.time,
    );
    let [plain, aware, bounded, paced] =
        [Rule::Plain, Rule::Aware, Rule::Bounded(0), Rule::Paced].map(|rule| under(own, rule).accuracy);
    text += &format!(
        " Where its digits are its own, they are seen seldom: plain updates end at {}, bounded at {}, by speed at {}.",
        percent(plain),
        percent(bounded),
        percent(paced),
    );
    if aware + BETTER < plain {
        text += &format!(
            " Dividing by the staleness is the wrong cure here, with {}: it all but silences the one who knows them.",
            percent(aware)
        );
    }
    text
}

/// What was found under a rule, whatever its bound.
fn under(found: &[Found], rule: Rule) -> &Found {
    let same = |found: &&Found| std::mem::discriminant(&found.rule) == std::mem::discriminant(&rule);
    found.iter().find(same).expect("each rule was tried")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// How far a measured idle share may be from the least there can be, to be called the same.
const AS_RECKONED: f64 = 0.1;

/// How idle the stages of a pipeline were, beside the arithmetic.
pub fn idle(measured: &[Idle]) -> String {
    let above = |idle: &Idle| idle.share - at_best(idle.stages, idle.micro_batches);
    let Some(worst) = measured.iter().max_by(|one, other| above(one).total_cmp(&above(other))) else {
        return "Nothing was measured.".to_owned();
    };
    if above(worst) <= AS_RECKONED {
        return "What was measured and what was calculated agree. With more stages each is idle for longer, and more micro-batches help: what it takes to \
                fill the pipeline and to empty it is shared out among more of them."
            .to_owned();
    }
    format!(
        "With {} stages and {} micro-batches the stages were idle for {:.0} % of the time, where {:.0} % would have done: \
         something else kept the threads from waking in time. Run it again on a quiet machine.",
        worst.stages,
        worst.micro_batches,
        100.0 * worst.share,
        100.0 * at_best(worst.stages, worst.micro_batches),
    )
}
