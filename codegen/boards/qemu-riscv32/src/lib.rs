#![no_std]
// Nothing from outside makes a device panic.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::indexing_slicing))]
#![doc = include_str!("../README.md")]

mod bootargs;
mod flash;
mod machine;
mod network;
mod plic;
mod stack;
mod time;
mod uart;

use core::cell::RefCell;
use core::fmt::Write;
use core::panic::PanicInfo;

use embassy_executor::Spawner;
use embassy_net::{Config, Runner, Stack, StackResources};
use embassy_time::{Duration, Timer};
use keywright_embassy::start::{SOCKETS, spawn};
use static_cell::{ConstStaticCell, StaticCell};

pub use bootargs::BootArgs;
pub use embassy_executor::Executor;
pub use flash::Flash;
pub use keywright_embassy;
pub use keywright_embassy::keywright;
pub use log;
pub use machine::Machine;
pub use riscv_rt;

use keywright_embassy::keywright_device::Application;
use keywright_embassy::{SettingsWriter, Store};
use network::Network;
use uart::Uart;

/// Exit code after a panic: as of a program on a computer.
const PANIC: u16 = 101;
/// Bytes of the store: as many pages as that of a program on a computer has.
const STORE: u32 = 32 * 4096;

/// The machine has started: logs from here on. Returns what it was told.
pub fn begin(device_tree: usize) -> BootArgs {
    uart::start_log();
    time::start();
    let args = BootArgs::read(device_tree);
    if args.get("stack").is_some() {
        stack::paint();
    }
    args
}

/// Lets the timer and the devices interrupt. Called once, before the executor runs.
pub fn enable_interrupts() {
    // SAFETY: everything that the handlers use is there.
    unsafe {
        riscv::register::mie::set_mtimer();
        riscv::register::mie::set_mext();
        riscv::interrupt::enable();
    }
}

/// Opens the store, if there is a flash for it. Called once. Not inlined: its page would stay in the frame of the caller.
/// Generic, so that it is compiled with the image, which then has the code of the storage once: 8 KB less.
#[inline(never)]
pub fn open_store<A: Application>() -> Option<&'static Store<A>> {
    static STORE_CELL: StaticCell<RefCell<SettingsWriter<Flash>>> = StaticCell::new();
    let Some(mut flash) = Flash::find() else {
        log::warn!("there is no flash: settings are lost at the end");
        return None;
    };
    if let Err(error) = flash.prepare(STORE) {
        log::error!("the flash can't be erased: {error:?}");
    }
    match SettingsWriter::open(flash, STORE) {
        Ok(settings_writer) => Some(STORE_CELL.init(RefCell::new(settings_writer))),
        Err(error) => {
            log::error!("settings are lost at the end, since the flash can't be used: {error:?}");
            None
        }
    }
}

/// Starts the network, and what tests ask for.
///
/// # Panics
/// The machine has no network card, or this is called twice.
pub fn start_network(spawner: Spawner, machine: &Machine, args: &BootArgs) -> Stack<'static> {
    static SOCKET_SET: ConstStaticCell<StackResources<SOCKETS>> = ConstStaticCell::new(StackResources::new());
    let Some(network) = Network::find() else { panic!("this machine has no virtio network card") };
    let (stack, runner) =
        embassy_net::new(network, Config::dhcpv4(Default::default()), SOCKET_SET.take(), machine.next());
    spawn(spawner, run_network(runner));
    if args.get("stack").is_some() {
        spawn(spawner, tell_stack());
    }
    if args.get("panic").is_some() {
        spawn(spawner, panic_on_demand());
    }
    stack
}

#[embassy_executor::task]
async fn run_network(mut runner: Runner<'static, Network>) -> ! {
    runner.run().await
}

/// Says how much of the stack the start needed, and then, once a second, how much was used at most since.
#[embassy_executor::task]
async fn tell_stack() -> ! {
    log::info!("start: {} bytes of stack", stack::high_water());
    stack::paint();
    loop {
        log::info!("stack: {} of {} bytes", stack::high_water(), stack::size());
        Timer::after(Duration::from_secs(1)).await;
    }
}

/// So that a test can see what a panic looks like.
#[embassy_executor::task]
async fn panic_on_demand() {
    Timer::after(Duration::from_millis(100)).await;
    panic!("asked to panic");
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    riscv::interrupt::disable();
    let _ = writeln!(Uart, "panic: {info}");
    machine::exit(PANIC)
}

/// Makes the image of a device: its start, and its tasks.
///
/// - `application`: its type, by a full path.
/// - `files`: those of its App.
/// - `blank`: makes one, without a serial number.
/// - `identify`: gives it the serial number, or says why not.
/// - `serial`: the serial number where the machine is started without `serial=…`.
///
/// The crate that calls this depends on `embassy-executor`, `embassy-net` and `keywright-embassy`.
#[macro_export]
macro_rules! image {
    (application: $application:ty, files: $files:expr, blank: $blank:expr, identify: $identify:expr, serial: $serial:expr $(,)?) => {
        $crate::keywright_embassy::device!($application);

        #[$crate::riscv_rt::entry]
        fn main(_hart: usize, device_tree: usize) -> ! {
            use $crate::keywright_embassy::static_cell::StaticCell;
            static EXECUTOR: StaticCell<$crate::Executor> = StaticCell::new();
            let args = $crate::begin(device_tree);
            let mut unit = device::Unit::new($blank);
            // SAFETY: this function never returns, so its locals live for the rest of the program, and no other
            // reference to this one exists. A move into a static would hold the unit twice for a moment, and would need
            // a larger stack.
            let unit: &'static mut device::Unit = unsafe { &mut *::core::ptr::from_mut(&mut unit) };
            $crate::enable_interrupts();
            EXECUTOR.init($crate::Executor::new()).run(|spawner| begin(spawner, unit, &args))
        }

        /// Not inlined: the frame of the caller stays for good.
        #[inline(never)]
        fn begin(spawner: ::embassy_executor::Spawner, unit: &'static mut device::Unit, args: &$crate::BootArgs) {
            use $crate::keywright_embassy::static_cell::StaticCell;
            static MACHINE: StaticCell<$crate::Machine> = StaticCell::new();

            let machine: &'static $crate::Machine = MACHINE.init($crate::Machine::new(args.seed.unwrap_or(1)));
            let serial = args.get("serial").unwrap_or($serial);
            $crate::log::info!("{} {serial}", ::core::env!("CARGO_PKG_NAME"));
            if let ::core::result::Result::Err(error) = ($identify)(&mut unit.state.application, serial) {
                ::core::panic!("serial={serial}: {error}");
            }
            let store = $crate::open_store();
            let shared = device::make(unit, $files, machine, store, args.get("mqtt"));
            let stack = $crate::start_network(spawner, machine, args);
            device::start(spawner, stack, shared, store);
        }
    };
}
