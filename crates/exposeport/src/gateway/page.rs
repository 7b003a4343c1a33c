//! The page for people, and when to send it.

use core::fmt::{self, Write};

use crate::error::{Error, ErrorKind};
use crate::headers::trim;

/// An HTML page that describes an error.
pub(super) struct Page<'a>(pub(super) &'a Error);

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        PageParts(self.0.http_status(), self.0, self.0.code()).fmt(f)
    }
}

/// The page of an HTTP status, a message and a code, for languages that store them.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct PageParts<'a>(pub u16, pub &'a dyn fmt::Display, pub &'a str);

impl fmt::Display for PageParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(http_status, message, code) = self;
        let (title, text) = match http_status {
            _ if *code == ErrorKind::TokenExpired.code() => (
                "Preview link has expired",
                "The link was correct, but its time is over. \
                 Request a new one from the person who sent it.",
            ),
            404 => (
                "Preview not found",
                "This link does not belong to a preview, or the preview was removed. \
                 Check the link, or request a new one from the person who sent it.",
            ),
            410 => (
                "Preview not running",
                "The link is correct, but its preview is not running. \
                 Start it again, or request a new link from the person who sent it.",
            ),
            500.. => ("Preview not available", "The server failed. Try again later."),
            _ => ("Invalid preview link", "This link is not a valid preview link. Check the link."),
        };
        f.write_str(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">",
        )?;
        write!(f, "<title>{title}</title><style>{STYLE}</style></head>")?;
        write!(f, "<body><main><h1>{title}</h1><p>{text}</p><p class=\"code\">")?;
        write!(Escaped(f), "{http_status} {code}")?;
        if *http_status == 400 {
            write!(Escaped(f), ": {message}")?;
        }
        f.write_str("</p></main></body></html>")
    }
}

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}\
    main{max-width:32rem;margin:15vh auto;padding:0 1rem}.code{opacity:.7;font-size:.875rem}";

/// A writer that escapes the characters with a meaning in HTML.
struct Escaped<'a>(&'a mut dyn Write);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| match character {
            '&' => self.0.write_str("&amp;"),
            '<' => self.0.write_str("&lt;"),
            '>' => self.0.write_str("&gt;"),
            '"' => self.0.write_str("&quot;"),
            '\'' => self.0.write_str("&#39;"),
            _ => self.0.write_char(character),
        })
    }
}

/// Returns `true` if a client prefers HTML to JSON: `values` are those of its `Accept` headers
/// (RFC 9110 section 12.5.1).
///
/// A weight that is malformed counts as none. If a media range has several weights, the highest one
/// counts.
///
/// ```
/// use exposeport::gateway::prefers_html;
///
/// assert!(prefers_html(["text/html,application/xhtml+xml,*/*;q=0.8"]));
/// assert!(!prefers_html(["*/*"]));
/// assert!(!prefers_html(["text/html;q=0.1, application/json"]));
/// ```
pub fn prefers_html<V: AsRef<[u8]>>(values: impl IntoIterator<Item = V>) -> bool {
    let (mut html, mut json) = (Quality::default(), Quality::default());
    for value in values {
        for range in value.as_ref().split(|byte| *byte == b',') {
            html.add(range, b"text", b"html");
            json.add(range, b"application", b"json");
        }
    }
    html.weight > json.weight
}

/// The weight of a media type in thousandths, by the most specific media range.
#[derive(Default)]
struct Quality {
    specificity: u8,
    weight: u16,
}

impl Quality {
    fn add(&mut self, range: &[u8], main: &[u8], sub: &[u8]) {
        let mut parts = range.split(|byte| *byte == b';').map(trim);
        let media = parts.next().unwrap_or_default();
        let Some(slash) = media.iter().position(|byte| *byte == b'/') else { return };
        let (range_main, range_sub) = (&media[..slash], &media[slash + 1..]);
        let matches = |range: &[u8], name: &[u8]| range.eq_ignore_ascii_case(name);
        let specificity = match (matches(range_main, main), matches(range_sub, sub)) {
            (true, true) => 3,
            (true, false) if range_sub == b"*" => 2,
            (false, _) if media == b"*/*" => 1,
            _ => return,
        };
        let weight = parts.find_map(weight).unwrap_or(1000);
        if specificity > self.specificity {
            *self = Self { specificity, weight };
        } else if specificity == self.specificity {
            self.weight = self.weight.max(weight);
        }
    }
}

/// Returns the weight of a parameter `q=0.5` in thousandths.
fn weight(parameter: &[u8]) -> Option<u16> {
    let [b'q' | b'Q', b'=', digits @ ..] = parameter else { return None };
    let [whole @ (b'0' | b'1'), fraction @ ..] = digits else { return None };
    let fraction = match fraction {
        [] => &[][..],
        [b'.', fraction @ ..] if fraction.len() <= 3 => fraction,
        _ => return None,
    };
    if !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |index: usize| fraction.get(index).map_or(0, |digit| u16::from(digit - b'0'));
    let thousandths = 100 * digit(0) + 10 * digit(1) + digit(2);
    Some((1000 * u16::from(whole - b'0') + thousandths).min(1000))
}
