//! A reverse proxy for preview URLs: it forwards to the port on this machine.
//!
//! It reads the snapshot of a sandbox for each request, or verifies signed tokens with a key alone.
//!
//! ```sh
//! cargo run -p axum-proxy -- --domain localhost --snapshots DIRECTORY --listen 127.0.0.1:8787
//! cargo run -p axum-proxy -- --domain localhost --key-file FILE --listen 127.0.0.1:8787
//! ```

mod proxy;

use std::error::Error;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use exposeport::gateway::Gateway;
use exposeport::signed::{KeyRing, SigningKey};
use exposeport::{BaseDomain, Sandbox, SandboxId};
use exposeport_tower::{PreviewLayer, SignedTokens};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;

/// The threads that read snapshots. The default of tokio is 512, and each keeps its stack.
const READERS: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().max_blocking_threads(READERS).build()?.block_on(run())
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Arguments { domain, source, listen } = Arguments::parse()?;
    let gateway = Gateway::new([domain]);
    let client: proxy::HttpClient = Client::builder(TokioExecutor::new()).build_http();
    let application = Router::new().fallback(proxy::forward).with_state(client);
    // This process is a proxy: it removes hop-by-hop headers.
    let application = match source {
        Source::Keys(keys) => {
            let tokens = SignedTokens::new(keys);
            application.layer(PreviewLayer::new(gateway, tokens).in_process(false))
        }
        Source::Snapshots(snapshots) => {
            let lookup = move |id: SandboxId| read(snapshots.join(format!("{id}.json")), id);
            application.layer(PreviewLayer::new(gateway, lookup).in_process(false))
        }
    };

    let listener = TcpListener::bind(&listen).await?;
    println!("listening on {}", listener.local_addr()?);
    let stop = async { tokio::signal::ctrl_c().await.expect("a handler for Ctrl-C") };
    axum::serve(listener, application).with_graceful_shutdown(stop).await?;
    Ok(())
}

/// Reads the state of a sandbox, which the control plane has written with `to_json`.
async fn read(path: PathBuf, id: SandboxId) -> Result<Option<Arc<Sandbox>>, Response> {
    let unavailable = |message: String| (StatusCode::SERVICE_UNAVAILABLE, message).into_response();
    match tokio::fs::read(path).await {
        Ok(snapshot) => match Sandbox::from_json(id, snapshot) {
            Ok(sandbox) => Ok(Some(Arc::new(sandbox))),
            Err(error) => Err(unavailable(format!("the snapshot of {id} is invalid: {error}\n"))),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(_) => Err(unavailable("the state of the sandbox cannot be read\n".to_string())),
    }
}

struct Arguments {
    domain: BaseDomain,
    source: Source,
    listen: String,
}

/// The source of the decision whether a preview is active.
enum Source {
    Snapshots(PathBuf),
    Keys(KeyRing),
}

impl Arguments {
    fn parse() -> Result<Self, Box<dyn Error>> {
        use lexopt::prelude::*;
        let (mut domain, mut source, mut listen) = (None, None, "127.0.0.1:8787".to_string());
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("domain") => domain = Some(BaseDomain::new(parser.value()?.string()?)?),
                Long("snapshots") => source = Some(Source::Snapshots(parser.value()?.into())),
                Long("key-file") => {
                    let key = SigningKey::from_hex(std::fs::read(parser.value()?)?)?;
                    source = Some(Source::Keys(KeyRing::new(key)));
                }
                Long("listen") => listen = parser.value()?.string()?,
                _ => return Err(argument.unexpected().into()),
            }
        }
        let domain = domain.ok_or("--domain is missing")?;
        Ok(Self { domain, source: source.ok_or("--snapshots or --key-file is missing")?, listen })
    }
}
