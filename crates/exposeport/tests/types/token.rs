//! `Token`: constructors, conversions and traits.

use std::collections::HashSet;

use exposeport::ErrorKind::{InvalidTokenCharacter, InvalidTokenLength};
use exposeport::{Token, limits, tokens_equal};

use crate::{assert_rejected, check_equality, check_string_conversions, token};

#[test]
fn strings_are_converted_as_new_does() {
    let long = "a".repeat(17);
    check_string_conversions!(Token, ["a", "my_token", "0123456789abcdef", "", "a-b", "A", &long]);
    assert_eq!(Token::new(b"my_token"), Ok(token("my_token")));
}

#[test]
fn a_token_of_a_label_may_be_longer_than_an_issued_one() {
    assert_eq!((limits::TOKEN_ISSUED_MAX, limits::TOKEN_MAX), (16, 56));
    for (length, is_issued, is_label_part) in [
        (0, false, false),
        (1, true, true),
        (16, true, true),
        (17, false, true),
        (56, false, true),
        (57, false, false),
    ] {
        let string = "a".repeat(length);
        let (issued, part) = (Token::new(&string), Token::from_label_part(&string));
        assert_eq!((issued.is_ok(), part.is_ok()), (is_issued, is_label_part), "{length}");
        for error in [issued.err(), part.err()].into_iter().flatten() {
            assert_eq!(error.kind(), InvalidTokenLength);
        }
    }
}

#[test]
fn characters_are_lowercase_letters_digits_and_underscores() {
    for byte in 0..=u8::MAX {
        let is_valid = matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_');
        for token in [[byte, b'a'], [b'a', byte]] {
            assert_eq!(Token::new(token).is_ok(), is_valid, "{byte}");
            assert_eq!(Token::from_label_part(token).is_ok(), is_valid, "{byte}");
        }
    }
    assert_rejected(Token::new("my-token"), InvalidTokenCharacter);
    assert_rejected(Token::from_label_part("a-b"), InvalidTokenCharacter);
}

#[test]
fn values_compare_and_hash_as_strings() {
    let names = ["a", "b", "aa", "a", "my_token", "my_tokem", "0123456789abcdef"];
    check_equality(&names.map(|name| (token(name), name)));
    let lengths = [15, 16, 17, 55, 56];
    check_equality(
        &lengths.map(|len| (Token::from_label_part("t".repeat(len)).expect("a token"), len)),
    );
    let parsed = Token::from_label_part("my_token").expect("a token");
    assert!(parsed == token("my_token"));
    assert!(HashSet::from([parsed]).contains(&token("my_token")));
}

#[test]
fn strings_are_compared_as_tokens() {
    for (a, b) in [("", ""), ("a", "a"), ("a", "b"), ("a", "aa"), ("aa", "a"), ("A", "a")] {
        assert_eq!(tokens_equal(a, b), a == b, "{a:?} and {b:?}");
    }
    assert!(tokens_equal("my_token", b"my_token"));
}

#[test]
fn accessors_return_the_token() {
    assert_eq!(token("my_token").as_str(), "my_token");
    assert_eq!(token("my_token").as_bytes(), b"my_token");
}
