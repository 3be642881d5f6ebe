//! `racelab exercise`: small broken programs to mend, judged by exploring what the learner made of them.
//!
//! An exercise is one file of `lessons/exercises`, read when it is wanted, so a new one needs no build. The learner
//! works on a copy of its starter. What he wrote between the markers is put into the original, and that is explored;
//! so nothing that he does outside of them can change a verdict.
//!
//! | folder | what is in it |
//! | --- | --- |
//! | [`course`] | the exercises as they are written: solution, starter, hints, fixtures |
//! | [`taken`] | what is taken from a learner's file, and what must not be in it |
//! | [`judge`] | the verdict |

pub mod course;
pub mod judge;
pub mod taken;
