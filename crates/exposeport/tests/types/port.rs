//! `Port`: integers of any width, and decimal digits.

use exposeport::ErrorKind::{InvalidPort, ReservedPort};
use exposeport::{ErrorKind, Policy, Port, WideInteger, limits};

use crate::{assert_rejected, check_equality, hash, lenient, port};

#[test]
fn integers_of_every_width_are_accepted() {
    let expected = Ok(port(8080));
    assert_eq!(Port::new(8080_i16), expected);
    assert_eq!(Port::new(8080_u16), expected);
    assert_eq!(Port::new(8080_i32), expected);
    assert_eq!(Port::new(8080_u32), expected);
    assert_eq!(Port::new(8080_i64), expected);
    assert_eq!(Port::new(8080_u64), expected);
    assert_eq!(Port::new(8080_i128), expected);
    assert_eq!(Port::new(8080_u128), expected);
    assert_eq!(Port::new(8080_isize), expected);
    assert_eq!(Port::new(8080_usize), expected);
    assert_eq!(Port::new(port(8080)), expected);
    assert_eq!(Port::new(WideInteger::Fits(8080)), expected);
    assert_rejected(Port::new(80_u8), InvalidPort);
    assert_rejected(Port::new(-1_i8), InvalidPort);
}

#[test]
fn try_from_converts_integers() {
    let expected = Ok(port(8080));
    assert_eq!(Port::try_from(8080_i32), expected);
    assert_eq!(Port::try_from(8080_i64), expected);
    assert_eq!(Port::try_from(8080_i128), expected);
    assert_eq!(Port::try_from(8080_isize), expected);
    assert_eq!(Port::try_from(8080_u16), expected);
    assert_eq!(Port::try_from(8080_u32), expected);
    assert_eq!(Port::try_from(8080_u64), expected);
    assert_eq!(Port::try_from(8080_u128), expected);
    assert_eq!(Port::try_from(8080_usize), expected);
    assert_rejected(Port::try_from(80), InvalidPort);
    assert_rejected(Port::try_from(3000), ReservedPort);
    assert_eq!(u16::from(port(8080)), 8080);
}

#[test]
fn the_range_is_1024_to_65535() {
    assert_eq!((limits::PORT_MIN, limits::PORT_MAX), (1024, 65535));
    assert_eq!(port(1024).get(), 1024);
    assert_eq!(port(65535).get(), 65535);
    for number in [i64::MIN, -8080, -1, 0, 80, 1023, 65536, 73616, (1 << 32) + 8080, i64::MAX] {
        assert_rejected(Port::new(number), InvalidPort);
    }
}

#[test]
fn messages_name_the_nearest_integer_of_64_bits() {
    for (number, found) in [
        (1 << 100, "9223372036854775807 or more"),
        (1 << 63, "9223372036854775807 or more"),
        ((1 << 63) - 2, "9223372036854775806"),
        ((1 << 32) + 8080, "4294975376"),
        (-(1_i128 << 63) - 1, "-9223372036854775808 or less"),
        (-(1 << 100), "-9223372036854775808 or less"),
    ] {
        let message = format!("port is out of range: {found}, expected 1024 to 65535");
        assert_eq!(Port::new(number).unwrap_err().to_string(), message);
    }
    assert_eq!(Port::new(u128::MAX).unwrap_err(), Port::new(u64::MAX).unwrap_err());
    assert_eq!(Port::new(WideInteger::Above).unwrap_err(), Port::new(1_i128 << 100).unwrap_err());
    assert_eq!(Port::new(WideInteger::Below).unwrap_err(), Port::new(i128::MIN).unwrap_err());
}

/// Checks each way of parsing digits under the default policy.
#[track_caller]
fn check_digits(digits: &str, expected: Result<u16, ErrorKind>) {
    let results = [
        digits.parse::<Port>(),
        Port::try_from(digits),
        Port::parse_with_policy(digits, &Policy::DEFAULT),
    ];
    for result in results {
        assert_eq!(result.map(Port::get).map_err(|error| error.kind()), expected, "{digits:?}");
    }
}

#[test]
fn digits_are_parsed() {
    for (digits, number) in [("1024", 1024), ("8080", 8080), ("9999", 9999), ("65535", 65535)] {
        check_digits(digits, Ok(number));
    }
    check_digits("3000", Err(ReservedPort));
}

#[test]
fn digits_out_of_range_are_rejected() {
    for digits in ["0", "80", "1023", "65536", "99999", "73616", "999999999", "4294975376"] {
        check_digits(digits, Err(InvalidPort));
    }
    check_digits(&"9".repeat(1000), Err(InvalidPort));
}

#[test]
fn leading_zeros_are_rejected() {
    for digits in ["08080", "008080", "03000", "01024", "065535", "00"] {
        check_digits(digits, Err(InvalidPort));
    }
}

#[test]
fn anything_except_ascii_digits_is_rejected() {
    for digits in [
        "",
        " ",
        "8080 ",
        " 8080",
        "80 80",
        "8080\n",
        "\t8080",
        "8080\0",
        "+8080",
        "-8080",
        "-1",
        "--8080",
        "8_080",
        "8,080",
        "8080.0",
        "8.08e3",
        "0x1f90",
        "web",
        "８０８０",
        "٨٠٨٠",
        "8080é",
    ] {
        check_digits(digits, Err(InvalidPort));
    }
    assert_rejected(Port::parse_with_policy(b"8080\xFF", &Policy::DEFAULT), InvalidPort);
}

#[test]
fn digits_are_parsed_under_a_policy() {
    let policy = Policy::builder().unreserve_port(3000).reserve_port(9000).build();
    let policy = policy.expect("a valid policy");
    assert_eq!(Port::parse_with_policy("3000", &policy).map(Port::get), Ok(3000));
    assert_rejected(Port::parse_with_policy("9000", &policy), ReservedPort);
    assert_rejected(Port::parse_with_policy("03000", &policy), InvalidPort);
}

#[test]
fn a_port_is_checked_again_under_another_policy() {
    let reserved = Port::with_policy(3000, &lenient()).expect("not reserved");
    assert_rejected(Port::new(reserved), ReservedPort);
    assert_eq!(Port::with_policy(reserved, &lenient()), Ok(reserved));
}

#[test]
fn the_budget_is_the_rest_of_a_label() {
    for (number, token_len, budget) in [
        (8080, 16, 41),
        (9999, 16, 41),
        (10000, 16, 40),
        (65535, 16, 40),
        (8080, 1, 56),
        (8080, 56, 1),
        (8080, 57, 0),
        (8080, 58, 0),
        (65535, usize::MAX, 0),
    ] {
        assert_eq!(port(number).sandbox_id_budget(token_len), budget, "{number} {token_len}");
    }
}

#[test]
fn values_compare_hash_and_display_as_numbers() {
    check_equality(&[8080, 8081, 65535, 8080].map(|number| (port(number), number)));
    assert!(port(8080) < port(8081));
    assert_eq!(hash(&port(8080)), hash(&8080_u16));
    assert_eq!(port(8080).to_string(), "8080");
    assert_eq!(format!("{:>6}", port(8080)), "  8080");
    assert_eq!(format!("{:?}", port(8080)), "Port(8080)");
}
