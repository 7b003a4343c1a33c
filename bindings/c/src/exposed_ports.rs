//! Lists of exposed ports.

use core::ffi::c_char;
use core::mem::MaybeUninit;
use core::ptr;

use exposeport::ExposedPort;

use crate::base_domain::exposeport_base_domain;
use crate::error::exposeport_error;
use crate::failure::{Failure, required};
use crate::guard::{guard, guard_value};
use crate::sandbox::exposeport_sandbox;
use crate::status::exposeport_status;

/// The ports of a sandbox that were active at one moment. Nothing changes it, so any number of threads may use it at once; it does not
/// need the sandbox any more.
pub struct exposeport_exposed_ports(Vec<Entry>);

struct Entry {
    port: u16,
    url: TextWithNul,
    name: Option<TextWithNul>,
}

/// An exposed port: a view of an element of a list, alive as long as the list.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_exposed_port {
    /// Its URL, which holds the token; NUL-terminated.
    pub url: *const c_char,
    /// The octets of the URL.
    pub url_len: usize,
    /// Its name, NULL for none: UTF-8, NUL-terminated, but it may hold a NUL of its own.
    pub name: *const c_char,
    /// The octets of the name.
    pub name_len: usize,
    /// Its port.
    pub port: u16,
}

/// A text with one more octet, a NUL.
struct TextWithNul(Box<str>);

impl TextWithNul {
    fn new(text: &str) -> Self {
        Self([text, "\0"].concat().into_boxed_str())
    }

    const fn as_ptr(&self) -> *const c_char {
        self.0.as_ptr().cast()
    }

    const fn len(&self) -> usize {
        self.0.len() - 1
    }
}

impl From<&ExposedPort> for Entry {
    fn from(exposed: &ExposedPort) -> Self {
        let url = TextWithNul::new(exposed.url().as_str());
        Self { port: exposed.port().get(), url, name: exposed.name().map(TextWithNul::new) }
    }
}

/// Makes a list of the ports that are active, by their numbers, with their URLs on a base domain. Free it with
/// exposeport_exposed_ports_free.
///
/// Refusals: EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED, EXPOSEPORT_RESERVED_PORT and EXPOSEPORT_RESERVED_SANDBOX_ID by the policy of the base
/// domain, EXPOSEPORT_LABEL_TOO_LONG, EXPOSEPORT_HOSTNAME_TOO_LONG.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_sandbox_exposed_ports(
    sandbox: Option<&exposeport_sandbox>,
    domain: Option<&exposeport_base_domain>,
    ports: Option<&mut MaybeUninit<*mut exposeport_exposed_ports>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let (sandbox, domain) = (required(sandbox, "sandbox")?, required(domain, "domain")?);
        let ports = required(ports, "ports")?;
        let list = sandbox.0.exposed_ports(&domain.0)?.iter().map(Entry::from).collect();
        ports.write(Box::into_raw(Box::new(exposeport_exposed_ports(list))));
        Ok(())
    })
}

/// Frees a list and what was got from it; NULL is harmless.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_exposed_ports_free(ports: Option<Box<exposeport_exposed_ports>>) {
    guard_value((), || drop(ports));
}

/// Writes how many ports a list has.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_exposed_ports_len(
    ports: Option<&exposeport_exposed_ports>,
    count: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let ports = required(ports, "ports")?;
        required(count, "count")?.write(ports.0.len());
        Ok(())
    })
}

/// Writes a view of an element of a list; an index that is not below its length is EXPOSEPORT_INVALID_ARGUMENT.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_exposed_ports_get(
    ports: Option<&exposeport_exposed_ports>,
    index: usize,
    exposed: Option<&mut MaybeUninit<exposeport_exposed_port>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let (ports, exposed) = (required(ports, "ports")?, required(exposed, "exposed")?);
        let entry = ports.0.get(index).ok_or(Failure::NoElement { index, len: ports.0.len() })?;
        exposed.write(exposeport_exposed_port {
            url: entry.url.as_ptr(),
            url_len: entry.url.len(),
            name: entry.name.as_ref().map_or(ptr::null(), TextWithNul::as_ptr),
            name_len: entry.name.as_ref().map_or(0, TextWithNul::len),
            port: entry.port,
        });
        Ok(())
    })
}
