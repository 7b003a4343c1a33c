//! Reading a snapshot: strictly, and as a whole or not at all.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::document::{self, Node};
use super::key;
use crate::error::{Detail, Error};
use crate::limits::{SNAPSHOT_DEPTH_MAX, SNAPSHOT_MAX};
use crate::sandbox::exposure::{Activation, Exposure, Exposures};
use crate::sandbox::runtime::Runtime;
use crate::sandbox::{Sandbox, size};
use crate::{Policy, Port, SandboxId, Token};

pub(super) fn sandbox(id: SandboxId, document: &[u8], policy: Policy) -> Result<Sandbox, Error> {
    if document.len() > SNAPSHOT_MAX {
        return Err(refuse(format_args!("it may have at most {SNAPSHOT_MAX} octets, found {}", document.len())));
    }
    if let Some(position) = document::too_deep(document) {
        return Err(refuse(format_args!("nested deeper than {SNAPSHOT_DEPTH_MAX} levels at position {position}")));
    }
    let text = str::from_utf8(document)
        .map_err(|error| refuse(format_args!("no valid UTF-8 from position {} on", error.valid_up_to())))?;
    let document = document::parse(text).map_err(|error| refuse_json(&error))?;
    let [ports, activations, current] = fields(document, "the document", key::OF_DOCUMENT)?;

    let current = current.map(current_runtime).transpose()?;

    let mut exposures = exposures(ports, &policy)?;
    let activations = entries(activations, key::ACTIVE_PREVIEW_PORTS, &policy)?;
    // Whoever exposed a port under a runtime has told of one.
    let runtime = current.unwrap_or(if activations.is_empty() { Runtime::Unknown } else { Runtime::Stopped });
    for (port, place, value) in activations {
        exposures.set_activation(port, activation(value, &place, &runtime)?);
    }
    size::check(&runtime, exposures.iter().map(|exposure| (exposure, exposure.activation.as_ref())))?;
    Ok(Sandbox { id, policy, runtime, exposures })
}

/// What is kept of the ports that have a token. In time that is nearly linear, however many ports and in whatever order.
fn exposures(ports: Option<Node>, policy: &Policy) -> Result<Exposures, Error> {
    // The document is the host's own: nobody who guesses at tokens sees how long this takes.
    let mut ports_by_token = BTreeMap::new();
    let mut exposures = Vec::new();
    for (port, place, value) in entries(ports, key::PORT_TOKENS, policy)? {
        let (token, name) = port_token(value, &place)?;
        if let Some(other) = ports_by_token.insert(token.as_str().to_owned(), port) {
            return Err(refuse(format_args!("{place}: its token is that of port {other} as well")));
        }
        exposures.push(Exposure { port, token, name, activation: None });
    }
    Ok(Exposures::of_unsorted(exposures))
}

/// What the parser says of it is in words of its own.
fn refuse_json(error: &serde_json::Error) -> Error {
    let what = if error.is_eof() { "it ends too early" } else { "it cannot be read as JSON (RFC 8259)" };
    refuse(format_args!("{what}, at line {} column {}", error.line(), error.column()))
}

fn refuse(what: fmt::Arguments<'_>) -> Error {
    Detail::SnapshotInvalid(format!("{what}").into_boxed_str()).into()
}

/// The entries of an object.
fn object(node: Node, place: &str) -> Result<Vec<(String, Node)>, Error> {
    match node {
        Node::Object(entries) => Ok(entries),
        _ => Err(refuse(format_args!("{place} must be an object"))),
    }
}

/// The values of the named keys of an object. Other keys are passed over.
fn fields<const N: usize>(node: Node, place: &str, names: [&str; N]) -> Result<[Option<Node>; N], Error> {
    let mut values = [const { None }; N];
    for (key, value) in object(node, place)? {
        let Some(index) = names.iter().position(|name| *name == key) else { continue };
        if values[index].replace(value).is_some() {
            return Err(refuse(format_args!("{place}: the key \"{key}\" comes twice")));
        }
    }
    Ok(values)
}

/// The entries of a map from ports, each with its place.
fn entries(map: Option<Node>, name: &str, policy: &Policy) -> Result<Vec<(Port, String, Node)>, Error> {
    let entries = map.map_or_else(|| Ok(Vec::new()), |map| object(map, name))?;
    let mut seen = BTreeSet::new();
    let with_ports = entries.into_iter().enumerate().map(|(index, (key, value))| {
        // The key itself may be anything, a token out of place as well.
        let digits = key.as_bytes();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(refuse(format_args!("{name}: the key of entry {} is no port", index + 1)));
        }
        let place = format!("{name}, entry {}", index + 1);
        let port = Port::from_digits(digits, policy).map_err(|error| refuse(format_args!("{place}: {error}")))?;
        if !seen.insert(port) {
            return Err(refuse(format_args!("{place}: port {port} comes twice")));
        }
        Ok((port, format!("{name}[\"{port}\"]"), value))
    });
    with_ports.collect()
}

/// `{"token": "…", "name": "…"}`, or the token alone.
fn port_token(node: Node, place: &str) -> Result<(Token, Option<Box<str>>), Error> {
    if let Node::Text(token) = node {
        return Ok((parse_token(&token, place)?, None));
    }
    let [token, name] = fields(node, place, key::OF_PORT_TOKEN)?;
    let token = parse_token(&text(token, place, key::TOKEN)?, place)?;
    let name = name.map(|name| text(Some(name), place, key::NAME)).transpose()?;
    Ok((token, name.map(String::into_boxed_str)))
}

/// `{"token": "…", "runtimeIdentityID": "…"}`.
fn activation(node: Node, place: &str, current: &Runtime) -> Result<Activation, Error> {
    let [token, runtime] = fields(node, place, key::OF_ACTIVATION)?;
    let token = parse_token(&text(token, place, key::TOKEN)?, place)?;
    let runtime = text(runtime, place, key::RUNTIME_IDENTITY_ID)?;
    // Nearly every port was exposed under the present runtime, whose id is kept once.
    let runtime = match current {
        Runtime::Running(id) if **id == *runtime => Arc::clone(id),
        _ => runtime.into(),
    };
    Ok(Activation { token, runtime })
}

/// `{"id": "…"}`, or `null`.
fn current_runtime(node: Node) -> Result<Runtime, Error> {
    if matches!(node, Node::Null) {
        return Ok(Runtime::Stopped);
    }
    let [id] = fields(node, key::CURRENT_RUNTIME_IDENTITY, key::OF_RUNTIME)?;
    Ok(Runtime::Running(text(id, key::CURRENT_RUNTIME_IDENTITY, key::ID)?.into()))
}

fn text(node: Option<Node>, place: &str, name: &str) -> Result<String, Error> {
    match node {
        Some(Node::Text(text)) => Ok(text),
        Some(_) => Err(refuse(format_args!("{place}.{name} must be a string"))),
        None => Err(refuse(format_args!("{place}.{name} is missing"))),
    }
}

fn parse_token(text: &str, place: &str) -> Result<Token, Error> {
    Token::new(text).map_err(|error| refuse(format_args!("{place}: {error}")))
}
