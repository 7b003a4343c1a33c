#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod body;
mod future;
mod layer;
mod request;
mod response;

pub use self::body::ResponseBody;
pub use self::future::ResponseFuture;
pub use self::layer::{Lookup, PreviewLayer, PreviewService};
