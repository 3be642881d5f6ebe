//! Memory models: which executions of a program count.
//!
//! C++20's, RC11's and x86-TSO differ in the few switches of [`Model`]. Rust says of its atomics that they
//! "currently follow the same rules as C++20 atomics, specifically the rules from intro.races, without the
//! consume memory ordering" (`std::sync::atomic`).

use std::fmt;

/// A memory model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Model {
    /// What it is called.
    pub name: &'static str,
    /// What threads learn of each other by synchronising. The processor's model has no such notion.
    pub synchronisation: Option<Synchronisation>,
    /// What `SeqCst` adds, in the models of languages.
    pub seq_cst: SeqCst,
    /// The axioms that every execution has to satisfy, as bits.
    axioms: u8,
    /// Whether the orders of writes agree with each thread's own order even where coherence is switched off.
    own_order: bool,
}

/// What a release sequence is made of. A thread that reads from any store of it, and acquires, synchronises
/// with the thread whose release store begins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synchronisation {
    /// The store, and read-modify-writes that continue from it (C++20).
    Updates,
    /// Later stores of the same thread to the same location as well (C++11 to C++17, RC11).
    UpdatesAndOwnStores,
}

/// The form of the axiom for `SeqCst`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeqCst {
    /// C++20's, of the papers P0668R5 and P0982R1, to the letter. The letter is known to forbid more than compilers
    /// and processors keep, where a weaker store stands between two `SeqCst` operations (LWG issue 3941).
    Cpp20,
    /// RC11's: "Repairing Sequential Consistency in C/C++11", PLDI 2017.
    Rc11,
}

/// Something that is true of every execution that a model allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axiom {
    /// What happens before what agrees with the order in which each location is written and read.
    Coherence,
    /// What is not atomic on one side is read only from what happens before. For a non-atomic read that is C++20's
    /// rule; for an atomic read of a non-atomic write it only saves work.
    Visibility,
    /// A read-modify-write is one step.
    Atomicity,
    /// There is one order of all `SeqCst` operations.
    SeqCst,
    /// Nothing is its own cause. RC11 has this axiom; C++20 only recommends it.
    NoThinAir,
    /// x86's axiom: there is one order of all that reaches memory.
    TotalStoreOrder,
}

