//! Requests and rejections of the module `gateway`.

use exposeport::Sandbox;
use exposeport::gateway::{
    Decision, Gateway, HttpVersion, PageParts, Rejection, RequestHost, Target,
};

use crate::domain;

/// Returns the rejection of a request for a host under `example.com`.
#[track_caller]
fn rejection(host: &str, sandbox: Option<&Sandbox>) -> Rejection {
    let gateway = Gateway::new([domain("example.com")]);
    match gateway.route(&RequestHost::new(HttpVersion::HTTP_11).host(host)) {
        Decision::Reject(rejection) => rejection,
        Decision::Preview(preview) => preview.authorize(sandbox).expect_err("rejected"),
        Decision::PassThrough => panic!("passed through"),
    }
}

#[test]
fn a_request_has_its_host() {
    let none = RequestHost::new(HttpVersion::HTTP_11);
    assert_eq!((none.effective(), none.target_authority()), (None, None));
    let host = none.host("\t a.example ");
    assert_eq!((host.effective(), host.target_authority()), (Some(&b"a.example"[..]), None));
    let both = host.authority(" b.example\t");
    let authority = Some(&b"b.example"[..]);
    assert_eq!((both.effective(), both.target_authority()), (authority, authority));
    let blank = none.host(" \t ");
    assert_eq!(blank.effective(), Some(&b""[..]));
    assert_eq!(
        format!("{both:?}"),
        "RequestHost { version: HttpVersion { major: 1, minor: 1 }, .. }"
    );
}

#[test]
fn targets_are_parsed() {
    for (target, authority, path) in [
        ("/", None, "/"),
        ("/a?b#c", None, "/a?b#c"),
        ("*", None, "*"),
        ("", None, ""),
        ("http://a", Some("a"), "/"),
        ("http://a/", Some("a"), "/"),
        ("http://a:80/b?c", Some("a:80"), "/b?c"),
        ("http://a?b/c", Some("a"), "/?b/c"),
        ("http://a#b", Some("a"), "/#b"),
        ("z+1-.://a/b", Some("a"), "/b"),
        ("http://", Some(""), "/"),
        // Without a scheme, no target is in absolute form.
        ("://a/b", None, "://a/b"),
        ("1http://a/b", None, "1http://a/b"),
        ("h_t://a/b", None, "h_t://a/b"),
        ("http:/a", None, "http:/a"),
        ("a.example:443", None, "a.example:443"),
    ] {
        let parsed = Target::parse(target.as_bytes());
        assert_eq!(parsed.authority(), authority.map(str::as_bytes), "{target}");
        assert_eq!(parsed.path().as_ref(), path.as_bytes(), "{target}");
        assert_eq!(format!("{parsed:?}"), "Target { .. }");
    }
    assert!(Target::parse(b"http://a/b") == Target::parse(b"https://a/b"));
    assert!(Target::parse(b"http://a/b") != Target::parse(b"http://a/c"));
}

#[test]
fn a_rejection_has_its_error() {
    let sandbox = Sandbox::from_json(crate::id("a"), r#"{"currentRuntimeIdentity": null}"#);
    let sandbox = sandbox.expect("a valid snapshot");
    let invalid = rejection("8080-a-b.example.com", Some(&sandbox));
    assert_eq!(invalid.to_string(), "token is not valid for this sandbox and port");
    assert_eq!((invalid.error().code(), invalid.stale_reason()), ("INVALID_TOKEN", None));
    assert_eq!(invalid, rejection("8080-a-b.example.com", None));
    assert_ne!(invalid, rejection("3000-a-b.example.com", None));
}

#[test]
fn each_status_has_its_page() {
    let page = |status, code| PageParts(status, &"a < b", code).to_string();
    for (status, code, title, has_message) in [
        (400, "INVALID_PORT", "Invalid preview link", true),
        (404, "INVALID_TOKEN", "Preview not found", false),
        (410, "STALE_PREVIEW_URL", "Preview not running", false),
        (410, "TOKEN_EXPIRED", "Preview link has expired", false),
        (500, "ENTROPY_UNAVAILABLE", "Preview not available", false),
        (503, "OTHER", "Preview not available", false),
        (409, "TOKEN_IN_USE", "Invalid preview link", false),
    ] {
        let page = page(status, code);
        let heading = format!("<title>{title}</title>");
        assert!(page.contains(&heading) && page.contains(&format!("<h1>{title}</h1>")), "{page}");
        let message = if has_message { ": a &lt; b" } else { "" };
        let shown = format!("<p class=\"code\">{status} {code}{message}</p></main></body></html>");
        assert!(page.ends_with(&shown), "{page}");
    }
}

#[test]
fn a_page_escapes_its_message() {
    let page = PageParts(400, &"<a href=\"b\">'&amp;é", "INVALID_PORT").to_string();
    let escaped = ": &lt;a href=&quot;b&quot;&gt;&#39;&amp;amp;é</p>";
    assert!(page.contains(escaped), "{page}");
    let rejection = rejection("8080-a'b-c.example.com", None);
    assert!(rejection.to_string().starts_with("invalid character ''' in"), "{rejection}");
    let page = rejection.page().to_string();
    assert!(page.contains("400 INVALID_SANDBOX_ID_CHARACTER: invalid character &#39;"), "{page}");
}
