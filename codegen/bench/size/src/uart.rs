//! The serial port (16550) of QEMU's machine virt, and its switch.

const DATA: *mut u8 = 0x1000_0000 as *mut u8;
const LINE_STATUS: *const u8 = 0x1000_0005 as *const u8;
const SOMETHING: u8 = 1;
const SWITCH: *mut u32 = 0x0010_0000 as *mut u32;
const OFF: u32 = 0x5555;

/// Waits for a line. What it has no room for is left out.
pub fn read_line(line: &mut [u8]) -> &mut [u8] {
    let mut length = 0;
    loop {
        // SAFETY: the registers of the machine's serial port, which nothing else uses.
        let byte = unsafe {
            while LINE_STATUS.read_volatile() & SOMETHING == 0 {}
            DATA.read_volatile()
        };
        match byte {
            b'\n' => return line.get_mut(..length).unwrap_or_default(),
            byte => {
                if let Some(free) = line.get_mut(length) {
                    *free = byte;
                    length += 1;
                }
            }
        }
    }
}

/// Writes a line.
pub fn write_line(line: &[u8]) {
    for byte in line.iter().chain(b"\n") {
        // SAFETY: as above; QEMU takes bytes in at once.
        unsafe { DATA.write_volatile(*byte) };
    }
}

/// Switches the machine off.
pub fn end() -> ! {
    // SAFETY: the register of the machine's test device.
    unsafe { SWITCH.write_volatile(OFF) };
    loop {
        riscv::asm::wfi();
    }
}
