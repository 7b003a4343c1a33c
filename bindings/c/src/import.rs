//! Imports what sandbox-sdk has stored, and lists dropped entries.

use core::ffi::c_char;
use core::mem::MaybeUninit;
use std::ffi::CString;

use exposeport::{Dropped, Runtimes, Sandbox};

use crate::ffi::{
    self, Failure, c_string, element, exposeport_error, exposeport_status, guard, guard_value,
    required, view,
};
use crate::policy::{self, exposeport_policy};
use crate::rules;
use crate::sandbox::exposeport_sandbox;

/// The runtime model of a stored document. The document does not contain it. 0 is not a valid
/// value, so a zero-initialized variable never selects a model.
#[derive(Clone, Copy)]
#[repr(i32)]
pub enum exposeport_runtimes {
    /// The storage contains the current runtime and the activations, as sandbox-sdk 0.12 writes
    /// them. Without currentRuntimeIdentity, the runtime is stopped and no port is active.
    EXPOSEPORT_RUNTIMES_TRACKED = 1,
    /// The storage contains tokens only, as the 1.0 guide of sandbox-sdk writes them. Every port is
    /// active. activePreviewPorts and currentRuntimeIdentity are ignored.
    EXPOSEPORT_RUNTIMES_UNTRACKED = 2,
}

/// Returns the runtime model with this number.
fn from_number(number: i32) -> Result<Runtimes, Failure> {
    const TRACKED: i32 = exposeport_runtimes::EXPOSEPORT_RUNTIMES_TRACKED as i32;
    const UNTRACKED: i32 = exposeport_runtimes::EXPOSEPORT_RUNTIMES_UNTRACKED as i32;
    match number {
        TRACKED => Ok(Runtimes::Tracked),
        UNTRACKED => Ok(Runtimes::Untracked),
        _ => Err(Failure::InvalidArgument(
            "invalid runtimes, expected EXPOSEPORT_RUNTIMES_TRACKED or \
             EXPOSEPORT_RUNTIMES_UNTRACKED",
        )),
    }
}

/// A list of the entries that an import dropped.
///
/// It does not refer to the sandbox or to the document. Threads: a list is immutable, so any
/// number of threads may use it concurrently.
pub struct exposeport_dropped_entries(Vec<Entry>);

struct Entry {
    place: CString,
    message: CString,
    status: exposeport_status,
}

/// An entry that an import dropped: a view of an element of a list, valid until the list is freed.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct exposeport_dropped_entry {
    /// The place of the entry, NUL-terminated: `portTokens["8080"].name`. If the key is not a port,
    /// it is the index: `portTokens, entry 2`.
    pub place: *const c_char,
    /// The length of the place in bytes.
    pub place_len: usize,
    /// The permanent code, such as "INVALID_PORT". A static string.
    pub code: *const c_char,
    /// The message, in UTF-8 and NUL-terminated. It contains no token.
    pub message: *const c_char,
    /// The length of the message in bytes.
    pub message_len: usize,
    /// The status of the rule that the entry breaks.
    pub status: exposeport_status,
}

impl Entry {
    fn new(dropped: &Dropped) -> Result<Self, Failure> {
        let (place, error) = (dropped.place(), dropped.error());
        let (place, message) = (c_string(place)?, c_string(&error.to_string())?);
        Ok(Self { place, message, status: error.kind().into() })
    }
}

