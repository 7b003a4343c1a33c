//! Implementations that a user would write without the library. Every baseline agrees with the
//! library on every host of the corpus.

pub mod floors;
mod rules;

use std::borrow::Cow;

use regex::Regex;

pub use self::rules::Parts;

/// A regular expression, followed by checks that it cannot express.
pub struct HostRegex(Regex);

impl HostRegex {
    pub fn new() -> Self {
        // Hyphens at the ends of labels and empty labels are checked afterwards. A pattern that
        // excludes them is slower.
        let label = "([1-9][0-9]{3,4})-([a-z0-9_-]+)-([a-z0-9_]+)";
        let base = r"([a-z0-9_.-]+)(?::([0-9]{1,5}))?";
        Self(Regex::new(&format!(r"(?-u)^{label}\.{base}$")).expect("a pattern"))
    }

    /// Returns the host in lowercase and the parts as ranges of it.
    #[inline]
    pub fn parse<'h>(&self, host: &'h str) -> Option<(Cow<'h, str>, Parts)> {
        let host = match host.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(host.to_ascii_lowercase()),
            false => Cow::Borrowed(host),
        };
        let captures = self.0.captures(&host)?;
        let (digits, id) = (captures.get(1)?, captures.get(2)?);
        let (token, base) = (captures.get(3)?, captures.get(4)?);
        let base_port = captures.get(5).and_then(|digits| digits.as_str().parse().ok());
        let base_range = base.start()..base.end() - usize::from(base.as_str().ends_with('.'));
        let (whole, base) = (&host[..base_range.end], &host[base_range.clone()]);
        if ![id.as_str()].into_iter().chain(base.split('.')).all(rules::has_valid_ends) {
            return None;
        }
        let (digits, label_len) = (digits.as_str(), token.end());
        let port = rules::check_limits(whole, digits, id.as_str(), label_len, base, base_port)?;
        let parts = Parts { port, id: id.range(), token: token.range(), base: base_range };
        Some((host, parts))
    }
}

/// Parses a URL with the `url` crate.
#[inline]
pub fn url_crate(url: &str) -> Option<(url::Url, Parts)> {
    let url = url::Url::parse(url).ok()?;
    let parts = rules::parse_url_host(url.host_str()?, url.port())?;
    Some((url, parts))
}

/// Parses a host with the `url` crate, which accepts hosts as part of a URL only.
#[inline]
pub fn url_crate_host(host: &str) -> Option<(url::Url, Parts)> {
    url_crate(&format!("https://{host}/"))
}

/// Parses a URL with the `ada-url` crate, which binds the C++ parser of Node.
#[inline]
pub fn ada_url_crate(url: &str) -> Option<(ada_url::Url, Parts)> {
    let url = ada_url::Url::parse(url, None).ok()?;
    let base_port = if url.has_port() { Some(url.port().parse().ok()?) } else { None };
    let parts = rules::parse_url_host(url.hostname(), base_port)?;
    Some((url, parts))
}
