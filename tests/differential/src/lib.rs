//! Compares base domains with other implementations of "domain to ASCII". Every difference must
//! have exactly one reason, a rule of the specification.

pub mod faults;
pub mod hosts;
pub mod reasons;
