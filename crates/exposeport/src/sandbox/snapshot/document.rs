//! The parts of a JSON document that a snapshot uses. The rest is validated and discarded.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::key;
use crate::limits::{SNAPSHOT_DEPTH_MAX, SNAPSHOT_MAX};

/// A JSON value.
pub(super) enum Node {
    Null,
    /// A string, which need not be UTF-8.
    String(Vec<u8>),
    Object(Object),
    /// A value of a type that is not used at its place.
    Other,
}

/// The entries of an object whose keys are used at its place, in document order.
#[derive(Default)]
pub(super) struct Object {
    pub(super) entries: Vec<(String, Node)>,
    /// `true` if there are other entries.
    pub(super) has_unknown_keys: bool,
}

impl Object {
    /// Returns `true` for the value of `portTokens` alone: not empty, and all keys are digits.
    pub(super) fn is_bare_map(&self) -> bool {
        let is_port = |(key, _): &(String, Node)| is_digits(key);
        !self.entries.is_empty() && !self.has_unknown_keys && self.entries.iter().all(is_port)
    }
}

/// Parses a whole document. The error describes the problem without revealing any content.
pub(super) fn parse(document: &[u8]) -> Result<Node, String> {
    if document.len() > SNAPSHOT_MAX {
        let found = document.len();
        return Err(format!("document is too long: {found} bytes, maximum {SNAPSHOT_MAX}"));
    }
    if let Some(position) = too_deep(document) {
        return Err(format!("nesting exceeds {SNAPSHOT_DEPTH_MAX} levels at position {position}"));
    }
    let text = core::str::from_utf8(document)
        .map_err(|error| format!("invalid UTF-8 at position {}", error.valid_up_to()))?;
    parse_text(text).map_err(|error| {
        let what = if error.is_eof() { "unexpected end of JSON" } else { "invalid JSON" };
        format!("{what} at line {} column {}", error.line(), error.column())
    })
}

fn parse_text(text: &str) -> Result<Node, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let node = Place::Document.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(node)
}

/// Returns the position at which the nesting of a document exceeds the limit.
///
/// A document that is not JSON may yield any result, since the parser rejects it.
fn too_deep(document: &[u8]) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    document.iter().position(|byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > SNAPSHOT_DEPTH_MAX
    })
}

/// Returns `true` if a key consists of ASCII digits.
pub(super) fn is_digits(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

/// The keys of an object.
type Keys = &'static [&'static str];

/// The place of a value, which determines the keys that are used.
#[derive(Clone, Copy)]
enum Place {
    Document,
    /// A map from ports to objects with these keys.
    Ports(Keys),
    /// An object with these keys.
    Fields(Keys),
    /// A string or `null`.
    Leaf,
}

impl Place {
    /// Returns the place of an entry's value, or `None` if its key is not used.
    fn entry(self, key: &str) -> Option<Self> {
        match self {
            Self::Document => match key {
                key::PORT_TOKENS => Some(Self::Ports(&key::PORT_TOKEN)),
                key::ACTIVE_PREVIEW_PORTS => Some(Self::Ports(&key::ACTIVATION)),
                key::CURRENT_RUNTIME_IDENTITY => Some(Self::Fields(&key::RUNTIME)),
                // The document may be the value of `portTokens` alone.
                key if is_digits(key) => Some(Self::Fields(&key::PORT_TOKEN)),
                _ => None,
            },
            Self::Ports(keys) => Some(Self::Fields(keys)),
            Self::Fields(keys) => keys.contains(&key).then_some(Self::Leaf),
            Self::Leaf => None,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Place {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let value = <&RawValue>::deserialize(deserializer)?;
        let mut deserializer = serde_json::Deserializer::from_str(value.get());
        let node = match value.get().as_bytes() {
            b"null" => Ok(Node::Null),
            [b'"', ..] => deserializer.deserialize_bytes(Text).map(Node::String),
            [b'{', ..] => deserializer.deserialize_map(self),
            _ => Ok(Node::Other),
        };
        node.map_err(D::Error::custom)
    }
}

impl<'de> Visitor<'de> for Place {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut object = Object::default();
        while let Some(key) = map.next_key_seed(Text)? {
            // No key that is used has a lone surrogate.
            let key = String::from_utf8_lossy(&key).into_owned();
            match self.entry(&key) {
                Some(place) => object.entries.push((key, map.next_value_seed(place)?)),
                None => {
                    object.has_unknown_keys = true;
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(if matches!(self, Self::Leaf) { Node::Other } else { Node::Object(object) })
    }
}

/// A string. JSON allows lone surrogates (RFC 8259 section 8.2), which are not valid in UTF-8, so
/// strings are bytes.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Vec<u8>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<u8>, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for Text {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
        Ok(bytes.to_vec())
    }
}
