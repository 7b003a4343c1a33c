//! Forked processes never share a token, even if their parent has generated one before.

#![cfg(unix)]

use std::collections::HashSet;
use std::io::{self, PipeReader, Read, Write};

use exposeport::Token;

const WORKERS: usize = 16;
const TOKENS: usize = 1000;
const LEN: usize = 16;

unsafe extern "C" {
    fn fork() -> i32;
    fn waitpid(process: i32, status: *mut i32, options: i32) -> i32;
    fn _exit(status: i32) -> !;
}

/// A forked process, and the end of a pipe that it writes tokens to.
struct Worker {
    process: i32,
    tokens: PipeReader,
}

fn start() -> Worker {
    let (tokens, mut writer) = io::pipe().expect("a pipe");
    // SAFETY: The child only draws tokens and writes them, which takes no lock of another thread.
    let process = unsafe { fork() };
    if process == 0 {
        let is_written = (0..TOKENS).all(|_| match Token::generate() {
            Ok(token) => writer.write_all(token.as_bytes()).is_ok(),
            Err(_) => false,
        });
        // SAFETY: The function only ends the process.
        unsafe { _exit(i32::from(!is_written)) }
    }
    assert!(process > 0, "the process is not forked");
    Worker { process, tokens }
}

#[test]
fn forked_processes_generate_different_tokens() {
    // A generator with a state would be seeded here, and the workers would inherit the state.
    let mut seen = HashSet::from([Token::generate().expect("entropy").as_bytes().to_vec()]);
    let workers: Vec<Worker> = (0..WORKERS).map(|_| start()).collect();
    for mut worker in workers {
        let mut bytes = Vec::new();
        worker.tokens.read_to_end(&mut bytes).expect("tokens");
        assert_eq!(bytes.len(), TOKENS * LEN);
        seen.extend(bytes.chunks(LEN).map(<[u8]>::to_vec));
        let mut status = 1;
        // SAFETY: The status is valid for writes.
        let waited = unsafe { waitpid(worker.process, &raw mut status, 0) };
        assert_eq!((waited, status), (worker.process, 0));
    }
    assert_eq!(seen.len(), 1 + WORKERS * TOKENS, "two processes have the same token");
}
