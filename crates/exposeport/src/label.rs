//! `label = port "-" sandbox-id "-" token`, at most 63 bytes. Building and parsing share this
//! codec.
//!
//! The first hyphen ends the port and the last hyphen starts the token, so a sandbox id may
//! contain hyphens and a token may not.

use memchr::{memchr, memrchr};

use crate::ascii::{Masks, digits};
use crate::error::{Detail, Error};
use crate::grammar::{self, LABEL_HYPHENS};
use crate::limits::{HOST_MAX, LABEL_MAX, TOKEN_MAX};
use crate::policy::Policy;
use crate::port::Port;
use crate::sandbox_id::SandboxId;
use crate::token::Token;

/// Returns the length of the label of these parts.
///
/// # Errors
/// `LABEL_TOO_LONG`, with the maximum length of the sandbox id.
#[inline]
pub(crate) fn checked_len(port: Port, id: &SandboxId, token: &Token) -> Result<usize, Error> {
    let found = port.digit_count() + id.len() + token.len() + LABEL_HYPHENS;
    if found > LABEL_MAX {
        let budget = port.sandbox_id_budget(token.len());
        return Err(Detail::LabelBudget { found, budget }.into());
    }
    Ok(found)
}

/// Writes the label of these parts to `target`, which must have its length.
#[inline]
pub(crate) fn encode(port: Port, id: &SandboxId, token: &Token, target: &mut [u8]) {
    let (port_part, rest) = target.split_at_mut(port.digit_count());
    match (port.digits(), port_part) {
        (digits, [a, b, c, d, e]) => [*a, *b, *c, *d, *e] = digits,
        ([_, digits @ ..], [a, b, c, d]) => [*a, *b, *c, *d] = digits,
        _ => {}
    }
    let (id_part, token_part) = rest.split_at_mut(1 + id.len());
    id_part[0] = b'-';
    id_part[1..].copy_from_slice(id.as_bytes());
    token_part[0] = b'-';
    token_part[1..].copy_from_slice(token.as_bytes());
}

/// The first label of a host that is preview-shaped: `4*5DIGIT "-" *byte "-" *byte`.
pub(crate) struct Shape<'a> {
    /// The label as given.
    label: &'a [u8],
    masks: Masks,
    /// The digits of the port.
    digits: &'a [u8],
    /// The number that the digits represent.
    number: u32,
    first_hyphen: usize,
    last_hyphen: usize,
}

/// A label with valid parts: its port, and the positions of its hyphens and its end.
#[derive(Clone, Copy)]
pub(crate) struct Label {
    pub(crate) port: Port,
    pub(crate) first_hyphen: u8,
    pub(crate) last_hyphen: u8,
    pub(crate) end: u8,
}

impl<'a> Shape<'a> {
    /// Finds the label of `host`, which excludes the root dot. `len` includes it.
    ///
    /// `masks` describe the start of the host and of what follows it.
    ///
    /// Returns `None` if the host is not preview-shaped. A host whose label does not end within 254
    /// bytes is not, since a host has at most 253.
    #[inline(always)]
    pub(crate) fn find(host: &'a [u8], len: usize, masks: Masks) -> Option<Self> {
        let first_hyphen = masks.hyphens.trailing_zeros() as usize;
        let (digits, number) = match first_hyphen {
            4 => digits::parse_first::<4>(host)?,
            5 => digits::parse_first::<5>(host)?,
            _ => return None,
        };
        let (end, last_hyphen) = if masks.dots == 0 {
            ends_of_long_label(host)?
        } else {
            let end = masks.dots.trailing_zeros();
            let hyphens = masks.hyphens & !(u64::MAX << end);
            (end as usize, hyphens.checked_ilog2()? as usize)
        };
        let label = host.get(..end)?;
        let is_shaped = first_hyphen < last_hyphen && end + 1 < len;
        is_shaped.then_some(Self { label, masks, digits, number, first_hyphen, last_hyphen })
    }

    /// Returns the length of the label.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.label.len()
    }

    /// Checks the parts from left to right.
    #[inline(always)]
    pub(crate) fn decode(&self, policy: &Policy) -> Result<Label, Error> {
        let (first, last, end) = (self.first_hyphen, self.last_hyphen, self.label.len());
        let port = Port::from_digits(self.digits, self.number, policy)?;
        if end > LABEL_MAX {
            return Err(Detail::LabelTooLong(end).into());
        }
        let id = &self.label[first + 1..last];
        grammar::sandbox_id::check(id, self.masks.slice(first + 1, last))?;
        policy.check_sandbox_id(id)?;
        let token = &self.label[last + 1..];
        grammar::token::check(token, self.masks.slice(last + 1, end), TOKEN_MAX)?;
        // LABEL_MAX is below 256.
        let [first_hyphen, last_hyphen, end] = [first, last, end].map(|index| index as u8);
        Ok(Label { port, first_hyphen, last_hyphen, end })
    }
}

/// Returns the positions of the end and the last hyphen of a label that is longer than a window.
#[cold]
fn ends_of_long_label(host: &[u8]) -> Option<(usize, usize)> {
    let read = &host[..host.len().min(HOST_MAX + 1)];
    let end = memchr(b'.', read)?;
    Some((end, memrchr(b'-', &read[..end])?))
}
