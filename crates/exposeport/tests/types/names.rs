//! `PortName` and `RuntimeId`: strings without control characters, and their lengths.

use std::collections::BTreeSet;

use exposeport::ErrorKind::{InvalidName, InvalidRuntimeId};
use exposeport::{PortName, RuntimeId, limits};

use crate::{assert_rejected, check_equality, check_string_conversions};

#[test]
fn strings_are_converted_as_new_does() {
    let long = "n".repeat(256);
    let inputs = ["Web Server", "", "a\nb", "\u{7F}", "é", long.as_str()];
    check_string_conversions!(PortName, inputs);
    check_string_conversions!(RuntimeId, inputs);
}

#[test]
fn lengths_count_bytes() {
    assert_eq!((limits::NAME_MAX, limits::RUNTIME_ID_MAX), (255, 255));
    assert_eq!(PortName::new("").expect("an empty name").as_str(), "");
    assert_rejected(RuntimeId::new(""), InvalidRuntimeId);
    for (string, is_valid) in [
        ("n".repeat(255), true),
        ("n".repeat(256), false),
        ("é".repeat(127), true),
        ("é".repeat(128), false),
        ("é".repeat(127) + "n", true),
    ] {
        assert_eq!(PortName::new(&string).is_ok(), is_valid, "{}", string.len());
        assert_eq!(RuntimeId::new(&string).is_ok(), is_valid, "{}", string.len());
    }
    assert_rejected(PortName::new([b'n'; 256]), InvalidName);
    assert_rejected(RuntimeId::new([b'n'; 256]), InvalidRuntimeId);
}

#[test]
fn only_ascii_control_characters_are_rejected() {
    for character in (0..=0x2FF).filter_map(char::from_u32).chain(['\u{2028}', '\u{FEFF}', '😀'])
    {
        let is_control = matches!(character, '\0'..='\x1F' | '\x7F');
        for string in [format!("{character}"), format!("a{character}b")] {
            assert_eq!(PortName::new(&string).is_err(), is_control, "{string:?}");
            assert_eq!(RuntimeId::new(&string).is_err(), is_control, "{string:?}");
        }
    }
}

#[test]
fn the_first_invalid_byte_is_reported() {
    for (bytes, byte, position) in [
        (&b"\xFF"[..], "0xFF", 0),
        (b"ab\xC3", "0xC3", 2),
        (b"a\xED\xA0\x80", "0xED", 1),
        (b"\xC0\xAF", "0xC0", 0),
        (b"a\n\xFF", "0x0A", 1),
        (b"a\xFF\n", "0xFF", 1),
        (b"\xC3\xA9\x7F", "0x7F", 2),
    ] {
        let message = |part: &str| {
            format!(
                "invalid byte {byte} in {part} at position {position}, \
                 expected UTF-8 without control characters"
            )
        };
        let (name, id) = (PortName::new(bytes).unwrap_err(), RuntimeId::new(bytes).unwrap_err());
        assert_eq!((name.kind(), id.kind()), (InvalidName, InvalidRuntimeId));
        assert_eq!(name.to_string(), message("name"));
        assert_eq!(id.to_string(), message("runtime id"));
    }
}

#[test]
fn values_behave_as_strings() {
    let name = |name: &str| PortName::new(name).expect("a valid name");
    let id = |id: &str| RuntimeId::new(id).expect("a valid runtime id");
    check_equality(&["a", "b", "A", "a"].map(|string| (name(string), string)));
    check_equality(&["a", "b", "A", "a"].map(|string| (id(string), string)));
    assert!(BTreeSet::from([name("b"), name("a")]).into_iter().eq([name("a"), name("b")]));
    assert!(BTreeSet::from([id("b"), id("a")]).into_iter().eq([id("a"), id("b")]));

    assert_eq!((name("Web").as_ref(), id("r1").as_ref()), ("Web", "r1"));
    assert_eq!(format!("{:>4} {:>4}", name("Web"), id("r1")), " Web   r1");
    assert_eq!(format!("{:?} {:?}", name("Web"), id("r1")), r#"PortName("Web") RuntimeId("r1")"#);
}
