//! What a user would pick instead, doing the same work: all agree with exposeport on every host of the corpus.

use std::borrow::Cow;

use regex::Regex;

use crate::rules::{self, Parts};

/// A hand-written pattern, and the limits that it cannot say.
pub struct ByRegex(Regex);

impl ByRegex {
    pub fn new() -> Self {
        // Hyphens and empty labels are looked for afterwards: a pattern that says where they may stand takes longer.
        let pattern = r"^([1-9][0-9]{3,4})-([a-z0-9_-]+)-([a-z0-9_]+)\.([a-z0-9_.-]+)(?::([0-9]{1,5}))?$";
        Self(Regex::new(&format!("(?-u){pattern}")).expect("a pattern"))
    }

    /// The parts, and the text in lower case that they are places in.
    #[inline]
    pub fn parse<'h>(&self, host: &'h str) -> Option<(Cow<'h, str>, Parts)> {
        let host = match host.bytes().any(|b| b.is_ascii_uppercase()) {
            true => Cow::Owned(host.to_ascii_lowercase()),
            false => Cow::Borrowed(host),
        };
        let captures = self.0.captures(&host)?;
        let (digits, id) = (captures.get(1)?, captures.get(2)?);
        let (token, base) = (captures.get(3)?, captures.get(4)?);
        let base_port = captures.get(5).and_then(|digits| digits.as_str().parse().ok());
        let base = base.start()..base.end() - usize::from(base.as_str().ends_with('.'));
        let (whole, base_text) = (&host[..base.end], &host[base.clone()]);
        if ![id.as_str()].into_iter().chain(base_text.split('.')).all(rules::no_hyphen_at_ends) {
            return None;
        }
        let port = rules::allowed(whole, digits.as_str(), id.as_str(), token.end(), base_text, base_port)?;
        let parts = Parts { port, id: id.range(), token: token.range(), base };
        Some((host, parts))
    }
}

/// The `url` crate.
#[inline]
pub fn by_url(url: &str) -> Option<(url::Url, Parts)> {
    let url = url::Url::parse(url).ok()?;
    let parts = rules::of_host(url.host_str()?, url.port())?;
    Some((url, parts))
}

/// The `url` crate, which takes hosts as URLs only.
#[inline]
pub fn host_by_url(host: &str) -> Option<(url::Url, Parts)> {
    by_url(&format!("https://{host}/"))
}

/// The `ada-url` crate, which binds the C++ parser of Node.
#[inline]
pub fn by_ada(url: &str) -> Option<(ada_url::Url, Parts)> {
    let url = ada_url::Url::parse(url, None).ok()?;
    let base_port = if url.has_port() { Some(url.port().parse().ok()?) } else { None };
    let parts = rules::of_host(url.hostname(), base_port)?;
    Some((url, parts))
}
