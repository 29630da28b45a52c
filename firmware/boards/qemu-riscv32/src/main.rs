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

use embassy_executor::{Executor, SpawnError, SpawnToken, Spawner};
use embassy_net::{Config, Runner, Stack, StackResources};
use embassy_time::{Duration, Timer};
use firmware_board::firmware::Identity;
use firmware_board::firmware::charger::Variant;
use firmware_board::http::{CONNECTIONS, Guard, Out};
use firmware_board::mqtt::Buffers;
use firmware_board::{Keeper, Shared, Unit, http, mqtt};
use static_cell::{ConstStaticCell, StaticCell};

use bootargs::BootArgs;
use flash::Flash;
use machine::Machine;
use network::Network;
use uart::Uart;

/// Exit code after a panic: as of a program on a computer.
const PANIC: u16 = 101;
/// Where the command line gives none.
const SERIAL: &str = "123456";
/// Bytes of the store: as many pages as that of the program on the host has.
const STORE: u32 = 32 * 4096;
/// HTTP, MQTT, DHCP and DNS.
const SOCKETS: usize = CONNECTIONS + 3;

#[riscv_rt::entry]
fn main(_hart: usize, device_tree: usize) -> ! {
    static EXECUTOR: StaticCell<Executor> = StaticCell::new();
    uart::start_log();
    time::start();
    let args = BootArgs::read(device_tree);
    if args.get("stack").is_some() {
        stack::paint();
    }
    // SAFETY: everything that the handlers use is there.
    unsafe {
        riscv::register::mie::set_mtimer();
        riscv::register::mie::set_mext();
        riscv::interrupt::enable();
    }
    EXECUTOR.init(Executor::new()).run(|spawner| start(spawner, &args))
}

fn start(spawner: Spawner, args: &BootArgs) {
    static MACHINE: StaticCell<Machine> = StaticCell::new();
    static OUT: ConstStaticCell<Out> = ConstStaticCell::new(Out::new());
    static GUARD: ConstStaticCell<Guard> = ConstStaticCell::new(Guard::new());
    static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());
    static SOCKET_SET: ConstStaticCell<StackResources<SOCKETS>> = ConstStaticCell::new(StackResources::new());

    let machine: &'static Machine = MACHINE.init(Machine::new(args.seed.unwrap_or(1)));
    let (shared, keeper) = make_unit(machine, args);
    let Some(network) = Network::find() else { panic!("this machine has no virtio network card") };
    let (stack, runner) =
        embassy_net::new(network, Config::dhcpv4(Default::default()), SOCKET_SET.take(), machine.next());

    let (out, guard): (&'static Out, &'static Guard) = (OUT.take(), GUARD.take());
    spawn(spawner, run_network(runner));
    spawn(spawner, tick(shared));
    spawn(spawner, restart(shared, keeper));
    if let Some(keeper) = keeper {
        spawn(spawner, keep(shared, keeper));
    }
    spawn(spawner, talk_mqtt(stack, shared, BUFFERS.take()));
    spawn(spawner, tell_address(stack));
    for _ in 0..CONNECTIONS {
        spawn(spawner, serve(stack, shared, out, guard));
    }
    if args.get("stack").is_some() {
        spawn(spawner, tell_stack());
    }
    if args.get("panic").is_some() {
        spawn(spawner, panic_on_demand());
    }
}

/// The charger, with its settings.
fn make_unit(machine: &'static Machine, args: &BootArgs) -> (&'static Shared, Option<&'static Store>) {
    static UNIT: StaticCell<Unit> = StaticCell::new();
    static SHARED: StaticCell<Shared> = StaticCell::new();
    let serial = args.get("serial").unwrap_or(SERIAL);
    log::info!("charger {serial}");
    let identity = match Identity::new(serial, Variant::Kw11) {
        Ok(identity) => identity,
        Err(error) => panic!("serial={serial}: {error}"),
    };
    let unit = place(&UNIT, &identity);
    let keeper = open_store(unit);
    unit.start(args.get("mqtt"));
    (SHARED.init(Shared::new(unit, machine)), keeper)
}

/// Makes the unit where it stays. Not inlined: it has 30 KB, which would stay in the frame of the caller otherwise.
#[inline(never)]
fn place(cell: &'static StaticCell<Unit>, identity: &Identity<'_>) -> &'static mut Unit {
    cell.init_with(|| Unit::new(identity))
}

type Store = RefCell<Keeper<Flash>>;

/// Loads the settings, if there is a flash that holds them.
fn open_store(unit: &mut Unit) -> Option<&'static Store> {
    static STORE_CELL: StaticCell<Store> = StaticCell::new();
    let Some(mut flash) = Flash::find() else {
        log::warn!("there is no flash: settings are lost at the end");
        return None;
    };
    if let Err(error) = flash.prepare(STORE) {
        log::error!("the flash can't be erased: {error:?}");
    }
    match Keeper::open(flash, STORE) {
        Ok(mut keeper) => {
            keeper.load(unit);
            Some(STORE_CELL.init(RefCell::new(keeper)))
        }
        Err(error) => {
            log::error!("settings are lost at the end, since the flash can't be used: {error:?}");
            None
        }
    }
}

/// Starts a task. There is a place for each of them.
fn spawn<S>(spawner: Spawner, token: Result<SpawnToken<S>, SpawnError>) {
    match token {
        Ok(token) => spawner.spawn(token),
        Err(error) => panic!("a task could not be started: {error:?}"),
    }
}

#[embassy_executor::task]
async fn run_network(mut runner: Runner<'static, Network>) -> ! {
    runner.run().await
}

#[embassy_executor::task]
async fn tick(shared: &'static Shared) -> ! {
    shared.tick().await
}

#[embassy_executor::task]
async fn restart(shared: &'static Shared, keeper: Option<&'static Store>) -> ! {
    shared
        .restart(|| {
            if let Some(keeper) = keeper {
                shared.with(|unit| keeper.borrow_mut().keep_last(unit));
            }
        })
        .await
}

#[embassy_executor::task]
async fn keep(shared: &'static Shared, keeper: &'static Store) -> ! {
    firmware_board::keep(shared, keeper).await
}

#[embassy_executor::task]
async fn talk_mqtt(stack: Stack<'static>, shared: &'static Shared, buffers: &'static mut Buffers) -> ! {
    mqtt::run(stack, shared, buffers).await
}

#[embassy_executor::task(pool_size = CONNECTIONS)]
async fn serve(stack: Stack<'static>, shared: &'static Shared, out: &'static Out, guard: &'static Guard) -> ! {
    http::serve(stack, shared, out, guard).await
}

/// Says where the device is reached: programs that start it wait for this line.
#[embassy_executor::task]
async fn tell_address(stack: Stack<'static>) -> ! {
    loop {
        stack.wait_config_up().await;
        if let Some(config) = stack.config_v4() {
            log::info!("http://{}", config.address.address());
        }
        stack.wait_config_down().await;
        log::info!("the network is gone");
    }
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
