//! Policies.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::{Policy, PolicyBuilder};

use crate::ffi::{
    self, Failure, exposeport_error, exposeport_status, guard, guard_value, required,
};
use crate::scheme;

/// The rules that a platform may change: reserved ports, reserved sandbox ids, denied domains and
/// the scheme.
///
/// By default, port 3000 and the sandbox ids www, api, admin, root, system, cloudflare and workers
/// are reserved, and the domain workers.dev and its subdomains are denied. Every function that
/// takes a const policy accepts NULL for the default policy.
///
/// Base domains and sandboxes copy their policy, so the caller may free it after the call that
/// takes it. Threads: a function that changes or frees a policy needs exclusive access to it. All
/// other functions may run concurrently.
pub struct exposeport_policy(Policy);

/// Returns the policy, or the default one for NULL.
#[inline]
pub(crate) fn or_default(policy: Option<&exposeport_policy>) -> &Policy {
    policy.map_or(const { &Policy::DEFAULT }, |policy| &policy.0)
}

/// Creates a policy with the default rules. The caller frees it with exposeport_policy_free.
///
/// - EXPOSEPORT_NULL_POINTER: out_policy is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_new(
    out_policy: Option<&mut MaybeUninit<*mut exposeport_policy>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let policy = Box::new(exposeport_policy(Policy::DEFAULT));
        required(out_policy, "out_policy")?.write(Box::into_raw(policy));
        Ok(())
    })
}

/// Frees a policy. NULL is ignored.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_free(policy: Option<Box<exposeport_policy>>) {
    guard_value((), || drop(policy));
}

/// Reserves a port, which is then rejected with EXPOSEPORT_RESERVED_PORT.
///
/// If this or another function that changes a policy fails, the policy is unchanged.
///
/// - EXPOSEPORT_INVALID_PORT: a number outside 0 to 65535.
/// - EXPOSEPORT_NULL_POINTER: policy is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_reserve_port(
    policy: Option<&mut exposeport_policy>,
    port: i64,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || change(policy, |rules| Ok(rules.reserve_port(port))))
}

/// Removes a port from the reserved ports.
///
/// The range of ports is fixed, so removing 80 has no effect. The errors are the same as those of
/// exposeport_policy_reserve_port.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_unreserve_port(
    policy: Option<&mut exposeport_policy>,
    port: i64,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || change(policy, |rules| Ok(rules.unreserve_port(port))))
}

/// Reserves a sandbox id. Ids that match it, ignoring case, are rejected with
/// EXPOSEPORT_RESERVED_SANDBOX_ID.
///
/// - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH: an empty id, or more than 63 characters.
/// - EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER: "my app".
/// - EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS: "-app", "app-".
/// - EXPOSEPORT_NULL_POINTER: policy is NULL, or id is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_policy_reserve_sandbox_id(
    policy: Option<&mut exposeport_policy>,
    id: *const c_char,
    id_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        change(policy, |rules| Ok(rules.reserve_sandbox_id(id)))
    })
}

/// Removes a sandbox id from the reserved ids.
///
/// The errors are the same as those of exposeport_policy_reserve_sandbox_id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_policy_unreserve_sandbox_id(
    policy: Option<&mut exposeport_policy>,
    id: *const c_char,
    id_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        change(policy, |rules| Ok(rules.unreserve_sandbox_id(id)))
    })
}

/// Adds a domain to the denylist. It and its subdomains are then rejected with
/// EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED.
///
/// - EXPOSEPORT_INVALID_HOSTNAME: "a..b".
/// - EXPOSEPORT_INVALID_HOSTNAME_PORT: a domain with a port, "example.com:8443".
/// - EXPOSEPORT_HOSTNAME_IS_IP_ADDRESS: "127.0.0.1".
/// - EXPOSEPORT_HOSTNAME_TOO_LONG: a label over 63 bytes, or a host over 244.
/// - EXPOSEPORT_NULL_POINTER: policy is NULL, or domain is NULL with a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_policy_deny_domain(
    policy: Option<&mut exposeport_policy>,
    domain: *const c_char,
    domain_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let domain = unsafe { ffi::bytes(domain, domain_len, "domain") }?;
        change(policy, |rules| Ok(rules.deny_domain(domain)))
    })
}

/// Removes a domain from the denylist. Only an exact entry is removed.
///
/// The errors are the same as those of exposeport_policy_deny_domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_policy_undeny_domain(
    policy: Option<&mut exposeport_policy>,
    domain: *const c_char,
    domain_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let domain = unsafe { ffi::bytes(domain, domain_len, "domain") }?;
        change(policy, |rules| Ok(rules.undeny_domain(domain)))
    })
}

/// Sets the scheme, an exposeport_scheme, of every base domain, including localhost.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: any other number.
/// - EXPOSEPORT_NULL_POINTER: policy is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_set_scheme(
    policy: Option<&mut exposeport_policy>,
    scheme: i32,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || change(policy, |rules| Ok(rules.scheme(scheme::from_number(scheme)?))))
}

/// Applies a change to a policy. If the change fails, the policy is unchanged.
fn change(
    policy: Option<&mut exposeport_policy>,
    change: impl FnOnce(PolicyBuilder) -> Result<PolicyBuilder, Failure>,
) -> Result<(), Failure> {
    let policy = &mut required(policy, "policy")?.0;
    *policy = change(policy.to_builder())?.build()?;
    Ok(())
}
