//! Gateways: the decision about a request, in two steps.

use core::ffi::{c_char, c_void};
use core::mem::MaybeUninit;

use exposeport::gateway::{Decision, Gateway, InvalidHosts, Preview};

use crate::base_domain::exposeport_base_domain;
use crate::ffi::{
    self, Failure, exposeport_error, exposeport_status, guard, guard_rejection, guard_value,
    required,
};
use crate::key_ring::{exposeport_key_ring, write_expiry};
use crate::rejection::{Rejected, exposeport_rejection};
use crate::request::exposeport_request_host;
use crate::route::exposeport_route;
use crate::sandbox::exposeport_sandbox;

/// The base domains of a gateway, and its options.
///
/// Threads: a gateway is immutable, so any number of threads may use it concurrently. Create it
/// once at startup and share it.
pub struct exposeport_gateway(pub(crate) Gateway);

/// The decision about a preview-shaped host that breaks a rule, such as "3000-a-b.example.com".
#[derive(Clone, Copy)]
#[repr(i32)]
pub enum exposeport_invalid_hosts {
    /// The request is rejected with the code of the rule.
    EXPOSEPORT_INVALID_HOSTS_REJECT = 0,
    /// The request belongs to another application.
    EXPOSEPORT_INVALID_HOSTS_PASS_THROUGH = 1,
}

/// The decision about the host of a request. A zero-initialized one never lets a request pass, and
/// an unknown number is a rejection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum exposeport_decision {
    /// The request is rejected.
    EXPOSEPORT_DECISION_REJECT = 0,
    /// The request belongs to another application. See exposeport_pass_through.
    EXPOSEPORT_DECISION_PASS_THROUGH = 1,
    /// The request is for a preview, and has to be authorized.
    EXPOSEPORT_DECISION_PREVIEW = 2,
}

use exposeport_decision::{
    EXPOSEPORT_DECISION_PASS_THROUGH, EXPOSEPORT_DECISION_PREVIEW, EXPOSEPORT_DECISION_REJECT,
};

/// A request for a preview: a plain struct in caller-provided memory.
///
/// It may be copied and needs no cleanup. A zero-initialized one is never authorized.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_preview {
    /// The route. Its token is a secret.
    pub route: exposeport_route,
    /// The index of the base domain in the gateway.
    pub domain: usize,
}

/// Returns the option with this number.
fn from_number(number: i32) -> Result<InvalidHosts, Failure> {
    const REJECT: i32 = exposeport_invalid_hosts::EXPOSEPORT_INVALID_HOSTS_REJECT as i32;
    const PASS_THROUGH: i32 =
        exposeport_invalid_hosts::EXPOSEPORT_INVALID_HOSTS_PASS_THROUGH as i32;
    match number {
        REJECT => Ok(InvalidHosts::Reject),
        PASS_THROUGH => Ok(InvalidHosts::PassThrough),
        _ => Err(Failure::InvalidArgument(
            "invalid hosts option, expected EXPOSEPORT_INVALID_HOSTS_REJECT or \
             EXPOSEPORT_INVALID_HOSTS_PASS_THROUGH",
        )),
    }
}

/// Creates a gateway for an array of domains_len base domains. The caller frees it with
/// exposeport_gateway_free.
///
/// The base domains are copied, so they may be freed. invalid_hosts is an exposeport_invalid_hosts.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: a number that is not an exposeport_invalid_hosts.
/// - EXPOSEPORT_NULL_POINTER: out_gateway or a base domain is NULL, or domains is NULL with a
///   length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_gateway_new(
    domains: *const Option<&exposeport_base_domain>,
    domains_len: usize,
    invalid_hosts: i32,
    out_gateway: Option<&mut MaybeUninit<*mut exposeport_gateway>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires `domains_len` handles, each NULL or alive.
        let domains = unsafe { ffi::list(domains, domains_len, "domains") }?;
        let out_gateway = required(out_gateway, "out_gateway")?;
        if let Some(index) = domains.iter().position(Option::is_none) {
            return Err(Failure::NullDomain(index));
        }
        let domains = domains.iter().flatten().map(|domain| domain.0.clone());
        let gateway = Gateway::new(domains).with_invalid_hosts(from_number(invalid_hosts)?);
        out_gateway.write(Box::into_raw(Box::new(exposeport_gateway(gateway))));
        Ok(())
    })
}

/// Frees a gateway. NULL is ignored.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_gateway_free(gateway: Option<Box<exposeport_gateway>>) {
    guard_value((), || drop(gateway));
}

/// Decides about the host of a request: the first of two steps.
///
/// The first rule that applies decides:
/// 1. More than one Host, or neither Host nor an authority in HTTP/1.1 or later, is rejected with
///    EXPOSEPORT_INVALID_HOSTNAME (RFC 9112 section 3.2).
/// 2. The authority replaces Host (RFC 9112 section 3.2.2). If it is a preview host and a different
///    Host is present, the request is rejected with EXPOSEPORT_INVALID_HOSTNAME.
/// 3. A host that is not under one of the base domains, or not preview-shaped, belongs to another
///    application: EXPOSEPORT_DECISION_PASS_THROUGH.
/// 4. A preview-shaped host that breaks a rule is rejected with the status of that rule, or belongs
///    to another application: see exposeport_invalid_hosts.
/// 5. Any other request is for a preview: EXPOSEPORT_DECISION_PREVIEW. out_preview is written, and
///    the second step is exposeport_preview_authorize, or exposeport_preview_verify with signed
///    tokens.
///
/// If the decision is EXPOSEPORT_DECISION_REJECT, out_rejection is written unless it is NULL. The
/// request is also rejected after a panic, and with EXPOSEPORT_NULL_POINTER if gateway, request or
/// out_preview is NULL, or if a string of request is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_gateway_route(
    gateway: Option<&exposeport_gateway>,
    request: Option<&exposeport_request_host>,
    out_preview: Option<&mut MaybeUninit<exposeport_preview>>,
    out_rejection: Option<&mut MaybeUninit<exposeport_rejection>>,
) -> exposeport_decision {
    guard_rejection(out_rejection, EXPOSEPORT_DECISION_REJECT, Rejected::write, || {
        let gateway = &required(gateway, "gateway")?.0;
        // SAFETY: the header requires it of the caller.
        let request = unsafe { required(request, "request")?.get() }?;
        let out_preview = required(out_preview, "out_preview")?;
        match gateway.route(&request) {
            Decision::PassThrough => Ok(EXPOSEPORT_DECISION_PASS_THROUGH),
            Decision::Preview(preview) => {
                let route = *exposeport_route::write(&mut MaybeUninit::uninit(), preview.route());
                out_preview.write(exposeport_preview { route, domain: preview.domain() });
                Ok(EXPOSEPORT_DECISION_PREVIEW)
            }
            Decision::Reject(rejection) => Err(Rejected::new(&rejection)),
        }
    })
}

