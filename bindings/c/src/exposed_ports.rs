//! Lists of exposed ports.

use core::ffi::c_char;
use core::mem::MaybeUninit;
use std::ffi::CString;

use exposeport::ExposedPort;

use crate::base_domain::exposeport_base_domain;
use crate::ffi::{
    Failure, c_string, element, exposeport_error, exposeport_status, guard, guard_value, required,
    view,
};
use crate::sandbox::exposeport_sandbox;

/// A list of the active ports of a sandbox at the time when the list was created.
///
/// It does not reference the sandbox, which may change or be freed. Threads: a list is immutable,
/// so any number of threads may use it concurrently.
pub struct exposeport_exposed_ports(Vec<Entry>);

struct Entry {
    port: u16,
    url: CString,
    name: Option<CString>,
}

/// An exposed port: a view of an element of a list, valid until the list is freed.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_exposed_port {
    /// The URL, NUL-terminated. It contains the token.
    pub url: *const c_char,
    /// The length of the URL in bytes.
    pub url_len: usize,
    /// The name in UTF-8, NUL-terminated, or NULL if the port has none.
    pub name: *const c_char,
    /// The length of the name in bytes.
    pub name_len: usize,
    /// The port.
    pub port: u16,
}

impl Entry {
    fn new(exposed: &ExposedPort) -> Result<Self, Failure> {
        let url = c_string(exposed.url().as_str())?;
        let name = exposed.name().map(c_string).transpose()?;
        Ok(Self { port: exposed.port().get(), url, name })
    }
}

/// Creates a list of the active ports in ascending order, with their URLs on a base domain. The
/// caller frees it with exposeport_exposed_ports_free.
///
/// - EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED: the policy of the sandbox denies the base domain.
/// - EXPOSEPORT_RESERVED_PORT, EXPOSEPORT_RESERVED_SANDBOX_ID: the policy of the base domain
///   reserves a port or the sandbox id.
/// - EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG: as in exposeport_build_url.
/// - EXPOSEPORT_NULL_POINTER: sandbox, domain or out_ports is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_exposed_ports(
    sandbox: Option<&exposeport_sandbox>,
    domain: Option<&exposeport_base_domain>,
    out_ports: Option<&mut MaybeUninit<*mut exposeport_exposed_ports>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let (sandbox, domain) = (required(sandbox, "sandbox")?, required(domain, "domain")?);
        let out_ports = required(out_ports, "out_ports")?;
        let ports = sandbox.0.exposed_ports(&domain.0)?;
        let entries = ports.iter().map(Entry::new).collect::<Result<_, Failure>>()?;
        out_ports.write(Box::into_raw(Box::new(exposeport_exposed_ports(entries))));
        Ok(())
    })
}

/// Frees a list and invalidates the views of its elements. NULL is ignored.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_exposed_ports_free(ports: Option<Box<exposeport_exposed_ports>>) {
    guard_value((), || drop(ports));
}

/// Writes the length of a list.
///
/// - EXPOSEPORT_NULL_POINTER: ports or out_len is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_exposed_ports_len(
    ports: Option<&exposeport_exposed_ports>,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let ports = required(ports, "ports")?;
        required(out_len, "out_len")?.write(ports.0.len());
        Ok(())
    })
}

/// Writes a view of an element of a list.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: index is out of range.
/// - EXPOSEPORT_NULL_POINTER: ports or out_port is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_exposed_ports_get(
    ports: Option<&exposeport_exposed_ports>,
    index: usize,
    out_port: Option<&mut MaybeUninit<exposeport_exposed_port>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let (ports, out_port) = (&required(ports, "ports")?.0, required(out_port, "out_port")?);
        let Entry { port, url, name } = element(ports, index)?;
        let ((url, url_len), (name, name_len)) = (view(Some(url)), view(name.as_ref()));
        out_port.write(exposeport_exposed_port { url, url_len, name, name_len, port: *port });
        Ok(())
    })
}
