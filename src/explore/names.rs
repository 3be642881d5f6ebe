//! Names for objects, without anybody having to give them: no two objects of an execution have the same.
//!
//! An object is called what it was [named](crate::sync::named); else what [the source](super::binder) calls it where
//! it is made; else by its sort and its place, "mutex of lock.rs:12". Where several would be called the same, they get
//! numbers: `flag 1`, `flag 2`, or, where they are elements of a `Vec`, `flag[0]` and `flag[1]` as in the source. The wrappers' objects are counted in the order in which they were made, those of the
//! engine in the order in which the threads, first to last, come to them; so the same objects have the same numbers in
//! each execution in which the threads come to them in the same order.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use super::binder::{is_element_at, name_at, receiver_at};
use super::places::{Place, short};
use crate::sync::Name;
use crate::sync::checked::record::{Execution, Identity};

/// What the objects of an execution are called.
pub(super) struct Names(HashMap<u64, &'static str>);

/// Renames the objects of an execution, so that no two have one name.
pub(super) fn settle(execution: &mut Execution) -> Names {
    let mut known: Vec<(Identity, Name)> = Vec::new();
    for event in &execution.events {
        if let Some(identity) = event.of.filter(|of| known.iter().all(|(other, _)| other.number != of.number))
        {
            known.push((identity, event.object));
        }
    }
    // Objects that nothing was done to have to be counted as well: in another execution something may be.
    let unused = |identity: &&Identity| known.iter().all(|(other, _)| other.number != identity.number);
    let unused: Vec<_> = execution.made.iter().filter(unused).filter(|one| !one.is_named).copied().collect();
    known.extend(unused.into_iter().map(|identity| (identity, Name::from(identity.sort))));
    known.sort_by_key(|(identity, _)| identity.number);

    let mut alike: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for (identity, name) in &known {
        let called = called(*identity, *name);
        // `let lock = RwLock::new(Cell(UnsafeCell::new(0)))`: the source has a name for the lock alone.
        let is_around =
            |(other, name): &(Identity, Name)| other.sort != "cell" && self::called(*other, *name) == called;
        let is_within = identity.sort == "cell" && !identity.is_named && known.iter().any(is_around);
        let called = if is_within { format!("the cell in {called}") } else { called };
        alike.entry(called).or_default().push(identity.number);
    }
    let mut names = HashMap::new();
    for (name, numbers) in alike {
        match numbers[..] {
            [one] => drop(names.insert(one, kept(name))),
            _ if are_elements(&known, &numbers) => names
                .extend((0..).zip(numbers).map(|(index, number)| (number, kept(format!("{name}[{index}]"))))),
            _ => names
                .extend((1..).zip(numbers).map(|(count, number)| (number, kept(format!("{name} {count}"))))),
        }
    }
    for event in &mut execution.events {
        if let Some(name) = event.of.and_then(|of| names.get(&of.number)) {
            event.object = Name::from(*name);
        }
    }
    Names(names)
}

/// Whether these objects are the elements of one thing that the source has a name for.
fn are_elements(known: &[(Identity, Name)], numbers: &[u64]) -> bool {
    let mut all = known.iter().map(|(identity, _)| identity).filter(|one| numbers.contains(&one.number));
    let Some(first) = all.next() else { return false };
    all.all(|other| other.made == first.made && !other.is_named)
        && !first.is_named
        && is_element_at(first.made)
}

impl Names {
    /// What the object with this number is called.
    pub fn of(&self, number: u64) -> Option<&'static str> {
        self.0.get(&number).copied()
    }
}

/// What an object is called if there is no other of that name.
fn called(identity: Identity, name: Name) -> String {
    if identity.is_named {
        return name.to_string();
    }
    let name = name_at(identity.made, identity.sort);
    // Of a channel's two ends, that by which it is received: "sends to inbox".
    let name = name.or_else(|| if identity.sort == "channel" { receiver_at(identity.made) } else { None });
    name.unwrap_or_else(|| format!("{} of {}", identity.sort, short(identity.made)))
}

/// What an object of this sort is called that was made there, if there is no other of that name.
pub(super) fn named(made: Place, sort: &'static str) -> &'static str {
    kept(called(Identity { number: 0, sort, made, is_named: false }, Name::from(sort)))
}

/// The name for as long as the program runs. There are only so many: what is kept here is kept once for each.
fn kept(name: String) -> &'static str {
    static KEPT: Mutex<BTreeMap<String, &'static str>> = Mutex::new(BTreeMap::new());
    let mut kept = KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    kept.entry(name).or_insert_with_key(|name| Box::leak(name.clone().into_boxed_str()))
}
