//! `SandboxId`: constructors, conversions and traits.

use std::collections::{BTreeSet, HashMap};

use exposeport::ErrorKind::{
    InvalidSandboxIdCharacter, InvalidSandboxIdHyphens, InvalidSandboxIdLength, ReservedSandboxId,
    UppercaseSandboxId,
};
use exposeport::{Policy, SandboxId, limits};

use crate::{assert_rejected, check_equality, check_string_conversions, id, lenient};

const INPUTS: [&str; 12] =
    ["sandbox", "a", "_", "0", "my-app_1", "", "My-App", "-a", "a-", "a b", "www", "é"];

#[test]
fn strings_are_converted_as_new_does() {
    check_string_conversions!(SandboxId, INPUTS);
    assert_eq!(SandboxId::new(b"sandbox"), Ok(id("sandbox")));
    assert_eq!(SandboxId::new(id("sandbox")), Ok(id("sandbox")));
}

#[test]
fn the_length_is_1_to_63_characters() {
    assert_eq!(limits::SANDBOX_ID_MAX, 63);
    assert_rejected(SandboxId::new(""), InvalidSandboxIdLength);
    assert_eq!(id(&"a".repeat(63)).as_str().len(), 63);
    assert_rejected(SandboxId::new("a".repeat(64)), InvalidSandboxIdLength);
}

#[test]
fn uppercase_letters_are_rejected_unless_normalized() {
    assert_rejected(SandboxId::new("My-App"), UppercaseSandboxId);
    assert_eq!(SandboxId::normalized("My-App"), Ok(id("my-app")));
    assert_eq!(SandboxId::normalized_with_policy("My-App", &lenient()), Ok(id("my-app")));
    // No other normalization is performed.
    assert_rejected(SandboxId::normalized(" a"), InvalidSandboxIdCharacter);
    assert_rejected(SandboxId::normalized("-A"), InvalidSandboxIdHyphens);
    assert_rejected(SandboxId::normalized("É"), InvalidSandboxIdCharacter);
    // U+212A KELVIN SIGN has the lowercase letter k.
    assert_rejected(SandboxId::normalized("\u{212A}"), InvalidSandboxIdCharacter);
}

#[test]
fn reserved_ids_depend_on_the_policy() {
    for name in ["www", "WWW", "Www"] {
        assert_rejected(SandboxId::new(name), ReservedSandboxId);
        assert_rejected(SandboxId::normalized(name), ReservedSandboxId);
    }
    assert_eq!(SandboxId::with_policy("www", &lenient()).expect("an id").as_str(), "www");
    assert_rejected(SandboxId::with_policy("WWW", &lenient()), UppercaseSandboxId);

    let policy = Policy::builder().reserve_sandbox_id("Staging").build().expect("a valid policy");
    assert_rejected(SandboxId::with_policy("staging", &policy), ReservedSandboxId);
    assert_rejected(SandboxId::normalized_with_policy("STAGING", &policy), ReservedSandboxId);
}

#[test]
fn values_compare_and_hash_as_strings() {
    check_equality(&["a", "b", "a-b", "a", "aa"].map(|name| (id(name), name)));
    let sorted: BTreeSet<SandboxId> = ["b", "a-b", "aa", "a"].map(id).into();
    assert!(sorted.iter().map(SandboxId::as_str).eq(["a", "a-b", "aa", "b"]));

    // `Borrow<str>`: the hashes are equal as well.
    let map = HashMap::from([(id("sandbox"), 1)]);
    assert_eq!((map.get("sandbox"), map.get("other")), (Some(&1), None));
}

#[test]
fn accessors_return_the_id() {
    let sandbox_id = id("my-app");
    assert_eq!(sandbox_id.as_bytes(), b"my-app");
    assert_eq!(AsRef::<str>::as_ref(&sandbox_id), "my-app");
    assert_eq!(AsRef::<[u8]>::as_ref(&sandbox_id), b"my-app");
    assert_eq!(format!("{sandbox_id:>8}"), "  my-app");
    assert_eq!(format!("{sandbox_id:?}"), r#"SandboxId("my-app")"#);
}
