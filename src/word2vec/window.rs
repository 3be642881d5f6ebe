//! The arithmetic of a step: a window of the text against words that are not there. No threads.
//!
//! For each word of the company, and each *target* (the word in the middle first, and then words drawn at random), the
//! product of their rows is the score of their standing together. `sigmoid(score)` is taken for the chance of it. The
//! slope of the loss then is `chance - 1` for the word in the middle and `chance` for the others, times the other's row.
//! All words of the company share their targets (Ji, Satish, Li and Dubey 2016): so a step touches a dozen rows and not seventy,
//! and computes longer between reading and adding.

use multiversion::multiversion;

use super::Row;

/// Below and above these scores, the chance is taken for that at the end.
const REACH: f32 = 8.0;
/// So many entries of the table for a score of 1.
const PER_ONE: f32 = 64.0;
const ENTRIES: usize = 2 * (REACH * PER_ONE) as usize + 1;

/// The chance that a score stands for, and the two losses, from a table: an `exp` takes longer than a row.
#[derive(Clone, Debug)]
pub struct Curve(Vec<Point>);

#[derive(Clone, Copy, Debug)]
struct Point {
    chance: f32,
    /// `-ln(chance)`: the loss of a word that is there.
    there: f32,
    /// `-ln(1 - chance)`: that of one that is not.
    absent: f32,
}

impl Curve {
    /// Computes the table.
    pub fn new() -> Self {
        let point = |entry: usize| {
            let score = (entry as f32 / PER_ONE - REACH) as f64;
            let chance = 1.0 / (1.0 + (-score).exp());
            Point {
                chance: chance as f32,
                there: (-score).exp().ln_1p() as f32,
                absent: score.exp().ln_1p() as f32,
            }
        };
        Curve((0..ENTRIES).map(point).collect())
    }

    #[inline(always)]
    fn at(&self, score: f32) -> Point {
        // The nearest entry. What is no number goes to the first one: a training that has diverged ends all the same.
        let entry = ((score + REACH) * PER_ONE + 0.5) as usize;
        self.0[entry.min(ENTRIES - 1)]
    }

    /// The loss of a word that is there, or is not.
    pub fn loss(&self, score: f32, there: bool) -> f32 {
        let point = self.at(score);
        if there { point.there } else { point.absent }
    }
}

impl Default for Curve {
    fn default() -> Self {
        Self::new()
    }
}

/// The product of two rows.
///
/// Sixteen sums side by side: the order of additions is part of what a program means, and in one sum there would be
/// nothing to do at the same time.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "it counts on purpose")]
pub fn product<const P: usize>(one: &Row<P>, other: &Row<P>) -> f32 {
    // Loops that count, here and below: to set up iterators over two rows takes as long as to go through them.
    let mut sums = [[0.0; 2]; 8];
    for start in (0..P).step_by(8) {
        for pair in 0..8.min(P - start) {
            for side in 0..2 {
                sums[pair][side] += one[start + pair][side] * other[start + pair][side];
            }
        }
    }
    let mut half = 4;
    while half > 0 {
        for pair in 0..half {
            for side in 0..2 {
                sums[pair][side] += sums[pair + half][side];
            }
        }
        half /= 2;
    }
    sums[0][0] + sums[0][1]
}

/// What to add to each row of `company` and of `targets`, the first of which is the word in the middle. Returns the
/// loss, the sum over all pairs.
#[multiversion(targets = "simd")]
pub fn changes<const P: usize>(
    [company, targets]: [&[Row<P>]; 2],
    rate: f32,
    curve: &Curve,
    [company_changes, target_changes]: [&mut [Row<P>]; 2],
) -> f32 {
    let mut loss = 0.0;
    target_changes.fill([[0.0; 2]; P]);
    for (word, word_change) in company.iter().zip(company_changes) {
        *word_change = [[0.0; 2]; P];
        for (number, (target, target_change)) in targets.iter().zip(target_changes.iter_mut()).enumerate() {
            let there = number == 0;
            let point = curve.at(product(word, target));
            loss += if there { point.there } else { point.absent };
            let step = rate * (f32::from(there) - point.chance);
            add_times(word_change, step, target);
            add_times(target_change, step, word);
        }
    }
    loss
}

