//! The scheme at the start of a URL that is parsed, with `://`.

/// In the order in which they are met most.
const SCHEMES: [Pattern; 4] =
    [Pattern::of(b"https://"), Pattern::of(b"http://"), Pattern::of(b"wss://"), Pattern::of(b"ws://")];

/// How many octets the scheme takes, in any case of letters (RFC 3986 section 3.1).
#[inline]
pub(crate) fn len(text: &[u8]) -> Option<usize> {
    let start = match text.first_chunk() {
        Some(start) => *start,
        None => {
            let mut padded = [0; size_of::<u64>()];
            padded[..text.len()].copy_from_slice(text);
            padded
        }
    };
    let word = u64::from_le_bytes(start);
    SCHEMES.iter().find(|scheme| (word | scheme.cases) & scheme.octets == scheme.lower).map(|scheme| scheme.len)
}

/// A text of at most eight octets as one word: comparing them one by one took 55 instructions more.
struct Pattern {
    len: usize,
    lower: u64,
    /// The bits of the octets that it has.
    octets: u64,
    /// The bit in each of its letters that tells the cases apart.
    cases: u64,
}

impl Pattern {
    const fn of(text: &[u8]) -> Self {
        let (mut lower, mut octets, mut cases) = (0, 0, 0);
        let mut i = 0;
        while i < text.len() {
            lower |= (text[i] as u64) << (8 * i);
            octets |= 0xFF << (8 * i);
            if text[i].is_ascii_lowercase() {
                cases |= 0x20 << (8 * i);
            }
            i += 1;
        }
        Self { len: text.len(), lower, octets, cases }
    }
}

#[cfg(test)]
mod tests {
    use super::len;

    #[test]
    fn a_scheme_is_known_in_any_case_and_by_every_octet() {
        for scheme in ["https://", "http://", "wss://", "ws://"] {
            let expected = Some(scheme.len());
            for text in [scheme, &scheme.to_uppercase(), &alloc::format!("{scheme}a.example")] {
                assert_eq!(len(text.as_bytes()), expected, "{text}");
            }
            for i in 0..scheme.len() {
                assert_eq!(len(&scheme.as_bytes()[..i]), None, "{} octets of {scheme}", i);
                for octet in 0..=u8::MAX {
                    let mut text = scheme.as_bytes().to_vec();
                    text[i] = octet;
                    let same = octet.eq_ignore_ascii_case(&scheme.as_bytes()[i]);
                    assert_eq!(len(&text) == expected, same, "{octet} at {i} of {scheme}");
                }
            }
        }
    }
}
