//! Compiles the driver of the target `c_boundary`, which is in C as a caller of the library is.

fn main() {
    let folder = "../bindings/c/fuzz";
    println!("cargo::rerun-if-changed={folder}");
    println!("cargo::rerun-if-changed=../include/exposeport.h");
    let sources = ["driver", "rules", "sandbox", "signed", "gateway"];
    cc::Build::new()
        .files(sources.map(|name| format!("{folder}/{name}.c")))
        .include("../include")
        .std("c11")
        .flag("-fsanitize=address")
        .warnings(true)
        .extra_warnings(true)
        .warnings_into_errors(true)
        .compile("driver");
}
