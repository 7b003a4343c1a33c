//! The parts of a request that name its host.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::gateway::{HttpVersion, RequestHost, Target};

use crate::ffi::{self, Buffer, Failure, exposeport_error, exposeport_status, guard, required};
use crate::strings::exposeport_string;

/// The parts of a request that name its host: a plain struct in caller-provided memory.
///
/// The strings must be alive during a call only. A zero-initialized struct has no valid version, so
/// its request is rejected.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_request_host {
    /// The version of HTTP: "1.1", "2" or "HTTP/1.1".
    pub version: *const c_char,
    /// The length of the version in bytes.
    pub version_len: usize,
    /// The values of all Host headers.
    pub hosts: *const exposeport_string,
    /// The number of Host headers.
    pub hosts_len: usize,
    /// The authority of a target in absolute form, or `:authority` in HTTP/2 and later. NULL if the
    /// target has none.
    pub authority: *const c_char,
    /// The length of the authority in bytes.
    pub authority_len: usize,
}

impl exposeport_request_host {
    /// Returns the parts for the core.
    ///
    /// # Safety
    /// That of [`ffi::list`], for each string and the list.
    pub(crate) unsafe fn get<'a>(&self) -> Result<RequestHost<'a>, Failure> {
        // SAFETY: the caller's promise is the same.
        let version = unsafe { ffi::bytes(self.version, self.version_len, "version") }?;
        // SAFETY: as above.
        let hosts: &[exposeport_string] =
            unsafe { ffi::list(self.hosts, self.hosts_len, "hosts") }?;
        // SAFETY: as above.
        let authority =
            unsafe { ffi::optional_bytes(self.authority, self.authority_len, "authority") }?;
        // A version that is not in UTF-8 is as invalid as an empty one.
        let version: HttpVersion = str::from_utf8(version).unwrap_or_default().parse()?;
        let mut request = RequestHost::new(version);
        if let Some(authority) = authority {
            request = request.authority(authority);
        }
        for host in hosts {
            // SAFETY: as above.
            request = request.host(unsafe { host.bytes("host") }?);
        }
        Ok(request)
    }
}

/// Writes a view of the host that decides about a request: the authority of the target, else the
/// value of Host, without spaces and tabs around it. Writes NULL if there is neither.
///
/// - EXPOSEPORT_INVALID_HOSTNAME: a version such as "1.x".
/// - EXPOSEPORT_NULL_POINTER: request or out_host is NULL, or a string of request is NULL with a
///   length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_request_host_effective(
    request: Option<&exposeport_request_host>,
    out_host: Option<&mut MaybeUninit<exposeport_string>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let request = unsafe { required(request, "request")?.get() }?;
        let out_host = required(out_host, "out_host")?;
        out_host.write(exposeport_string::view(request.effective()));
        Ok(())
    })
}

/// Splits the target of a request in HTTP/1 (RFC 9112 section 3.2). Writes a view of the authority,
/// or NULL if the target is not in absolute form, and the path with its query.
///
/// "http://www.example.com?a=1" has the path "/?a=1". A gateway forwards the path alone, since the
/// authority of a preview has its token. A buffer of target_len + 2 bytes is never too small.
/// out_buffer must not overlap target.
///
/// - EXPOSEPORT_BUFFER_TOO_SMALL: out_capacity is not greater than the length of the path.
/// - EXPOSEPORT_NULL_POINTER: out_authority is NULL, target is NULL with a length, or out_buffer is
///   NULL with a capacity.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_split_target(
    target: *const c_char,
    target_len: usize,
    out_authority: Option<&mut MaybeUninit<exposeport_string>>,
    out_buffer: *mut c_char,
    out_capacity: usize,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let target = unsafe { ffi::bytes(target, target_len, "target") }?;
        // SAFETY: as above.
        let buffer = unsafe { Buffer::new(out_buffer, out_capacity, out_len) }?;
        let out_authority = required(out_authority, "out_authority")?;
        let target = Target::parse(target);
        buffer.write(target.path())?;
        out_authority.write(exposeport_string::view(target.authority()));
        Ok(())
    })
}
