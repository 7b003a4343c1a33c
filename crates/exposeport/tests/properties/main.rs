//! Properties that hold for every input, checked with inputs of the grammar and with inputs that
//! break one rule. Small sets of inputs are checked whole.
//!
//! The seeds are new in every run. A failure prints its smallest input, which then belongs in
//! `tests/vectors`.

mod agreement;
mod any_bytes;
#[path = "../common/mod.rs"]
mod common;
mod exhaustive;
mod model;
mod round_trip;
mod secrecy;
mod signed;
mod snapshots;
mod strategies;

use exposeport::{Error, Route};
use proptest::test_runner::Config;

/// Returns a configuration with 4,096 cases per property, or the number in `PROPTEST_CASES`.
fn config() -> Config {
    let default = Config::default();
    let is_set = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = if is_set { default.cases } else { 4096 };
    Config { cases, failure_persistence: None, ..default }
}

/// Returns the result of parsing an input in the terms of the model.
fn answer(input: &[u8], result: Result<Route, Error>) -> model::Answer {
    let route = result.map_err(|error| error.code())?;
    let base_host = str::from_utf8(&input[route.base_range()]).expect("a base host is ASCII");
    Ok(model::Parts {
        port: route.port().get(),
        sandbox_id: route.sandbox_id_str().to_owned(),
        token: route.token_str().to_owned(),
        base_host: base_host.to_ascii_lowercase(),
        base_port: route.base_port(),
    })
}
