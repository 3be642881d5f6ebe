//! The words for a verdict.

/// A verdict in a word or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// It is solved.
    Passes,
    /// An outcome that is not allowed, or an allowed one that never occurs.
    Outcome,
    /// Two accesses that nothing orders.
    DataRace,
    /// Every thread waits.
    Deadlock,
    /// Threads wait in loops for what never comes.
    Livelock,
    /// A thread panics.
    Panic,
    /// Something is never given back.
    Leak,
    /// Memory is used after it was freed.
    UseAfterFree,
    /// Memory is freed twice.
    DoubleFree,
    /// An execution does not end.
    Endless,
    /// There is more of it than is explored.
    TooLarge,
    /// Right, and an ordering could be weaker.
    TooStrong,
    /// The compiler says no.
    DoesNotCompile,
    /// Something outside of the regions is not as it was.
    Changed,
    /// Something in a region must not be there.
    Forbidden,
    /// It took too long, by the clock.
    OutOfTime,
    /// A prediction that is not what happens.
    OtherOutcomes,
    /// A scenario that passes with the mistake.
    DoesNotShowIt,
    /// A scenario that fails without the mistake.
    BlamesTheMended,
    /// A reading that names another line.
    AnotherLine,
}

impl Word {
    /// All, with their names.
    pub const ALL: [(&'static str, Word); 20] = [
        ("passes", Word::Passes),
        ("outcome", Word::Outcome),
        ("data race", Word::DataRace),
        ("deadlock", Word::Deadlock),
        ("livelock", Word::Livelock),
        ("panic", Word::Panic),
        ("leak", Word::Leak),
        ("use after free", Word::UseAfterFree),
        ("double free", Word::DoubleFree),
        ("endless", Word::Endless),
        ("too large", Word::TooLarge),
        ("too strong", Word::TooStrong),
        ("does not compile", Word::DoesNotCompile),
        ("changed", Word::Changed),
        ("forbidden", Word::Forbidden),
        ("out of time", Word::OutOfTime),
        ("other outcomes", Word::OtherOutcomes),
        ("does not show it", Word::DoesNotShowIt),
        ("blames the mended", Word::BlamesTheMended),
        ("another line", Word::AnotherLine),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Word::ALL.iter().find(|(_, word)| *word == self).map_or("", |(name, _)| name)
    }

    /// That with this name, with spaces in it or with `_`.
    pub fn named(name: &str) -> Option<Word> {
        let name = name.replace('_', " ");
        Word::ALL.iter().find(|(known, _)| *known == name).map(|(_, word)| *word)
    }

    /// What an exploration found, by its name for it, and in words.
    pub(super) fn of_failure(kind: &str, failure: &str) -> Word {
        match kind {
            "wrong outcome" => Word::Outcome,
            "use after free" if failure.starts_with("double free") => Word::DoubleFree,
            "too many threads" => Word::TooLarge,
            // A recursion that has no end.
            "stack overflow" => Word::Endless,
            "aborted" => Word::Panic,
            // It does something else each time, or what no exploration can follow.
            "unfit" => Word::Forbidden,
            kind => Word::named(kind).unwrap_or(Word::Panic),
        }
    }

    /// Whether it is a mistake that shows in an execution.
    pub(super) fn is_counterexample(self) -> bool {
        use Word::{DataRace, Deadlock, DoubleFree, Leak, Livelock, Outcome, Panic, UseAfterFree};
        matches!(self, Outcome | DataRace | Deadlock | Livelock | Panic | Leak | UseAfterFree | DoubleFree)
    }
}
