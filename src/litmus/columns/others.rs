//! What models say of a test that nobody has asked for: the notes compare with them.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::checker::model::{SeqCst, Synchronisation};
use super::super::checker::{Axiom, Behaviour, Limits, Model, behaviour};
use super::super::test::{Outcome, Test};

/// The models, each asked once, within these limits.
pub(super) struct Others<'t> {
    test: &'t Test,
    limits: Limits,
    known: RefCell<Vec<(Model, Option<Rc<Behaviour>>)>>,
}

/// Why no rule of RC11's was found to make a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfound {
    /// None does, alone.
    Nowhere,
    /// The limits did not allow for all of them to be looked at.
    CutShort,
}

impl<'t> Others<'t> {
    /// Nothing asked yet.
    pub fn of(test: &'t Test, limits: &Limits) -> Self {
        Others { test, limits: limits.clone(), known: RefCell::default() }
    }

    /// What a model says; nothing where the limits do not allow for it.
    pub fn say(&self, model: &Model) -> Option<Rc<Behaviour>> {
        if let Some((_, known)) = self.known.borrow().iter().find(|(known, _)| known == model) {
            return known.clone();
        }
        let says = behaviour(self.test, model, &self.limits).ok().map(Rc::new);
        self.known.borrow_mut().push((*model, says.clone()));
        says
    }

    /// Whether an outcome is forbidden by nothing but C++20's words for the order of `SeqCst` operations; nothing where
    /// the limits do not allow for an answer.
    ///
    /// They were to say what RC11 says, and say more: that a store comes before a load also where all that leads from
    /// the one to the other goes through a weaker store. On x86 that is not so, and compilers see to nothing there.
    /// The committee knows it: LWG issue 3941, "[atomics.order] inadvertently prohibits widespread implementation
    /// techniques".
    pub fn only_words_forbid(&self, outcome: &Outcome) -> Option<bool> {
        Some(self.say(&order_of_seq_cst())?.allows(outcome))
    }

    /// What RC11 has and C++20 has not that makes C++20's answer another.
    pub fn what_rc11_has(&self, is_other: impl Fn(&Behaviour) -> bool) -> Result<&'static str, Unfound> {
        let mut unfound = Unfound::Nowhere;
        for (model, about) in differences() {
            match self.say(&model) {
                Some(says) if is_other(&says) => return Ok(about),
                Some(_) => {}
                None => unfound = Unfound::CutShort,
            }
        }
        Err(unfound)
    }
}

/// C++20 with RC11's words for the order of `SeqCst` operations.
fn order_of_seq_cst() -> Model {
    let mut model = Model::CPP20;
    model.seq_cst = SeqCst::Rc11;
    model
}

/// What RC11 has that C++20 has not: C++20 with that one thing, and a sentence about it.
fn differences() -> [(Model, &'static str); 3] {
    let mut release_sequence = Model::CPP20;
    release_sequence.synchronisation = Some(Synchronisation::UpdatesAndOwnStores);
    [
        (
            Model::CPP20.with(Axiom::NoThinAir),
            "RC11, by which the engine goes, forbids reads from what comes later: no cycle of program order and \
             reads-from. C++20 has only a recommendation against values out of thin air, and allows load \
             buffering.",
        ),
        (
            release_sequence,
            "In RC11, by which the engine goes, a release sequence goes on through later stores of the same \
             thread; C++20 took them out (P0982R1).",
        ),
        (
            order_of_seq_cst(),
            "RC11, by which the engine goes, words the order of SeqCst operations in another way than C++20 \
             (P0668R5).",
        ),
    ]
}
