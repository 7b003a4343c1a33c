#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod authorize;
mod body;
mod future;
mod layer;
mod options;
mod request;
mod response;
mod service;
#[cfg(feature = "signed")]
mod signed;

pub use self::authorize::Authorize;
pub use self::body::ResponseBody;
pub use self::future::ResponseFuture;
pub use self::layer::PreviewLayer;
pub use self::service::PreviewService;
#[cfg(feature = "signed")]
pub use self::signed::{Signed, SignedTokens};
