//! Atomic types. Each is loom's with a name, under std's interface.

use loom::sync::atomic as loom_atomic;
use loom::sync::atomic::Ordering;

use super::record::{self, Action};
use super::{Name, Nameable};

/// How a value reads in a picture.
trait Shown: Copy {
    fn shown(self, as_float: bool) -> String;
}

impl Shown for bool {
    fn shown(self, _as_float: bool) -> String {
        self.to_string()
    }
}

impl Shown for u32 {
    fn shown(self, as_float: bool) -> String {
        if as_float { f32::from_bits(self).to_string() } else { self.to_string() }
    }
}

impl Shown for u64 {
    fn shown(self, _as_float: bool) -> String {
        self.to_string()
    }
}

impl Shown for usize {
    /// A set top bit is a flag, as in the barrier's count: shown as such, rather than as 19 digits.
    fn shown(self, _as_float: bool) -> String {
        const TOP: usize = 1 << (usize::BITS - 1);
        if self & TOP != 0 { format!("{} + top bit", self & !TOP) } else { self.to_string() }
    }
}

/// A memory fence.
#[track_caller]
pub fn fence(ordering: Ordering) {
    loom_atomic::fence(ordering);
    record::event(Name::from("memory"), || Action::Does(format!("fence ({ordering:?})")));
}

/// One atomic type: what all of them can do.
macro_rules! atomic {
    ($atomic:ident, $value:ty) => {
        #[doc = concat!("`std::sync::atomic::", stringify!($atomic), "`, explored by loom.")]
        #[derive(Debug)]
        pub struct $atomic {
            inner: loom_atomic::$atomic,
            name: Name,
            as_float: bool,
        }

        impl Nameable for $atomic {
            fn set_name(&mut self, name: Name) {
                self.name = name;
            }
        }

        #[allow(missing_docs)] // As in std, to which the type's page points.
        impl $atomic {
            pub fn new(value: $value) -> Self {
                let inner = loom_atomic::$atomic::new(value);
                $atomic { inner, name: Name::from("atomic"), as_float: false }
            }

            pub fn into_inner(self) -> $value {
                self.inner.into_inner()
            }

            #[track_caller]
            pub fn load(&self, ordering: Ordering) -> $value {
                let value = self.inner.load(ordering);
                self.record(|shown| Action::Loads(shown(value), ordering));
                value
            }

            #[track_caller]
            pub fn store(&self, value: $value, ordering: Ordering) {
                self.inner.store(value, ordering);
                self.record(|shown| Action::Stores(shown(value), ordering));
            }

            #[track_caller]
            pub fn swap(&self, value: $value, ordering: Ordering) -> $value {
                let found = self.inner.swap(value, ordering);
                self.record_change(found, value, ordering);
                found
            }

            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                let result = self.inner.compare_exchange(current, new, success, failure);
                match result {
                    Ok(found) => self.record_change(found, new, success),
                    Err(found) => self.record(|shown| {
                        let (expected, found) = (shown(current), shown(found));
                        Action::Does(format!("expects {expected}, finds {found} ({failure:?})"))
                    }),
                }
                result
            }

            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                // loom's weak form never fails without a reason, so the strong one is no less.
                self.compare_exchange(current, new, success, failure)
            }

            #[track_caller]
            fn record(&self, action: impl FnOnce(&dyn Fn($value) -> String) -> Action) {
                record::event(self.name, || action(&|value| value.shown(self.as_float)));
            }

            #[track_caller]
            fn record_change(&self, from: $value, to: $value, ordering: Ordering) {
                self.record(|shown| Action::Changes(shown(from), shown(to), ordering));
            }
        }
    };
}

/// What the atomic integers can do beside.
macro_rules! atomic_integer {
    ($atomic:ident, $value:ty) => {
        atomic!($atomic, $value);

        #[allow(missing_docs)] // As in std, to which the type's page points.
        impl $atomic {
            #[track_caller]
            pub fn fetch_add(&self, amount: $value, ordering: Ordering) -> $value {
                let found = self.inner.fetch_add(amount, ordering);
                self.record_change(found, found.wrapping_add(amount), ordering);
                found
            }

            #[track_caller]
            pub fn fetch_or(&self, bits: $value, ordering: Ordering) -> $value {
                let found = self.inner.fetch_or(bits, ordering);
                self.record_change(found, found | bits, ordering);
                found
            }
        }
    };
}

atomic!(AtomicBool, bool);
atomic_integer!(AtomicU32, u32);
atomic_integer!(AtomicU64, u64);
atomic_integer!(AtomicUsize, usize);

impl AtomicU32 {
    pub(super) fn show_as_float(&mut self) {
        self.as_float = true;
    }
}
