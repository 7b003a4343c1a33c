//! The proxy: it forwards a request that is authorized, and WebSockets too.

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{HeaderMap, UPGRADE};
use axum::http::uri::{Authority, Scheme, Uri};
use axum::http::{StatusCode, Version};
use axum::response::{IntoResponse, Response};
use exposeport::{Route, headers};
use hyper::upgrade;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;

pub type HttpClient = Client<HttpConnector, Body>;

/// Forwards a request to the port of its preview.
pub async fn forward(
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
