//! The state that is derived from a signing key is overwritten before its memory is freed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::slice;

use exposeport::signed::{KeyRing, SigningKey, Verification};
use exposeport::{BaseDomain, Port, PreviewUrl, SandboxId};
use sha2::block_api::compress256;

/// The initial state of SHA-256 (FIPS 180-4 section 5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
/// The start of every input, which a key computes once: see the module `signed`.
const START: &[u8; 20] = b"\x10exposeport token\x01\x01\x2c";
const KEYS: [[u8; 32]; 6] = [[1; 32], [2; 32], [3; 32], [4; 32], [5; 32], [6; 32]];

/// Two adjacent words of the state.
type Piece = [u32; 2];

thread_local! {
    // Constant and without destructors, so they do not allocate.
    static PIECES: Cell<[Option<Piece>; 72]> = const { Cell::new([None; 72]) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
    static LAST: Cell<Option<(*const u8, usize)>> = const { Cell::new(None) };
}

/// The system's allocator, which searches freed memory for pieces of the state.
struct Searching;

fn count(memory: &[u8]) -> usize {
    let pieces = PIECES.get();
    let is_piece = |bytes: &[u8]| {
        let word = |start: usize| u32::from_ne_bytes(bytes[start..start + 4].try_into().unwrap());
        pieces.contains(&Some([word(0), word(4)]))
    };
    memory.windows(size_of::<Piece>()).filter(|bytes| is_piece(bytes)).count()
}

// SAFETY: every call goes to `System` with the same arguments, and `System` keeps the contract. The
// provided `realloc` calls `alloc` and `dealloc`.
unsafe impl GlobalAlloc for Searching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that no byte is uninitialized when it is searched.
        // SAFETY: the caller promises a layout that is not empty.
        let memory = unsafe { System.alloc_zeroed(layout) };
        LAST.set(Some((memory, layout.size())));
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller promises that this memory is allocated and not used by anything else.
        let freed = unsafe { slice::from_raw_parts(memory, layout.size()) };
        FOUND.set(FOUND.get() + count(freed));
        // SAFETY: the caller promises that `alloc`, and so `System`, returned this memory for this
        // layout.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Searching = Searching;

/// Returns the inner state that HMAC derives from a key (RFC 2104 section 2), the same after the
/// start of every input, and the outer state. A key keeps the last two.
fn states(key: &[u8; 32]) -> [[u32; 8]; 3] {
    let [inner, outer] = [0x36, 0x5c].map(|pad| {
        let mut block = [pad; 64];
        block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
        let mut state = INITIAL;
        compress256(&mut state, &[block]);
        state
    });
    let (mut started, mut block) = (inner, [0; 64]);
    block[..START.len()].copy_from_slice(START);
    compress256(&mut started, &[block]);
    [inner, started, outer]
}

/// Returns the number of pieces of the states that a call frees.
fn freed(call: impl FnOnce()) -> usize {
    let mut pieces = [None; 72];
    let all = KEYS.iter().flat_map(states).flat_map(|state| [0, 2, 4, 6].map(|i| (state, i)));
    for (piece, (state, i)) in pieces.iter_mut().zip(all) {
        *piece = Some([state[i], state[i + 1]]);
    }
    PIECES.set(pieces);
    FOUND.set(0);
    call();
    FOUND.get()
}

fn key(index: usize) -> SigningKey {
    SigningKey::new(KEYS[index]).expect("a key")
}

#[test]
fn pieces_of_the_state_are_found() {
    assert_eq!(freed(|| drop(black_box(Box::new(states(&KEYS[0]))))), 12);
    assert_eq!(freed(|| drop(black_box(vec![states(&KEYS[5])[2]]))), 4);
    assert_eq!(freed(|| drop(black_box(Box::new(states(&[9; 32]))))), 0);
    // They are the state of a key, which has one place on the heap.
    freed(|| {
        let key = black_box(key(0));
        let (memory, size) = LAST.get().expect("an allocation");
        // SAFETY: the key owns this memory, and is alive.
        let memory = unsafe { slice::from_raw_parts(memory, size) };
        for state in &states(&KEYS[0])[1..] {
            let state = state.map(u32::to_ne_bytes);
            assert!(memory.windows(32).any(|bytes| bytes == state.as_flattened()));
        }
        drop(key);
    });
}

#[test]
fn the_state_of_a_key_is_overwritten() {
    assert_eq!(freed(|| drop(black_box(key(0)))), 0);
    assert_eq!(freed(|| drop(black_box(key(0).clone()))), 0);
    assert_eq!(freed(|| drop(black_box(Box::new(key(0))))), 0);
    assert_eq!(freed(|| drop(black_box((0..6).map(key).collect::<Vec<_>>()))), 0);
}

#[test]
fn the_states_of_a_ring_are_overwritten() {
    let ring = || (1..6).map(key).fold(KeyRing::new(key(0)), KeyRing::with_verifying_key);
    assert_eq!(freed(|| drop(black_box(ring()))), 0);
    assert_eq!(freed(|| drop(black_box(ring().clone()))), 0);
}

#[test]
fn signing_and_verifying_free_no_state() {
    let (port, id) = (Port::new(8080).expect("a port"), SandboxId::new("a").expect("an id"));
    let domain = BaseDomain::new("example.com").expect("a domain");
    let used = freed(|| {
        let ring = KeyRing::new(key(0)).with_verifying_key(key(1));
        let token = key(1).sign(port, &id, b"");
        let url = PreviewUrl::new(port, &id, &token, &domain).expect("a URL");
        let route = domain.route(url.host()).expect("a route");
        assert_eq!(ring.verify(&route, b"", 0), Verification::Active(None));
    });
    assert_eq!(used, 0);
}
