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
    // A control character takes six octets of JSON, but two where it has a short escape.
    for (character, octets) in
        [("a", 1), ("\"", 2), ("\n", 2), ("\u{8}", 2), ("\u{1}", 6), ("\u{7F}", 1), ("é", 2)]
    {
        let mut sandbox = sandbox();
        sandbox.expose_port(port, &domain, Some("before"), None).expect("exposed");
        let before = sandbox.to_json();
        let too_long = character.repeat(SNAPSHOT_MAX / octets);
        let exposed = sandbox.expose_port(port, &domain, Some(&too_long), None);
        assert_eq!(exposed.unwrap_err().kind(), ErrorKind::InvalidSnapshot);
        assert_eq!(
            sandbox.runtime_started(&too_long).unwrap_err().kind(),
            ErrorKind::InvalidSnapshot
        );
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
    let named: Vec<String> =
        ports.map(|port| format!(r#""{port}":{{"token":"t{port}","name":"{name}"}}"#)).collect();
    for mut entries in [tokens, named] {
        let forward =
            read(&format!(r#"{{"portTokens":{{{}}}}}"#, entries.join(","))).expect("forward");
        entries.reverse();
        let backward =
            read(&format!(r#"{{"portTokens":{{{}}}}}"#, entries.join(","))).expect("backward");
        assert_eq!(forward.to_json(), backward.to_json());
        assert!(forward.validate_port_token(65535, "t65535"));
    }
}

#[test]
fn a_name_and_a_runtime_id_are_utf8() {
    assert_eq!(Sandbox::parse_name("Wéb".as_bytes()), Ok("Wéb"));
    assert_eq!(Sandbox::parse_runtime_id(b""), Ok(""));
    for (octets, position) in
        [(&b"\xFF"[..], 0), (b"ab\xC3", 2), (b"a\xED\xA0\x80", 1), (b"\xC0\xAF", 0)]
    {
        let name = Sandbox::parse_name(octets).unwrap_err();
        let runtime = Sandbox::parse_runtime_id(octets).unwrap_err();
        assert_eq!(
            (name.kind(), runtime.kind()),
            (ErrorKind::InvalidSnapshot, ErrorKind::InvalidSnapshot)
        );
        assert!(
            name.to_string()
                .starts_with(&format!("name is no valid UTF-8 from position {position} on")),
            "{name}"
        );
        assert!(runtime.to_string().starts_with("runtime id is no valid UTF-8"), "{runtime}");
    }
}

#[test]
fn a_document_that_would_be_too_large_when_written_anew_is_refused() {
    // `"activePreviewPorts":{}` and its comma are written as well.
    let written = r#","activePreviewPorts":{}"#.len();
    let document = |octets: usize| {
        let frame = r#"{"portTokens":{"8080":{"token":"t","name":""}}}"#;
        frame.replace(r#""name":"""#, &format!(r#""name":"{}""#, "n".repeat(octets - frame.len())))
    };
    let fits = read(&document(SNAPSHOT_MAX - written)).expect("fits when written anew");
    assert_eq!(fits.to_json().len(), SNAPSHOT_MAX);
    assert_eq!(read(&fits.to_json()).expect("its own snapshot").to_json(), fits.to_json());
    let error = read(&document(SNAPSHOT_MAX - written + 1)).unwrap_err();
    assert!(
        error.to_string().ends_with("and would have 16777217; shorten names and ids"),
        "{error}"
    );
}

#[test]
fn a_runtime_that_comes_back_takes_the_room_of_what_it_drops() {
    let domain = BaseDomain::new("example.com").expect("a domain");
    let (first, second) = (Port::new(8080).expect("a port"), Port::new(8081).expect("a port"));
    let long = "r".repeat(6 << 20);
    let mut sandbox = sandbox();
    sandbox.runtime_started(&long).expect("fits twice");
    sandbox.expose_port(first, &domain, None, None).expect("exposed");
    sandbox.runtime_started("x").expect("fits");
    sandbox.expose_port(second, &domain, Some(&"n".repeat(6 << 20)), None).expect("fits");
    // With the activation of its first life the id would stand there twice, and the whole have 18 MiB.
    sandbox.runtime_started(&long).expect("fits once");
    assert!(read(&sandbox.to_json()).is_ok());
    // Exposing under it writes the id twice.
    let before = sandbox.to_json();
    assert_eq!(
        sandbox.expose_port(first, &domain, None, None).unwrap_err().kind(),
        ErrorKind::InvalidSnapshot
    );
    assert_eq!(sandbox.to_json(), before);
}

#[test]
fn a_document_is_utf8_also_where_it_is_passed_over() {
    let read =
        |document: &[u8]| Sandbox::from_json(SandboxId::new("sandbox").expect("an id"), document);
    for (document, position) in [
        (&b"{\"x\":\"\xFF\"}"[..], 6),
        (b"{\"x\":{\"\xFF\":1}}", 7),
        (b"{\"\xC3\":1}", 2),
        (b"{}\xEF\xBB", 2),
        (b"{\"portTokens\":{\"8080\":{\"token\":\"a\",\"name\":\"\xED\xA0\x80\"}}}", 43),
    ] {
        let error = read(document).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidSnapshot);
        assert!(
            error.to_string().ends_with(&format!("no valid UTF-8 from position {position} on")),
            "{error}"
        );
    }
}

#[test]
fn what_is_no_json_is_refused_in_words_that_tell_the_place() {
    for (document, message) in [
        ("", "snapshot is invalid: it ends too early, at line 1 column 0"),
        ("{\n\"x\":", "snapshot is invalid: it ends too early, at line 2 column 4"),
        ("{,}", "snapshot is invalid: it cannot be read as JSON (RFC 8259), at line 1 column 2"),
        (r#"{"portTokens":1}"#, "snapshot is invalid: portTokens must be an object"),
        (
            r#"{"portTokens":{"80":"t"}}"#,
            "snapshot is invalid: portTokens, entry 1: port must be 1024 to 65535, found 80",
        ),
        (
            r#"{"portTokens":{"8080":"a","8080":"b"}}"#,
            "snapshot is invalid: portTokens, entry 2: port 8080 comes twice",
        ),
        (
            r#"{"portTokens":{"8080":{"token":"a","token":"b"}}}"#,
            "snapshot is invalid: portTokens[\"8080\"]: the key \"token\" comes twice",
        ),
        (
            r#"{"portTokens":{"8080":"a","9000":"a"}}"#,
            "snapshot is invalid: portTokens[\"9000\"]: its token is that of port 8080 as well",
        ),
    ] {
        assert_eq!(read(document).unwrap_err().to_string(), message);
    }
}
