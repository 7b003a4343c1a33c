//! A JSON document as far as it means something: what a snapshot has no place for is passed over unread, and takes no memory.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::key;
use crate::limits::{PORT_MAX, SNAPSHOT_DEPTH_MAX};

/// A value.
pub(super) enum Node {
    Null,
    Text(String),
    /// The entries whose keys mean something, in their order.
    Object(Vec<(String, Node)>),
    /// Of what has no place where it stands, only that it is there.
    Other,
}

/// Reads a whole document. A message of its error tells line and column, and nothing of the content.
pub(super) fn parse(text: &str) -> Result<Node, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let node = Place::Document.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(node)
}

/// Where a document is nested too deep. What is no JSON may be misjudged, and is refused anyhow.
pub(super) fn too_deep(text: &[u8]) -> Option<usize> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    text.iter().position(|octet| {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > SNAPSHOT_DEPTH_MAX
    })
}

/// The names of an object's fields.
type Names = &'static [&'static str];

/// Where a value stands, which tells the keys that mean something there.
#[derive(Clone, Copy)]
enum Place {
    Document,
    /// A map from ports to objects with these fields.
    Ports(Names),
    Fields(Names),
    /// What holds no object.
    Leaf,
}

impl Place {
    /// The place of an entry's value. None where its key means nothing: numbers too large to be read are no error there.
    fn of_entry(self, key: &str) -> Option<Self> {
        match self {
            Self::Document => match key {
                key::PORT_TOKENS => Some(Self::Ports(&key::OF_PORT_TOKEN)),
                key::ACTIVE_PREVIEW_PORTS => Some(Self::Ports(&key::OF_ACTIVATION)),
                key::CURRENT_RUNTIME_IDENTITY => Some(Self::Fields(&key::OF_RUNTIME)),
                _ => None,
            },
            Self::Ports(names) => Some(Self::Fields(names)),
            Self::Fields(names) => names.contains(&key).then_some(Self::Leaf),
            Self::Leaf => None,
        }
    }

    /// How many entries are kept: one more than can be right, which is enough to refuse them.
    const fn entries_max(self) -> usize {
        match self {
            Self::Document => key::OF_DOCUMENT.len() + 1,
            Self::Ports(_) => PORT_MAX as usize + 1,
            Self::Fields(names) => names.len() + 1,
            Self::Leaf => 0,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Place {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
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
        Ok(Node::Text(text.to_owned()))
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

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut object = Vec::new();
        while let Some(key) = entries.next_key_seed(Key)? {
            match self.of_entry(&key) {
                Some(place) if object.len() < self.entries_max() => {
                    object.push((key, entries.next_value_seed(place)?));
                }
                _ => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        Ok(if matches!(self, Self::Leaf) { Node::Other } else { Node::Object(object) })
    }
}

/// A key. Halves of surrogate pairs (RFC 8259 section 8.2) are replaced: no key that means something has one.
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
