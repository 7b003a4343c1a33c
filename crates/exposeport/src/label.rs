//! The first label of a preview host, `{port}-{sandbox-id}-{token}`: the one codec that building and parsing share.

use core::num::NonZero;

use crate::error::{Detail, Error};
use crate::limits::{LABEL_MAX, TOKEN_ISSUED_MAX};
use crate::scan::Scan;
use crate::{Policy, Port, SandboxId, Token, digits};

/// The octets that the two hyphens of a label take.
const HYPHENS: usize = 2;

/// How many characters a sandbox id may have beside a port and a token of `token_len` characters, so that the label keeps to its
/// 63 octets (RFC 1034 section 3.1). Asked before a sandbox is named, it spares a `LABEL_TOO_LONG` later.
///
/// ```
/// use exposeport::{Port, sandbox_id_budget};
///
/// assert_eq!(sandbox_id_budget(Port::new(8080)?, 16), 41);
/// assert_eq!(sandbox_id_budget(Port::new(65535)?, 16), 40);
/// # Ok::<(), exposeport::Error>(())
/// ```
#[must_use]
pub const fn sandbox_id_budget(port: Port, token_len: usize) -> usize {
    LABEL_MAX.saturating_sub(port.digit_count() + HYPHENS).saturating_sub(token_len)
}

/// The length of the label of these three.
///
/// # Errors
/// `LABEL_TOO_LONG`, with the budget.
#[inline]
pub(crate) fn checked_len(port: Port, id: &SandboxId, token: &Token) -> Result<usize, Error> {
    let (id_len, token_len) = (id.text().len(), token.text().len());
    let found = port.digit_count() + id_len + token_len + HYPHENS;
    if found > LABEL_MAX {
        return Err(Detail::LabelBudget { found, budget: sandbox_id_budget(port, token_len) }.into());
    }
    Ok(found)
}

/// A label as it was parsed: its port, and where its hyphens stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) port: Port,
    pub(crate) first_hyphen: u8,
    pub(crate) last_hyphen: u8,
    pub(crate) end: u8,
}

/// A label that has the shape `digits "-" anything "-" anything`, whatever else may be wrong with it.
pub(crate) struct Shape {
    first_hyphen: usize,
    last_hyphen: usize,
    end: usize,
    /// The port, if it has no more digits than one may have.
    number: Option<u32>,
}

impl Shape {
    /// Of the label that ends at the first dot of a text, which is at `end`.
    #[inline(always)]
    pub(crate) fn of(text: &[u8], scan: &Scan, end: usize) -> Option<Self> {
        debug_assert_eq!(scan.dots.trailing_zeros() as usize, end);
        // Those before the first dot: no hyphen stands where another dot does.
        let hyphens = scan.hyphens & scan.dots.wrapping_sub(1);
        // Two at least.
        if hyphens & hyphens.wrapping_sub(1) == 0 {
            return None;
        }
        let hyphens = NonZero::new(hyphens)?;
        let (first_hyphen, last_hyphen) = (hyphens.trailing_zeros() as usize, hyphens.ilog2() as usize);
        let number = if (1..=digits::MAX).contains(&first_hyphen) {
            Some(digits::number(text, first_hyphen)?)
        } else {
            digits::is_digits(&text[..first_hyphen]).then_some(None)?
        };
        Some(Self { first_hyphen, last_hyphen, end, number })
    }

    /// Judges the three parts, from left to right.
    #[inline(always)]
    pub(crate) fn decode(self, text: &[u8], scan: &Scan, policy: &Policy) -> Result<Label, Error> {
        let port = self.port(text, policy)?;
        SandboxId::check_spelling(text, scan, self.first_hyphen + 1, self.last_hyphen)?;
        policy.check_sandbox_id(self.id(text))?;
        Token::check_spelling(scan, self.last_hyphen + 1, self.end)?;
        Ok(self.label(port))
    }

    /// Judges the three parts of a label whose id and token are known to be spelled right.
    #[inline(always)]
    pub(crate) fn decode_spelled(self, text: &[u8], policy: &Policy) -> Result<Label, Error> {
        let port = self.port(text, policy)?;
        policy.check_sandbox_id(self.id(text))?;
        Ok(self.label(port))
    }

    #[inline(always)]
    fn port(&self, text: &[u8], policy: &Policy) -> Result<Port, Error> {
        Port::from_label(text, self.first_hyphen, self.number, policy)
    }

    #[inline(always)]
    fn id<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.first_hyphen + 1..self.last_hyphen]
    }

    #[inline(always)]
    fn label(&self, port: Port) -> Label {
        // All are at most 63.
        let [first_hyphen, last_hyphen, end] = [self.first_hyphen, self.last_hyphen, self.end].map(|index| index as u8);
        Label { port, first_hyphen, last_hyphen, end }
    }
}

/// Why a label of more than [`LABEL_MAX`] octets is refused.
pub(crate) fn refuse_long(label: &[u8], policy: &Policy) -> Error {
    let mut parts = label.splitn(3, |&octet| octet == b'-');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(digits), Some(_), Some(_)) if digits::is_digits(digits) => match Port::from_digits(digits, policy) {
            Ok(_) => Detail::LabelTooLong(label.len()).into(),
            Err(error) => error,
        },
        _ => Detail::NotAPreviewHost.into(),
    }
}

/// Writes the label of these three to `target`, which has its length.
#[inline]
pub(crate) fn encode(port: Port, id: &SandboxId, token: &Token, target: &mut [u8]) {
    let digits = port.digits();
    let (port_part, rest) = target.split_at_mut(port.digit_count());
    port_part.copy_from_slice(&digits[..port.digit_count()]);
    let (id_part, token_part) = rest.split_at_mut(HYPHENS + id.text().len());
    id_part[0] = b'-';
    id_part[1..=id.text().len()].copy_from_slice(id.as_bytes());
    id_part[1 + id.text().len()] = b'-';
    match token.as_bytes().first_chunk::<TOKEN_ISSUED_MAX>() {
        // Most tokens are generated ones: a copy of a fixed length costs a quarter.
        Some(token) if token_part.len() == TOKEN_ISSUED_MAX => token_part.copy_from_slice(token),
        _ => token_part.copy_from_slice(token.as_bytes()),
    }
}
