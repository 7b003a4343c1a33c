//! Snapshots at their limits: length, number of ports, names and runtime ids.

use exposeport::limits::{EXPOSED_PORTS_MAX, NAME_MAX, RUNTIME_ID_MAX, SNAPSHOT_MAX};
use exposeport::{
    BaseDomain, Error, ErrorKind, ExposeOptions, Port, PortName, RuntimeId, Sandbox, SandboxId,
};

fn sandbox() -> Sandbox {
    Sandbox::new(SandboxId::new("sandbox").expect("a valid id"))
}

fn domain() -> BaseDomain {
    BaseDomain::new("example.com").expect("a valid base domain")
}

fn read(document: impl AsRef<[u8]>) -> Result<Sandbox, Error> {
    Sandbox::from_json(SandboxId::new("sandbox").expect("a valid id"), document)
}

#[track_caller]
fn expose(sandbox: &mut Sandbox, number: u16, name: &str) {
    let (port, name) = (Port::new(number).expect("a valid port"), PortName::new(name));
    let options = ExposeOptions::new().name(name.expect("a valid name"));
    sandbox.expose_port(port, &domain(), options).expect("exposed");
}

fn start(sandbox: &mut Sandbox, id: &str) {
    sandbox.runtime_started(RuntimeId::new(id).expect("a valid runtime id"));
}

/// Checks that a sandbox is read back from its own snapshot.
#[track_caller]
fn check_written(sandbox: &Sandbox) -> String {
    let written = sandbox.to_json();
    let again = read(&written).expect("its own snapshot");
    assert_eq!(again.to_json(), written);
    assert_eq!(again.exposed_ports(&domain()), sandbox.exposed_ports(&domain()));
    written
}

#[track_caller]
fn check_rejected(document: impl AsRef<[u8]>, message: &str) {
    let error = read(document).expect_err("an invalid snapshot");
    assert_eq!(error.kind(), ErrorKind::InvalidSnapshot);
    assert_eq!(error.to_string(), format!("invalid snapshot: {message}"));
}

#[test]
fn a_document_has_at_most_4_mebibytes() {
    assert_eq!(SNAPSHOT_MAX, 4 * 1024 * 1024);
    let padded = |len: usize| {
        let document = r#"{"portTokens":{}}"#;
        document.to_owned() + &" ".repeat(len - document.len())
    };
    assert!(read(padded(SNAPSHOT_MAX)).is_ok());
    let message = "document is too long: 4194305 bytes, maximum 4194304";
    check_rejected(padded(SNAPSHOT_MAX + 1), message);
}

/// Repeats a character up to a length in bytes, and fills the rest.
fn filled(character: &str, len: usize) -> String {
    character.repeat(len / character.len()) + &"n".repeat(len % character.len())
}

/// Characters with an escape in JSON, optional or not, and of every length in UTF-8.
const CHARACTERS: [&str; 10] =
    ["a", "\"", "\\", "/", "\u{80}", "\u{9F}", "é", "\u{2028}", "\u{FEFF}", "😀"];

#[test]
fn names_and_runtime_ids_of_the_maximum_length_are_written_and_read() {
    assert_eq!((NAME_MAX, RUNTIME_ID_MAX), (255, 255));
    for character in CHARACTERS {
        let longest = filled(character, 255);
        let mut sandbox = sandbox();
        start(&mut sandbox, &longest);
        expose(&mut sandbox, 8080, &longest);
        check_written(&sandbox);
        let exposed = sandbox.exposed_ports(&domain()).expect("URLs");
        assert_eq!(exposed[0].name(), Some(longest.as_str()), "{character:?}");

        start(&mut sandbox, &filled(character, 254));
        check_written(&sandbox);
        sandbox.runtime_stopped();
        check_written(&sandbox);
    }
}

