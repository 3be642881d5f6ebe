//! The values that an atomic can hold.

use crate::graph::Shape;

/// A value that an atomic can hold: an integer, `bool`, or a pointer.
pub trait Value: Copy + sealed::Sealed {
    /// What the atomic is called.
    #[doc(hidden)]
    const ATOMIC: &'static str;
    /// How many bits it has.
    #[doc(hidden)]
    const SHAPE: Shape;
    /// As the engine holds it.
    #[doc(hidden)]
    fn to_bits(self) -> u64;
    /// From what the engine holds.
    #[doc(hidden)]
    fn from_bits(bits: u64) -> Self;
}

/// An integer that an atomic can hold.
pub trait Integer: Value {}

mod sealed {
    pub trait Sealed {}
}

/// What is the same for all integers but for their names.
macro_rules! integers {
    ($($atomic:literal $integer:ident $signed:literal $may_be_address:literal;)*) => {$(
        impl sealed::Sealed for $integer {}
        impl Integer for $integer {}
        impl Value for $integer {
            const ATOMIC: &'static str = $atomic;
            const SHAPE: Shape =
                Shape { bits: $integer::BITS as u8, signed: $signed, may_be_address: $may_be_address };
            fn to_bits(self) -> u64 {
                self as u64
            }
            fn from_bits(bits: u64) -> $integer {
                bits as $integer
            }
        }
    )*};
}

integers! {
    "AtomicU8" u8 false false;
    "AtomicU16" u16 false false;
    "AtomicU32" u32 false false;
    "AtomicU64" u64 false false;
    "AtomicUsize" usize false true;
    "AtomicI8" i8 true false;
    "AtomicI16" i16 true false;
    "AtomicI32" i32 true false;
    "AtomicI64" i64 true false;
    "AtomicIsize" isize true false;
}

impl sealed::Sealed for bool {}
impl Value for bool {
    const ATOMIC: &'static str = "AtomicBool";
    const SHAPE: Shape = Shape { bits: 1, signed: false, may_be_address: false };
    fn to_bits(self) -> u64 {
        u64::from(self)
    }
    fn from_bits(bits: u64) -> bool {
        bits & 1 == 1
    }
}

impl<T> sealed::Sealed for *mut T {}
impl<T> Value for *mut T {
    const ATOMIC: &'static str = "AtomicPtr";
    const SHAPE: Shape = Shape { bits: 64, signed: false, may_be_address: true };
    fn to_bits(self) -> u64 {
        self.expose_provenance() as u64
    }
    fn from_bits(bits: u64) -> *mut T {
        std::ptr::with_exposed_provenance_mut(bits as usize)
    }
}
