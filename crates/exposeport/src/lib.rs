//! Preview URLs: the addresses through which people reach a web server inside a sandbox.
//!
//! ```text
//! https://8080-sandbox-abc123random4567.example.com
//!         └┬─┘ └──┬──┘ └──────┬───────┘ └────┬────┘
//!         port  sandbox id   token        base domain
//! ```
//!
//! ```
//! use exposeport::{BaseDomain, Port, PreviewUrl, Route, SandboxId, Token};
//!
//! let domain = BaseDomain::new("example.com")?;
//! let url = PreviewUrl::new(Port::new(8080)?, &SandboxId::new("sandbox")?, &Token::generate()?, &domain)?;
//!
//! let route = domain.route(url.host())?;
//! assert_eq!((route.port().get(), route.sandbox_id().as_str()), (8080, "sandbox"));
//! # Ok::<(), exposeport::Error>(())
//! ```
//!
//! # Two laws
//!
//! - **Round trip.** Whatever is built parses back to the same port, id and token, and builds the same text again.
//! - **One spelling.** Parsing takes upper case (DNS ignores case, RFC 4343) and a trailing root dot, and gives the lower-case parts. It
//!   takes no second spelling of anything else.
//!
//! # Scope
//!
//! The crate is pure: no input or output, no clock, no global state. `Token::generate` is the one door to the operating
//! system, behind the feature `sys_rng`. It resolves no names, serves no requests, and stores nothing.
//!
//! # Features
//!
//! - `std` (default): `std` in the dependencies. The crate itself needs `alloc` only.
//! - `sys_rng` (default): tokens from the operating system's generator.
//! - `serde`: snapshots of a [`Sandbox`] as JSON, by `serde_json`.

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

extern crate alloc;

mod base_domain;
mod base_host;
mod digits;
mod error;
mod error_kind;
pub mod headers;
mod hostname;
mod hostname_port;
mod idna;
mod integer;
mod json_body;
mod label;
pub mod limits;
mod parse;
mod plain;
mod policy;
mod port;
mod preview_url;
#[cfg(doctest)]
mod readme;
mod route;
mod sandbox;
mod sandbox_id;
mod scan;
mod scheme;
mod small_set;
mod text;
mod token;
mod token_alphabet;
mod url_scheme;

pub use base_domain::BaseDomain;
pub use error::Error;
pub use error_kind::{ErrorClass, ErrorKind};
pub use integer::Integer;
pub use json_body::JsonBody;
pub use label::sandbox_id_budget;
pub use policy::Policy;
pub use port::Port;
pub use preview_url::PreviewUrl;
pub use rand::TryCryptoRng;
pub use route::Route;
pub use sandbox::{Authorization, ExposedPort, Sandbox, StaleReason};
pub use sandbox_id::SandboxId;
pub use scheme::Scheme;
pub use token::{Token, tokens_equal};
