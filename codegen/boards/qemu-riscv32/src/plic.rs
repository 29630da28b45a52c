//! Interrupts of devices: the one of the network card wakes its driver.

use core::ptr;

use embassy_sync::waitqueue::AtomicWaker;
use portable_atomic::{AtomicUsize, Ordering};
use riscv_rt::core_interrupt;

const PLIC: usize = 0x0c00_0000;
const ENABLE: usize = PLIC + 0x2000;
const THRESHOLD: usize = PLIC + 0x20_0000;
const CLAIM: usize = PLIC + 0x20_0004;

/// Where a virtio device tells why it interrupts, and is told that it was heard.
const STATUS: usize = 0x60;
const ACKNOWLEDGE: usize = 0x64;

/// Woken when the network card has done something.
pub static NETWORK: AtomicWaker = AtomicWaker::new();
static DEVICE: AtomicUsize = AtomicUsize::new(0);

/// Lets the device at `address` interrupt, by this number.
pub fn enable(number: usize, address: usize) {
    DEVICE.store(address, Ordering::SeqCst);
    // SAFETY: registers of the interrupt controller: the priority of one source, its bit, and the first context's
    // threshold. Numbers of virtio devices are below 32.
    unsafe {
        ptr::write_volatile((PLIC + 4 * number) as *mut u32, 1);
        ptr::write_volatile(ENABLE as *mut u32, 1 << number);
        ptr::write_volatile(THRESHOLD as *mut u32, 0);
    }
}

#[core_interrupt(riscv::interrupt::Interrupt::MachineExternal)]
fn external() {
    let device = DEVICE.load(Ordering::SeqCst);
    // SAFETY: claim and complete of the interrupt controller; the two registers of a virtio device that exist for
    // this, which its driver does not use.
    unsafe {
        let number = ptr::read_volatile(CLAIM as *const u32);
        if device != 0 {
            let reason = ptr::read_volatile((device + STATUS) as *const u32);
            ptr::write_volatile((device + ACKNOWLEDGE) as *mut u32, reason);
        }
        ptr::write_volatile(CLAIM as *mut u32, number);
    }
    NETWORK.wake();
}
