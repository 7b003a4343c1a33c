//! Reads a snapshot strictly: any error rejects the whole document.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::document::{self, Node, Object, is_digits};
use super::key;
use crate::error::{Detail, Error};
use crate::limits::EXPOSED_PORTS_MAX;
use crate::policy::Policy;
use crate::port::Port;
use crate::sandbox::exposure::{Activation, Exposure, Exposures};
use crate::sandbox::runtime::Runtime;
use crate::sandbox::{PortName, RuntimeId, Sandbox};
use crate::sandbox_id::SandboxId;
use crate::token::Token;

pub(super) fn sandbox(id: SandboxId, snapshot: &[u8], policy: Policy) -> Result<Sandbox, Error> {
    let document = object(document::parse(snapshot).map_err(reject)?, "document")?;
    if is_bare_map(&document) {
        return Err(reject("document is the value of portTokens alone; use import_storage"));
    }
    let [port_tokens, activations, current] = fields(document, "document", key::DOCUMENT)?;
    let current = current.map(runtime).transpose()?;
    let mut exposures = exposures(port_tokens, &policy)?;
    let activations = entries(activations, key::ACTIVE_PREVIEW_PORTS, &policy)?;
    // Activations exist only if a runtime was reported.
    let is_unknown = activations.is_empty();
    let runtime = current.unwrap_or(if is_unknown { Runtime::Unknown } else { Runtime::Stopped });
    for (port, place, value) in activations {
        exposures.activate(port, activation(value, &place, &runtime)?);
    }
    Ok(Sandbox { id, policy, runtime, exposures })
}

/// Returns `true` if the document is the bare value of `portTokens`: it has keys, and all of them
/// are digits.
fn is_bare_map(document: &Object) -> bool {
    let Object { entries, has_unknown_keys } = document;
    !entries.is_empty() && !has_unknown_keys && entries.iter().all(|(key, _)| is_digits(key))
}

fn exposures(port_tokens: Option<Node>, policy: &Policy) -> Result<Exposures, Error> {
    // A snapshot comes from the caller, not from a client, so the time may depend on the tokens.
    let mut ports_by_token = BTreeMap::new();
    let mut exposures = Vec::new();
    for (port, place, value) in entries(port_tokens, key::PORT_TOKENS, policy)? {
        let (token, name) = port_token(value, &place)?;
        if let Some(other) = ports_by_token.insert(token.as_str().to_string(), port) {
            return Err(reject(format_args!("{place}: token is also used by port {other}")));
        }
        exposures.push(Exposure { port, token, name, activation: None });
    }
    Ok(Exposures::from_unsorted(exposures))
}

/// Returns the error for a snapshot.
fn reject(what: impl fmt::Display) -> Error {
    Detail::Snapshot(what.to_string().into_boxed_str()).into()
}

/// Returns the error of a part of a snapshot with its place.
fn at(place: &str) -> impl Fn(Error) -> Error {
    move |error| reject(format_args!("{place}: {error}"))
}

fn object(node: Node, place: &str) -> Result<Object, Error> {
    match node {
        Node::Object(object) => Ok(object),
        _ => Err(reject(format_args!("{place} is not an object"))),
    }
}

/// Returns the values of the named keys of an object.
fn fields<const N: usize>(
    object: Object,
    place: &str,
    names: [&str; N],
) -> Result<[Option<Node>; N], Error> {
    let mut values = [const { None }; N];
    for (key, value) in object.entries {
        let Some(index) = names.iter().position(|name| *name == key) else { continue };
        if values[index].replace(value).is_some() {
            return Err(reject(format_args!("{place}: key \"{key}\" appears twice")));
        }
    }
    Ok(values)
}

/// Returns the entries of a map from ports, each with its place.
fn entries(
    map: Option<Node>,
    name: &str,
    policy: &Policy,
) -> Result<Vec<(Port, String, Node)>, Error> {
    let Some(map) = map else { return Ok(Vec::new()) };
    let map = object(map, name)?;
    if map.entries.len() > EXPOSED_PORTS_MAX {
        let found = map.entries.len();
        return Err(reject(format_args!(
            "{name} has too many ports: {found}, maximum {EXPOSED_PORTS_MAX}"
        )));
    }
    let mut seen = BTreeSet::new();
    let entries = map.entries.into_iter().enumerate().map(|(index, (key, value))| {
        // The key may be anything, even a misplaced token, so the message omits it.
        let place = format!("{name}, entry {}", index + 1);
        if !is_digits(&key) {
            return Err(reject(format_args!("{place}: key is not a port")));
        }
        let port = Port::parse_with_policy(&key, policy).map_err(at(&place))?;
        if !seen.insert(port) {
            return Err(reject(format_args!("{place}: port {port} appears twice")));
        }
        Ok((port, format!("{name}[\"{port}\"]"), value))
    });
    entries.collect()
}

/// Reads `{"token": "…", "name": "…"}`, or a bare token.
fn port_token(node: Node, place: &str) -> Result<(Token, Option<PortName>), Error> {
    if let Node::String(token) = node {
        return Ok((Token::new(token).map_err(at(place))?, None));
    }
    let [token, name] = fields(object(node, place)?, place, key::PORT_TOKEN)?;
    let token = Token::new(string(token, place, key::TOKEN)?).map_err(at(place))?;
    let name = name.map(|name| string(Some(name), place, key::NAME)).transpose()?;
    Ok((token, name.map(PortName::new).transpose().map_err(at(place))?))
}

/// Reads `{"token": "…", "runtimeIdentityID": "…"}`.
fn activation(node: Node, place: &str, current: &Runtime) -> Result<Activation, Error> {
    let [token, runtime] = fields(object(node, place)?, place, key::ACTIVATION)?;
    let token = Token::new(string(token, place, key::TOKEN)?).map_err(at(place))?;
    let runtime = string(runtime, place, key::RUNTIME_IDENTITY_ID)?;
    // Most ports were exposed under the current runtime, whose id is then stored once.
    let runtime = match current {
        Runtime::Running(id) if id.as_str() == runtime => id.clone(),
        _ => RuntimeId::new(runtime).map_err(at(place))?,
    };
    Ok(Activation { token, runtime })
}

/// Reads `{"id": "…"}`, or `null`.
fn runtime(node: Node) -> Result<Runtime, Error> {
    let place = key::CURRENT_RUNTIME_IDENTITY;
    if matches!(node, Node::Null) {
        return Ok(Runtime::Stopped);
    }
    let [id] = fields(object(node, place)?, place, key::RUNTIME)?;
    let id = RuntimeId::new(string(id, place, key::ID)?).map_err(at(place))?;
    Ok(Runtime::Running(id))
}

fn string(node: Option<Node>, place: &str, name: &str) -> Result<String, Error> {
    match node {
        Some(Node::String(string)) => Ok(string),
        Some(_) => Err(reject(format_args!("{place}.{name} is not a string"))),
        None => Err(reject(format_args!("{place}.{name} is missing"))),
    }
}
