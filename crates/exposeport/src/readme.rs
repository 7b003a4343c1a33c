//! Runs the README's example.

#[doc = include_str!("../README.md")]
struct Readme;
