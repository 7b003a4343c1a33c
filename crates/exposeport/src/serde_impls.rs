//! `serde` implementations for types that hold no secret. Plain enumerations derive theirs.

use alloc::string::String;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::base_domain::BaseDomain;
use crate::port::Port;
use crate::sandbox_id::SandboxId;

/// Serializes the port as an integer.
impl Serialize for Port {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.get())
    }
}

/// Deserializes a port from an integer, under the default policy.
impl<'de> Deserialize<'de> for Port {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).and_then(|number| Self::new(number).map_err(Error::custom))
    }
}

macro_rules! strings {
    ($($type:ty)*) => {$(
        /// Serializes the value as a string.
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// Deserializes a value from a string, under the default policy.
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(text).map_err(Error::custom)
            }
        }
    )*};
}

strings!(SandboxId BaseDomain);

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use crate::{Authorization, BaseDomain, ErrorKind, Port, SandboxId, Scheme, StaleReason};

    #[test]
    fn values_have_their_json() {
        fn check<T>(value: T, json: &str)
        where
            T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + core::fmt::Debug,
        {
            assert_eq!(serde_json::to_string(&value).expect("JSON"), json);
            assert_eq!(serde_json::from_str::<T>(json).expect(json), value);
        }
        check(Port::new(8080).expect("a port"), "8080");
        check(SandboxId::new("sandbox").expect("an id"), r#""sandbox""#);
        check(BaseDomain::new("example.com:8443").expect("a domain"), r#""example.com:8443""#);
        check(Scheme::Https, r#""https""#);
        check(StaleReason::RuntimeMismatch, r#""runtime-mismatch""#);
        check(Authorization::Active, r#"{"kind":"active"}"#);
        let stale = Authorization::Stale(StaleReason::TokenMismatch);
        check(stale, r#"{"kind":"stale","reason":"token-mismatch"}"#);
        for kind in ErrorKind::ALL {
            check(*kind, &format!("\"{}\"", kind.code()));
        }
    }

    #[test]
    fn invalid_values_are_rejected() {
        for json in ["80", "3000", "73616", "8080.5", r#""8080""#] {
            assert!(serde_json::from_str::<Port>(json).is_err(), "{json}");
        }
        let error = serde_json::from_str::<SandboxId>(r#""My-App""#).expect_err("uppercase");
        assert!(error.to_string().contains("invalid uppercase letter in sandbox id"), "{error}");
        assert!(serde_json::from_str::<BaseDomain>(r#""workers.dev""#).is_err());
    }
}
