//! Arguments: strings and integers.

mod integer;
mod text;

pub use integer::{Integer, Length};
pub use text::{Text, wrong_type};
