//! Generates hosts of many kinds from a seed.

/// A generator of hosts. The same seed yields the same hosts.
pub struct Generator {
    state: u64,
}

/// The full stops that IDNA maps to a dot, and the one it does not.
const DOTS: [&str; 8] = [".", ".", ".", ".", "\u{3002}", "\u{FF0E}", "\u{FF61}", "\u{2024}"];

/// The first and the last letter of ranges of many scripts.
const SCRIPTS: [(char, char); 22] = [
    ('\u{DF}', '\u{F6}'),
    ('\u{100}', '\u{17E}'),
    ('\u{3B1}', '\u{3C9}'),
    ('\u{391}', '\u{3A1}'),
    ('\u{430}', '\u{44F}'),
    ('\u{410}', '\u{42F}'),
    ('\u{561}', '\u{586}'),
    ('\u{905}', '\u{939}'),
    ('\u{995}', '\u{9A8}'),
    ('\u{B85}', '\u{B8A}'),
    ('\u{E01}', '\u{E30}'),
    ('\u{EA5}', '\u{EA5}'),
    ('\u{1000}', '\u{1021}'),
    ('\u{10D0}', '\u{10F0}'),
    ('\u{1200}', '\u{1206}'),
    ('\u{13A0}', '\u{13F4}'),
    ('\u{1780}', '\u{17A2}'),
    ('\u{3042}', '\u{3093}'),
    ('\u{30A1}', '\u{30FA}'),
    ('\u{4E00}', '\u{4FFF}'),
    ('\u{AC00}', '\u{ACFF}'),
    ('\u{20000}', '\u{200FF}'),
];

/// Right-to-left letters, digits of both directions, and marks.
const BIDI: [&str; 14] = [
    "\u{5D0}", "\u{5D1}", "\u{5DA}", "\u{627}", "\u{628}", "\u{648}", "\u{660}", "\u{6F1}",
    "\u{64B}", "1", "a", "-", "\u{710}", "\u{7CA}",
];

/// Characters that IDNA maps, ignores, rejects, or accepts in some contexts only.
const SPECIAL: [&str; 40] = [
    "\u{DF}",
    "\u{3C2}",
    "\u{200C}",
    "\u{200D}",
    "\u{94D}",
    "\u{915}",
    "\u{AD}",
    "\u{FB01}",
    "\u{B2}",
    "\u{24B6}",
    "\u{212A}",
    "\u{2488}",
    "\u{FFFD}",
    "\u{E000}",
    "\u{301}",
    "e\u{301}",
    "\u{1E9E}",
    "\u{B7}",
    "l\u{B7}l",
    "\u{30FB}",
    "\u{375}",
    "\u{5F3}",
    "\u{FE0F}",
    "\u{2F868}",
    "\u{2260}",
    "\u{FF0F}",
    "\u{FF05}",
    "\u{2100}",
    "\u{A0}",
    "\u{3000}",
    "\u{200B}",
    "\u{2060}",
    "\u{1D400}",
    "\u{FF21}",
    "\u{FF11}",
    "\u{FF3F}",
    "\u{FF0D}",
    "\u{130}",
    "\u{2028}",
    "\u{80}",
];

/// Emoji and symbols.
const EMOJI: [&str; 10] = [
    "\u{1F600}",
    "\u{2764}",
    "\u{2764}\u{FE0F}",
    "\u{1F468}\u{200D}\u{1F469}",
    "\u{1F1E9}\u{1F1EA}",
    "\u{2615}",
    "\u{1F44D}\u{1F3FD}",
    "\u{2603}",
    "\u{A9}",
    "\u{221A}",
];

/// Hosts and labels with a meaning of their own.
const KNOWN: [&str; 34] = [
    "workers.dev",
    "x.workers.dev",
    "X.Workers.DEV",
    "notworkers.dev",
    "workers.dev.example.com",
    "\u{FF57}\u{FF4F}\u{FF52}\u{FF4B}\u{FF45}\u{FF52}\u{FF53}.dev",
    "x\u{3002}workers\u{3002}dev",
    "127.0.0.1",
    "0x7f.1",
    "2130706433",
    "1.2.3",
    "256.256.256.256",
    "a.0x",
    "a.08",
    "1.2.3.4.5",
    "\u{FF11}.\u{FF12}",
    "localhost",
    "LOCALHOST",
    "app.localhost",
    "*.example.com",
    ".example.com",
    "a..b",
    "..",
    ".",
    "",
    "-a.example",
    "a-.example",
    "a--b.example",
    "ab--c.example",
    "my_zone.example",
    "xn--bcher-kva.example",
    "XN--Bcher-KVA.example",
    "b\u{FC}cher.example",
    "example.com..",
];

