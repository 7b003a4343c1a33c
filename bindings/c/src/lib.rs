//! The C library: it translates between C and the core, and decides nothing.
//!
//! Each module holds the functions of one part of the header, each beginning with the one [`guard`]. References that may be NULL are
//! `Option<&T>`, so that `unsafe` is needed for texts, buffers and one array only.

#![allow(non_camel_case_types, reason = "the types bear their names of the header")]

#[cfg(panic = "abort")]
compile_error!("build with panic = \"unwind\", without which no guard turns a panic into EXPOSEPORT_INTERNAL");

mod authorization;
mod base_domain;
mod buffer;
mod build;
mod c_text;
mod error;
mod exposed_ports;
mod failure;
mod guard;
mod headers;
mod input;
mod limits;
#[cfg(feature = "test-panic")]
mod panic_test;
mod parse;
mod policy;
mod route;
mod rules;
mod sandbox;
mod scheme;
mod snapshot;
mod status;
mod version;

#[cfg(test)]
mod tests;