impl Axiom {
    /// All of them.
    pub const ALL: [Axiom; 6] = [
        Axiom::Coherence,
        Axiom::Visibility,
        Axiom::Atomicity,
        Axiom::SeqCst,
        Axiom::NoThinAir,
        Axiom::TotalStoreOrder,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Axiom::Coherence => "coherence",
            Axiom::Visibility => "visibility",
            Axiom::Atomicity => "atomicity",
            Axiom::SeqCst => "seqcst",
            Axiom::NoThinAir => "no-thin-air",
            Axiom::TotalStoreOrder => "total-store-order",
        }
    }

    /// The axiom with this name.
    pub fn named(name: &str) -> Option<Axiom> {
        Axiom::ALL.into_iter().find(|axiom| axiom.name().eq_ignore_ascii_case(name))
    }

    /// What it is for.
    pub fn about(self) -> &'static str {
        match self {
            Axiom::Coherence => {
                "what a thread knows of one location it does not forget: no read of a value that it knows \
                 to be overwritten, and no write that goes before one it knows of"
            }
            Axiom::Visibility => {
                "a non-atomic read has its value from a write that happens before it (C++20's visible side \
                 effect); here so has an atomic read of a non-atomic write, which is no rule of C++20's but \
                 saves work: any other is a data race"
            }
            Axiom::Atomicity => {
                "nothing is written between what a read-modify-write reads and what it writes"
            }
            Axiom::SeqCst => "all SeqCst operations stand in one order that every thread agrees with",
            Axiom::NoThinAir => {
                "no value is read before something has written it: what happens does not cause itself"
            }
            Axiom::TotalStoreOrder => {
                "the processor does everything in the order written, except that a store may wait in its \
                 buffer while later loads go ahead"
            }
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Axiom {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

const fn bits(axioms: &[Axiom]) -> u8 {
    let (mut bits, mut index) = (0, 0);
    while index < axioms.len() {
        bits |= 1 << axioms[index] as u8;
        index += 1;
    }
    bits
}

impl Model {
    /// C++20 as amended by P0668R5 and P0982R1: what Rust refers to. It has no axiom against values out of
    /// thin air, only a recommendation. Visibility and coherence together say that a non-atomic read reads
    /// "the visible side effect" ([intro.races]): a write that happens before it and that no other hides. That
    /// an atomic read of a non-atomic write needs the same is not C++20's wording but an optimisation: a read that
    /// breaks it races with that write.
    pub const CPP20: Model = Model {
        name: "C++20",
        synchronisation: Some(Synchronisation::Updates),
        seq_cst: SeqCst::Cpp20,
        axioms: bits(&[Axiom::Coherence, Axiom::Visibility, Axiom::Atomicity, Axiom::SeqCst]),
        own_order: false,
    };

    /// RC11, as in the PLDI 2017 paper and herd's `rc11.cat`. They have no axiom of visibility, and need none: a
    /// read that breaks it is a data race, and where nothing is its own cause the race shows as well if the
    /// read has the value that it may see. With the axiom fewer executions need be looked at. The argument needs
    /// executions that are cut off (by a wait that never ends, by a bound on loops) to be looked at for races
    /// too: with the value that it may see a thread may wait for ever, and its read races all the same.
    pub const RC11: Model = Model {
        name: "RC11",
        synchronisation: Some(Synchronisation::UpdatesAndOwnStores),
        seq_cst: SeqCst::Rc11,
        axioms: bits(&[
            Axiom::Coherence,
            Axiom::Visibility,
            Axiom::Atomicity,
            Axiom::SeqCst,
            Axiom::NoThinAir,
        ]),
        own_order: false,
    };

    /// x86-TSO of the instructions as written: what the processor does with a program that the compiler
    /// leaves as it is. A `SeqCst` store is an `xchg`, read-modify-writes are locked, a `SeqCst` fence is an
    /// `mfence`; all other loads and stores are a `mov`, and all other fences nothing.
    pub const X86_TSO: Model = Model {
        name: "x86-TSO",
        synchronisation: None,
        seq_cst: SeqCst::Cpp20,
        axioms: bits(&[Axiom::Coherence, Axiom::Atomicity, Axiom::TotalStoreOrder]),
        own_order: false,
    };

    /// The three.
    pub const ALL: [Model; 3] = [Model::CPP20, Model::RC11, Model::X86_TSO];

    /// The same model with an axiom switched off.
    #[must_use]
    pub fn without(self, axiom: Axiom) -> Model {
        Model { axioms: self.axioms & !axiom.bit(), ..self }
    }

    /// The same model with an axiom more.
    #[must_use]
    pub fn with(self, axiom: Axiom) -> Model {
        Model { axioms: self.axioms | axiom.bit(), ..self }
    }

    /// The same model without those executions in which two stores of one thread to one location are written the
    /// wrong way round. With coherence there are none of these anyway.
    #[must_use]
    pub fn keeping_own_order(self) -> Model {
        Model { own_order: true, ..self }
    }

    /// Whether the orders of writes agree with each thread's own order, by coherence or for its own sake.
    pub(super) fn keeps_own_order(&self) -> bool {
        self.own_order || self.has(Axiom::Coherence)
    }

    /// Whether the model has an axiom.
    pub fn has(&self, axiom: Axiom) -> bool {
        self.axioms & axiom.bit() != 0
    }

    /// Its axioms, in the order in which they are named when several are broken.
    pub fn axioms(&self) -> impl Iterator<Item = Axiom> + '_ {
        Axiom::ALL.into_iter().filter(|&axiom| self.has(axiom))
    }

    /// Whether a read may have its value from a write that the read itself may have caused.
    pub(super) fn allows_thin_air(&self) -> bool {
        // On x86 a load is never put off until after a later store.
        !self.has(Axiom::NoThinAir) && !self.has(Axiom::TotalStoreOrder)
    }
}
