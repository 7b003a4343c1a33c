//! The parts of a JSON document that a snapshot uses. The rest is validated and discarded.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::key;
use crate::limits::{SNAPSHOT_DEPTH_MAX, SNAPSHOT_MAX};

/// A JSON value.
pub(super) enum Node {
    Null,
    String(String),
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
    /// Any value. Only its key is used.
    Ignored,
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
                key if is_digits(key) => Some(Self::Ignored),
                _ => None,
            },
            Self::Ports(keys) => Some(Self::Fields(keys)),
            Self::Fields(keys) => keys.contains(&key).then_some(Self::Leaf),
            Self::Leaf | Self::Ignored => None,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Place {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        if let Self::Ignored = self {
            IgnoredAny::deserialize(deserializer)?;
            return Ok(Node::Other);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::String(text.to_owned()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Node, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Node::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut object = Object::default();
        while let Some(key) = map.next_key_seed(Key)? {
            match self.entry(&key) {
                Some(place) => object.entries.push((key, map.next_value_seed(place)?)),
                None => {
                    object.has_unknown_keys = true;
                    // Numbers that are out of range are allowed here.
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(if matches!(self, Self::Leaf) { Node::Other } else { Node::Object(object) })
    }
}

/// A key. Lone surrogates (RFC 8259 section 8.2) are replaced, since no key that is used has one.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E>(self, key: &[u8]) -> Result<String, E> {
        Ok(String::from_utf8_lossy(key).into_owned())
    }
}
