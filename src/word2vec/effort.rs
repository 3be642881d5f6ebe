//! How much is trained and measured: as much as a reader has patience for, or as much as a figure in a book needs.

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// A text is gone through as often as makes one of this length, in words, but no more than [`MOST_EPOCHS`](Self::MOST_EPOCHS)
    /// times.
    length: usize,
    /// And no less often than this.
    least: usize,
    /// A speed is measured on so many words,
    pub measured: usize,
    /// and so often. The median counts.
    pub turns: usize,
}

impl Effort {
    /// Some fifteen seconds.
    pub const SHORT: Effort = Effort { length: 500_000, least: 1, measured: 20_000, turns: 3 };
    /// About a minute.
    pub const THOROUGH: Effort = Effort { length: 1_600_000, least: 3, measured: 100_000, turns: 5 };

    /// A text of a few words is learned no better by going on.
    const MOST_EPOCHS: usize = 100;

    /// How often a text of so many words is gone through.
    pub fn epochs(self, words: usize) -> usize {
        self.length.div_ceil(words.max(1)).clamp(self.least, Self::MOST_EPOCHS)
    }
}
