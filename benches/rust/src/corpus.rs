//! The inputs that corpus.py writes.

use std::fs;
use std::path::PathBuf;

/// The lines of a file, adjacent in memory for every implementation alike.
pub struct Lines {
    text: String,
}

impl Lines {
    /// Reads a file of the corpus, whose directory is the first argument of the program.
    pub fn read(name: &str) -> Self {
        let directory = std::env::args_os().nth(1).expect("an argument: the corpus directory");
        let path = PathBuf::from(directory).join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Self { text },
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }

    pub fn all(&self) -> Vec<&str> {
        self.text.lines().collect()
    }
}

/// Returns the resident memory of this process in bytes.
pub fn resident_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") * 1024
}
