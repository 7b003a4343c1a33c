//! Types that contain a token: `Debug` does not reveal it, and it cannot be copied or serialized by
//! accident.

use std::fmt::{Debug, Display};
use std::marker::PhantomData;

use exposeport::{
    Authorization, BaseDomain, Error, ErrorKind, ExposeOptions, ExposedPort, Policy, Port,
    PortName, PreviewUrl, Route, RuntimeId, Sandbox, SandboxId, Scheme, StaleReason, Token,
    Written,
};

use crate::{domain, id, port, route, token};

/// A token that is not part of any other string.
const SECRET: &str = "xyzzy_4711";

#[track_caller]
fn check_debug(value: &impl Debug, shown: &str) {
    for found in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!found.contains(SECRET), "{found}");
        // A list of bytes would reveal the token as well.
        assert!(!found.contains("120, 121") && !found.contains("120,\n"), "{found}");
        assert!(found.contains(shown), "{found}");
    }
}

#[test]
fn debug_reveals_no_token() {
    let domain = domain("example.com");
    let parsed = route(&format!("8080-sandbox-{SECRET}.example.com"));
    check_debug(&token(SECRET), "Token(..)");
    check_debug(&parsed, "sandbox");
    check_debug(&parsed.token(), "Token(..)");
    let url = PreviewUrl::from_route(&parsed, &domain).expect("a valid URL");
    check_debug(&url, "8080-sandbox-...example.com");

    let mut buffer = [0; 100];
    let written =
        PreviewUrl::write(port(8080), &id("sandbox"), &token(SECRET), &domain, &mut buffer);
    check_debug(&written.expect("a valid URL"), "8080-sandbox-...example.com");

    let options = ExposeOptions::new().token(token(SECRET));
    check_debug(&options, "Token(..)");
    let mut sandbox = Sandbox::new(id("sandbox"));
    sandbox.runtime_started(RuntimeId::new("runtime-1").expect("a valid runtime id"));
    let exposed = sandbox.expose_port(port(8080), &domain, options.clone()).expect("exposed");
    check_debug(&exposed, "8080-sandbox-...example.com");
    check_debug(&sandbox, "Token(..)");
    check_debug(&sandbox.exposed_ports(&domain), "8080-sandbox-...example.com");

    let in_use = sandbox.expose_port(port(8081), &domain, options).expect_err("in use");
    check_debug(&in_use, "8080");
    let snapshot = format!(r#"{{"portTokens": {{"8080": {{"token": "{SECRET}-"}}}}}}"#);
    let rejected = Sandbox::from_json(id("sandbox"), snapshot).expect_err("an invalid token");
    check_debug(&rejected, "invalid character in token");
}

/// Constants that are `false`. For a type that implements the trait, the inherent constant of
/// [`Probe`] takes precedence.
trait Fallback {
    const IS_COPY: bool = false;
    const IS_DISPLAY: bool = false;
    const IS_SERIALIZE: bool = false;
}

struct Probe<T>(PhantomData<T>);

impl<T> Fallback for Probe<T> {}

impl<T: Copy> Probe<T> {
    const IS_COPY: bool = true;
}

impl<T: Display> Probe<T> {
    const IS_DISPLAY: bool = true;
}

impl<T: serde::Serialize> Probe<T> {
    const IS_SERIALIZE: bool = true;
}

macro_rules! traits {
    ($type:ty) => {
        (Probe::<$type>::IS_COPY, Probe::<$type>::IS_DISPLAY, Probe::<$type>::IS_SERIALIZE)
    };
}

#[test]
fn a_type_that_holds_a_token_is_neither_copy_nor_serialize() {
    assert_eq!(traits!(Token), (false, false, false));
    assert_eq!(traits!(Route), (false, false, false));
    assert_eq!(traits!(ExposedPort), (false, false, false));
    assert_eq!(traits!(ExposeOptions), (false, false, false));
    assert_eq!(traits!(Sandbox), (false, false, false));
    // A URL is made to be displayed.
    assert_eq!(traits!(PreviewUrl), (false, true, false));
}

#[test]
fn a_type_that_holds_no_token_is_serialize() {
    assert_eq!(traits!(Port), (true, true, true));
    assert_eq!(traits!(SandboxId), (true, true, true));
    assert_eq!(traits!(Scheme), (true, true, true));
    assert_eq!(traits!(ErrorKind), (true, true, true));
    assert_eq!(traits!(Authorization), (true, true, true));
    assert_eq!(traits!(StaleReason), (true, true, true));
    assert_eq!(traits!(BaseDomain), (false, true, true));
}

#[test]
fn every_type_is_send_and_sync() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Token>();
    check::<Route>();
    check::<PreviewUrl>();
    check::<Written<'static>>();
    check::<ExposedPort>();
    check::<ExposeOptions>();
    check::<Sandbox>();
    check::<BaseDomain>();
    check::<Policy>();
    check::<PortName>();
    check::<RuntimeId>();
    check::<Error>();
}