/// Returns true if a request for a preview may pass: the second of two steps.
///
/// sandbox is the sandbox with the id of the route, or NULL if there is none. An unknown sandbox is
/// rejected exactly as an unknown port is. The caller starts or wakes a sandbox only after this
/// step.
///
/// If the request may not pass, out_rejection is written unless it is NULL:
/// - EXPOSEPORT_INVALID_TOKEN (404): an unknown sandbox, an unknown port, a wrong token.
/// - EXPOSEPORT_STALE_PREVIEW_URL (410): the port is not exposed under the current runtime.
/// - EXPOSEPORT_INVALID_ARGUMENT (500): a length of the route exceeds its array.
/// - EXPOSEPORT_NULL_POINTER (500): preview is NULL.
/// - EXPOSEPORT_INTERNAL (500): a panic.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_preview_authorize(
    preview: Option<&exposeport_preview>,
    sandbox: Option<&exposeport_sandbox>,
    out_rejection: Option<&mut MaybeUninit<exposeport_rejection>>,
) -> bool {
    guard_rejection(out_rejection, false, Rejected::write, || {
        let route = &required(preview, "preview")?.route;
        let (sandbox, id, token) =
            (sandbox.map(|sandbox| &sandbox.0), route.sandbox_id()?, route.token()?);
        Preview::authorize_parts(sandbox, route.port, id, token)
            .map_err(|rejection| Rejected::new(&rejection))?;
        Ok(true)
    })
}

/// A function of the caller that returns true for a signed token that is denied before its expiry.
/// It compares the token and not the whole route, since the client chooses base_port.
///
/// route is that of the request, and valid during the call. data is that of
/// exposeport_preview_verify. The function must return: it must not throw an exception, and not
/// leave by longjmp. It may call this library, but must not change or free a handle of the call.
pub type exposeport_is_denied =
    Option<unsafe extern "C" fn(route: &exposeport_route, data: *mut c_void) -> bool>;

/// Returns true if a key of the ring has signed the token of a request: the second of two steps,
/// without a sandbox.
///
/// context is that of the signature, and now is in seconds of Unix time. is_denied may be NULL. It
/// is called last and at most once, for a token that is otherwise valid, in the thread of the call.
/// data is passed to it unchanged.
///
/// If the request may pass, the expiry of the token is written to out_expires, and 0 for a
/// permanent token. out_expires may be NULL. A gateway closes a connection that is open at this
/// time.
///
/// If the request may not pass, out_rejection is written unless it is NULL:
/// - EXPOSEPORT_INVALID_TOKEN (404): no key of the ring has signed the token.
/// - EXPOSEPORT_TOKEN_EXPIRED (410): the token has expired, or is denied.
/// - EXPOSEPORT_INVALID_ARGUMENT (500): a length of the route exceeds its array.
/// - EXPOSEPORT_NULL_POINTER (500): preview or ring is NULL, or context is NULL with a length.
/// - EXPOSEPORT_INTERNAL (500): a panic.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_preview_verify(
    preview: Option<&exposeport_preview>,
    ring: Option<&exposeport_key_ring>,
    context: *const c_char,
    context_len: usize,
    now: u64,
    is_denied: exposeport_is_denied,
    data: *mut c_void,
    out_expires: Option<&mut MaybeUninit<u64>>,
    out_rejection: Option<&mut MaybeUninit<exposeport_rejection>>,
) -> bool {
    guard_rejection(out_rejection, false, Rejected::write, || {
        // SAFETY: the header requires it of the caller.
        let context = unsafe { ffi::bytes(context, context_len, "context") }?;
        let route = &required(preview, "preview")?.route;
        let verification = required(ring, "ring")?.verify(route, context, now)?;
        let expiry = Preview::verified(verification, || match is_denied {
            // SAFETY: the header requires a function that may be called with `data`.
            Some(is_denied) => unsafe { is_denied(route, data) },
            None => false,
        })
        .map_err(|rejection| Rejected::new(&rejection))?;
        write_expiry(out_expires, expiry);
        Ok(true)
    })
}

impl exposeport_preview {
    /// Returns the preview of a struct that the caller may have written.
    pub(crate) fn get<'g>(&self, gateway: &'g Gateway) -> Result<Preview<'g>, Failure> {
        const MESSAGE: &str = "preview was not written by this gateway: it has no such base domain";
        let domain = gateway.domains().get(self.domain);
        let domain = domain.ok_or(Failure::InvalidArgument(MESSAGE))?;
        Ok(Preview::from_parts(self.route.get(domain.policy())?, self.domain, domain))
    }
}
