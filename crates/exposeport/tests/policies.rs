//! Parts that were checked under different policies never build a URL that the base domain rejects.

use exposeport::{
    BaseDomain, Error, ExposeOptions, Policy, Port, PreviewUrl, Sandbox, SandboxId, Token,
};

/// A policy that allows what the default one reserves or denies.
fn lenient() -> Policy {
    let builder = Policy::builder().unreserve_port(3000).unreserve_sandbox_id("www");
    builder.undeny_domain("workers.dev").build().expect("a valid policy")
}

#[test]
fn a_base_domain_rejects_parts_that_its_policy_reserves() -> Result<(), Error> {
    let (lenient, token) = (lenient(), Token::new("my_token")?);
    let strict_domain = BaseDomain::new("example.com")?;
    let lenient_domain = BaseDomain::with_policy("example.com", &lenient)?;
    for (number, name, code) in [
        (3000, "sandbox", "RESERVED_PORT"),
        (8080, "www", "RESERVED_SANDBOX_ID"),
        (3000, "www", "RESERVED_PORT"),
    ] {
        let port = Port::with_policy(number, &lenient)?;
        let id = SandboxId::with_policy(name, &lenient)?;
        let built = PreviewUrl::new(port, &id, &token, &lenient_domain)?;
        assert_eq!(lenient_domain.route(built.host())?.port(), port);
        let route = lenient_domain.route(built.host())?;

        assert_eq!(strict_domain.route(built.host()).unwrap_err().code(), code);
        let result = PreviewUrl::new(port, &id, &token, &strict_domain);
        assert_eq!(result.unwrap_err().code(), code);
        let result = PreviewUrl::from_route(&route, &strict_domain);
        assert_eq!(result.unwrap_err().code(), code);
        let mut buffer = [0; 300];
        let result = PreviewUrl::write(port, &id, &token, &strict_domain, &mut buffer);
        assert_eq!(result.unwrap_err().code(), code);

        let mut sandbox = Sandbox::with_policy(id, lenient.clone());
        let result = sandbox.expose_port(port, &strict_domain, ExposeOptions::new());
        assert_eq!(result.unwrap_err().code(), code);
        assert!(!sandbox.is_port_exposed(port));

        sandbox.expose_port(port, &lenient_domain, ExposeOptions::new())?;
        assert!(sandbox.is_port_exposed(port));
        assert_eq!(sandbox.exposed_ports(&strict_domain).unwrap_err().code(), code);
    }
    Ok(())
}

#[test]
fn a_sandbox_rejects_what_its_policy_reserves_or_denies() -> Result<(), Error> {
    let lenient = lenient();
    let mut sandbox = Sandbox::new(SandboxId::new("sandbox")?);
    let lenient_domain = BaseDomain::with_policy("x.workers.dev", &lenient)?;
    let result = sandbox.expose_port(Port::new(8080)?, &lenient_domain, ExposeOptions::new());
    assert_eq!(result.unwrap_err().code(), "CUSTOM_DOMAIN_REQUIRED");
    let result = sandbox.exposed_ports(&lenient_domain);
    assert_eq!(result.unwrap_err().code(), "CUSTOM_DOMAIN_REQUIRED");

    let (reserved, domain) = (Port::with_policy(3000, &lenient)?, BaseDomain::new("example.com")?);
    let result = sandbox.expose_port(reserved, &domain, ExposeOptions::new());
    assert_eq!(result.unwrap_err().code(), "RESERVED_PORT");
    assert!(!sandbox.is_port_exposed(reserved) && !sandbox.unexpose_port(reserved));
    Ok(())
}

#[test]
fn a_snapshot_is_read_under_a_policy() -> Result<(), Error> {
    let (lenient, id) = (lenient(), SandboxId::new("sandbox")?);
    let domain = BaseDomain::with_policy("x.workers.dev", &lenient)?;
    let mut sandbox = Sandbox::with_policy(id, lenient.clone());
    let port = Port::with_policy(3000, &lenient)?;
    sandbox.expose_port(port, &domain, ExposeOptions::new())?;
    let snapshot = sandbox.to_json();

    let again = Sandbox::from_json_with_policy(id, &snapshot, lenient.clone())?;
    assert_eq!((again.id(), again.policy()), (&id, &lenient));
    assert_eq!(again.exposed_ports(&domain)?, sandbox.exposed_ports(&domain)?);
    let error = Sandbox::from_json(id, &snapshot).expect_err("port 3000 is reserved");
    assert_eq!(
        error.to_string(),
        "invalid snapshot: portTokens[\"3000\"]: \
         port 3000 is reserved; choose another port or unreserve it in the policy"
    );
    Ok(())
}
