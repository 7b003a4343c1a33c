//! Base domains and the conformance tests of UTS #46 (`IdnaTestV2.txt`), which are among the
//! sources of the `idna` crate.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use exposeport::BaseDomain;
use exposeport_differential::reasons::{Reason, Table};
use serde_json::Value;

/// A row of the file that is answered differently.
#[derive(Debug)]
struct Difference {
    #[expect(dead_code, reason = "a report shows it")]
    source: String,
    /// The result of "toASCII", non-transitional.
    ascii: String,
    /// The codes of its errors.
    status: BTreeSet<String>,
    /// The host of the base domain, or the code of its error.
    own: Result<String, &'static str>,
}

impl Difference {
    /// Returns `true` if the base domain is accepted although the file has this error, and the host
    /// is that of the file without its trailing dot.
    fn is_accepted(&self, code: &str) -> bool {
        let host = self.ascii.strip_suffix('.').unwrap_or(&self.ascii);
        // The error of the root label, which every trailing dot has.
        let mut others = self.status.iter().filter(|other| *other != "A4_2" || code == "A4_2");
        self.own.as_deref() == Ok(host)
            && others.next().is_some_and(|other| other == code)
            && others.next().is_none()
    }

    /// Returns the labels after decoding.
    fn decoded(&self) -> Vec<String> {
        let decode = |label: &str| match label.strip_prefix("xn--") {
            Some(encoded) => idna::punycode::decode_to_string(encoded).expect("a valid label"),
            None => label.to_owned(),
        };
        self.ascii.split('.').map(decode).collect()
    }

    /// Returns `true` if only the base domain is rejected, with this code.
    fn is_rejected(&self, code: &str) -> bool {
        self.own == Err(code) && self.status.is_empty()
    }
}

/// Every reason is a rule of the specification, section 5, or an option of the URL Standard.
const REASONS: &[Reason<Difference>] = &[
    ("one trailing dot is stripped", |difference| {
        difference.is_accepted("A4_2") && difference.ascii.ends_with('.')
    }),
    ("hyphens in the third and fourth place are allowed", |difference| {
        let has_hyphens = |label: &str| label.get(2..4) == Some("--");
        difference.is_accepted("V2") && difference.ascii.split('.').any(has_hyphens)
    }),
    ("a hyphen is first or last before a label is encoded, but not after", |difference| {
        let has_hyphen = |label: &String| label.starts_with('-') || label.ends_with('-');
        difference.is_accepted("V3") && difference.decoded().iter().any(has_hyphen)
    }),
    ("a character is assigned by a later version of Unicode than that of the file", |difference| {
        // The extension J of CJK ideographs, in Unicode 17.
        let is_later = |c| ('\u{323B0}'..='\u{33479}').contains(&c);
        difference.is_accepted("V7") && difference.decoded().concat().contains(is_later)
    }),
    ("a host leaves room for a preview label", |difference| {
        difference.is_rejected("HOSTNAME_TOO_LONG")
            && difference.ascii.len() > 253 - "1024-a-a.".len()
    }),
];

/// Returns the rows of the file.
fn rows() -> Vec<Vec<String>> {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let idna = packages.iter().find(|package| package["name"] == "idna").expect("the idna crate");
    let manifest = PathBuf::from(idna["manifest_path"].as_str().expect("a path"));
    let file = manifest.with_file_name("tests").join("IdnaTestV2.txt");
    let text = std::fs::read_to_string(file).expect("the tests of the idna crate");
    let rows = text.lines().map(|line| line.split('#').next().unwrap_or_default());
    let rows = rows.filter(|row| !row.trim().is_empty());
    rows.map(|row| row.split(';').map(|field| field.trim().to_owned()).collect()).collect()
}

/// Decodes `\uXXXX` and `\x{XXXX}`. Returns `None` for a lone surrogate.
fn unescape(field: &str) -> Option<String> {
    if field == "\"\"" {
        return Some(String::new());
    }
    let mut decoded = String::new();
    let mut rest = field;
    while let Some(at) = rest.find('\\') {
        decoded.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let (digits, after) = match escape.strip_prefix("x{") {
            Some(braced) => braced.split_once('}')?,
            None => escape.strip_prefix('u')?.split_at(4),
        };
        decoded.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
        rest = after;
    }
    Some(decoded + rest)
}

fn codes(field: &str) -> BTreeSet<String> {
    let list = field.trim_matches(['[', ']']).split(',').map(|code| code.trim().to_owned());
    list.filter(|code| !code.is_empty()).collect()
}

#[test]
fn base_domains_differ_from_uts_46_by_rules_only() {
    let rows = rows();
    let mut table = Table::new(REASONS);
    let (mut checked, mut skipped) = (0, 0);
    for row in &rows {
        let Some(source) = unescape(&row[0]) else {
            skipped += 1;
            continue;
        };
        checked += 1;
        // An empty field is the same as the one before.
        let unicode = if row[1].is_empty() { &row[0] } else { &row[1] };
        let ascii = if row[3].is_empty() { unicode } else { &row[3] };
        let status = if row[4].is_empty() { &row[2] } else { &row[4] };
        let own = BaseDomain::new(&source);
        let own = own.map(|domain| domain.host().to_owned()).map_err(|error| error.code());
        let ascii = unescape(ascii).unwrap_or_default();
        let difference = Difference { source, ascii, status: codes(status), own };
        let is_same = match &difference.own {
            Ok(host) => difference.status.is_empty() && *host == difference.ascii,
            Err(_) => !difference.status.is_empty(),
        };
        if !is_same {
            table.explain(&difference);
        }
    }
    assert!(checked > 6000 && skipped < 10, "{checked} rows, {skipped} with a lone surrogate");
    println!("IdnaTestV2.txt: {skipped} rows have a lone surrogate, which no UTF-8 has");
    table.finish(checked);
}
