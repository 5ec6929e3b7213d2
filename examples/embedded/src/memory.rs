//! The heap, and how much memory was used.

use core::alloc::{GlobalAlloc, Layout};
use core::ptr::addr_of;
use core::sync::atomic::{AtomicUsize, Ordering};

use embedded_alloc::LlffHeap;

/// The bytes that the heap may take.
const HEAP_BYTES: usize = 48 * 1024;

/// What unused stack is filled with.
const UNUSED: u32 = 0xA5A5_A5A5;

#[global_allocator]
static HEAP: Counting = Counting { heap: LlffHeap::empty(), most: AtomicUsize::new(0) };

/// A heap that remembers how full it was.
struct Counting {
    heap: LlffHeap,
    most: AtomicUsize,
}

// SAFETY: every call is handed on to `LlffHeap`, which keeps the promises of the trait.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        let place = unsafe { self.heap.alloc(layout) };
        self.most.fetch_max(self.heap.used(), Ordering::Relaxed);
        place
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { self.heap.dealloc(place, layout) }
    }
}

unsafe extern "C" {
    // From the linker script of cortex-m-rt.
    static __sdata: u32;
    static __edata: u32;
    static __sidata: u32;
    static __sheap: u32;
    static _stack_start: u32;
}

/// The memory in bytes: what the program takes of the flash, and the most that heap and stack held.
pub struct Used {
    pub flash: usize,
    pub heap: usize,
    pub stack: usize,
}

/// Makes the heap, right behind the variables, and marks what the stack has not used yet.
pub fn set_up() {
    let mark = 0_u32;
    let heap = addr_of!(__sheap) as usize;
    let mut place = heap + HEAP_BYTES;
    // SAFETY: called once, first of all; nobody else uses the memory between the variables and the stack. Below this
    // function's own frame the stack is free; a margin is kept for what it calls.
    unsafe {
        HEAP.heap.init(heap, HEAP_BYTES);
        while place < addr_of!(mark) as usize - 256 {
            (place as *mut u32).write_volatile(UNUSED);
            place += size_of::<u32>();
        }
    }
}

/// How much memory was used since [`set_up`].
pub fn used() -> Used {
    let (data, end_of_data) = (addr_of!(__sdata) as usize, addr_of!(__edata) as usize);
    let bottom = addr_of!(_stack_start) as usize;
    let mut place = addr_of!(__sheap) as usize + HEAP_BYTES;
    // SAFETY: memory that `set_up` wrote, or the stack.
    while place < bottom && unsafe { (place as *const u32).read_volatile() } == UNUSED {
        place += size_of::<u32>();
    }
    Used {
        flash: addr_of!(__sidata) as usize + (end_of_data - data),
        heap: HEAP.most.load(Ordering::Relaxed),
        stack: bottom - place,
    }
}
