//! word2vec on real threads: what is learned, by whom, and from which files.
#![cfg(not(loom))]

use std::fs;
use std::path::PathBuf;

use racelab::word2vec::Row;
use racelab::word2vec::collisions::{count, expected};
use racelab::word2vec::draw::Draw;
use racelab::word2vec::generated::{Generated, of_sentences};
use racelab::word2vec::meaning::{kin, loss, nearest};
use racelab::word2vec::measure::{Sharing, alone};
use racelab::word2vec::text::{MOST_BYTES, Text};
use racelab::word2vec::train::{Plan, initial};

/// Vectors of sixteen numbers are enough for a short text.
const PAIRS: usize = 8;

/// What a network knows that has learned only how many of the words it is shown are wrong.
const NOTHING_BUT_HOW_MANY: f64 = 0.4506;

fn short() -> (Generated, Draw, Plan) {
    let made = of_sentences(6_000);
    let draw = Draw::new(&made.text);
    (made, draw, Plan { workers: 2, epochs: 4, ..Plan::USUAL })
}

fn bits(rows: &[Row<PAIRS>]) -> Vec<u32> {
    rows.iter().flat_map(|row| row.as_flattened()).map(|weight| weight.to_bits()).collect()
}

#[test]
fn words_find_their_kind_by_one_worker_and_by_two_in_every_way_and_from_every_seed() {
    let (made, draw, plan) = short();
    let text = &made.text;
    for seed in [0, 1, 2] {
        let plan = Plan { seed, ..plan };
        let rows = initial::<PAIRS>(text.words().len(), seed);
        assert!(kin(&rows, &made.kinds) < 0.5, "nothing is learned yet");
        let (one, _, _) = alone(rows.clone(), text, &draw, &plan, &|| true);
        let by_one = loss(&one, text, &draw);
        assert!(by_one < NOTHING_BUT_HOW_MANY - 0.02, "seed {seed}: {by_one}");
        assert!(kin(&one, &made.kinds) > 0.8, "seed {seed}: {}", kin(&one, &made.kinds));
        for sharing in Sharing::ALL {
            let (several, _, _) = sharing.train(rows.clone(), text, &draw, &plan, &|| true);
            let (by_two, of_kind) = (loss(&several, text, &draw), kin(&several, &made.kinds));
            let name = sharing.name();
            assert!((by_two - by_one).abs() < 0.02, "{name}, seed {seed}: {by_one} and {by_two}");
            assert!(of_kind > 0.8, "{name}, seed {seed}: {of_kind}");
        }
    }
}

#[test]
fn one_worker_learns_the_same_in_every_way_bit_for_bit() {
    let (made, draw, plan) = short();
    let text = made.text.beginning(5_000);
    let plan = Plan { workers: 1, epochs: 1, ..plan };
    let rows = initial::<PAIRS>(text.words().len(), 0);
    let (one, done, _) = alone(rows.clone(), &text, &draw, &plan, &|| true);
    assert!(done.steps > 1_000 && done.pairs > done.steps && done.rows > done.steps, "{done:?}");
    for sharing in Sharing::ALL {
        let (other, also, _) = sharing.train(rows.clone(), &text, &draw, &plan, &|| true);
        assert_eq!(done, also, "{}", sharing.name());
        assert!(bits(&one) == bits(&other), "{}", sharing.name());
    }
}

#[test]
fn a_colours_neighbours_are_colours() {
    let (made, draw, plan) = short();
    let rows = initial::<PAIRS>(made.text.words().len(), 0);
    let (rows, _, _) = Sharing::Hogwild.train(rows, &made.text, &draw, &plan, &|| true);
    let red = made.text.number("red").expect("the text has colours");
    let near = nearest(&rows, made.kinds.len(), red, 5);
    let colours = near.iter().filter(|(word, _)| made.kinds[*word] == made.kinds[red]).count();
    assert!(colours >= 4, "{:?}", near.iter().map(|(word, _)| &made.text.words()[*word]).collect::<Vec<_>>());
}

#[test]
fn a_worker_alone_never_collides_and_what_is_expected_goes_by_the_number_of_rows() {
    let (made, draw, plan) = short();
    let rows = initial::<PAIRS>(made.text.words().len(), 0);
    let one = count(rows.clone(), &made.text, &draw, &Plan { workers: 1, ..plan });
    assert_eq!((one.collided, one.done.rows > 10_000), (0, true));
    let alone = expected(&made.text, &draw, &Plan { workers: 1, ..plan }, &one.done);
    assert_eq!((alone.uniform, alone.by_frequency), (0.0, 0.0));
    let several = count(rows, &made.text, &draw, &plan);
    assert!(several.share() < 0.2, "two workers seldom meet: {several:?}");
    let [two, three] =
        [2, 3].map(|workers| expected(&made.text, &draw, &Plan { workers, ..plan }, &several.done));
    // A step is of some twenty rows, one of which is expected to be a given one of so many words.
    let same = two.uniform * made.text.words().len() as f64;
    assert!((5.0..15.0).contains(&same), "{same}");
    assert!(two.by_frequency > two.uniform, "some words are more frequent than others");
    assert!((three.uniform - 2.0 * two.uniform).abs() < 1e-9, "there are twice as many others");
}

#[test]
fn it_ends_when_it_is_asked_to() {
    let (made, draw, plan) = short();
    let rows = initial::<PAIRS>(made.text.words().len(), 0);
    let (after, done, _) = Sharing::Hogwild.train(rows.clone(), &made.text, &draw, &plan, &|| false);
    assert_eq!(done.steps, 0);
    assert!(bits(&rows) == bits(&after));
}

/// A file in a folder of its own, with this in it.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("word2vec");
    fs::create_dir_all(&folder).expect("a folder for tests");
    let path = folder.join(name);
    fs::write(&path, bytes).expect("a file for tests");
    path
}

#[test]
fn a_file_is_not_believed() {
    let many =
        (0..60).map(|number| ["b", "c", "d", "f"][number % 4].repeat(1 + number / 4)).collect::<Vec<_>>();
    let good = many.join(" ").repeat(40);
    assert!(Text::read(&file("good", good.as_bytes())).is_ok());
    let mut broken = good.clone().into_bytes();
    broken[1_000] = 0xff;
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("empty", Vec::new(), "expected at least 50 words that occur 5 times or more each, found 0"),
        ("numbers", b"1 2 3 4 5 6 7 8 9 ".repeat(1_000), "found 0"),
        ("few", b"red fox ".repeat(5_000), "found 2"),
        ("short", many.join(" \n").repeat(6).into_bytes(), "expected a text of at least 2000 words, found"),
        ("broken", broken, "expected text in UTF-8, found none at byte 1000"),
        ("zeros", vec![0; 100_000], "found 0"),
    ];
    for (name, bytes, said) in cases {
        let error = Text::read(&file(name, &bytes)).expect_err(name).to_string();
        assert!(error.contains(said) && error.contains(name), "{name}: {error}");
    }
    let error = Text::read(&PathBuf::from("no such file")).expect_err("there is none").to_string();
    assert!(error.contains("cannot read it"), "{error}");
    let sparse = file("large", b"");
    fs::File::options()
        .write(true)
        .open(&sparse)
        .and_then(|file| file.set_len(1 << 40))
        .expect("a sparse file");
    let error = Text::read(&sparse).expect_err("too large").to_string();
    fs::remove_file(sparse).expect("it can go again");
    assert!(error.contains(&format!("at most {} MB", MOST_BYTES >> 20)), "{error}");
}
