//! Every kind of the core has its number, and every exported function goes through the guard.

use std::ffi::CStr;
use std::path::Path;
use std::{env, fs};

use exposeport::ErrorKind;

use crate::status::{code, exposeport_status, http};

#[test]
fn every_kind_has_the_number_of_its_place() {
    for (index, &kind) in ErrorKind::ALL.iter().enumerate() {
        let status = exposeport_status::from(kind) as i32;
        assert_eq!(status, index as i32 + 1, "{kind}");
        assert_eq!(http(status), kind.http_status(), "{kind}");
        // SAFETY: the codes are static and NUL-terminated.
        let code = unsafe { CStr::from_ptr(code(status)) };
        assert_eq!(code.to_str(), Ok(kind.code()));
        // What a variant is called in the header.
        assert_eq!(format!("{:?}", exposeport_status::from(kind)), format!("EXPOSEPORT_{kind}"));
    }
    let after = ErrorKind::ALL.len() as i32 + 1;
    for number in [-1, after, 99, 105, i32::MIN, i32::MAX] {
        assert!(code(number).is_null());
        assert_eq!(http(number), 0);
    }
}

#[test]
fn every_exported_function_is_a_call_of_the_guard() {
    let package = env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let sources = Path::new(&package).join("src");
    let mut count = 0;
    for entry in fs::read_dir(sources).expect("the sources") {
        let path = entry.expect("an entry").path();
        if path.ends_with("tests.rs") {
            continue;
        }
        let source = fs::read_to_string(&path).expect("a source");
        for function in source.split("#[unsafe(no_mangle)]").skip(1) {
            let name = function.split("fn ").nth(1).and_then(|rest| rest.split('(').next()).expect("a name");
            // As rustfmt lays it out, a body has more than one line and ends at the first brace without an indent.
            let (_, body) = function.split_once(" {\n").expect("a body");
            let body = body.split_once("\n}\n").expect("its end").0.trim();
            let is_one_call = body.starts_with("guard(error, ") || body.starts_with("guard_value(");
            let ends = body.lines().filter(|line| line.starts_with("    }") || line.starts_with("    guard")).count();
            assert!(is_one_call && ends <= 1, "{}: {name} does more than to call the guard", path.display());
            count += 1;
        }
    }
    assert!(count > 40, "only {count} functions were found");
}
