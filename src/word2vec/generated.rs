//! A text that the kit makes itself, since no other can be assumed to be at hand: sentences of a dozen patterns about
//! animals, colours, food, people, towns and rivers.
//!
//! The people, towns and rivers have made-up names, some thousands of each, since that is what a real text is made of: words that occur a
//! few times. What kind a name is of can be seen from how it ends. A network that learns the text never sees a letter, only
//! which words stand near which. So if a word's nearest neighbours end as it does, it has learned that from their company.
//!
//! It is the same text on every machine: nothing is computed but whole numbers, and products of fractions.

use std::collections::{HashMap, HashSet};

use rand::rngs::ChaCha8Rng;
use rand::{Rng, RngExt};

use super::text::{LEAST_OFTEN, Text};
use crate::data::generator;

/// A kind of word: what the names of it end in, or all words of it.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// These.
    Words(&'static [&'static str]),
    /// So many made-up ones with these endings.
    Names(usize, &'static [&'static str]),
}

/// The kinds, by what stands for them in the patterns.
const KINDS: [(&str, Kind); 8] = [
    (
        "ANIMAL",
        Kind::Words(&[
            "fox", "owl", "horse", "sheep", "goat", "hare", "badger", "otter", "hen", "goose", "donkey",
            "cat", "dog", "hedgehog", "beaver", "crane",
        ]),
    ),
    (
        "COLOUR",
        Kind::Words(&[
            "red", "blue", "green", "yellow", "white", "black", "grey", "brown", "purple", "orange", "pink",
            "silver",
        ]),
    ),
    (
        "FOOD",
        Kind::Words(&[
            "bread", "cheese", "barley", "apples", "carrots", "oats", "honey", "walnuts", "cabbage", "plums",
            "turnips", "beans",
        ]),
    ),
    (
        "THING",
        Kind::Words(&["door", "fence", "cart", "boat", "wall", "bench", "gate", "barn", "chair", "roof"]),
    ),
    ("DAY", Kind::Words(&["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])),
    ("PERSON", Kind::Names(5_000, &["ela", "ino", "etta", "olf"])),
    ("TOWN", Kind::Names(4_000, &["ton", "ford", "burg", "stead"])),
    ("RIVER", Kind::Names(2_000, &["awe", "une", "issa"])),
];

/// The patterns of sentences.
const PATTERNS: [&str; 20] = [
    "the COLOUR ANIMAL sleeps beside the COLOUR THING",
    "a COLOUR ANIMAL and a COLOUR ANIMAL ran across the field",
    "every DAY PERSON feeds the ANIMAL with FOOD and FOOD",
    "the ANIMAL of PERSON likes FOOD better than FOOD",
    "PERSON paints the THING COLOUR and the THING COLOUR",
    "PERSON and PERSON bought FOOD from PERSON on DAY",
    "PERSON was born in TOWN and married PERSON in TOWN",
    "PERSON moved from TOWN to TOWN with PERSON",
    "trains to TOWN and TOWN leave TOWN on DAY",
    "the road from TOWN to TOWN passes through TOWN and TOWN",
    "on DAY there is a market for FOOD in TOWN and in TOWN",
    "the mayor of TOWN wrote to the mayor of TOWN about TOWN",
    "the river RIVER springs above TOWN and flows into the RIVER below TOWN",
    "the waters of the RIVER and the RIVER meet before the RIVER reaches the sea",
    "barges go up the RIVER and down the RIVER as far as TOWN",
    "floods of the RIVER and the RIVER have reached TOWN and TOWN",
    "PERSON the daughter of PERSON and PERSON lives with PERSON",
    "letters from PERSON and PERSON reach PERSON on DAY",
    "PERSON sold the COLOUR ANIMAL to PERSON for a COLOUR THING",
    "the bridge over the RIVER at TOWN was built by PERSON and PERSON",
];

/// So many sentences: about half a million words.
const SENTENCES: usize = 50_000;

/// A text of the kit's, and of which kind each of its words is.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The text.
    pub text: Text,
    /// For each word its kind; `None` for those that hold sentences together.
    pub kinds: Vec<Option<usize>>,
}

impl Generated {
    /// A word of each kind that a reader will want to know the neighbours of: not the one that occurs most often.
    pub fn examples(&self) -> Vec<usize> {
        let of_kind = |kind| {
            let mut words = (0..self.kinds.len()).filter(move |&word| self.kinds[word] == Some(kind));
            let first = words.next();
            // Of names the ninth: they are many.
            if matches!(KINDS[kind].1, Kind::Names(..)) { words.nth(7) } else { first }
        };
        [0, 1, 2, 5, 6, 7].into_iter().filter_map(of_kind).collect()
    }
}

/// The text. It is always the same one.
pub fn generated() -> Generated {
    of_sentences(SENTENCES)
}

/// A text of so many sentences.
pub fn of_sentences(sentences: usize) -> Generated {
    let mut random = generator(0, "word2vec text");
    let words: [Vec<String>; KINDS.len()] = KINDS.map(|(_, kind)| match kind {
        Kind::Words(words) => words.iter().map(|&word| word.to_owned()).collect(),
        Kind::Names(number, endings) => names(number, endings, &mut random),
    });
    let mut text = String::new();
    for number in 0..sentences {
        let pattern = PATTERNS[random.random_range(0..PATTERNS.len())];
        for word in pattern.split(' ') {
            let kind = KINDS.iter().position(|(name, _)| *name == word);
            text.push_str(kind.map_or(word, |kind| one_of(&words[kind], &mut random)));
            text.push(' ');
        }
        // A paragraph has ten sentences, which have nothing to do with each other.
        text.push_str(if number % 10 == 9 { ".\n\n" } else { ".\n" });
    }
    let text = Text::new(&text, LEAST_OFTEN);
    let kind_of: HashMap<_, _> =
        (0..).zip(&words).flat_map(|(kind, words)| words.iter().map(move |word| (word, kind))).collect();
    let kinds = text.words().iter().map(|word| kind_of.get(word).copied()).collect();
    Generated { text, kinds }
}

/// One of the words; the first ones more often than the last, as in every language: the square of a random fraction
/// says how far back.
fn one_of<'a>(words: &'a [String], random: &mut ChaCha8Rng) -> &'a str {
    let fraction = f64::from(random.next_u32()) / 4_294_967_296.0;
    &words[(fraction * fraction * words.len() as f64) as usize]
}

