//! Generated tokens in scripts: the first occurrence of `{t1}` matches any token.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::common;

#[derive(Default)]
pub struct Tokens {
    known: BTreeMap<String, String>,
}

impl Tokens {
    /// Replaces the known placeholders in a string.
    pub fn fill(&self, text: &str) -> String {
        let tokens = self.known.iter();
        tokens.fold(text.to_owned(), |text, (name, token)| text.replace(name, token))
    }

    /// Compares a result with its expectation, and records new placeholders.
    pub fn compare(&mut self, found: &Value, expected: &Value) -> Result<(), String> {
        match (found, expected) {
            (Value::String(found), Value::String(_) | Value::Array(_)) => {
                self.compare_text(found, &common::text(expected))
            }
            (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => {
                let mut pairs = found.iter().zip(expected);
                pairs.try_for_each(|(found, expected)| self.compare(found, expected))
            }
            (Value::Object(found), Value::Object(expected)) if found.keys().eq(expected.keys()) => {
                found.iter().try_for_each(|(key, found)| self.compare(found, &expected[key]))
            }
            (found, expected) if found == expected => Ok(()),
            (found, expected) => Err(format!("expected {expected}, found {found}")),
        }
    }

    fn compare_text(&mut self, found: &str, expected: &str) -> Result<(), String> {
        let expected = self.fill(expected);
        let problem = || format!("expected {expected:?}, found {found:?}");
        let Some((before, rest)) = expected.split_once("{t") else {
            return if found == expected { Ok(()) } else { Err(problem()) };
        };
        let (number, after) = rest.split_once('}').ok_or_else(problem)?;
        let token = found.strip_prefix(before).and_then(|found| found.strip_suffix(after));
        let token = token.ok_or_else(problem)?;
        let is_alphabet = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_generated = token.len() == 16 && token.bytes().all(is_alphabet);
        if !is_generated || self.known.values().any(|known| known == token) {
            return Err(problem());
        }
        self.known.insert(format!("{{t{number}}}"), token.to_owned());
        Ok(())
    }
}
