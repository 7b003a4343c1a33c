//! Snapshots at the edge of their size: what is too large is refused before anything changes, and what is written can be read.

use exposeport::limits::{PORT_MAX, PORT_MIN, SNAPSHOT_MAX};
use exposeport::{BaseDomain, ErrorKind, Port, Sandbox, SandboxId};

fn sandbox() -> Sandbox {
    Sandbox::new(SandboxId::new("sandbox").expect("an id"))
}

fn read(document: &str) -> Result<Sandbox, exposeport::Error> {
    Sandbox::from_json(SandboxId::new("sandbox").expect("an id"), document)
}

/// An empty snapshot of so many octets.
fn padded(octets: usize) -> String {
    let document = r#"{"portTokens":{}}"#;
    document.to_owned() + &" ".repeat(octets - document.len())
}

#[test]
fn a_document_has_at_most_16_mebibytes() {
    assert_eq!(SNAPSHOT_MAX, 16 * 1024 * 1024);
    assert!(read(&padded(SNAPSHOT_MAX)).is_ok());
    assert_eq!(read(&padded(SNAPSHOT_MAX + 1)).unwrap_err().kind(), ErrorKind::InvalidSnapshot);
}

#[test]
fn a_name_or_runtime_that_no_snapshot_could_hold_changes_nothing() {
    let domain = BaseDomain::new("example.com").expect("a domain");
    let port = Port::new(8080).expect("a port");
    // A control character takes six octets of JSON.
    for (character, octets) in [("a", 1), ("\"", 2), ("\u{1}", 6), ("é", 2)] {
        let mut sandbox = sandbox();
        sandbox.expose_port(port, &domain, Some("before"), None).expect("exposed");
        let before = sandbox.to_json();
        let too_long = character.repeat(SNAPSHOT_MAX / octets);
        let exposed = sandbox.expose_port(port, &domain, Some(&too_long), None);
        assert_eq!(exposed.unwrap_err().kind(), ErrorKind::InvalidSnapshot);
        assert_eq!(sandbox.runtime_started(&too_long).unwrap_err().kind(), ErrorKind::InvalidSnapshot);
        assert_eq!(sandbox.to_json(), before);

        let fits = character.repeat((SNAPSHOT_MAX - 1024) / octets);
        sandbox.expose_port(port, &domain, Some(&fits), None).expect("exposed");
        let written = sandbox.to_json();
        assert!(written.len() <= SNAPSHOT_MAX);
        assert_eq!(read(&written).expect("its own snapshot").to_json(), written);
    }
}

#[test]
fn every_port_there_is_fits_into_a_snapshot_and_is_read_in_any_order() {
    let ports = (PORT_MIN..=PORT_MAX).filter(|port| *port != 3000);
    let tokens: Vec<String> = ports.clone().map(|port| format!(r#""{port}":"t{port}""#)).collect();
    let name = "n".repeat(60);
    let named: Vec<String> = ports.map(|port| format!(r#""{port}":{{"token":"t{port}","name":"{name}"}}"#)).collect();
    for mut entries in [tokens, named] {
        let forward = read(&format!(r#"{{"portTokens":{{{}}}}}"#, entries.join(","))).expect("forward");
        entries.reverse();
        let backward = read(&format!(r#"{{"portTokens":{{{}}}}}"#, entries.join(","))).expect("backward");
        assert_eq!(forward.to_json(), backward.to_json());
        assert!(forward.validate_port_token(65535, "t65535"));
    }
}

#[test]
fn a_name_and_a_runtime_id_are_utf8() {
    assert_eq!(Sandbox::parse_name("Wéb".as_bytes()), Ok("Wéb"));
    assert_eq!(Sandbox::parse_runtime_id(b""), Ok(""));
    for (octets, position) in [(&b"\xFF"[..], 0), (b"ab\xC3", 2), (b"a\xED\xA0\x80", 1), (b"\xC0\xAF", 0)] {
        let name = Sandbox::parse_name(octets).unwrap_err();
        let runtime = Sandbox::parse_runtime_id(octets).unwrap_err();
        assert_eq!((name.kind(), runtime.kind()), (ErrorKind::InvalidSnapshot, ErrorKind::InvalidSnapshot));
        assert!(name.to_string().starts_with(&format!("name is no valid UTF-8 from position {position} on")), "{name}");
        assert!(runtime.to_string().starts_with("runtime id is no valid UTF-8"), "{runtime}");
    }
}
