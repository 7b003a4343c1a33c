//! Integers of any width.

/// An integer of any width, signed or unsigned, or a [`Port`](crate::Port).
///
/// `bool` and `char` do not implement this trait.
///
/// The trait is sealed.
///
/// ```compile_fail
/// exposeport::Port::new(true);
/// ```
pub trait Integer: sealed::Sealed {
    /// Returns the value, saturated to the range of `i64`.
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

/// An integer from a language with arbitrary-precision integers.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum WideInteger {
    /// An integer below `i64::MIN`.
    Below,
    /// An integer in the range of `i64`.
    Fits(i64),
    /// An integer above `i64::MAX`.
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
