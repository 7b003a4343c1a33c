//! A reverse proxy for preview URLs: it reads the snapshot of a sandbox for each request, and
//! forwards to the port on this machine.
//!
//! ```sh
//! cargo run -p axum-proxy -- --domain localhost --snapshots DIRECTORY --listen 127.0.0.1:8787
//! ```

use std::error::Error;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{HeaderMap, UPGRADE};
use axum::http::uri::{Authority, Scheme, Uri};
use axum::http::{StatusCode, Version};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use exposeport::gateway::Gateway;
use exposeport::{BaseDomain, Route, Sandbox, SandboxId, headers};
use exposeport_tower::PreviewLayer;
use hyper::upgrade;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;

type HttpClient = Client<HttpConnector, Body>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { domain, snapshots, listen } = Arguments::parse()?;
    let lookup = move |id: SandboxId| read(snapshots.join(format!("{id}.json")), id);
    // This process is a proxy: it removes hop-by-hop headers.
    let layer = PreviewLayer::new(Gateway::new([domain]), lookup).in_process(false);
    let client: HttpClient = Client::builder(TokioExecutor::new()).build_http();
    let application = Router::new().fallback(proxy).with_state(client).layer(layer);

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

/// Forwards a request to the port of its preview.
async fn proxy(
    State(client): State<HttpClient>,
    route: Option<Extension<Route>>,
    mut request: Request,
) -> Response {
    let Some(Extension(route)) = route else {
        return (StatusCode::NOT_FOUND, "this host is not a preview\n").into_response();
    };
    let is_upgrade = request.headers().contains_key(UPGRADE);
    let from_client = upgrade::on(&mut request);
    *request.uri_mut() = target(request.uri(), &route);
    *request.version_mut() = Version::HTTP_11;

    let mut response = match client.request(request).await {
        Ok(response) => response,
        Err(_) => {
            let message = format!("nothing answers on port {} of the sandbox\n", route.port());
            return (StatusCode::BAD_GATEWAY, message).into_response();
        }
    };
    if is_upgrade && response.status() == StatusCode::SWITCHING_PROTOCOLS {
        let from_application = upgrade::on(&mut response);
        tokio::spawn(async move {
            let (Ok(client), Ok(application)) = tokio::join!(from_client, from_application) else {
                return;
            };
            let (mut client, mut application) = (TokioIo::new(client), TokioIo::new(application));
            // Either side may close the connection at any time.
            let _ = tokio::io::copy_bidirectional(&mut client, &mut application).await;
        });
    } else {
        remove_hop_by_hop(response.headers_mut());
    }
    // A proxy sends its own version (RFC 9110 section 6.2).
    *response.version_mut() = Version::default();
    response.map(Body::new)
}

/// Returns the address of the application: a port of this machine in place of the sandbox.
fn target(uri: &Uri, route: &Route) -> Uri {
    let mut parts = uri.clone().into_parts();
    let authority = Authority::try_from(format!("127.0.0.1:{}", route.port()));
    (parts.scheme, parts.authority) = (Some(Scheme::HTTP), authority.ok());
    Uri::from_parts(parts).expect("a scheme, an authority and a path")
}

fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let listed: Vec<Vec<u8>> = headers
        .get_all("connection")
        .iter()
        .flat_map(|value| headers::connection_options(value.as_bytes()))
        .map(<[u8]>::to_ascii_lowercase)
        .collect();
    let names: Vec<_> = headers.keys().cloned().collect();
    for name in names {
        let is_listed = listed.iter().any(|option| option == name.as_str().as_bytes());
        if headers::is_hop_by_hop(&name) || is_listed {
            headers.remove(name);
        }
    }
}

struct Arguments {
    domain: BaseDomain,
    snapshots: PathBuf,
    listen: String,
}

impl Arguments {
    fn parse() -> Result<Self, Box<dyn Error>> {
        use lexopt::prelude::*;
        let (mut domain, mut snapshots, mut listen) = (None, None, "127.0.0.1:8787".to_string());
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("domain") => domain = Some(BaseDomain::new(parser.value()?.string()?)?),
                Long("snapshots") => snapshots = Some(PathBuf::from(parser.value()?)),
                Long("listen") => listen = parser.value()?.string()?,
                _ => return Err(argument.unexpected().into()),
            }
        }
        let domain = domain.ok_or("--domain is missing")?;
        Ok(Self { domain, snapshots: snapshots.ok_or("--snapshots is missing")?, listen })
    }
}