/// Made-up names, no two alike.
fn names(number: usize, endings: &[&str], random: &mut ChaCha8Rng) -> Vec<String> {
    const STARTS: [&str; 20] = [
        "b", "br", "c", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v",
        "w",
    ];
    const VOWELS: [&str; 6] = ["a", "e", "i", "o", "u", "ai"];
    const MIDDLES: [&str; 14] = ["l", "m", "n", "r", "s", "t", "d", "g", "nd", "rl", "st", "lm", "rn", "v"];
    let mut names = Vec::with_capacity(number);
    let mut known = HashSet::new();
    while names.len() < number {
        let mut any = |parts: &[&'static str]| parts[random.random_range(0..parts.len())];
        let mut name = [any(&STARTS), any(&VOWELS), any(&MIDDLES)].concat();
        if any(&["long", "short"]) == "long" {
            name += any(&VOWELS);
            name += any(&MIDDLES);
        }
        // An ending that begins with a vowel needs none before it.
        let ending = endings[random.random_range(0..endings.len())];
        if !ending.starts_with(['a', 'e', 'i', 'o', 'u']) {
            name += VOWELS[random.random_range(0..VOWELS.len())];
        }
        name += ending;
        if known.insert(name.clone()) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{KINDS, of_sentences};

    #[test]
    fn it_is_the_same_text_every_time_and_every_kind_is_in_it() {
        let (one, other) = (of_sentences(3_000), of_sentences(3_000));
        assert_eq!(one.text, other.text);
        assert!((25_000..40_000).contains(&one.text.len()), "{}", one.text.len());
        for (number, (name, _)) in KINDS.iter().enumerate() {
            let of_kind = one.kinds.iter().filter(|kind| **kind == Some(number)).count();
            assert!(of_kind >= 7, "{name}: {of_kind}");
        }
        assert_eq!(one.kinds[one.text.number("the").unwrap()], None);
    }
}
