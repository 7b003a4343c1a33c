//! Properties: what must hold for every input, over inputs made from the grammar and from just beside it.
//!
//! The seeds are new in every run. A failure prints its smallest input, which then belongs in `tests/vectors`.

mod agreement;
mod any_bytes;
#[path = "../support/generator.rs"]
mod generator;
mod model;
mod round_trip;
mod secrecy;
mod strategies;
#[path = "../support/vectors.rs"]
mod vectors;

use exposeport::{Error, Route};
use proptest::test_runner::Config;

/// 4,096 cases a property, or more where `PROPTEST_CASES` asks for more.
fn config() -> Config {
    let default = Config::default();
    Config { cases: default.cases.max(4096), failure_persistence: None, ..default }
}

/// What the crate answers for a text, in the terms of the model.
fn answer(text: &[u8], answer: Result<Route, Error>) -> model::Answer {
    let route = answer.map_err(|error| error.code())?;
    Ok(model::Parts {
        port: route.port().get(),
        sandbox_id: route.sandbox_id().as_str().to_owned(),
        token: route.token_str().to_owned(),
        base_host: route
            .base_host(text)
            .expect("an accepted base host is ASCII")
            .to_ascii_lowercase(),
        base_port: route.base_port(),
    })
}
