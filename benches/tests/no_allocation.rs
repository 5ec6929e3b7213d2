//! `reply` reads any reply without allocating.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use mailmend_benches::replies::many_lines;

/// The system's allocator, counting what this thread asks of it.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call is handed to the system's allocator as it came; the counter is a plain cell of this thread,
// has no destructor and allocates nothing itself.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(place, layout, size) }
    }
}

/// How often `work` allocates.
fn allocations(work: impl FnOnce()) -> usize {
    let before = COUNT.get();
    work();
    COUNT.get() - before
}

/// Reads everything there is to read in a reply.
fn read(input: &[u8]) {
    let parsed = mailmend::reply(black_box(input));
    black_box((parsed.tree.code(), parsed.tree.enhanced(), parsed.tree.is_complete()));
    for line in parsed.tree.lines() {
        black_box(line);
    }
    for fault in parsed.faults.iter() {
        black_box(fault);
    }
    black_box(mailmend::syntax::frame(input));
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
}

#[test]
fn a_reply_is_read_without_an_allocation() {
    let long = many_lines(10_000);
    let joined = many_lines(10_000).replace("\r\n", " ");
    let faulty = "550-a\n451 b\r\u{0}\r\n".repeat(1_000);
    let inputs: [&[u8]; 8] = [
        b"",
        b"550 5.1.1 user unknown\r\n",
        b"550-5.1.1 No such\r\n550 5.1.1 user\r\n",
        b"host mx.example.com said: 550-5.1.1 No such 550 5.1.1 user (in reply to RCPT TO command)",
        b"\xFF\xFE\x00 no reply at all",
        long.as_bytes(),
        joined.as_bytes(),
        faulty.as_bytes(),
    ];
    for input in inputs {
        assert_eq!(allocations(|| read(input)), 0, "{:?}", String::from_utf8_lossy(&input[..input.len().min(60)]));
    }
    for example in mailmend::examples() {
        assert_eq!(allocations(|| read(example.text.as_bytes())), 0, "{:?}", example.text);
    }
}
