//! Texts that go out, into a buffer of the caller.

use core::ffi::c_char;
use core::mem::MaybeUninit;
use core::ptr;

use crate::failure::Failure;

/// The caller's buffer, and where the length of the text goes.
pub(crate) struct Buffer<'a> {
    octets: *mut c_char,
    capacity: usize,
    length: Option<&'a mut MaybeUninit<usize>>,
}

impl<'a> Buffer<'a> {
    /// NULL is a buffer of no octets.
    ///
    /// # Safety
    /// `octets` is NULL, or points to `capacity` octets that nobody else uses while the `Buffer` lives, but for inputs that
    /// are no longer read when [`write`](Self::write) is called.
    pub(crate) unsafe fn new(
        octets: *mut c_char,
        capacity: usize,
        length: Option<&'a mut MaybeUninit<usize>>,
    ) -> Result<Self, Failure> {
        if octets.is_null() && capacity != 0 {
            return Err(Failure::Null("buffer"));
        }
        Ok(Self { octets, capacity, length })
    }

    /// Whether a text of so many octets and its NUL have room.
    pub(crate) const fn holds(&self, len: usize) -> bool {
        len < self.capacity
    }

    /// Writes the length, and the text and its NUL where they have room.
    pub(crate) fn write(self, text: impl AsRef<[u8]>) -> Result<(), Failure> {
        let text = text.as_ref();
        let has_room = self.holds(text.len());
        if let Some(length) = self.length {
            length.write(text.len());
        }
        if !has_room {
            return Err(Failure::BufferTooSmall { needed: text.len() + 1, capacity: self.capacity });
        }
        // SAFETY: the buffer has more than `text.len()` octets, by the promise of `new`.
        unsafe { ptr::copy(text.as_ptr(), self.octets.cast(), text.len()) };
        // SAFETY: `text.len()` is below the capacity.
        let end = unsafe { self.octets.add(text.len()) };
        // SAFETY: as above, and any octet may be written anywhere.
        unsafe { end.write(0) };
        Ok(())
    }
}
