//! The C library. It translates between C and the core, and contains no rules of its own.
//!
//! Each module except `ffi` is a section of the header. References that may be NULL are
//! `Option<&T>`, so `unsafe` is needed only for strings, buffers and one array.

#![allow(non_camel_case_types, reason = "types have the names that they have in the header")]

#[cfg(panic = "abort")]
compile_error!("build with panic = \"unwind\", so that the guard can catch a panic");

mod ffi;

// The sections, in the order of the header.
mod status;
mod version;

mod headers;

mod policy;
mod scheme;

mod capacities;
mod rules;

mod base_domain;
mod parse;
mod route;
mod url;

mod sandbox;
mod snapshot;

mod import;

mod authorization;
mod exposed_ports;
mod port_states;

mod key_ring;

mod request;
mod strings;

mod gateway;

mod rejection;

mod forward;
mod header_list;

#[cfg(feature = "test-panic")]
mod panic_test;

#[cfg(test)]
mod tests;
