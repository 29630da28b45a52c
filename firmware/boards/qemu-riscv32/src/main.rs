#![no_std]
#![no_main]
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

use embassy_executor::{Executor, Spawner};
use embassy_net::{Config, Runner, StackResources};
use embassy_time::{Duration, Timer};
use firmware::charger::{Identity, Variant};
use firmware::{SimulatedCharger, app};
use keywright_embassy::Keeper;
use keywright_embassy::start::{SOCKETS, spawn};
use static_cell::{ConstStaticCell, StaticCell};

use bootargs::BootArgs;
use device::{Store, Unit, make, start};
use flash::Flash;
use machine::Machine;
use network::Network;
use uart::Uart;

keywright_embassy::device!(firmware::SimulatedCharger);

/// Exit code after a panic: as of a program on a computer.
const PANIC: u16 = 101;
/// Where the command line gives none.
const SERIAL: &str = "123456";
/// Bytes of the store: as many pages as that of the program on the host has.
const STORE: u32 = 32 * 4096;

#[riscv_rt::entry]
fn main(_hart: usize, device_tree: usize) -> ! {
    static EXECUTOR: StaticCell<Executor> = StaticCell::new();
    uart::start_log();
    time::start();
    let args = BootArgs::read(device_tree);
    if args.get("stack").is_some() {
        stack::paint();
    }
    let mut unit = Unit::new(SimulatedCharger::blank);
    // SAFETY: this function does not end, so that its variables stay, and nothing else refers to this one. Moved into a
    // static, it would lie in the memory of both for a moment, and the stack would have to be 30 KB larger.
    let unit: &'static mut Unit = unsafe { &mut *core::ptr::from_mut(&mut unit) };
    // SAFETY: everything that the handlers use is there.
    unsafe {
        riscv::register::mie::set_mtimer();
        riscv::register::mie::set_mext();
        riscv::interrupt::enable();
    }
    EXECUTOR.init(Executor::new()).run(|spawner| begin(spawner, unit, &args))
}

/// Not inlined: the frame of the caller stays for good.
#[inline(never)]
fn begin(spawner: Spawner, unit: &'static mut Unit, args: &BootArgs) {
    static MACHINE: StaticCell<Machine> = StaticCell::new();
    static SOCKET_SET: ConstStaticCell<StackResources<SOCKETS>> = ConstStaticCell::new(StackResources::new());

    let machine: &'static Machine = MACHINE.init(Machine::new(args.seed.unwrap_or(1)));
    let serial = args.get("serial").unwrap_or(SERIAL);
    log::info!("charger {serial}");
    let identity = match Identity::new(serial, Variant::Kw11) {
        Ok(identity) => identity,
        Err(error) => panic!("serial={serial}: {error}"),
    };
    let store = open_store();
    unit.state.application.charger.identify(&identity);
    let shared = make(unit, app::FILES, machine, store, args.get("mqtt"));
    let Some(network) = Network::find() else { panic!("this machine has no virtio network card") };
    let (stack, runner) =
        embassy_net::new(network, Config::dhcpv4(Default::default()), SOCKET_SET.take(), machine.next());

    spawn(spawner, run_network(runner));
    start(spawner, stack, shared, store);
    if args.get("stack").is_some() {
        spawn(spawner, tell_stack());
    }
    if args.get("panic").is_some() {
        spawn(spawner, panic_on_demand());
    }
}

/// Opens the store, if there is a flash for it.
fn open_store() -> Option<&'static Store> {
    static STORE_CELL: StaticCell<RefCell<Keeper<Flash>>> = StaticCell::new();
    let Some(mut flash) = Flash::find() else {
        log::warn!("there is no flash: settings are lost at the end");
        return None;
    };
    if let Err(error) = flash.prepare(STORE) {
        log::error!("the flash can't be erased: {error:?}");
    }
    match Keeper::open(flash, STORE) {
        Ok(keeper) => Some(STORE_CELL.init(RefCell::new(keeper))),
        Err(error) => {
            log::error!("settings are lost at the end, since the flash can't be used: {error:?}");
            None
        }
    }
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
