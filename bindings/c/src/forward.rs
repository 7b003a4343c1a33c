//! The headers of a request that is sent on.

use core::mem::MaybeUninit;

use exposeport::gateway::{self, ApplicationHost, Forward};

use crate::ffi::{Failure, exposeport_error, exposeport_status, guard, required};
use crate::gateway::{exposeport_gateway, exposeport_preview};
use crate::header_list::{exposeport_header_view, exposeport_headers};
use crate::request::exposeport_request_host;
use crate::scheme;

/// The Host that an application receives.
#[derive(Clone, Copy)]
#[repr(i32)]
pub enum exposeport_application_host {
    /// The host of the preview URL, in lowercase.
    EXPOSEPORT_APPLICATION_HOST_PREVIEW = 0,
    /// "localhost" and the port of the sandbox, as 0.12 of the reference sends it.
    EXPOSEPORT_APPLICATION_HOST_LOCALHOST = 1,
}

/// The options of exposeport_gateway_forward: a plain struct in caller-provided memory.
///
/// A zero-initialized struct is that of a proxy that does not send the token. Only scheme has to be
/// set.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_forward_options {
    /// The scheme of the client's request, an exposeport_scheme. 0 is not a valid value.
    pub scheme: i32,
    /// The Host that the application receives, an exposeport_application_host.
    pub host: i32,
    /// Sends the token to the application, which then can do what its holder can.
    pub with_token: bool,
    /// Keeps hop-by-hop headers, for an application in the process of the gateway.
    pub in_process: bool,
}

impl exposeport_forward_options {
    fn get(&self) -> Result<Forward, Failure> {
        const PREVIEW: i32 =
            exposeport_application_host::EXPOSEPORT_APPLICATION_HOST_PREVIEW as i32;
        const LOCALHOST: i32 =
            exposeport_application_host::EXPOSEPORT_APPLICATION_HOST_LOCALHOST as i32;
        let host = match self.host {
            PREVIEW => ApplicationHost::Preview,
            LOCALHOST => ApplicationHost::Localhost,
            _ => {
                return Err(Failure::InvalidArgument(
                    "invalid application host, expected EXPOSEPORT_APPLICATION_HOST_PREVIEW or \
                     EXPOSEPORT_APPLICATION_HOST_LOCALHOST",
                ));
            }
        };
        let options = Forward::new(scheme::from_number(self.scheme)?).host(host);
        Ok(options.with_token(self.with_token).in_process(self.in_process))
    }
}

/// Creates the list of the headers for the application from the headers_len headers of the client.
/// The caller frees it with exposeport_headers_free.
///
/// Plain requests and upgrades are forwarded by the same rules:
/// - Internal headers, X-Forwarded-Host and X-Forwarded-Proto of the client are removed, and
///   internal names are removed from Connection.
/// - Host, X-Forwarded-Host, X-Forwarded-Proto and the internal headers are set.
/// - For a proxy, hop-by-hop headers and those that Connection lists are removed, except
///   Connection: upgrade and Upgrade of an upgrade.
///
/// preview is that of exposeport_gateway_route of this gateway, after exposeport_preview_authorize.
/// Its parts are checked again.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: a preview that this gateway cannot have written, a scheme of 0,
///   or a number that is not one of the enums of the options.
/// - EXPOSEPORT_NULL_POINTER: gateway, preview, options or out_headers is NULL, or headers or a
///   string in it is NULL with a length.
/// - Every error of exposeport_route_build_url about port, sandbox id, token and label, if the
///   caller has written the preview.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_gateway_forward(
    gateway: Option<&exposeport_gateway>,
    preview: Option<&exposeport_preview>,
    headers: *const exposeport_header_view,
    headers_len: usize,
    options: Option<&exposeport_forward_options>,
    out_headers: Option<&mut MaybeUninit<*mut exposeport_headers>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let received = unsafe { exposeport_header_view::list(headers, headers_len) }?;
        let gateway = &required(gateway, "gateway")?.0;
        let preview = required(preview, "preview")?;
        let options = required(options, "options")?;
        let out_headers = required(out_headers, "out_headers")?;
        let (preview, options) = (preview.get(gateway)?, options.get()?);
        exposeport_headers::write(out_headers, &preview.forward(&received, options));
        Ok(())
    })
}

/// Creates the list of the headers of a request that belongs to another application. The caller
/// frees it with exposeport_headers_free.
///
/// Internal headers are removed. If request has an authority, it replaces Host (RFC 9112 section
/// 3.2.2). For a proxy (in_process is false), the headers of the connection are removed as in
/// exposeport_gateway_forward.
///
/// - EXPOSEPORT_INVALID_HOSTNAME: a version such as "1.x".
/// - EXPOSEPORT_NULL_POINTER: request or out_headers is NULL, or headers or a string is NULL with a
///   length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_pass_through(
    request: Option<&exposeport_request_host>,
    headers: *const exposeport_header_view,
    headers_len: usize,
    in_process: bool,
    out_headers: Option<&mut MaybeUninit<*mut exposeport_headers>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let received = unsafe { exposeport_header_view::list(headers, headers_len) }?;
        // SAFETY: as above.
        let request = unsafe { required(request, "request")?.get() }?;
        let out_headers = required(out_headers, "out_headers")?;
        let headers = gateway::pass_through(&request, &received, in_process);
        exposeport_headers::write(out_headers, &headers);
        Ok(())
    })
}
