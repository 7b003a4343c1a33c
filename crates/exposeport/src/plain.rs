//! Plain hosts: nowhere two separators, dots or hyphens, side by side, and none at the end. Most are such, and knowing it takes a fifth
//! off the instructions of a parse: behind the port, no part and no label is empty, nor begins or ends with a hyphen.

use crate::limits::HOST_MAX;
use crate::scan::{HALF, Scan, WINDOW, bits};

/// Where the labels of a plain host stand, which is not too long: it ends in two windows that share an octet.
pub(crate) struct Plain {
    /// The dot that ends the first.
    pub(crate) dot: usize,
    /// Where the last begins.
    pub(crate) last_label: usize,
    /// Where the host ends.
    pub(crate) end: usize,
}

impl Plain {
    /// Of a host that ends in its first window. `None` where it is not plain.
    #[inline(always)]
    pub(crate) fn of(text: &[u8], scan: &Scan, ends_host: impl Fn(u8) -> bool) -> Option<Self> {
        let (end, within) = end(text, scan, 0, ends_host)?;
        let (dots, separators) = separators(scan, within);
        let is_plain = dots != 0 && separators & (separators >> 1 | 1 << (end - 1)) == 0;
        is_plain.then(|| Self { dot: first(dots), last_label: behind_last(dots), end })
    }

    /// Whether a host may go on behind its first window.
    #[inline(always)]
    pub(crate) fn is_longer(text: &[u8], scan: &Scan) -> bool {
        scan.foreign == 0 && text.len() > WINDOW
    }

    /// Of a host that may go on behind its first window. `None` as well where its first label does, or it passes the next one.
    #[inline(always)]
    pub(crate) fn of_longer(text: &[u8], scan: &Scan, ends_host: impl Fn(u8) -> bool) -> Option<Self> {
        const { assert!(2 * WINDOW - 1 <= HOST_MAX) };
        if scan.dots == 0 {
            return None;
        }
        // The windows share an octet, so that what stands side by side does so in one of them.
        let (offset, next) = match text.last_chunk() {
            Some(half) if text.len() - HALF < WINDOW => (text.len() - HALF, Scan::of_half(half)),
            _ => {
                let offset = (text.len() - WINDOW).min(WINDOW - 1);
                (offset, Scan::new(&text[offset..]))
            }
        };
        let (end, within) = end(text, &next, offset, ends_host)?;
        let (dots, separators) = (scan.dots, scan.dots | scan.hyphens);
        let (next_dots, next_separators) = self::separators(&next, within);
        let is_plain =
            separators & separators >> 1 == 0 && next_separators & (next_separators >> 1 | 1 << (end - 1)) == 0;
        let last_label = if next_dots == 0 { behind_last(dots) } else { offset + behind_last(next_dots) };
        is_plain.then(|| Self { dot: first(dots), last_label, end: offset + end })
    }
}

/// Whether the label that ends at `dot` is plain, and holds nothing but letters, digits, hyphens and underscores.
#[inline(always)]
pub(crate) fn is_label(scan: &Scan, dot: usize) -> bool {
    debug_assert_eq!(first(scan.dots), dot);
    let before = scan.dots.wrapping_sub(1);
    let separators = (scan.dots | scan.hyphens) & (before ^ scan.dots);
    // Nothing foreign stands where another dot does.
    scan.foreign & before == 0 && separators & separators >> 1 == 0
}

/// Where the host ends in the window at `offset`, and the bits before.
#[inline(always)]
fn end(text: &[u8], scan: &Scan, offset: usize, ends_host: impl Fn(u8) -> bool) -> Option<(usize, u64)> {
    // Whatever ends a host is foreign to it.
    if scan.foreign == 0 {
        let ends = scan.len != 0 && offset + scan.len == text.len();
        return ends.then_some((scan.len, u64::MAX));
    }
    let end = first(scan.foreign);
    let ends = end != 0 && text.get(offset + end).is_some_and(|&octet| ends_host(octet));
    ends.then(|| (end, bits(0, end)))
}

/// The dots, and all separators, within a host.
#[inline(always)]
fn separators(scan: &Scan, within: u64) -> (u64, u64) {
    (scan.dots & within, (scan.dots | scan.hyphens) & within)
}

#[inline(always)]
fn first(mask: u64) -> usize {
    mask.trailing_zeros() as usize
}

#[inline(always)]
fn behind_last(mask: u64) -> usize {
    WINDOW - mask.leading_zeros() as usize
}
