//! Time for embassy: the machine's timer, which runs at 10 MHz.

use core::cell::RefCell;
use core::task::Waker;

use critical_section::Mutex;
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;
use riscv_rt::core_interrupt;

const COMPARE_LOW: *mut u32 = 0x0200_4000 as *mut u32;
const COMPARE_HIGH: *mut u32 = 0x0200_4004 as *mut u32;
const TIME_LOW: *const u32 = 0x0200_bff8 as *const u32;
const TIME_HIGH: *const u32 = 0x0200_bffc as *const u32;

struct MachineTimer {
    queue: Mutex<RefCell<Queue>>,
}

embassy_time_driver::time_driver_impl!(static DRIVER: MachineTimer = MachineTimer {
    queue: Mutex::new(RefCell::new(Queue::new())),
});

impl Driver for MachineTimer {
    fn now(&self) -> u64 {
        // SAFETY: registers of the machine's timer, which may always be read.
        unsafe {
            loop {
                let high = TIME_HIGH.read_volatile();
                let low = TIME_LOW.read_volatile();
                // Else the low half ran over in between.
                if high == TIME_HIGH.read_volatile() {
                    return u64::from(high) << 32 | u64::from(low);
                }
            }
        }
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        critical_section::with(|cs| {
            let mut queue = self.queue.borrow_ref_mut(cs);
            if queue.schedule_wake(at, waker) {
                set_alarm(queue.next_expiration(self.now()));
            }
        });
    }
}

fn set_alarm(at: u64) {
    // SAFETY: registers of the machine's timer, which only this writes. The high half is out of the way while the low
    // one changes, so that no alarm goes off in between.
    unsafe {
        COMPARE_HIGH.write_volatile(u32::MAX);
        COMPARE_LOW.write_volatile(at as u32);
        COMPARE_HIGH.write_volatile((at >> 32) as u32);
    }
}

/// No alarm is set.
pub fn start() {
    set_alarm(u64::MAX);
}

#[core_interrupt(riscv::interrupt::Interrupt::MachineTimer)]
fn alarm() {
    critical_section::with(|cs| {
        let next = DRIVER.queue.borrow_ref_mut(cs).next_expiration(DRIVER.now());
        set_alarm(next);
    });
}
