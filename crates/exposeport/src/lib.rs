//! Builds, parses and authorizes preview URLs: public addresses of web servers that run in a
//! sandbox.
//!
//! ```text
//! https://8080-sandbox-abc123random4567.example.com
//!         └┬─┘ └──┬──┘ └──────┬───────┘ └────┬────┘
//!         port  sandbox id   token        base domain
//!         └──────────── label ───────┘
//! ```
//!
//! ```
//! use exposeport::{BaseDomain, Port, PreviewUrl, SandboxId, Token};
//!
//! let domain = BaseDomain::new("example.com")?;
//! let (port, id) = (Port::new(8080)?, SandboxId::new("sandbox")?);
//! let url = PreviewUrl::new(port, &id, &Token::generate()?, &domain)?;
//!
//! let route = domain.route(url.host())?;
//! assert_eq!((route.port(), route.sandbox_id()), (port, id));
//! # Ok::<(), exposeport::Error>(())
//! ```
//!
//! # Grammar
//!
//! The grammar is written in ABNF (RFC 5234). The module [`limits`] defines its limits as
//! constants.
//!
//! ```text
//! preview-url = scheme "://" host [ ":" base-port ]
//! scheme      = "http" / "https"
//! host        = label "." base-host                ; at most 253 bytes
//! label       = port "-" sandbox-id "-" token      ; at most 63 bytes
//! port        = 4*5DIGIT                           ; 1024 to 65535, no leading zero
//! sandbox-id  = id-end [ *61( id-end / "-" ) id-end ]
//! token       = 1*56id-end                         ; issued: 1 to 16; expiring signed: 22
//! id-end      = %x61-7A / DIGIT / "_"
//! base-host   = host-label *( "." host-label )     ; the last label is not a number
//! host-label  = id-end [ *61( id-end / "-" ) id-end ]
//! base-port   = 1*5DIGIT                           ; 1 to 65535, no leading zero
//! ```
//!
//! In a label, the port ends at the first hyphen and the token starts after the last one.
//!
//! - **Round trip.** Every [`PreviewUrl`] parses back to the port, id and token it was built from.
//!   Building from these parts again yields the same string.
//! - **Canonical form.** Parsing accepts uppercase letters (RFC 4343) and one trailing root dot,
//!   and returns lowercase parts. It rejects every other variation.
//!
//! # Scope
//!
//! The crate performs no I/O, reads no clock and has no global state. It does not resolve names,
//! serve requests or store anything. Only `Token::generate` and `Sandbox::expose_port` call the
//! operating system, to read entropy.
//!
//! # Features
//!
//! | feature | enables | needs an operating system |
//! |---|---|---|
//! | `std` (default) | `std` in the dependencies; the crate itself only needs `alloc` | yes |
//! | `os-entropy` (default) | tokens from the operating system's random number generator | yes |
//! | `json` (default) | JSON snapshots of a [`Sandbox`] | no |
//! | `serde` | the `serde` traits for types that hold no secret | no |
//! | `signed` | tokens that an edge verifies with a key, without a look-up | no |
//!
//! Without `std` and `os-entropy`, the crate needs a global allocator, and `alloc::sync::Arc` for
//! policies and runtime ids. Targets without compare-and-swap of pointers, such as
//! `thumbv6m-none-eabi`, lack `Arc`, so the crate does not compile for them.

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

extern crate alloc;

mod ascii;
mod base_domain;
mod error;
pub mod gateway;
mod grammar;
pub mod headers;
mod integer;
mod label;
pub mod limits;
mod parse;
mod policy;
mod port;
mod preview_url;
mod route;
mod sandbox;
mod sandbox_id;
mod scheme;
#[cfg(feature = "serde")]
mod serde_impls;
#[cfg(feature = "signed")]
pub mod signed;
mod token;

/// Runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// Runs the example of the page about gateways.
#[cfg(doctest)]
#[doc = include_str!("../gateway.md")]
mod gateway_page {}

/// Runs the example of the page about tokens.
#[cfg(all(doctest, feature = "signed"))]
#[doc = include_str!("../tokens.md")]
mod tokens_page {}

pub use base_domain::BaseDomain;
pub use error::{Error, ErrorKind, JsonBody};
#[doc(hidden)]
pub use error::{ErrorClass, JsonParts};
pub use integer::Integer;
#[doc(hidden)]
pub use integer::WideInteger;
pub use policy::{Policy, PolicyBuilder};
pub use port::Port;
#[doc(hidden)]
pub use preview_url::Redacted;
pub use preview_url::{PreviewUrl, Written};
pub use route::Route;
pub use sandbox::{
    Authorization, ExposeOptions, ExposedPort, PortName, PortState, RuntimeId, Sandbox, StaleReason,
};
#[cfg(feature = "json")]
pub use sandbox::{Dropped, Import, Runtimes};
pub use sandbox_id::SandboxId;
pub use scheme::Scheme;
pub use token::{Token, tokens_equal};
