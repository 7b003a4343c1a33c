//! Arguments: strings, integers and times.

mod integer;
mod text;
mod time;

pub use integer::{Integer, Length};
pub use text::{Text, wrong_type};
pub use time::{Context, Lifetime, Time};
