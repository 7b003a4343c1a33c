//! `Error` and `ErrorKind`: every code, its status and its class.

use std::collections::BTreeSet;

use exposeport::ErrorClass::{CustomDomainRequired, NotAPreviewHost, Other, Security};
use exposeport::{Error, ErrorClass, ErrorKind, Port, SandboxId};
use serde::de::DeserializeOwned;

/// Returns the names of all variants of an enumeration, from the error for an unknown one.
pub fn variants<T: DeserializeOwned>(unknown: &str) -> Vec<String> {
    let error = serde_json::from_str::<T>(unknown).err().expect("an unknown variant").to_string();
    let (_, expected) = error.split_once("expected").expect("a list of the variants");
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The codes of the specification, in the order in which they were added.
const KINDS: [(ErrorKind, &str, u16, ErrorClass); 28] = [
    (ErrorKind::InvalidPort, "INVALID_PORT", 400, Security),
    (ErrorKind::ReservedPort, "RESERVED_PORT", 400, Security),
    (ErrorKind::InvalidSandboxIdLength, "INVALID_SANDBOX_ID_LENGTH", 400, Security),
    (ErrorKind::InvalidSandboxIdHyphens, "INVALID_SANDBOX_ID_HYPHENS", 400, Security),
    (ErrorKind::InvalidSandboxIdCharacter, "INVALID_SANDBOX_ID_CHARACTER", 400, Security),
    (ErrorKind::UppercaseSandboxId, "UPPERCASE_SANDBOX_ID", 400, Security),
    (ErrorKind::ReservedSandboxId, "RESERVED_SANDBOX_ID", 400, Security),
    (ErrorKind::InvalidTokenLength, "INVALID_TOKEN_LENGTH", 400, Security),
    (ErrorKind::InvalidTokenCharacter, "INVALID_TOKEN_CHARACTER", 400, Security),
    (ErrorKind::InvalidHostname, "INVALID_HOSTNAME", 400, Security),
    (ErrorKind::InvalidHostnamePort, "INVALID_HOSTNAME_PORT", 400, Security),
    (ErrorKind::HostnameIsIpAddress, "HOSTNAME_IS_IP_ADDRESS", 400, Security),
    (ErrorKind::HostnameTooLong, "HOSTNAME_TOO_LONG", 400, Security),
    (ErrorKind::CustomDomainRequired, "CUSTOM_DOMAIN_REQUIRED", 400, CustomDomainRequired),
    (ErrorKind::LabelTooLong, "LABEL_TOO_LONG", 400, Security),
    (ErrorKind::NotAPreviewHost, "NOT_A_PREVIEW_HOST", 404, NotAPreviewHost),
    (ErrorKind::InvalidToken, "INVALID_TOKEN", 404, Other),
    (ErrorKind::TokenInUse, "TOKEN_IN_USE", 409, Other),
    (ErrorKind::RuntimeNotRunning, "RUNTIME_NOT_RUNNING", 409, Other),
    (ErrorKind::StalePreviewUrl, "STALE_PREVIEW_URL", 410, Other),
    (ErrorKind::InvalidSnapshot, "INVALID_SNAPSHOT", 400, Security),
    (ErrorKind::EntropyUnavailable, "ENTROPY_UNAVAILABLE", 500, Other),
    (ErrorKind::InvalidName, "INVALID_NAME", 400, Security),
    (ErrorKind::InvalidRuntimeId, "INVALID_RUNTIME_ID", 400, Security),
    (ErrorKind::TooManyPorts, "TOO_MANY_PORTS", 409, Other),
    (ErrorKind::InvalidSigningKey, "INVALID_SIGNING_KEY", 400, Security),
    (ErrorKind::InvalidLifetime, "INVALID_LIFETIME", 400, Security),
    (ErrorKind::TokenExpired, "TOKEN_EXPIRED", 410, Other),
];

#[test]
fn every_kind_has_its_code_status_and_class() {
    assert!(ErrorKind::ALL.iter().eq(KINDS.iter().map(|(kind, ..)| kind)));
    for (kind, code, status, class) in KINDS {
        assert_eq!((kind.code(), kind.http_status(), kind.class()), (code, status, class));
        assert_eq!(kind.to_string(), code);
    }
    assert_eq!(format!("{:>14}", ErrorKind::InvalidPort), "  INVALID_PORT");
}

#[test]
fn all_lists_every_kind_once() {
    assert_eq!(variants::<ErrorKind>(r#""?""#), KINDS.map(|(_, code, ..)| code));
    let codes: BTreeSet<&str> = ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(codes.len(), ErrorKind::ALL.len());
}

#[test]
fn an_error_has_the_properties_of_its_kind() {
    let error = Port::new(80).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidPort);
    assert_eq!((error.code(), error.http_status()), ("INVALID_PORT", 400));
    assert_eq!(error, error.clone());
    assert_eq!(error, Port::new(80).unwrap_err());
    assert_ne!(error, Port::new(81).unwrap_err());

    let boxed: Box<dyn std::error::Error + Send + Sync> = error.clone().into();
    assert_eq!(boxed.to_string(), error.to_string());
    assert!(boxed.source().is_none());
}

#[test]
fn the_body_is_json() {
    let body = |error: Error| -> serde_json::Value {
        serde_json::from_str(&error.json_body().to_string()).expect("JSON")
    };
    for id in ["\"", "\\", "\n", "'", "é", "a b"] {
        let error = SandboxId::new(id).unwrap_err();
        let expected = serde_json::json!({"error": error.to_string(), "code": error.code()});
        assert_eq!(body(error), expected);
    }
}
