//! Checks that every exported function calls the guard, and that imports have no cycle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

/// Returns the sources of the library by their module: `sandbox`, `ffi::guard`.
fn sources() -> BTreeMap<String, String> {
    let package = env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let root = Path::new(&package).join("src");
    let mut sources = BTreeMap::new();
    for (folder, prefix) in [(root.clone(), ""), (root.join("ffi"), "ffi::")] {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().expect("a name").to_str().expect("ASCII");
            let is_root = prefix.is_empty() && ["lib", "tests"].contains(&name);
            if path.extension().is_some_and(|extension| extension == "rs") && !is_root {
                let source = fs::read_to_string(&path).expect("a source");
                sources.insert(format!("{prefix}{name}"), source);
            }
        }
    }
    sources
}

/// An exported function.
struct Function<'a> {
    name: &'a str,
    returns: Option<&'a str>,
    body: &'a str,
}

fn exported(source: &str) -> Vec<Function<'_>> {
    let functions = source.split("#[unsafe(no_mangle)]").skip(1);
    functions
        .map(|function| {
            let (_, function) = function.split_once("fn ").expect("a function");
            let (name, rest) = function.split_once('(').expect("parameters");
            // In the format of rustfmt, a body has more than one line and ends at the first
            // unindented brace.
            let (signature, body) = rest.split_once(" {\n").expect("a body");
            let (body, _) = body.split_once("\n}\n").expect("the end of the body");
            let returns = signature.rsplit_once(") -> ").map(|(_, returns)| returns);
            Function { name, returns, body: body.trim() }
        })
        .collect()
}

#[test]
fn the_body_of_every_exported_function_is_a_call_of_the_guard() {
    let sources = sources();
    let functions: Vec<_> = sources.values().flat_map(|source| exported(source)).collect();
    for Function { name, body, .. } in &functions {
        let guards = ["guard(error, ", "guard_value(", "guard_rejection("];
        let is_call = guards.iter().any(|guard| body.starts_with(guard));
        let is_end = |line: &&str| line.starts_with("    }") || line.starts_with("    guard");
        let ends = body.lines().filter(is_end).count();
        assert!(is_call && ends <= 1, "the body of {name} is more than a call of the guard");
    }
    assert!(functions.len() > 50, "only {} functions were found", functions.len());
}

/// Predicates that are true if a header must be removed.
const REMOVES: [&str; 2] = ["exposeport_is_hop_by_hop_header", "exposeport_is_internal_header"];

#[test]
fn predicates_return_a_safe_value_after_a_panic_and_statuses_come_from_the_guard() {
    let mut predicates = BTreeSet::new();
    for source in sources().values() {
        for Function { name, returns, body } in exported(source) {
            match returns {
                Some("bool") => {
                    let is_safe = match REMOVES.contains(&name) {
                        true => body.starts_with("guard_value(true, "),
                        false => {
                            body.starts_with("guard_value(false, ")
                                || body.starts_with("guard_rejection(out_rejection, false, ")
                        }
                    };
                    assert!(is_safe, "{name}");
                    predicates.insert(name.to_owned());
                }
                Some("exposeport_status") => assert!(body.starts_with("guard(error, "), "{name}"),
                Some("exposeport_decision") => {
                    let call = "guard_rejection(out_rejection, EXPOSEPORT_DECISION_REJECT, ";
                    assert!(body.starts_with(call), "{name}");
                }
                Some("exposeport_verification") => {
                    let call = "guard_value(EXPOSEPORT_VERIFICATION_INVALID, ";
                    assert!(body.starts_with(call), "{name}");
                }
                _ => assert!(body.starts_with("guard_value("), "{name}"),
            }
        }
    }
    let expected = [
        "exposeport_authorization_is_active",
        "exposeport_is_hop_by_hop_header",
        "exposeport_is_internal_header",
        "exposeport_prefers_html",
        "exposeport_preview_authorize",
        "exposeport_preview_verify",
        "exposeport_sandbox_is_port_exposed",
        "exposeport_sandbox_validate_port_token",
        "exposeport_tokens_equal",
    ];
    assert!(predicates.iter().eq(expected), "{predicates:?}");
}

/// Returns the modules that a source imports. Its own unit tests do not count.
fn imports<'a>(module: &str, source: &str, modules: &'a [String]) -> Vec<&'a str> {
    let (code, _) = source.split_once("#[cfg(test)]").unwrap_or((source, ""));
    let imports = |other: &&String| {
        let is_imported = |path: &str| {
            let continues = |rest: &str| rest.starts_with(|next: char| next.is_alphanumeric());
            code.split(path).skip(1).any(|rest| !continues(rest) && !rest.starts_with('_'))
        };
        let sibling = other.strip_prefix("ffi::").filter(|_| module.starts_with("ffi::"));
        is_imported(&format!("crate::{other}"))
            || sibling.is_some_and(|name| is_imported(&format!("super::{name}")))
    };
    let others = modules.iter().filter(|other| *other != module && *other != "ffi::mod");
    others.filter(imports).map(String::as_str).collect()
}

#[test]
fn imports_have_no_cycle_and_ffi_imports_no_section() {
    let sources = sources();
    let modules: Vec<String> = sources.keys().cloned().collect();
    let mut graph: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (module, source) in &sources {
        let imports = imports(module, source, &modules);
        if module.starts_with("ffi::") {
            let is_inside = |other: &&str| other.starts_with("ffi::");
            assert!(imports.iter().all(is_inside), "{module} imports {imports:?}");
        }
        graph.insert(module, imports);
    }
    assert!(graph["ffi::guard"].contains(&"ffi::failure"), "{:?}", graph["ffi::guard"]);
    assert!(graph["exposed_ports"].contains(&"sandbox"), "{:?}", graph["exposed_ports"]);

    // Removes modules whose imports are all removed, until none is left.
    while !graph.is_empty() {
        let is_leaf = |imports: &Vec<&str>| !imports.iter().any(|other| graph.contains_key(other));
        let leaves: Vec<&str> = graph
            .iter()
            .filter(|(_, imports)| is_leaf(imports))
            .map(|(module, _)| *module)
            .collect();
        assert!(!leaves.is_empty(), "imports have a cycle: {graph:?}");
        graph.retain(|module, _| !leaves.contains(module));
    }
}
