//! The cases of `tests/vectors`, for tests that ask more of them than the runner of the vectors does.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// The cases of a file.
pub fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors").join(file);
    let document: Value = serde_json::from_str(&fs::read_to_string(path).expect("the file")).expect("JSON");
    document["cases"].as_array().expect("a list of cases").clone()
}

/// The input of a case, in octets.
pub fn input(case: &Value) -> Vec<u8> {
    match case["input_hex"].as_str() {
        Some(digits) => {
            let octets = (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16));
            octets.collect::<Result<_, _>>().expect("hexadecimal")
        }
        None => text(&case["input"]).into_bytes(),
    }
}

/// A text, or the list of pieces that it is made of, each a text or `[text, count]`.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => pieces.iter().map(piece).collect(),
        other => panic!("no text: {other}"),
    }
}

fn piece(piece: &Value) -> String {
    match (piece.as_str(), piece[0].as_str(), piece[1].as_u64()) {
        (Some(text), ..) => text.to_owned(),
        (None, Some(text), Some(count)) => text.repeat(usize::try_from(count).expect("a count")),
        _ => panic!("no piece: {piece}"),
    }
}
