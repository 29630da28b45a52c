//! What else there is in the machine: its switch, its clock, and its randomness.

use core::cell::Cell;

use keywright_embassy::Chip;

const SWITCH: *mut u32 = 0x0010_0000 as *mut u32;
const FAIL: u32 = 0x3333;
const RESET: u32 = 0x7777;

const RTC_LOW: *const u32 = 0x0010_1000 as *const u32;
const RTC_HIGH: *const u32 = 0x0010_1004 as *const u32;

/// Ends QEMU with an exit code.
pub fn exit(code: u16) -> ! {
    switch(u32::from(code) << 16 | FAIL)
}

fn switch(position: u32) -> ! {
    // SAFETY: the register of the machine's test device.
    unsafe { SWITCH.write_volatile(position) };
    loop {
        riscv::asm::wfi();
    }
}

/// The machine.
pub struct Machine {
    random: Cell<u64>,
}

impl Machine {
    /// With a seed for its randomness, which QEMU passes to each machine in its device tree.
    pub fn new(seed: u64) -> Self {
        Self { random: Cell::new(seed) }
    }

    /// The next random number (SplitMix64): for ports, salts and pauses, not for keys.
    pub fn next(&self) -> u64 {
        let state = self.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Chip for Machine {
    fn unix_ms(&self) -> Option<i64> {
        // SAFETY: registers of the machine's clock. Reading the low one holds the high one.
        let ns = unsafe {
            let low = RTC_LOW.read_volatile();
            u64::from(RTC_HIGH.read_volatile()) << 32 | u64::from(low)
        };
        i64::try_from(ns / 1_000_000).ok()
    }

    fn random(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            for (to, from) in part.iter_mut().zip(self.next().to_le_bytes()) {
                *to = from;
            }
        }
    }

    fn restart(&self) -> ! {
        switch(RESET)
    }
}
