//! The gallery: our own litmus tests, in groups, from two messages to the trainers' own protocols.
//!
//! Each is a file in herd's format, which herd7 reads as well. Names are the field's where it has some: `MP`
//! is message passing, `SB` store buffering, `IRIW` independent reads of independent writes; what follows a
//! `+` says what is used in place of Relaxed accesses, `na` being non-atomic ones.

use std::sync::LazyLock;

/// What a test is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// A thread prepares something and says so; another looks.
    MessagePassing,
    /// A store may take effect after a load that follows it.
    StoreBuffering,
    /// A load may take its value from a store that comes after what depends on it.
    LoadBuffering,
    /// All threads agree about the order of the stores to one location.
    Coherence,
    /// Who has seen what, and do the others agree?
    ManyThreads,
    /// Orderings without an access of their own.
    Fences,
    /// What an Acquire may read in place of the Release store itself.
    ReleaseSequences,
    /// Steps that nothing can come between.
    ReadModifyWrites,
    /// Non-atomic accesses that nothing orders: undefined behaviour.
    Races,
    /// Locks, and what they need to be locks.
    MutualExclusion,
    /// What the trainers do, as litmus tests.
    TrainingKernels,
}

impl Group {
    /// All of them, in the order in which they are read best.
    pub const ALL: [Group; 11] = [
        Group::MessagePassing,
        Group::StoreBuffering,
        Group::LoadBuffering,
        Group::Coherence,
        Group::ManyThreads,
        Group::Fences,
        Group::ReleaseSequences,
        Group::ReadModifyWrites,
        Group::Races,
        Group::MutualExclusion,
        Group::TrainingKernels,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Group::MessagePassing => "message passing",
            Group::StoreBuffering => "store buffering",
            Group::LoadBuffering => "load buffering",
            Group::Coherence => "coherence",
            Group::ManyThreads => "three and four threads",
            Group::Fences => "fences",
            Group::ReleaseSequences => "release sequences",
            Group::ReadModifyWrites => "read-modify-writes",
            Group::Races => "races",
            Group::MutualExclusion => "mutual exclusion algorithms",
            Group::TrainingKernels => "training kernels",
        }
    }
}

/// A test of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is about.
    pub group: Group,
    /// Its name: `SB+rel+acq`.
    pub name: &'static str,
    /// What it asks, in a line.
    pub about: &'static str,
    /// The whole of it, in herd's format.
    pub text: &'static str,
}

/// All tests, group by group.
pub fn gallery() -> &'static [Entry] {
    static GALLERY: LazyLock<Vec<Entry>> = LazyLock::new(|| {
        let entries = |(group, texts): &(Group, &[&'static str])| {
            let group = *group;
            texts.iter().map(move |text| Entry::new(group, text)).collect::<Vec<_>>()
        };
        texts::TEXTS.iter().flat_map(entries).collect()
    });
    &GALLERY
}

/// The test of this name, however it is written: `sb+REL+acq`.
pub fn find(name: &str) -> Option<&'static Entry> {
    gallery().iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
}

/// Names that are written much like this one, the nearest first: what somebody may have meant.
pub fn similar(name: &str) -> Vec<&'static str> {
    // A long name is nobody's.
    let name: String = name.chars().take(40).collect::<String>().to_lowercase();
    let distance = |entry: &Entry| edits(&name, &entry.name.to_lowercase());
    let mut near: Vec<_> = gallery().iter().map(|entry| (distance(entry), entry.name)).collect();
    near.retain(|(distance, other)| *distance <= 1 + other.len() / 4);
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, name)| name).take(3).collect()
}

/// How many characters have to be put in, left out or changed to make one name of the other.
fn edits(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for character in one.chars() {
        let mut corner = row[0];
        row[0] += 1;
        for place in 0..other.len() {
            let changed = corner + usize::from(other[place] != character);
            corner = row[place + 1];
            row[place + 1] = changed.min(corner + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

impl Entry {
    /// A test's name and what it is about stand in its first two lines: a test of this file checks that.
    fn new(group: Group, text: &'static str) -> Self {
        let mut lines = text.lines();
        let name = lines.next().and_then(|line| line.strip_prefix("C ")).unwrap_or_default();
        let about = lines.next().map_or("", |line| line.trim_matches('"'));
        Entry { group, name, about, text }
    }
}

mod texts;
