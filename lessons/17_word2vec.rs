//! Lesson 17, word2vec: the race that shipped.
//!
//! Run it: `cargo run --release --bin 17_word2vec`
//!
//! Claim: where a step touches a dozen or two of some twenty thousand rows, workers that take no notice of each other
//! seldom meet. Hogwild is right enough there, and its atomics cost little. In a dense network everybody touches
//! everything, and it does not pay.

use racelab::lesson::tell;
use racelab::report::{Status, grouped};
use racelab::word2vec::PAIRS;
use racelab::word2vec::collisions::{count, expected};
use racelab::word2vec::course::Course;
use racelab::word2vec::draw::Draw;
use racelab::word2vec::effort::Effort;
use racelab::word2vec::generated::generated;
use racelab::word2vec::measure::{Sharing, median, turn};
use racelab::word2vec::shown::{Trained, show_collisions, show_nearest, show_speeds, show_trained};
use racelab::word2vec::train::{Plan, initial};
use racelab_loom::explore::explore;
use racelab_loom::mistakes::{plain_rows, text_order};
use racelab_loom::trainers::scenarios::safe;

const WORKERS: usize = 2;

/// How long it trains, and how much is measured.
const EFFORT: Effort = Effort::SHORT;

/// Tells the lesson.
pub fn main() {
    let mut lesson = tell("17_word2vec");
    lesson.claim(
        "word2vec made Hogwild famous: threads train on the same rows, and nobody waits for anybody. A step touches a dozen or \
         two of some twenty thousand, so two workers seldom meet. In a dense network everybody touches everything, and there it does \
         not pay.",
    );

    let made = generated();
    let (text, kinds) = (&made.text, Some(&made.kinds[..]));
    let draw = Draw::new(text);
    let plan = Plan { workers: WORKERS, epochs: EFFORT.epochs(text.len()), ..Plan::USUAL };
    lesson.section(
        "What it learns",
        &format!(
            "A text that the kit makes itself: {} words about foxes and towns with made-up names, {} of them different. Each has \
             two rows of {} weights. Given a neighbouring word, it has to tell the word in the middle from ten wrong ones \
             (src/word2vec). Words in similar company get similar rows. No letter is ever looked at.",
            grouped(text.len() as u64),
            grouped(text.words().len() as u64),
            2 * PAIRS,
        ),
    );
    lesson.predict(
        "Two workers, and no lock. How often has one changed a row between another's reading and writing it: one change in \
         three, thirty, a thousand? How much worse is what they learn? And what does a lock for each row cost, of \
         which two workers seldom want the same?",
    );

    lesson.section("It learns", "By one worker alone, and by two on the same rows, shared in three ways:");
    let rows = initial::<PAIRS>(text.words().len(), plan.seed);
    let status = Status::show("training");
    let train = |sharing| Course::train(sharing, rows.clone(), text, &draw, &plan, &|| true);
    let one = train(None);
    let by_two = Sharing::ALL.map(|sharing| train(Some(sharing)));
    drop(status);
    let mut trained = vec![Trained::of(("alone", 1), &one, kinds)];
    let named = Sharing::ALL.iter().zip(&by_two);
    trained.extend(named.map(|(sharing, course)| Trained::of((sharing.name(), WORKERS), course, kinds)));
    let [hogwild, ..] = &by_two;
    lesson.show(&show_trained(&trained));
    lesson.say(
        "loss: at telling real neighbours from wrong words; 0.693 is knowing nothing, 0.451 knowing only how many are wrong. \
         of its kind: how many of a word's ten nearest neighbours are. The last digits are not the same twice.",
    );
    lesson.show(&show_nearest(text, &made.examples(), &[(1, &one.rows), (WORKERS, &hogwild.rows)]));
    lesson.say(
        "The ending of a made-up name shows its kind; the network has learned the kind from the company alone.",
    );

    lesson.section(
        "How rarely they meet",
        "Each row gets a number that goes up with each change, and so a worker sees whether another was there:",
    );
    let status = Status::show("counting");
    let short = text.beginning(EFFORT.measured);
    let of_speed = Plan { epochs: 1, ..plan };
    let collisions = count(rows.clone(), &short, &draw, &of_speed);
    drop(status);
    lesson.show(&show_collisions(&collisions, &expected(text, &draw, &plan, &collisions.done)));
    lesson.say(
        "\"the\" and \"and\" are met far more often than any town. Without leaving some of them out, and without so many \
         names, it would be more: sparse is a property of the text.",
    );

    lesson.section(
        "What it costs",
        "Times as fast as one worker alone; the limit is two with rows of their own:",
    );
    let status = Status::show("measuring");
    let turns: Vec<_> =
        (0..EFFORT.turns).filter_map(|_| turn(&rows, &short, &draw, &of_speed, &|| true)).collect();
    drop(status);
    lesson.show(&show_speeds(&median(&turns), WORKERS));
    lesson.say("In a dense network each step reads and writes every weight. What the same loads and stores are worth there:");
    lesson.show("cargo run --release -- compare --only mutex-short,atomic-load-store\n");

    lesson.section(
        "In every execution",
        "\"red fox\" and \"grey fox\", a worker each. What arrives at \"fox\"?",
    );
    lesson.show(&explore(safe("word2vec-hogwild", "2 workers")).report());
    lesson.show(&explore(safe("word2vec-row-locks", "2 workers")).report());
    lesson.say(
        "Hogwild may lose one of the two, and says so: what it promises is that training gets there. A lock for each row loses \
         nothing, and may still compute from a row that is no longer so.",
    );

    lesson.section("Mistake: plain_rows", "The loops of the famous program, on memory that is not atomic:");
    let explored = explore(&plain_rows::MISTAKE.scenario);
    let why = "Nothing orders the two. That an update more or less makes no difference is about numbers; a data race is undefined \
               behaviour, whatever the numbers are. A relaxed atomic is the same instruction, and has a meaning.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.section(
        "Mistake: text_order",
        "A worker holds the locks of all its rows, to change them all at once:",
    );
    let explored = explore(&text_order::MISTAKE.scenario);
    let why = "\"red fox grey\" takes red first, and \"grey fox red\" takes grey first. Each holds what the other wants. And a word \
               that stands twice in a window would be locked twice, by the same worker.";
    lesson.explored(&explored.report(), explored.mended(), why);

    lesson.next(
        "Let it learn a text of your own: cargo run --release -- word2vec --text FILE --words king,queen. Do more workers make \
         the neighbours worse? And what do 16 workers on a text of sixty words?",
    );
}
