//! `Authorization` and `StaleReason`: every value, its names and its response.

use exposeport::ErrorKind::{InvalidToken, StalePreviewUrl};
use exposeport::{Authorization, StaleReason};

use crate::error::variants;

const REASONS: [(StaleReason, &str); 4] = [
    (StaleReason::RuntimeNotRunning, "runtime-not-running"),
    (StaleReason::MissingActivation, "missing-activation"),
    (StaleReason::RuntimeMismatch, "runtime-mismatch"),
    (StaleReason::TokenMismatch, "token-mismatch"),
];

#[test]
fn all_reasons_are_listed_in_the_order_of_the_checks() {
    assert!(StaleReason::ALL.iter().eq(REASONS.iter().map(|(reason, _)| reason)));
    for (reason, name) in REASONS {
        assert_eq!((reason.as_str(), reason.to_string().as_str()), (name, name));
    }
    assert_eq!(format!("{:>19}", StaleReason::TokenMismatch), "     token-mismatch");
    assert_eq!(variants::<StaleReason>(r#""?""#), REASONS.map(|(_, name)| name));
}

#[test]
fn all_results_are_listed() {
    let stale = REASONS.iter().map(|(reason, _)| Authorization::Stale(*reason));
    let expected = [Authorization::Active].into_iter().chain(stale);
    assert!(expected.chain([Authorization::Invalid]).eq(Authorization::ALL.iter().copied()));
    assert_eq!(variants::<Authorization>(r#"{"kind": "?"}"#), ["active", "stale", "invalid"]);
}

#[test]
fn each_result_has_its_response() {
    assert_eq!(Authorization::Active.error(), None);
    assert_eq!(Authorization::Active.reason(), None);
    assert!(Authorization::Active.json_body().is_none());
    assert_eq!(Authorization::Active.as_str(), "active");

    let error = Authorization::Invalid.error().expect("an error");
    assert_eq!((error.kind(), error.http_status()), (InvalidToken, 404));
    assert_eq!(Authorization::Invalid.reason(), None);
    assert_eq!(Authorization::Invalid.as_str(), "invalid");

    for (reason, name) in REASONS {
        let stale = Authorization::Stale(reason);
        let error = stale.error().expect("an error");
        assert_eq!((error.kind(), error.http_status()), (StalePreviewUrl, 410));
        let message = format!("preview URL is stale: {name}; expose the port again");
        assert_eq!(error.to_string(), message);
        assert_eq!((stale.reason(), stale.as_str()), (Some(reason), "stale"));
        assert_eq!(stale.to_string(), "stale");
    }
}

#[test]
fn the_body_is_that_of_the_error() {
    for authorization in Authorization::ALL {
        let body = authorization.json_body().map(|body| body.to_string());
        let expected = authorization.error().map(|error| error.json_body().to_string());
        assert_eq!(body, expected);
    }
    assert_eq!(
        Authorization::Invalid.json_body().expect("a body").to_string(),
        r#"{"error": "token is not valid for this sandbox and port", "code": "INVALID_TOKEN"}"#
    );
    assert_eq!(format!("{:>8}", Authorization::Active), "  active");
}
