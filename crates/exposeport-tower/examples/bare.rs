//! A server with nothing but a response, for measurements: `bare PORT [SNAPSHOT]`. With a snapshot
//! of the sandbox "sandbox", the layer authorizes each request.

use std::error::Error;
use std::future::ready;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use exposeport::gateway::Gateway;
use exposeport::{BaseDomain, Sandbox, SandboxId};
use exposeport_tower::PreviewLayer;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().ok_or("the port is missing")?.parse()?;
    let application = Router::new().fallback(|| async { "ok\n" });
    let application = match arguments.next() {
        None => application,
        Some(snapshot) => {
            let sandbox = Arc::new(Sandbox::from_json(SandboxId::new("sandbox")?, snapshot)?);
            let lookup = move |id: SandboxId| {
                ready(Ok::<_, Response>((id == *sandbox.id()).then(|| sandbox.clone())))
            };
            let gateway = Gateway::new([BaseDomain::new("localhost")?]);
            application.layer(PreviewLayer::new(gateway, lookup))
        }
    };
    axum::serve(TcpListener::bind(("127.0.0.1", port)).await?, application).await?;
    Ok(())
}
