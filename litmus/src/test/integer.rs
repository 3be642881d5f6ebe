//! The integers of C, of 1 to 64 bits: what they hold, and how C converts between them.
//!
//! A [`Value`] is the number itself, whatever it is held in. So 255 in an `unsigned char` is 255, and becomes -1 when
//! it is converted to `signed char`. C11 has the rules in 6.3.1; widths are those of Linux on x86-64.

use super::Value;

/// What a location or a register holds: one of C's types, or rather one of the types that they come down to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Integer {
    /// `bool`: 1 for anything but 0.
    Bool,
    /// `signed char`, and `char` too.
    I8,
    /// `unsigned char`.
    U8,
    /// `short`.
    I16,
    /// `unsigned short`.
    U16,
    /// `int`.
    #[default]
    I32,
    /// `unsigned`.
    U32,
    /// `long`, and `long long` too.
    I64,
    /// `unsigned long`, and `unsigned long long` too.
    U64,
}

use Integer::{Bool, I8, I16, I32, I64, U8, U16, U32, U64};

impl Integer {
    /// All of them.
    pub const ALL: [Integer; 9] = [Bool, I8, U8, I16, U16, I32, U32, I64, U64];

    /// How many bits its values have.
    pub fn bits(self) -> u32 {
        match self {
            Bool => 1,
            I8 | U8 => 8,
            I16 | U16 => 16,
            I32 | U32 => 32,
            I64 | U64 => 64,
        }
    }

    /// Whether it has values below 0.
    pub fn is_signed(self) -> bool {
        matches!(self, I8 | I16 | I32 | I64)
    }

    /// What becomes of a number that is converted to it: the one that is the same in its lowest bits. (C leaves open
    /// what a signed type makes of a number that it does not hold; this is what compilers do.)
    pub fn convert(self, value: Value) -> Value {
        match self {
            Bool => Value::from(value != 0),
            I8 => Value::from(value as i8),
            U8 => Value::from(value as u8),
            I16 => Value::from(value as i16),
            U16 => Value::from(value as u16),
            I32 => Value::from(value as i32),
            U32 => Value::from(value as u32),
            I64 => Value::from(value as i64),
            U64 => Value::from(value as u64),
        }
    }

    /// Whether it holds this number.
    pub fn holds(self, value: Value) -> bool {
        self.convert(value) == value
    }

    /// What it is converted to before anything is done with it: `int`, if it is narrower (the integer promotions).
    pub fn promoted(self) -> Integer {
        if self.bits() < I32.bits() { I32 } else { self }
    }

    /// What the two operands of an operator are converted to (the usual arithmetic conversions).
    pub fn with(self, other: Integer) -> Integer {
        match (self.promoted(), other.promoted()) {
            (U64, _) | (_, U64) => U64,
            (I64, _) | (_, I64) => I64,
            (U32, _) | (_, U32) => U32,
            _ => I32,
        }
    }

    /// What something of this type holds where C says that it equals a constant: the constant itself, if it never does.
    /// `-1` is the greatest `unsigned`, and no `unsigned char`.
    pub fn where_equal_to(self, constant: Value) -> Value {
        let common = self.with(Integer::of_constant(constant));
        let held = self.convert(constant);
        if common.convert(held) == common.convert(constant) { held } else { constant }
    }

    /// The type of a constant, going by its value: the narrowest from `int` on that holds it.
    pub fn of_constant(value: Value) -> Integer {
        [I32, I64].into_iter().find(|integer| integer.holds(value)).unwrap_or(U64)
    }

    /// Its name in C.
    pub fn in_c(self) -> &'static str {
        match self {
            Bool => "bool",
            I8 => "signed char",
            U8 => "unsigned char",
            I16 => "short",
            U16 => "unsigned short",
            I32 => "int",
            U32 => "unsigned",
            I64 => "long",
            U64 => "unsigned long",
        }
    }

    /// The name of its atomic twin in C.
    pub fn atomic_in_c(self) -> &'static str {
        match self {
            Bool => "atomic_bool",
            I8 => "atomic_schar",
            U8 => "atomic_uchar",
            I16 => "atomic_short",
            U16 => "atomic_ushort",
            I32 => "atomic_int",
            U32 => "atomic_uint",
            I64 => "atomic_long",
            U64 => "atomic_ulong",
        }
    }

    /// What it is in Rust as [`rust`](crate::format::rust()) writes it: a `bool` is a `u8` there, so that one can
    /// reckon with it.
    pub fn in_rust(self) -> &'static str {
        match self {
            Bool | U8 => "u8",
            I8 => "i8",
            I16 => "i16",
            U16 => "u16",
            I32 => "i32",
            U32 => "u32",
            I64 => "i64",
            U64 => "u64",
        }
    }

    /// A value as it lies in a cell of 64 bits: in its topmost bits, so that whatever the processor does to the
    /// cell, an addition that wraps around, say, it does to a number of just so many bits.
    pub fn to_cell(self, value: Value) -> u64 {
        (value as u64) << (u64::BITS - self.bits())
    }

    /// The value that lies in such a cell.
    pub fn from_cell(self, cell: u64) -> Value {
        let unused = u64::BITS - self.bits();
        match self.is_signed() {
            true => Value::from(cell as i64 >> unused),
            false => Value::from(cell >> unused),
        }
    }
}