/// `sum += times * row`
#[inline(always)]
fn add_times<const P: usize>(sum: &mut Row<P>, times: f32, row: &Row<P>) {
    for pair in 0..P {
        for side in 0..2 {
            sum[pair][side] += times * row[pair][side];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Curve, changes, product};

    type Row = [[f32; 2]; 3];

    const COMPANY: [Row; 2] =
        [[[0.5, -0.25], [1.0, 0.75], [-0.5, 0.125]], [[0.1, 0.2], [-0.3, 0.4], [0.5, 0.6]]];
    const TARGETS: [Row; 3] = [
        [[0.3, 0.1], [-0.2, 0.6], [0.9, -0.4]],
        [[-0.7, 0.2], [0.5, 0.1], [0.3, 0.8]],
        [[0.6, -0.6], [0.4, 0.2], [-0.1, 0.3]],
    ];

    /// The loss in double precision, without the table.
    fn loss(company: &[Row], targets: &[Row]) -> f64 {
        let mut loss = 0.0;
        for word in company {
            for (number, target) in targets.iter().enumerate() {
                let score: f64 = word
                    .as_flattened()
                    .iter()
                    .zip(target.as_flattened())
                    .map(|(one, other)| f64::from(*one) * f64::from(*other))
                    .sum();
                loss += (if number == 0 { -score } else { score }).exp().ln_1p();
            }
        }
        loss
    }

    #[test]
    fn a_change_goes_down_the_slope_of_the_loss() {
        let (mut of_company, mut of_targets) = ([[[0.0; 2]; 3]; 2], [[[0.0; 2]; 3]; 3]);
        let told = changes([&COMPANY, &TARGETS], 1.0, &Curve::new(), [&mut of_company, &mut of_targets]);
        assert!((f64::from(told) - loss(&COMPANY, &TARGETS)).abs() < 0.05, "{told}");
        const STEP: f32 = 1e-2;
        for number in 0..5 {
            for weight in 0..6 {
                let [down, up] = [-STEP, STEP].map(|step| {
                    let (mut company, mut targets) = (COMPANY, TARGETS);
                    let row = if number < 2 { &mut company[number] } else { &mut targets[number - 2] };
                    row.as_flattened_mut()[weight] += step;
                    loss(&company, &targets)
                });
                let slope = (up - down) / (2.0 * f64::from(STEP));
                let row = if number < 2 { &of_company[number] } else { &of_targets[number - 2] };
                let change = f64::from(row.as_flattened()[weight]);
                assert!((change + slope).abs() < 0.02, "row {number}, weight {weight}: {change} and {slope}");
            }
        }
    }

    #[test]
    fn a_score_of_nothing_is_an_even_chance_and_none_is_out_of_reach() {
        let curve = Curve::new();
        assert_eq!(curve.at(0.0).chance, 0.5);
        assert!(curve.at(-1e30).chance < 0.001 && curve.at(1e30).chance > 0.999);
        assert!(curve.at(f32::NAN).chance < 0.001);
        for score in [-3.0_f32, -0.3, 0.01, 2.5] {
            assert!((curve.at(score).chance - 1.0 / (1.0 + (-score).exp())).abs() < 0.004, "{score}");
        }
    }

    #[test]
    fn a_product_is_the_sum_of_all_products_whatever_the_length() {
        let row = |from: f32| [0, 1, 2].map(|pair| [from + pair as f32, from - pair as f32]);
        assert_eq!(product(&row(1.0), &row(2.0)), 2.0 + 2.0 + 6.0 + 0.0 + 12.0 - 0.0);
        assert_eq!(product(&[[1.0, 2.0]; 20], &[[3.0, 4.0]; 20]), 220.0);
    }
}
