//! How much of the stack was ever used: it is painted, and what lost its colour was used.

use core::ptr;

const COLOUR: u32 = 0xc01d_c0de;
/// Bytes below the frame of who paints that are left as they are: the painting itself needs some.
const MARGIN: usize = 512;

unsafe extern "C" {
    /// The linker script's: the lowest address of the stack, and the one behind the highest.
    static __estack: u32;
    static _stack_start: u32;
}

fn bounds() -> (usize, usize) {
    (&raw const __estack as usize, &raw const _stack_start as usize)
}

/// Bytes that there are for the stack.
pub fn size() -> usize {
    let (low, high) = bounds();
    high - low
}

/// Paints what is not in use.
#[inline(never)]
pub fn paint() {
    let here = 0u32;
    let end = &raw const here as usize - MARGIN;
    for address in (bounds().0..end).step_by(4) {
        // SAFETY: below the frame of this function there is nothing but free stack, down to the linker's symbol.
        unsafe { ptr::write_volatile(address as *mut u32, COLOUR) };
    }
}

/// Bytes that were in use at once, at most, since the stack was painted.
pub fn high_water() -> usize {
    let (low, high) = bounds();
    // SAFETY: all of it is memory, and is only read.
    let used = (low..high).step_by(4).find(|address| unsafe { ptr::read_volatile(*address as *const u32) } != COLOUR);
    high - used.unwrap_or(high)
}
