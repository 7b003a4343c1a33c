//! A JSON document as it stands: every entry of an object in its order, so that a key that comes twice is seen.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::key;
use crate::limits::SNAPSHOT_DEPTH_MAX;

/// A value. Of those that no snapshot has, only the kind is kept.
pub(super) enum Node {
    Null,
    Text(String),
    Object(Vec<(String, Node)>),
    Other,
}

/// Reads a whole document. A message of its error tells line and column, and nothing of the content.
pub(super) fn parse(text: &[u8]) -> Result<Node, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
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

/// Where a value stands, which tells the keys that mean something there.
#[derive(Clone, Copy)]
enum Place {
    Document,
    Within,
}

impl Place {
    /// Whether the value of a key is read. The others are passed over unread: numbers too large to be read are no error there.
    fn knows(self, name: &str) -> bool {
        match self {
            Self::Document => key::OF_DOCUMENT.contains(&name),
            Self::Within => key::WITHIN.contains(&name) || name.bytes().all(|octet| octet.is_ascii_digit()),
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
        while let Some(key) = entries.next_key::<String>()? {
            let value = if self.knows(&key) {
                entries.next_value_seed(Self::Within)?
            } else {
                entries.next_value::<IgnoredAny>()?;
                Node::Other
            };
            object.push((key, value));
        }
        Ok(Node::Object(object))
    }
}
