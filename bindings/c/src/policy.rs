//! Policies.

use core::ffi::c_char;
use core::mem::MaybeUninit;

use exposeport::Policy;

use crate::error::exposeport_error;
use crate::failure::{Failure, required};
use crate::guard::{guard, guard_value};
use crate::status::exposeport_status;
use crate::{input, scheme};

/// The rules that a platform may change: reserved ports and sandbox ids, refused domains, the scheme.
///
/// Make one at start-up, change it, then share it: any number of threads may use it at once as long as none changes it. It may be
/// freed as soon as the call that took it has returned, for base domains and sandboxes keep a copy. Wherever a policy is an input, NULL
/// stands for the documented rules.
pub struct exposeport_policy(Policy);

/// The rules of a policy, the documented ones where there is none.
#[inline]
pub(crate) fn rules(policy: Option<&exposeport_policy>) -> &Policy {
    policy.map_or(const { &Policy::DEFAULT }, |policy| &policy.0)
}

/// Makes a policy of the documented rules. Free it with exposeport_policy_free.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_new(
    policy: Option<&mut MaybeUninit<*mut exposeport_policy>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        required(policy, "policy")?.write(Box::into_raw(Box::new(exposeport_policy(Policy::DEFAULT))));
        Ok(())
    })
}

/// Frees a policy; NULL is harmless.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_free(policy: Option<Box<exposeport_policy>>) {
    guard_value((), || drop(policy));
}

/// Reserves a port: exposing it is EXPOSEPORT_RESERVED_PORT. A number outside 0 to 65535 is EXPOSEPORT_INVALID_PORT. A change that is refused
/// leaves the policy as it was, here and below.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_reserve_port(
    policy: Option<&mut exposeport_policy>,
    port: i64,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || change(policy, |rules| Ok(rules.reserve_port(Policy::port_number(port)?))))
}

/// Reserves a port no longer. The range of ports stays: allowing 80 makes nothing valid.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_allow_port(
    policy: Option<&mut exposeport_policy>,
    port: i64,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || change(policy, |rules| Ok(rules.allow_port(Policy::port_number(port)?))))
}

/// Reserves a sandbox id, in any case of letters.
///
/// Refusals: EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, _CHARACTER, _HYPHENS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_policy_reserve_sandbox_id(
    policy: Option<&mut exposeport_policy>,
    id: *const c_char,
    id_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let id = unsafe { input::text(id, id_len, "id") }?;
        change(policy, |rules| Ok(rules.reserve_sandbox_id(id)?))
    })
}

/// Reserves a sandbox id no longer. Refusals as in exposeport_policy_reserve_sandbox_id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_policy_allow_sandbox_id(
    policy: Option<&mut exposeport_policy>,
    id: *const c_char,
    id_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let id = unsafe { input::text(id, id_len, "id") }?;
        change(policy, |rules| Ok(rules.allow_sandbox_id(id)?))
    })
}

/// Refuses a domain and every one below it, with EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED.
///
/// Refusals: those of exposeport_base_domain_new but for EXPOSEPORT_CUSTOM_DOMAIN_REQUIRED; a port is EXPOSEPORT_INVALID_HOSTNAME_PORT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_policy_refuse_domain(
    policy: Option<&mut exposeport_policy>,
    domain: *const c_char,
    domain_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let domain = unsafe { input::text(domain, domain_len, "domain") }?;
        change(policy, |rules| Ok(rules.refuse_domain(domain)?))
    })
}

/// Refuses a domain no longer. Refusals as in exposeport_policy_refuse_domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_policy_allow_domain(
    policy: Option<&mut exposeport_policy>,
    domain: *const c_char,
    domain_len: usize,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header asks this of the caller.
        let domain = unsafe { input::text(domain, domain_len, "domain") }?;
        change(policy, |rules| Ok(rules.allow_domain(domain)?))
    })
}

/// Gives every base domain this scheme, an exposeport_scheme, localhost as well. Another number is EXPOSEPORT_INVALID_ARGUMENT.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_policy_set_scheme(
    policy: Option<&mut exposeport_policy>,
    scheme: i32,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || change(policy, |rules| Ok(rules.scheme(scheme::of_number(scheme)?))))
}

/// Changes the rules, or leaves them where the change is refused.
fn change(
    policy: Option<&mut exposeport_policy>,
    change: impl FnOnce(Policy) -> Result<Policy, Failure>,
) -> Result<(), Failure> {
    let rules = &mut required(policy, "policy")?.0;
    *rules = change(rules.clone())?;
    Ok(())
}
