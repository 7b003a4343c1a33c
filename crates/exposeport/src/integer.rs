//! Integers of any width.

use crate::Port;

/// An integer of any width, signed or not, or a [`Port`]; no `bool` and no `char`.
///
/// ```compile_fail
/// exposeport::Port::new(true);
/// ```
pub trait Integer: sealed::Sealed {
    /// The same, or the nearest that 64 bits hold: never one that wrapped.
    #[doc(hidden)]
    fn nearest(self) -> i64;
}

mod sealed {
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

impl sealed::Sealed for Port {}

impl Integer for Port {
    #[inline]
    fn nearest(self) -> i64 {
        i64::from(self.get())
    }
}
