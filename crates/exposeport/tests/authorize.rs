//! Only the token of a port authorizes: by a route, by its parts, and by `validate_port_token`.

use exposeport::{
    Authorization, BaseDomain, ExposeOptions, Port, Route, RuntimeId, Sandbox, SandboxId,
    StaleReason, Token,
};

/// Returns a sandbox that has exposed port 8080 with a token.
fn sandbox(token: &str) -> Sandbox {
    let mut sandbox = Sandbox::new(SandboxId::new("my-app").expect("a valid id"));
    expose(&mut sandbox, token);
    sandbox
}

fn expose(sandbox: &mut Sandbox, token: &str) {
    let domain = BaseDomain::new("example.com").expect("a valid base domain");
    let options = ExposeOptions::new().token(Token::new(token).expect("a valid token"));
    let port = Port::new(8080).expect("a valid port");
    sandbox.expose_port(port, &domain, options).expect("exposed");
}

/// Checks that a token is valid for no port of a sandbox.
#[track_caller]
fn check_invalid(sandbox: &Sandbox, token: &[u8]) {
    for port in [8080, 8081, 3000, 0, 65_536, -1] {
        assert!(!sandbox.validate_port_token(port, token), "{port} {token:?}");
        let found = sandbox.authorize_parts(port, "my-app", token);
        assert_eq!(found, Authorization::Invalid, "{port} {token:?}");
    }
}

#[test]
fn a_token_of_any_length_matches_only_itself() {
    for len in 1..=16 {
        let token = &b"0123456789abcdef"[16 - len..];
        let sandbox = sandbox(str::from_utf8(token).expect("ASCII"));
        assert!(sandbox.validate_port_token(8080, token));
        assert!(!sandbox.validate_port_token(8081, token));
        assert_eq!(sandbox.authorize_parts(8080, "my-app", token), Authorization::Active);
        assert_eq!(sandbox.authorize_parts(8081, "my-app", token), Authorization::Invalid);

        check_invalid(&sandbox, &token[1..]);
        check_invalid(&sandbox, &token[..len - 1]);
        for position in 0..len {
            let mut other = token.to_vec();
            other[position] ^= 1;
            check_invalid(&sandbox, &other);
        }
        // A shorter token is padded before it is compared.
        for more in 1..=64 {
            check_invalid(&sandbox, &[token, &vec![0; more]].concat());
            check_invalid(&sandbox, &[token, &vec![b'a'; more]].concat());
        }
    }
}

#[test]
fn a_token_in_uppercase_is_not_valid() {
    check_invalid(&sandbox("my_token"), b"MY_TOKEN");
}

#[test]
fn padding_is_not_a_token() {
    let with_port = sandbox("my_token");
    let without = Sandbox::new(SandboxId::new("my-app").expect("a valid id"));
    for len in 0..=64 {
        check_invalid(&with_port, &vec![0; len]);
        check_invalid(&without, &vec![0; len]);
    }
}

#[test]
fn parts_are_authorized_as_their_route() {
    let mut sandbox = sandbox("my_token");
    let check = |sandbox: &Sandbox, expected: Authorization| {
        for (port, id, token, is_own) in [
            (8080, "my-app", "my_token", true),
            (8081, "my-app", "my_token", false),
            (8080, "my-ap", "my_token", false),
            (8080, "my-app1", "my_token", false),
            (8080, "other", "my_token", false),
            (8080, "my-app", "my_tokem", false),
            (8080, "my-app", "my_token_that_is_longer", false),
        ] {
            let expected = if is_own { expected } else { Authorization::Invalid };
            assert_eq!(sandbox.authorize_parts(port, id, token), expected, "{port} {id} {token}");
            let route = Route::parse_host(format!("{port}-{id}-{token}.example.com"));
            assert_eq!(sandbox.authorize(&route.expect("a preview host")), expected);
            // The durable token is valid even if the port is stale.
            let is_durable = port == 8080 && token == "my_token";
            assert_eq!(sandbox.validate_port_token(port, token), is_durable);
        }
        // An id is compared as it is.
        let found = sandbox.authorize_parts(8080, "MY-APP", "my_token");
        assert_eq!(found, Authorization::Invalid);
    };
    let runtime = |id: &str| RuntimeId::new(id).expect("a valid runtime id");

    check(&sandbox, Authorization::Active);
    sandbox.runtime_started(runtime("runtime-1"));
    check(&sandbox, Authorization::Stale(StaleReason::MissingActivation));
    expose(&mut sandbox, "my_token");
    check(&sandbox, Authorization::Active);
    sandbox.runtime_started(runtime("runtime-2"));
    check(&sandbox, Authorization::Stale(StaleReason::RuntimeMismatch));
    sandbox.runtime_stopped();
    check(&sandbox, Authorization::Stale(StaleReason::RuntimeNotRunning));
}
