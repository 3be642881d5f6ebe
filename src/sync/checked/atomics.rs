//! Atomic types: loom's, under std's interface, each around a [`Core`].

use std::marker::PhantomData;
use std::panic::Location;
use std::ptr::with_exposed_provenance_mut;

use std::sync::atomic::Ordering;

use super::atomic_core::{Core, Shown};
use super::backend::{self, Update};
use super::record::{self, Action, Orderings};
use super::site;
use super::{Name, Nameable};

/// A memory fence.
#[track_caller]
pub fn fence(written: Ordering) {
    let (place, object) = (Location::caller(), Name::from("memory"));
    if let Some(applied) = site::applied_fence(place, object, written) {
        backend::fence(applied);
        record::event(place, object, || Action::Fences(Orderings { written, applied }));
    }
}

/// One atomic type: what all of them can do.
macro_rules! atomic {
    ($atomic:ident, $value:ty, $bits:expr, $shown:expr, $to:expr, $from:expr) => {
        #[doc = concat!("`std::sync::atomic::", stringify!($atomic), "`, explored by loom.")]
        #[derive(Debug)]
        pub struct $atomic(Core);

        impl Nameable for $atomic {
            fn set_name(&mut self, name: Name) {
                self.0.object.set_name(name);
            }
        }

        #[allow(missing_docs)] // As in std, to which the type's page points.
        impl $atomic {
            #[track_caller]
            pub fn new(value: $value) -> Self {
                $atomic(Core::new($to(value), $bits, $shown))
            }

            pub fn into_inner(self) -> $value {
                $from(self.0.into_inner())
            }

            #[track_caller]
            pub fn load(&self, ordering: Ordering) -> $value {
                $from(self.0.load(Location::caller(), ordering))
            }

            #[track_caller]
            pub fn store(&self, value: $value, ordering: Ordering) {
                self.0.store(Location::caller(), $to(value), ordering);
            }

            #[track_caller]
            pub fn swap(&self, value: $value, ordering: Ordering) -> $value {
                $from(self.0.change(Location::caller(), ordering, Update::Swap, $to(value)))
            }

            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                let (values, orderings) = (($to(current), $to(new)), (success, failure));
                let result = self.0.compare_exchange(Location::caller(), values, orderings, false);
                result.map($from).map_err($from)
            }

            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                let (values, orderings) = (($to(current), $to(new)), (success, failure));
                let result = self.0.compare_exchange(Location::caller(), values, orderings, true);
                result.map($from).map_err($from)
            }
        }
    };
}

/// What the atomic integers can do beside.
macro_rules! atomic_integer {
    ($atomic:ident, $value:ty, $shown:expr) => {
        atomic!($atomic, $value, <$value>::BITS, $shown, |value: $value| value as u64, |value: u64| value
            as $value);

        #[allow(missing_docs)] // As in std, to which the type's page points.
        impl $atomic {
            #[track_caller]
            pub fn fetch_add(&self, amount: $value, ordering: Ordering) -> $value {
                self.change(ordering, amount, Update::Add)
            }

            #[track_caller]
            pub fn fetch_sub(&self, amount: $value, ordering: Ordering) -> $value {
                self.change(ordering, amount, Update::Sub)
            }

            #[track_caller]
            pub fn fetch_or(&self, bits: $value, ordering: Ordering) -> $value {
                self.change(ordering, bits, Update::Or)
            }

            #[track_caller]
            pub fn fetch_xor(&self, bits: $value, ordering: Ordering) -> $value {
                self.change(ordering, bits, Update::Xor)
            }

            #[track_caller]
            pub fn fetch_and(&self, bits: $value, ordering: Ordering) -> $value {
                self.change(ordering, bits, Update::And)
            }

            #[track_caller]
            fn change(&self, ordering: Ordering, operand: $value, update: Update) -> $value {
                self.0.change(Location::caller(), ordering, update, operand as u64) as $value
            }
        }
    };
}

atomic!(AtomicBool, bool, 1, Shown::Bool, u64::from, |value: u64| value != 0);
atomic_integer!(AtomicI32, i32, Shown::Signed);
atomic_integer!(AtomicU32, u32, Shown::Number);
atomic_integer!(AtomicU64, u64, Shown::Number);
atomic_integer!(AtomicUsize, usize, Shown::Number);

impl AtomicU32 {
    pub(super) fn show_as_float(&mut self) {
        self.0.shown = Shown::Float;
    }
}

impl AtomicU64 {
    pub(super) fn show_as_pair(&mut self) {
        self.0.shown = Shown::Pair;
    }
}

/// `std::sync::atomic::AtomicPtr`, explored: what the kit needs of it.
#[derive(Debug)]
pub struct AtomicPtr<T>(Core, PhantomData<*mut T>);

// SAFETY: as in std: it is a number, and what is done with the pointer is the business of whoever follows it.
unsafe impl<T> Send for AtomicPtr<T> {}
// SAFETY: the same.
unsafe impl<T> Sync for AtomicPtr<T> {}

impl<T> Nameable for AtomicPtr<T> {
    fn set_name(&mut self, name: Name) {
        self.0.object.set_name(name);
    }
}

#[allow(missing_docs)] // As in std, to which the type's page points.
impl<T> AtomicPtr<T> {
    #[track_caller]
    pub fn new(pointer: *mut T) -> Self {
        AtomicPtr(Core::new(number(pointer), u64::BITS, Shown::Pointer), PhantomData)
    }

    pub fn into_inner(self) -> *mut T {
        with_exposed_provenance_mut(self.0.into_inner() as usize)
    }

    #[track_caller]
    pub fn load(&self, ordering: Ordering) -> *mut T {
        with_exposed_provenance_mut(self.0.load(Location::caller(), ordering) as usize)
    }

    #[track_caller]
    pub fn swap(&self, pointer: *mut T, ordering: Ordering) -> *mut T {
        let found = self.0.change(Location::caller(), ordering, Update::Swap, number(pointer));
        with_exposed_provenance_mut(found as usize)
    }
}

/// A pointer as the number that an atomic holds.
fn number<T>(pointer: *mut T) -> u64 {
    pointer.expose_provenance() as u64
}
