//! Every sandbox that is read from a snapshot can be written and read back.

#![no_main]

use exposeport::{Sandbox, SandboxId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| {
    let id = SandboxId::new("sandbox").expect("a valid id");
    let Ok(sandbox) = Sandbox::from_json(id, document) else { return };
    let written = sandbox.to_json();
    let again = Sandbox::from_json(id, &written).expect("its own snapshot");
    assert_eq!(again.to_json(), written);
});
