//! The hosts that corpus.py wrote.

use std::fs;
use std::path::PathBuf;

/// Texts that stand one behind another in memory, as requests do not, but alike for every contender.
pub struct Lines {
    text: String,
}

impl Lines {
    pub fn read(name: &str) -> Self {
        let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("target/bench"), PathBuf::from);
        let path = folder.join(name);
        Self { text: fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())) }
    }

    pub fn all(&self) -> Vec<&str> {
        self.text.lines().collect()
    }
}

/// The resident memory of this process, in octets.
pub fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("a Linux kernel");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") * 1024
}
