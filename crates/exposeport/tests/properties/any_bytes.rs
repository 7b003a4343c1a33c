//! Every entry point accepts any bytes without a panic, and the checks of single values agree with
//! the model.

use exposeport::{BaseDomain, Error, Policy, Port, PortName, Route, RuntimeId, SandboxId, Token};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::strategies::{configured, damaged_host, name, near_base, near_id, near_port};
use crate::{config, model};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..100),
        vec(select(b"0189-._:/aZ\xFF".to_vec()), 0..300),
        damaged_host(),
        (select(vec!["https://", "ws://", "http:/", "[::1]"]), damaged_host())
            .prop_map(|(start, host)| [start.as_bytes(), &host].concat()),
        configured().prop_map(String::into_bytes),
    ]
}

/// Returns a checked value as a string, or the code of the error.
fn text<T>(result: Result<T, Error>, text: impl Fn(&T) -> String) -> model::Answer<String> {
    result.map(|value| text(&value)).map_err(|error| error.code())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_entry_point_returns(input in bytes(), domain in configured()) {
        let domain = BaseDomain::new(domain).or_else(|_| BaseDomain::new("example.com"));
        let domain = domain.expect("a valid base domain");
        let routes = [
            Route::parse_host(&input),
            Route::parse_url(&input),
            Route::parse(&input),
            domain.route(&input),
            domain.route_url(&input),
            domain.route_any(&input),
            Route::parse_under(&input, std::slice::from_ref(&domain)).map(|(_, route)| route),
        ];
        for route in routes {
            match route {
                Ok(route) => {
                    let (start, end) = (route.base_range().start, route.base_range().end);
                    prop_assert!(start < end && input[start - 1] == b'.');
                    prop_assert!(input[start..end].is_ascii());
                    let rest = input[end..].strip_prefix(b".").unwrap_or(&input[end..]);
                    prop_assert!(matches!(rest, [] | [b':' | b'/' | b'?' | b'#', ..]));
                }
                Err(error) => {
                    prop_assert!(!error.to_string().is_empty() && error.http_status() >= 400);
                }
            }
        }
        _ = Policy::builder().deny_domain(&input).reserve_sandbox_id(&input).build();
        _ = BaseDomain::new(&input);
        _ = SandboxId::new(&input);
        _ = SandboxId::normalized(&input);
        _ = Token::new(&input);
        _ = Token::from_label_part(&input);
        _ = Port::parse_with_policy(&input, &Policy::DEFAULT);
    }

    #[test]
    fn a_port_is_checked_as_the_model_does(
        number in prop_oneof![
            select(vec![0, 80, 1023, 1024, 3000, 65_535, 65_536]),
            select(vec![(1 << 16) + 8080, (1 << 32) + 8080, (1 << 64) + 8080]),
            -2..=70_000_i128,
            any::<i64>().prop_map(i128::from),
            any::<i128>(),
        ],
    ) {
        let code = |result: Result<Port, Error>| {
            result.map(|port| i128::from(port.get())).map_err(|error| error.code())
        };
        let expected = model::check_port(number).map(|()| number);
        prop_assert_eq!(code(Port::new(number)), expected);
        prop_assert_eq!(code(number.to_string().parse()), expected);
        if let Ok(number) = i64::try_from(number) {
            prop_assert_eq!(code(Port::new(number)), expected);
        }
        if let Ok(number) = u16::try_from(number) {
            prop_assert_eq!(code(Port::try_from(number)), expected);
        }
    }

    #[test]
    fn digits_are_checked_as_the_model_does(
        digits in prop_oneof![near_port(), "[0-9]{0,6}", "[+-]?0?[0-9]{4,5} ?", "\\PC{0,6}"],
    ) {
        let expected = model::check_port_digits(&digits).map(|()| digits.clone());
        prop_assert_eq!(text(digits.parse(), Port::to_string), expected);
    }

    #[test]
    fn an_id_is_checked_as_the_model_does(
        id in prop_oneof![near_id(), "[a-zA-Z0-9_-]{0,12}", "\\PC{0,70}", "[a-z]{60,66}"],
    ) {
        let lowercase = id.to_ascii_lowercase();
        let expected = model::check_sandbox_id(&lowercase).map(|()| lowercase.clone());
        prop_assert_eq!(&text(SandboxId::normalized(&id), SandboxId::to_string), &expected);
        let is_uppercase = expected.is_ok() && lowercase != id;
        let expected = if is_uppercase { Err("UPPERCASE_SANDBOX_ID") } else { expected };
        prop_assert_eq!(text(SandboxId::new(&id), SandboxId::to_string), expected);
    }

    #[test]
    fn a_token_is_checked_as_the_model_does(
        token in prop_oneof![
            "[a-z0-9_]{0,18}", "[a-z0-9_]{54,58}", "[a-zA-Z0-9_.-]{0,8}", "\\PC{0,20}",
        ],
    ) {
        let secret = |token: &Token| token.as_str().to_owned();
        let expected = model::check_token(&token, 16).map(|()| token.clone());
        prop_assert_eq!(text(Token::new(&token), secret), expected);
        let expected = model::check_token(&token, 56).map(|()| token.clone());
        prop_assert_eq!(text(Token::from_label_part(&token), secret), expected);
    }

    /// A configured ASCII host obeys the same rules as a host on the wire.
    #[test]
    fn a_base_domain_in_ascii_is_checked_as_on_the_wire(hostname in near_base()) {
        let lowercase = hostname.to_ascii_lowercase();
        let host = lowercase.strip_suffix('.').unwrap_or(&lowercase);
        let is_encoded = model::has_encoded_label(format!(".{host}").as_bytes());
        if !is_encoded && host.len() <= 244 {
            let found = text(BaseDomain::new(&hostname), |domain| domain.host().to_owned());
            prop_assert_eq!(found, model::check_base_host(host).map(|()| host.to_owned()));
        }
    }

    #[test]
    fn a_name_and_a_runtime_id_are_checked_as_the_model_does(
        bytes in prop_oneof![
            vec(any::<u8>(), 0..20),
            name(0).prop_map(String::into_bytes),
            any::<String>().prop_map(String::into_bytes),
            "[a\u{1F}\u{7F}\u{80}é😀]{0,3}".prop_map(String::into_bytes),
            (250..=260_usize).prop_map(|len| vec![b'n'; len]),
        ],
    ) {
        let code = |error: Error| error.code();
        prop_assert_eq!(PortName::new(&bytes).map(drop).map_err(code), model::check_name(&bytes));
        let found = RuntimeId::new(&bytes).map(drop).map_err(code);
        prop_assert_eq!(found, model::check_runtime_id(&bytes));
    }
}
