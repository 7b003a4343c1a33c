//! Integers of any width.

/// An integer of any width, signed or not, or a [`Port`](crate::Port). Neither `bool` nor `char`.
///
/// The trait is sealed.
///
/// ```compile_fail
/// exposeport::Port::new(true);
/// ```
pub trait Integer: sealed::Sealed {
    /// Returns the nearest integer that 64 bits can hold. It never wraps.
    #[doc(hidden)]
    fn nearest(self) -> i64;
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl sealed::Sealed for $integer {}

        impl Integer for $integer {
            #[inline]
            fn nearest(self) -> i64 {
                i64::try_from(self).unwrap_or(if self > 0 { i64::MAX } else { i64::MIN })
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// An integer of a language whose integers have any width.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum WideInteger {
    /// An integer below the lowest of 64 bits.
    Below,
    /// An integer that 64 bits can hold.
    Fits(i64),
    /// An integer above the highest of 64 bits.
    Above,
}

impl sealed::Sealed for WideInteger {}

impl Integer for WideInteger {
    fn nearest(self) -> i64 {
        match self {
            Self::Below => i64::MIN,
            Self::Fits(integer) => integer,
            Self::Above => i64::MAX,
        }
    }
}
