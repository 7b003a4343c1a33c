//! Every limit of the grammar, with its source.

/// The maximum length of one DNS label in octets: 63 (RFC 1034 section 3.1).
pub const LABEL_MAX: usize = 63;

/// The maximum length of a host name in octets, without its root dot: 253.
///
/// A name has at most 255 octets on the wire (RFC 1034 section 3.1). The length octet of the first
/// label and the root label take two of them.
pub const HOST_MAX: usize = 253;

/// The lowest port that can be exposed: the first above the system ports (RFC 6335 section 6).
pub const PORT_MIN: u16 = 1024;

/// The highest port that can be exposed (RFC 6335 section 6).
pub const PORT_MAX: u16 = 65535;

/// The maximum length of a sandbox id in bytes: one label.
pub const SANDBOX_ID_MAX: usize = LABEL_MAX;

/// The maximum length in bytes of an issued token, whether custom or generated.
pub const TOKEN_ISSUED_MAX: usize = 16;

/// The length in bytes of the expiry in a signed token that expires.
pub const TOKEN_EXPIRY_LEN: usize = 6;

/// The length in bytes of a signed token that expires.
pub const TOKEN_EXPIRING_LEN: usize = TOKEN_EXPIRY_LEN + TOKEN_ISSUED_MAX;

/// The minimum length in bytes of a signing key: that of the MAC (RFC 2104 section 3).
pub const SIGNING_KEY_MIN: usize = 32;

/// The maximum length in bytes of a signing key in hexadecimal digits, with white space around it.
pub const SIGNING_KEY_HEX_MAX: usize = 1024;

/// The maximum length in bytes of a token parsed from a host.
///
/// The rest of the label holds at least a four-digit port, a one-byte sandbox id and two hyphens.
pub const TOKEN_MAX: usize = LABEL_MAX - "1024-".len() - "a-".len();

/// The maximum length in bytes of the host of a base domain.
///
/// The rest of [`HOST_MAX`] holds at least the shortest preview label and a dot.
pub const BASE_HOST_MAX: usize = HOST_MAX - "1024-a-a.".len();

/// The maximum length in bytes of a configured base domain, before it is converted to ASCII.
///
/// A host has at most [`HOST_MAX`] characters, and a character has at most four bytes in UTF-8
/// (RFC 3629 section 3).
pub const BASE_DOMAIN_INPUT_MAX: usize = 4 * HOST_MAX;

/// The maximum length in bytes of a preview URL: scheme, host and port.
pub const URL_MAX: usize = "https://".len() + HOST_MAX + ":65535".len();

/// The maximum length in bytes of the name of an exposed port.
pub const NAME_MAX: usize = 255;

/// The maximum length in bytes of a runtime id.
pub const RUNTIME_ID_MAX: usize = 255;

/// The maximum number of ports in one sandbox that have a token at the same time.
pub const EXPOSED_PORTS_MAX: usize = 1024;

/// The maximum length in bytes of a snapshot: 4 MiB.
pub const SNAPSHOT_MAX: usize = 4 << 20;

/// The maximum nesting depth of a snapshot, including unknown keys.
pub const SNAPSHOT_DEPTH_MAX: usize = 32;
