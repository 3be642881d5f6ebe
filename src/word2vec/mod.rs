//! word2vec: words are given vectors, so that words in like company get like ones. The race that shipped.
//!
//! The network (Mikolov, Sutskever, Chen, Corrado and Dean 2013, skip-gram with negative sampling) has two rows of weights
//! for each word: an *input row* for when it stands in the company of another word, and an *output row* for when it is the word in the
//! middle. From a word in the company the one in the middle is to be told from words drawn at random. So a step
//! touches a dozen rows, of some ten thousand. That is what makes it another case than the networks of the earlier
//! lessons, whose every gradient touches every weight: here two workers are seldom at the same row.
//!
//! The program that made it famous trains with all threads on the same plain memory, in C: Hogwild (Niu, Recht, Ré and
//! Wright 2011), with data races by the letter of the language. Here the same is done with relaxed atomics, which leaves the races and
//! takes away the undefined behaviour; beside it stand a lock for each row, and one lock for all.
//!
//! | file | what is in it |
//! | --- | --- |
//! | [`rows`] | the rows, and the three ways to share them; `Rows` is all that the rest knows of it |
//! | [`window`] | the arithmetic of a step: no threads |
//! | [`train`] | what a worker does with its part of the text |
//! | [`text`] | a text as numbers: from a file that is not believed, or |
//! | [`generated`] | a text that the kit makes itself |
//! | [`draw`] | which words are left out, and which stand in as the wrong ones |
//! | [`meaning`] | the loss, and a word's nearest neighbours |
//! | [`collisions`] | how often two workers were at the same row, counted and estimated |
//! | [`course`] | how the loss falls meanwhile |
//! | [`measure`] | speed, beside that of workers that share nothing |
//! | [`effort`] | how much is trained and measured |
//! | [`shown`] | all that as tables and as charts |
//! | `scenarios` | what is explored of it |

#[cfg(not(only_explored))]
pub mod collisions;
#[cfg(not(only_explored))]
pub mod course;
pub mod draw;
#[cfg(not(only_explored))]
pub mod effort;
pub mod generated;
pub mod meaning;
#[cfg(not(only_explored))]
pub mod measure;
pub mod rows;
pub(crate) mod scenarios;
#[cfg(not(only_explored))]
pub mod shown;
pub mod text;
pub mod train;
pub mod window;

/// Pairs of weights in a row, where a text is learned: vectors of 64 numbers. What is explored has one.
pub const PAIRS: usize = 32;

/// One row: the weights of a word, two by two as [`AtomicPair`](crate::sync::AtomicPair) keeps them.
pub type Row<const P: usize> = [[f32; 2]; P];