/// Imports what Cloudflare's sandbox-sdk has stored. Creates a sandbox, and a list of the entries
/// that were dropped. The caller frees them with exposeport_sandbox_free and
/// exposeport_dropped_entries_free.
///
/// The document is the storage of a sandbox as JSON, written by any version, or the value of
/// portTokens alone. A malformed entry is dropped and listed, and does not fail the import. Ports
/// are imported in ascending order. runtimes is an exposeport_runtimes. If normalize is true, ASCII
/// letters of the id are lowercased first. A NULL policy selects the default policy.
///
/// - EXPOSEPORT_INVALID_SANDBOX_ID_LENGTH, EXPOSEPORT_INVALID_SANDBOX_ID_CHARACTER,
///   EXPOSEPORT_INVALID_SANDBOX_ID_HYPHENS, EXPOSEPORT_RESERVED_SANDBOX_ID,
///   EXPOSEPORT_UPPERCASE_SANDBOX_ID: as in exposeport_validate_sandbox_id.
/// - EXPOSEPORT_INVALID_SNAPSHOT: "[]", {"portTokens": 1}, {"activePreviewPorts": 1}, more than
///   4 MiB, or more than 32 levels. The message names the place.
/// - EXPOSEPORT_INVALID_ARGUMENT: runtimes is 0 or another number that is not an
///   exposeport_runtimes.
/// - EXPOSEPORT_NULL_POINTER: out_sandbox or out_dropped is NULL, or id or document is NULL with a
///   length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn exposeport_sandbox_import_storage(
    id: *const c_char,
    id_len: usize,
    normalize: bool,
    document: *const c_char,
    document_len: usize,
    runtimes: i32,
    policy: Option<&exposeport_policy>,
    out_sandbox: Option<&mut MaybeUninit<*mut exposeport_sandbox>>,
    out_dropped: Option<&mut MaybeUninit<*mut exposeport_dropped_entries>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        // SAFETY: the header requires it of the caller.
        let id = unsafe { ffi::bytes(id, id_len, "id") }?;
        // SAFETY: as above.
        let document = unsafe { ffi::bytes(document, document_len, "document") }?;
        let out_sandbox = required(out_sandbox, "out_sandbox")?;
        let out_dropped = required(out_dropped, "out_dropped")?;
        let runtimes = from_number(runtimes)?;
        let policy = policy::or_default(policy);
        let id = rules::sandbox_id(id, normalize, policy)?;
        let import = Sandbox::import_storage(id, document, runtimes, policy.clone())?;
        let entries = import.dropped.iter().map(Entry::new).collect::<Result<_, Failure>>()?;
        out_dropped.write(Box::into_raw(Box::new(exposeport_dropped_entries(entries))));
        out_sandbox.write(Box::into_raw(Box::new(exposeport_sandbox(import.sandbox))));
        Ok(())
    })
}

/// Frees a list. Views of its elements are invalid afterwards. NULL is ignored.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_dropped_entries_free(
    dropped: Option<Box<exposeport_dropped_entries>>,
) {
    guard_value((), || drop(dropped));
}

/// Writes the length of a list, which is 0 if nothing was dropped.
///
/// - EXPOSEPORT_NULL_POINTER: dropped or out_len is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_dropped_entries_len(
    dropped: Option<&exposeport_dropped_entries>,
    out_len: Option<&mut MaybeUninit<usize>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let dropped = required(dropped, "dropped")?;
        required(out_len, "out_len")?.write(dropped.0.len());
        Ok(())
    })
}

/// Writes a view of an element of a list.
///
/// - EXPOSEPORT_INVALID_ARGUMENT: index is not less than the length of the list.
/// - EXPOSEPORT_NULL_POINTER: dropped or out_entry is NULL.
#[unsafe(no_mangle)]
pub extern "C" fn exposeport_dropped_entries_get(
    dropped: Option<&exposeport_dropped_entries>,
    index: usize,
    out_entry: Option<&mut MaybeUninit<exposeport_dropped_entry>>,
    error: Option<&mut MaybeUninit<exposeport_error>>,
) -> exposeport_status {
    guard(error, || {
        let dropped = &required(dropped, "dropped")?.0;
        let out_entry = required(out_entry, "out_entry")?;
        let entry = element(dropped, index)?;
        let (place, place_len) = view(Some(&entry.place));
        let (message, message_len) = view(Some(&entry.message));
        let (code, status) = (ffi::code(entry.status as i32), entry.status);
        out_entry.write(exposeport_dropped_entry {
            place,
            place_len,
            code,
            message,
            message_len,
            status,
        });
        Ok(())
    })
}
