//! Every limit of the grammar, stated once, with its source.

/// The octets of one DNS label: at most 63 (RFC 1034 section 3.1).
pub const LABEL_MAX: usize = 63;

/// The octets of a host name without its root dot: at most 253 (RFC 1034 section 3.1: 255 on the
/// wire, of which the first length octet and the root label take two).
pub const HOST_MAX: usize = 253;

/// The lowest port that can be exposed: the first above the system ports (RFC 6335 section 6).
pub const PORT_MIN: u16 = 1024;

/// The highest port there is (RFC 6335 section 6).
pub const PORT_MAX: u16 = 65535;

/// The characters of a sandbox id: at most as many as a label has.
pub const SANDBOX_ID_MAX: usize = LABEL_MAX;

/// The characters of a token that is issued, custom or generated: at most 16.
pub const TOKEN_ISSUED_MAX: usize = 16;

/// The characters of a token that is parsed: what a label leaves beside a four-digit port, two
/// hyphens and a sandbox id of one character.
pub const TOKEN_MAX: usize = LABEL_MAX - "1024-".len() - "a-".len();

/// The octets of a base domain's host: what [`HOST_MAX`] leaves beside the shortest preview label and its dot.
pub const BASE_HOST_MAX: usize = HOST_MAX - "1024-a-a.".len();

/// The octets of a base domain as it is configured, before IDNA: [`HOST_MAX`] characters of at most four octets each (RFC 3629 section 3).
pub const BASE_DOMAIN_INPUT_MAX: usize = 4 * HOST_MAX;

/// The octets of a preview URL: the scheme, a host, and a port.
pub const URL_MAX: usize = "https://".len() + HOST_MAX + ":65535".len();

/// The octets of a snapshot: 16 MiB, room for every port there is with a name and the id of a runtime of 60 octets each.
pub const SNAPSHOT_MAX: usize = 16 << 20;

/// How deep a snapshot is nested, unknown keys included. What it is made of needs three levels.
pub const SNAPSHOT_DEPTH_MAX: usize = 32;

/// The octets of the JSON body that answers a request which may not pass.
pub const AUTHORIZATION_BODY_MAX: usize =
    r#"{"error": "preview url is stale: runtime-not-running", "code": "STALE_PREVIEW_URL"}"#.len();
