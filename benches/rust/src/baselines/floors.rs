//! Lower bounds for a parser that reads every byte, and a yardstick.

/// A class for each byte. The choice of classes is arbitrary.
static TABLE: [u8; 256] = {
    let mut table = [4; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => 0,
            b'.' => 1,
            b'-' => 2,
            b'A'..=b'Z' => 8,
            _ => 4,
        };
        byte += 1;
    }
    table
};

/// Looks up each byte in a table of 256 entries.
#[inline]
pub fn table_pass(host: &str) -> u8 {
    host.bytes().fold(0, |classes, byte| classes | TABLE[usize::from(byte)])
}

/// Returns the sum of the bytes.
#[inline]
pub fn sum(host: &str) -> u64 {
    host.bytes().map(u64::from).sum()
}

/// Returns the FNV-1a hash.
///
/// Each byte depends on the result of the previous one, so the code of every compiler is equally
/// fast. It is the yardstick for programs that do not run in turns.
#[inline]
pub fn yardstick(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
