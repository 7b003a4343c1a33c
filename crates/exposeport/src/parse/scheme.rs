//! The scheme at the start of a parsed URL.

/// The accepted schemes, each with the characters before an authority (RFC 3986 section 3).
const PREFIXES: [&[u8]; 4] = [b"https://", b"http://", b"wss://", b"ws://"];

/// The length of the longest prefix. Every preview URL is longer.
const LONGEST: usize = "https://".len();

/// Returns the length of the scheme and `://`, ignoring case.
#[inline]
pub(super) fn len(url: &[u8]) -> Option<usize> {
    let mut start: [u8; LONGEST] = *url.first_chunk()?;
    start.make_ascii_lowercase();
    PREFIXES.iter().find(|prefix| start.starts_with(prefix)).map(|prefix| prefix.len())
}

/// Returns `true` if `://` is within the first eight bytes, as it is after every accepted scheme.
pub(super) fn is_present(input: &[u8]) -> bool {
    input[..input.len().min(LONGEST)].windows(3).any(|window| window == b"://")
}

#[cfg(test)]
mod tests {
    use super::{PREFIXES, len};

    #[test]
    fn every_byte_of_a_scheme_counts_in_any_case() {
        for prefix in PREFIXES {
            let url = [prefix, b"a.example"].concat();
            assert_eq!(len(&url), Some(prefix.len()));
            assert_eq!(len(&url.to_ascii_uppercase()), Some(prefix.len()));
            assert_eq!(len(prefix).is_some(), prefix.len() == 8, "no authority follows");
            for i in 0..prefix.len() {
                assert_eq!(len(&url[..i]), None);
                for byte in 0..=u8::MAX {
                    let mut url = url.clone();
                    url[i] = byte;
                    let is_same = byte.eq_ignore_ascii_case(&prefix[i]);
                    assert_eq!(len(&url) == Some(prefix.len()), is_same, "{byte} at {i}");
                }
            }
        }
    }
}
