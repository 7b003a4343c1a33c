//! String outputs: caller-provided buffers.

use core::ffi::c_char;
use core::mem::MaybeUninit;
use core::ptr;

use super::failure::Failure;

/// A caller-provided buffer, and the output for the length of the string.
pub(crate) struct Buffer<'a> {
    start: *mut c_char,
    capacity: usize,
    out_len: Option<&'a mut MaybeUninit<usize>>,
}

impl<'a> Buffer<'a> {
    /// Creates a buffer. NULL is a buffer of capacity 0.
    ///
    /// # Safety
    /// `out_buffer` is NULL, or points to `out_capacity` bytes that are not used otherwise during
    /// the lifetime of the `Buffer`. They may overlap inputs that are not read after
    /// [`write`](Self::write) is called.
    pub(crate) unsafe fn new(
        out_buffer: *mut c_char,
        out_capacity: usize,
        out_len: Option<&'a mut MaybeUninit<usize>>,
    ) -> Result<Self, Failure> {
        if out_buffer.is_null() && out_capacity != 0 {
            return Err(Failure::Null("out_buffer"));
        }
        Ok(Self { start: out_buffer, capacity: out_capacity, out_len })
    }

    /// Returns `true` if a string of `len` bytes and its NUL fit.
    pub(crate) const fn fits(&self, len: usize) -> bool {
        len < self.capacity
    }

    /// Writes the length and, if they fit, the string and its NUL.
    pub(crate) fn write(self, string: impl AsRef<[u8]>) -> Result<(), Failure> {
        let string = string.as_ref();
        let fits = self.fits(string.len());
        if let Some(out_len) = self.out_len {
            out_len.write(string.len());
        }
        if !fits {
            let required = string.len() + 1;
            return Err(Failure::BufferTooSmall { required, capacity: self.capacity });
        }
        // SAFETY: the buffer has more than `string.len()` bytes, by the contract of `new`.
        unsafe { ptr::copy(string.as_ptr(), self.start.cast(), string.len()) };
        // SAFETY: `string.len()` is less than the capacity.
        let end = unsafe { self.start.add(string.len()) };
        // SAFETY: `end` is a byte of the buffer.
        unsafe { end.write(0) };
        Ok(())
    }
}