#[test]
fn a_name_or_runtime_id_over_the_limit_is_rejected_in_a_snapshot() {
    let long = "n".repeat(256);
    check_rejected(
        format!(r#"{{"portTokens":{{"8080":{{"token":"t","name":"{long}"}}}}}}"#),
        "portTokens[\"8080\"].name: name is too long: 256 bytes, maximum 255",
    );
    check_rejected(
        format!(r#"{{"currentRuntimeIdentity":{{"id":"{long}"}}}}"#),
        "currentRuntimeIdentity.id: runtime id is too long: 256 bytes, maximum 255",
    );
    check_rejected(
        format!(
            r#"{{"activePreviewPorts":{{"8080":{{"token":"t","runtimeIdentityID":"{long}"}}}}}}"#
        ),
        "activePreviewPorts[\"8080\"].runtimeIdentityID: runtime id is too long: 256 bytes, maximum 255",
    );
}

#[test]
fn control_characters_are_rejected_in_any_spelling() {
    for character in (0..0x20).chain([0x7F]) {
        let escaped = format!("\\u{character:04x}");
        check_rejected(
            format!(r#"{{"portTokens":{{"8080":{{"token":"t","name":"ab{escaped}"}}}}}}"#),
            &format!(
                "portTokens[\"8080\"].name: invalid byte 0x{character:02X} in name at position 2, \
                 expected UTF-8 without control characters"
            ),
        );
    }
    check_rejected(
        "{\"portTokens\":{\"8080\":{\"token\":\"t\",\"name\":\"a\u{7F}\"}}}",
        "portTokens[\"8080\"].name: invalid byte 0x7F in name at position 1, \
         expected UTF-8 without control characters",
    );
}

#[test]
fn the_largest_sandbox_is_written_and_read() {
    let ports = 20000..20000 + u16::try_from(EXPOSED_PORTS_MAX).expect("below 65,536");
    let mut sandbox = sandbox();
    for (number, character) in ports.zip(["\"", "\\"].into_iter().cycle()) {
        // Every port has another runtime, and each byte of its id and name is escaped.
        let distinct = format!("{number}{}", filled(character, 250));
        start(&mut sandbox, &distinct);
        expose(&mut sandbox, number, &distinct);
    }
    let written = check_written(&sandbox);
    assert!(written.len() > 1 << 20 && written.len() <= SNAPSHOT_MAX, "{}", written.len());
}

#[test]
fn at_most_1024_ports_are_read_in_any_order() {
    let name = "n".repeat(255);
    let bare = |number: u16| format!(r#""{number}":"t{number}""#);
    let named = |number: u16| format!(r#""{number}":{{"token":"t{number}","name":"{name}"}}"#);
    let document = |entries: &[String]| format!(r#"{{"portTokens":{{{}}}}}"#, entries.join(","));
    let entries: [&dyn Fn(u16) -> String; 2] = [&bare, &named];
    for entry in entries {
        let mut entries: Vec<String> = (64512..=65535).map(entry).collect();
        let forward = read(document(&entries)).expect("in ascending order");
        entries.reverse();
        let backward = read(document(&entries)).expect("in descending order");
        assert_eq!(forward.to_json(), backward.to_json());
        for sandbox in [&forward, &backward] {
            assert!(sandbox.validate_port_token(65535, "t65535"));
            check_written(sandbox);
        }

        entries.push(entry(8080));
        let message = "portTokens has too many ports: 1025, maximum 1024";
        check_rejected(document(&entries), message);
    }
    let activation = |number| format!(r#""{number}":{{"token":"t","runtimeIdentityID":"r"}}"#);
    let activations = |count: u16| {
        let entries: Vec<String> = (20000..20000 + count).map(activation).collect();
        format!(r#"{{"activePreviewPorts":{{{}}}}}"#, entries.join(","))
    };
    assert!(read(activations(1024)).is_ok());
    let message = "activePreviewPorts has too many ports: 1025, maximum 1024";
    check_rejected(activations(1025), message);
}

#[test]
fn a_runtime_that_returns_drops_its_earlier_activations() {
    let mut sandbox = sandbox();
    start(&mut sandbox, "first");
    expose(&mut sandbox, 8080, "");
    start(&mut sandbox, "second");
    expose(&mut sandbox, 8081, "");
    assert!(check_written(&sandbox).contains(r#""runtimeIdentityID":"first""#));
    start(&mut sandbox, "first");
    assert!(!check_written(&sandbox).contains(r#""runtimeIdentityID":"first""#));
    assert!(!sandbox.is_port_exposed(8080) && !sandbox.is_port_exposed(8081));
    expose(&mut sandbox, 8080, "");
    check_written(&sandbox);
    assert!(sandbox.is_port_exposed(8080) && !sandbox.is_port_exposed(8081));
}

#[test]
fn a_document_is_utf8_in_ignored_parts_as_well() {
    for (document, position) in [
        (&b"{\"x\":\"\xFF\"}"[..], 6),
        (b"{\"x\":{\"\xFF\":1}}", 7),
        (b"{\"\xC3\":1}", 2),
        (b"{}\xEF\xBB", 2),
        (b"{\"portTokens\":{\"8080\":{\"token\":\"a\",\"name\":\"\xED\xA0\x80\"}}}", 43),
    ] {
        check_rejected(document, &format!("invalid UTF-8 at position {position}"));
    }
}

#[test]
fn nesting_has_at_most_32_levels() {
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth - 1), "]".repeat(depth - 1));
        format!(r#"{{"unknown":{open}{close}}}"#)
    };
    assert!(read(nested(32)).is_ok());
    check_rejected(nested(33), "nesting exceeds 32 levels at position 42");
    // Brackets inside a string are not nesting, even after an escaped quote.
    assert!(read(format!(r#"{{"unknown":"\"{}"}}"#, "[".repeat(100))).is_ok());
    // Neither do brackets inside a string end a level.
    let (open, close) = ("[".repeat(32), "]".repeat(32));
    let message = "nesting exceeds 32 levels at position 60";
    check_rejected(format!(r#"{{"a":"]}}]}}","unknown":[],"b":{open}{close}}}"#), message);
    // A backslash outside a string escapes nothing.
    check_rejected(format!("\\{open}[{close}]"), "nesting exceeds 32 levels at position 33");
}

#[test]
fn a_map_of_ports_alone_is_rejected() {
    let message = "document is the value of portTokens alone; use import_storage";
    for document in [
        r#"{"8080": "t"}"#,
        r#"{"8080": {"token": "t"}, "8081": "u"}"#,
        r#"{"0": null}"#,
        r#"{"80": [], "12345678901": 1}"#,
        r#"{"8080": "t", "8080": "t"}"#,
    ] {
        check_rejected(document, message);
    }
    for document in ["{}", r#"{"8080": "t", "unknown": 1}"#, r#"{"-1": "t"}"#, r#"{"": 1}"#] {
        assert!(read(document).is_ok(), "{document}");
    }
}

#[test]
fn values_of_unknown_keys_are_ignored() {
    // No type in Rust represents the number or the lone surrogate.
    let values = [
        "null",
        "1e999",
        r#""\ud800""#,
        r#"{"\ud800": [1e999, {"token": 1e999}], "token": 1e999}"#,
    ];
    for value in values {
        for document in [
            format!(r#"{{"unknown": {value}}}"#),
            format!(r#"{{"8080": {value}, "portTokens": {{}}}}"#),
            format!(r#"{{"portTokens": {{"8080": {{"token": "t", "unknown": {value}}}}}}}"#),
            format!(r#"{{"currentRuntimeIdentity": {{"id": "r", "1": {value}}}}}"#),
        ] {
            assert!(read(&document).is_ok(), "{document}");
        }
        let message = "document is the value of portTokens alone; use import_storage";
        check_rejected(format!(r#"{{"8080": {value}}}"#), message);
    }
}
