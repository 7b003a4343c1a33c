//! The entries of a stored document, read one at a time.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::document::{Node, Object, is_digits};
use super::key;
use crate::error::{Detail, Error, ErrorKind};
use crate::policy::Policy;
use crate::port::Port;
use crate::sandbox::exposure::Activation;
use crate::sandbox::runtime::Runtime;
use crate::sandbox::{PortName, RuntimeId};
use crate::token::Token;

/// The number of digits of the highest port.
const PORT_DIGITS_MAX: usize = 5;

/// A malformed part of a document: its place, and the rule that it breaks.
pub(super) struct Fault {
    pub(super) place: String,
    pub(super) error: Error,
}

impl Fault {
    pub(super) fn new(place: impl Into<String>, error: impl Into<Error>) -> Self {
        Self { place: place.into(), error: error.into() }
    }

    /// Creates the fault of a malformed place.
    pub(super) fn malformed(place: impl Into<String>, what: impl fmt::Display) -> Self {
        let place = place.into();
        let error = malformed(format_args!("{place} {what}"));
        Self { place, error }
    }
}

/// The error of a document that is rejected as a whole.
impl From<Fault> for Error {
    fn from(Fault { place, error }: Fault) -> Self {
        match error.kind() {
            ErrorKind::InvalidSnapshot => error,
            _ => malformed(format_args!("{place}: {error}")),
        }
    }
}

/// Returns the error of a malformed document.
pub(super) fn malformed(what: impl fmt::Display) -> Error {
    Detail::Snapshot(what.to_string().into_boxed_str()).into()
}

pub(super) fn object(node: Node, place: &str) -> Result<Object, Fault> {
    match node {
        Node::Object(object) => Ok(object),
        _ => Err(Fault::malformed(place, "is not an object")),
    }
}

/// Returns the values of the named keys of an object.
pub(super) fn fields<const N: usize>(
    object: Object,
    place: &str,
    names: [&str; N],
) -> Result<[Option<Node>; N], Fault> {
    let mut values = [const { None }; N];
    for (key, value) in object.entries {
        let Some(index) = names.iter().position(|name| *name == key) else { continue };
        if values[index].replace(value).is_some() {
            return Err(Fault::malformed(place, format_args!("has the key \"{key}\" twice")));
        }
    }
    Ok(values)
}

/// Returns the port that is the key of an entry of a map.
///
/// A key that does not look like a port may be anything, even a misplaced token, so its place is
/// its index.
pub(super) fn port(map: &str, index: usize, key: &str, policy: &Policy) -> Result<Port, Fault> {
    let place = |key: &str| match key.len() {
        ..=PORT_DIGITS_MAX if is_digits(key) => place(map, key),
        _ => format!("{map}, entry {}", index + 1),
    };
    if !is_digits(key) {
        return Err(Fault::new(place(key), Detail::PortKey));
    }
    Port::parse_with_policy(key, policy).map_err(|error| Fault::new(place(key), error))
}

/// Returns the place of the entry of a port.
pub(super) fn place(map: &str, port: impl fmt::Display) -> String {
    format!("{map}[\"{port}\"]")
}

/// Reads `{"token": "…", "name": "…"}`, or a bare token. The name is not read.
pub(super) fn port_token(node: Node, place: &str) -> Result<(Token, Option<Node>), Fault> {
    if let Node::String(token) = node {
        return Ok((Token::new(token).map_err(|error| Fault::new(place, error))?, None));
    }
    let [token, name] = fields(object(node, place)?, place, key::PORT_TOKEN)?;
    Ok((self::token(token, place)?, name))
}

/// Reads the name of an entry.
pub(super) fn name(node: Node, place: &str) -> Result<PortName, Fault> {
    let name = string(Some(node), place, key::NAME)?;
    PortName::new(name).map_err(|error| Fault::new(inner(place, key::NAME), error))
}

/// Reads `{"token": "…", "runtimeIdentityID": "…"}`.
pub(super) fn activation(node: Node, place: &str, current: &Runtime) -> Result<Activation, Fault> {
    let [token, runtime] = fields(object(node, place)?, place, key::ACTIVATION)?;
    let token = self::token(token, place)?;
    let runtime = runtime_id(runtime, place, key::RUNTIME_IDENTITY_ID)?;
    // Most ports were exposed under the current runtime, whose id is then stored once.
    let runtime = match current {
        Runtime::Running(id) if *id == runtime => id.clone(),
        _ => runtime,
    };
    Ok(Activation { token, runtime })
}

/// Reads `{"id": "…"}`.
pub(super) fn runtime(node: Node) -> Result<Runtime, Fault> {
    let place = key::CURRENT_RUNTIME_IDENTITY;
    let [id] = fields(object(node, place)?, place, key::RUNTIME)?;
    runtime_id(id, place, key::ID).map(Runtime::Running)
}

fn token(node: Option<Node>, place: &str) -> Result<Token, Fault> {
    let token = string(node, place, key::TOKEN)?;
    Token::new(token).map_err(|error| Fault::new(inner(place, key::TOKEN), error))
}

fn runtime_id(node: Option<Node>, place: &str, name: &str) -> Result<RuntimeId, Fault> {
    let id = string(node, place, name)?;
    RuntimeId::new(id).map_err(|error| Fault::new(inner(place, name), error))
}

fn string(node: Option<Node>, place: &str, name: &str) -> Result<Vec<u8>, Fault> {
    match node {
        Some(Node::String(string)) => Ok(string),
        Some(_) => Err(Fault::malformed(inner(place, name), "is not a string")),
        None => Err(Fault::malformed(inner(place, name), "is missing")),
    }
}

fn inner(place: &str, name: &str) -> String {
    format!("{place}.{name}")
}