impl Generator {
    /// Creates a generator from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns the next number of SplitMix64 (Steele, Lea and Flood, 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.state ^ self.state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// Returns a number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// Returns one of several values.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    fn many(&mut self, bound: usize, mut part: impl FnMut(&mut Self) -> String) -> String {
        let count = 1 + self.below(bound);
        (0..count).map(|_| part(self)).collect()
    }

    fn ascii(&mut self, bound: usize) -> String {
        const COMMON: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCXYZ0123456789abcdexyz-_";
        const ALL: &[u8] = b"abcABC019-_$!~'()+,;=&|^`{}<>\"*";
        let rare = self.below(12) == 0;
        let alphabet = if rare { ALL } else { COMMON };
        self.many(bound, |random| char::from(random.pick(alphabet)).to_string())
    }

    fn letters(&mut self, bound: usize) -> String {
        let (first, last) = self.pick(&SCRIPTS);
        let span = u32::from(last) - u32::from(first) + 1;
        self.many(bound, |random| {
            let offset = random.below(span as usize) as u32;
            char::from_u32(u32::from(first) + offset).unwrap_or(first).to_string()
        })
    }

    /// Returns a label with the prefix of encoded labels, which may decode or not.
    fn encoded(&mut self) -> String {
        let decoded = match self.below(6) {
            0 => self.letters(5) + &self.ascii(3),
            1 => self.mixed(&SPECIAL, 3),
            2 => self.mixed(&BIDI, 4),
            3 => "xn--".to_owned() + &self.letters(3),
            4 => self.mixed(&EMOJI, 2),
            _ => return self.pick(&["xn--", "XN--", "xn--a", "Xn--"]).to_owned() + &self.ascii(8),
        };
        let encoded = idna::punycode::encode_str(&decoded).unwrap_or_default();
        self.pick(&["xn--", "xn--", "XN--"]).to_owned() + &encoded
    }

    fn mixed(&mut self, parts: &[&str], bound: usize) -> String {
        self.many(bound, |random| {
            if random.below(3) == 0 { random.ascii(2) } else { random.pick(parts).to_owned() }
        })
    }

    fn label(&mut self) -> String {
        match self.below(12) {
            0..4 => self.ascii(10),
            4 | 5 => self.letters(8),
            6 => self.letters(4) + &self.ascii(4),
            7 => self.mixed(&EMOJI, 3),
            8 => self.many(6, |random| random.pick(&BIDI).to_owned()),
            9 => self.mixed(&SPECIAL, 4),
            10 => self.encoded(),
            _ => self.fullwidth(),
        }
    }

    /// Returns fullwidth letters, digits and signs.
    fn fullwidth(&mut self) -> String {
        self.many(6, |random| {
            let offset = random.below(0x5E) as u32;
            char::from_u32(0xFF01 + offset).unwrap_or('a').to_string()
        })
    }

    /// Returns a long label, many labels, or a string around the maximum length of an input.
    fn long(&mut self) -> String {
        match self.below(4) {
            0 => "a".repeat(58 + self.below(10)) + ".example",
            1 => "ab.".repeat(76 + self.below(10)) + "example",
            2 => "\u{FC}".repeat(50 + self.below(20)) + ".example",
            _ => "\u{AD}".repeat(495 + self.below(14)) + "example.com",
        }
    }

    /// Returns a host, valid or not, without a port and without characters of URL syntax.
    pub fn host(&mut self) -> String {
        match self.below(40) {
            0 => return self.long(),
            1 | 2 => {
                let known = self.pick(&KNOWN).to_owned();
                return if self.below(2) == 0 { known } else { self.label() + "." + &known };
            }
            _ => {}
        }
        let mut host = self.label();
        for _ in 0..self.below(4) {
            host = host + self.pick(&DOTS) + &self.label();
        }
        match self.below(12) {
            0 => host + self.pick(&DOTS),
            1 => format!("{host}.{}", self.below(300)),
            2..6 => host + ".example",
            _ => host,
        }
    }

    /// Returns a host as [`host`](Self::host) does, some of them with a port or with characters of
    /// URL syntax.
    pub fn authority(&mut self) -> String {
        const PORTS: [&str; 12] = [
            ":8443", ":80", ":443", ":0", ":65535", ":65536", ":", ":abc", ":+1", ":080", ":1:2",
            ":8 ",
        ];
        const SYNTAX: [&str; 18] = [
            "/", "\\", "?", "#", "@", "%", "%61", " ", "\t", "\n", "\0", "\x7F", "user@",
            "https://", "//", "/path", "?x", "[",
        ];
        let host = self.host();
        match self.below(12) {
            0 | 1 => host + self.pick(&PORTS),
            2 => {
                let places: Vec<usize> = host.char_indices().map(|(at, _)| at).collect();
                let at = if places.is_empty() { 0 } else { self.pick(&places) };
                let (start, end) = host.split_at(at);
                format!("{start}{}{end}", self.pick(&SYNTAX))
            }
            3 if self.below(8) == 0 => self.pick(&["[::1]", "[::1]:8787", "::1", "[1::]"]).into(),
            _ => host,
        }
    }
}
