//! What was learned: the loss, and which words are near which.

use super::Row;
use super::draw::{Draw, Drawer};
use super::text::Text;
use super::train::{input, output};
use super::window::{Curve, product};

/// So many pairs of neighbours decide the loss.
const PAIRS: usize = 20_000;

/// So many wrong words stand beside each right one there.
const WRONG: u32 = 5;

/// The loss of telling neighbours in the text from wrong words, for each word that was looked at: the same ones
/// whoever has trained. Somebody who has learned nothing has a loss of `ln 2`, which is 0.693; somebody who has learned only
/// that a sixth of the words are right, one of 0.451.
pub fn loss<const P: usize>(rows: &[Row<P>], text: &Text, draw: &Draw) -> f64 {
    let (curve, words) = (Curve::new(), draw.words());
    // A worker's number that no worker has.
    let mut drawer = Drawer::new(draw, 0, usize::MAX);
    let (mut sum, mut number) = (0.0, 0);
    let every = (text.len() / PAIRS).max(1);
    for paragraph in 0..text.paragraphs() {
        for pair in text.paragraph(paragraph).windows(2).step_by(every) {
            let row = &rows[input(pair[0])];
            let mut look = |word, right| {
                let score = product(row, &rows[output(word, words)]);
                sum += f64::from(curve.loss(score, right));
                number += 1;
            };
            look(pair[1], true);
            (0..WRONG).for_each(|_| look(drawer.wrong(), false));
        }
    }
    sum / f64::from(number.max(1))
}

/// The words whose input rows point most nearly where that of `word` does, the nearest first, and the cosine of the
/// angle between.
pub fn nearest<const P: usize>(
    rows: &[Row<P>],
    words: usize,
    word: usize,
    number: usize,
) -> Vec<(usize, f32)> {
    let length = |row: &Row<P>| product(row, row).sqrt().max(f32::MIN_POSITIVE);
    let own = length(&rows[word]);
    let cosine = |other: usize| {
        let row = &rows[other];
        product(&rows[word], row) / (own * length(row))
    };
    let mut others: Vec<_> =
        (0..words).filter(|&other| other != word).map(|other| (other, cosine(other))).collect();
    others.sort_by(|(one, a), (other, b)| b.total_cmp(a).then(one.cmp(other)));
    others.truncate(number);
    others
}

/// Of the ten nearest neighbours of a word, the share that is of its own kind, on average over words of every kind.
pub fn kin<const P: usize>(rows: &[Row<P>], kinds: &[Option<usize>]) -> f64 {
    const LOOKED_AT: usize = 200;
    const NEAREST: usize = 10;
    let with_kind: Vec<_> = (0..kinds.len()).filter(|&word| kinds[word].is_some()).collect();
    let looked_at: Vec<_> = with_kind.iter().step_by((with_kind.len() / LOOKED_AT).max(1)).collect();
    let of_kind = |&&word: &&usize| {
        let near = nearest(rows, kinds.len(), word, NEAREST);
        near.iter().filter(|(other, _)| kinds[*other] == kinds[word]).count()
    };
    let kin: usize = looked_at.iter().map(of_kind).sum();
    kin as f64 / (NEAREST * looked_at.len().max(1)) as f64
}

#[cfg(test)]
mod tests {
    use super::{kin, loss, nearest};
    use crate::word2vec::draw::Draw;
    use crate::word2vec::text::Text;
    use crate::word2vec::train::initial;

    #[test]
    fn neighbours_are_those_in_the_same_direction_however_long() {
        let rows = [[[1.0, 0.0]], [[9.0, 1.0]], [[0.0, 2.0]], [[-1.0, 0.0]]];
        let near: Vec<_> = nearest(&rows, 4, 0, 2).into_iter().map(|(word, _)| word).collect();
        assert_eq!(near, [1, 2]);
        assert_eq!(kin(&rows, &[Some(0), Some(0), None, Some(1)]), (0.1 + 0.1 + 0.0) / 3.0);
    }

    #[test]
    fn who_has_learned_nothing_has_a_loss_of_an_even_chance() {
        let text = Text::new(&"a b c d. ".repeat(300), 1);
        let draw = Draw::new(&text);
        let loss = loss(&initial::<4>(4, 0), &text, &draw);
        assert!((loss - std::f64::consts::LN_2).abs() < 1e-6, "{loss}");
    }
}
