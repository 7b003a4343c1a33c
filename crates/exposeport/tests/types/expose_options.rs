//! `ExposeOptions` and `ExposedPort`.

use exposeport::{ExposeOptions, ExposedPort, PortName, Sandbox};

use crate::{domain, id, port, token};

fn name(name: &str) -> PortName {
    PortName::new(name).expect("a valid name")
}

#[track_caller]
fn expose(sandbox: &mut Sandbox, options: ExposeOptions) -> ExposedPort {
    sandbox.expose_port(port(8080), &domain("example.com"), options).expect("exposed")
}

#[test]
fn options_are_empty_by_default() {
    for options in [ExposeOptions::new(), ExposeOptions::default()] {
        let exposed = expose(&mut Sandbox::new(id("sandbox")), options);
        assert_eq!((exposed.port(), exposed.name()), (port(8080), None));
        let route = domain("example.com").route(exposed.url().host()).expect("a preview host");
        assert_eq!(route.token_str().len(), 16);
    }
}

#[test]
fn each_option_is_set_alone() {
    let mut sandbox = Sandbox::new(id("sandbox"));
    let exposed = expose(&mut sandbox, ExposeOptions::new().token(token("my_token")));
    assert_eq!(exposed.url().as_str(), "https://8080-sandbox-my_token.example.com");
    assert_eq!(exposed.name(), None);

    // Without a token, the port keeps its own.
    let exposed = expose(&mut sandbox, ExposeOptions::new().name(name("Web Server")));
    assert_eq!(exposed.url().as_str(), "https://8080-sandbox-my_token.example.com");
    assert_eq!(exposed.name(), Some("Web Server"));

    // The name replaces the current one, so no name removes it.
    let exposed = expose(&mut sandbox, ExposeOptions::new());
    assert_eq!(exposed.name(), None);
    let exposed = expose(&mut sandbox, ExposeOptions::new().name(name("")));
    assert_eq!(exposed.name(), Some(""));
}

#[test]
fn the_last_value_of_an_option_wins() {
    let options = ExposeOptions::new().name(name("a")).token(token("a"));
    let replaced = options.clone().name(name("b")).token(token("b"));
    let exposed = expose(&mut Sandbox::new(id("sandbox")), replaced);
    assert_eq!(exposed.url().label(), "8080-sandbox-b");
    assert_eq!(exposed.name(), Some("b"));

    let optional = options.clone().name(Some(name("c"))).token(None);
    let exposed = expose(&mut Sandbox::new(id("sandbox")), optional);
    assert_eq!(exposed.name(), Some("c"));
    assert_ne!(exposed.url().label(), "8080-sandbox-a");
    let exposed = expose(&mut Sandbox::new(id("sandbox")), options.name(None));
    assert_eq!((exposed.name(), exposed.url().label()), (None, "8080-sandbox-a"));
}

#[test]
fn exposed_ports_compare_by_url_port_and_name() {
    let exposed = |options: ExposeOptions| expose(&mut Sandbox::new(id("sandbox")), options);
    let options = ExposeOptions::new().token(token("a")).name(name("a"));
    assert_eq!(exposed(options.clone()), exposed(options.clone()));
    assert_ne!(exposed(options.clone()), exposed(options.clone().token(token("b"))));
    assert_ne!(exposed(options.clone()), exposed(options.clone().name(name("b"))));
    assert_ne!(exposed(options.clone()), exposed(options.name(None)));
}
