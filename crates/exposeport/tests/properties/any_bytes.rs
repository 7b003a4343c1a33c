//! Any bytes at all may come in: every entry point answers, and single values are judged as the model judges them.

use exposeport::{BaseDomain, Port, Route, SandboxId, Token};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::strategies::{configured, damaged_host, near_base, near_id};
use crate::{config, model};

fn octets() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..100),
        vec(select(b"0189-._:/aZ\xFF".to_vec()), 0..300),
        damaged_host(),
        (select(vec!["https://", "ws://", "http:/", "[::1]"]), damaged_host())
            .prop_map(|(front, host)| [front.as_bytes(), &host].concat()),
        configured().prop_map(String::into_bytes),
    ]
}

fn expected_port(number: i128) -> Result<i128, &'static str> {
    match number {
        3000 => Err("RESERVED_PORT"),
        1024..=65535 => Ok(number),
        _ => Err("INVALID_PORT"),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_entry_point_answers(text in octets(), domain in configured()) {
        let domain = BaseDomain::new(domain).unwrap_or_else(|_| BaseDomain::new("example.com").expect("valid"));
        let routes = [
            Route::parse_host(&text),
            Route::parse_url(&text),
            Route::parse(&text),
            domain.route(&text),
            domain.route_url(&text),
            domain.route_any(&text),
            Route::parse_under(&text, std::slice::from_ref(&domain)).map(|(_, route)| route),
        ];
        for route in routes {
            match route {
                // Accessors take any text, not only the one that was parsed.
                Ok(route) => prop_assert!(route.base_host(&text).is_some() && route.base_host("").is_none()),
                Err(error) => prop_assert!(!error.to_string().is_empty() && error.http_status() >= 400),
            }
        }
        _ = BaseDomain::new(&text);
        _ = SandboxId::new(&text);
        _ = SandboxId::normalized(&text);
        _ = Token::new(&text);
    }

    #[test]
    fn a_port_is_in_its_range_or_refused(
        number in prop_oneof![
            select(vec![0, 80, 1023, 1024, 3000, 65_535, 65_536, (1 << 16) + 8080, (1 << 32) + 8080, (1 << 64) + 8080]),
            -2..=70_000_i128,
            any::<i64>().prop_map(i128::from),
            any::<i128>(),
        ],
    ) {
        let narrow = |number: Result<Port, exposeport::Error>| {
            number.map(|port| i128::from(port.get())).map_err(|error| error.code())
        };
        prop_assert_eq!(narrow(Port::new(number)), expected_port(number));
        if let Ok(number) = i64::try_from(number) {
            prop_assert_eq!(narrow(Port::new(number)), expected_port(number.into()));
        }
        if let Ok(number) = u16::try_from(number) {
            prop_assert_eq!(narrow(Port::try_from(number)), expected_port(number.into()));
        }
    }

    #[test]
    fn an_id_is_judged_as_the_model_judges(
        text in prop_oneof![near_id(), "[a-zA-Z0-9_-]{0,12}", "\\PC{0,70}", "[a-z]{60,66}"],
    ) {
        let lowered = text.to_ascii_lowercase();
        let expected = model::sandbox_id(&lowered).map(|()| lowered.clone());
        let text_of = |id: SandboxId| id.as_str().to_owned();
        let normalized = SandboxId::normalized(&text).map(text_of).map_err(|error| error.code());
        prop_assert_eq!(&normalized, &expected);
        let expected = if expected.is_ok() && lowered != text { Err("UPPERCASE_SANDBOX_ID") } else { expected };
        prop_assert_eq!(SandboxId::new(&text).map(text_of).map_err(|error| error.code()), expected);
    }

    #[test]
    fn a_token_is_judged_as_the_model_judges(
        text in prop_oneof!["[a-z0-9_]{0,18}", "[a-zA-Z0-9_.-]{0,8}", "\\PC{0,20}"],
    ) {
        let expected = model::check_token(&text, 16).map(|()| text.clone());
        let found = Token::new(&text).map(|token| token.as_str().to_owned()).map_err(|error| error.code());
        prop_assert_eq!(found, expected);
    }

    /// A configured host in ASCII obeys the rules that the model has for one on the wire.
    #[test]
    fn a_base_domain_in_ascii_is_judged_as_on_the_wire(text in near_base()) {
        let lowered = text.to_ascii_lowercase();
        let host = lowered.strip_suffix('.').unwrap_or(&lowered);
        let beyond = model::is_beyond(format!(".{host}").as_bytes());
        if !beyond && host.len() <= 244 {
            let found = BaseDomain::new(&text).map(|domain| domain.host().to_owned()).map_err(|error| error.code());
            prop_assert_eq!(found, model::check_base_host(host).map(|()| host.to_owned()));
        }
    }
}
