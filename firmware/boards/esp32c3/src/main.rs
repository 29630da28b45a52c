#![no_std]
#![no_main]
#![doc = include_str!("../README.md")]

mod chip;
mod flash;
mod wifi;

use core::cell::RefCell;

// Takes the panic.
use embassy_executor::Spawner;
use embassy_net::{Config, Runner, StackResources};
use esp_backtrace as _;
use esp_hal::clock::CpuClock;
use esp_hal::peripherals::{FLASH, WIFI};
use esp_hal::ram;
use esp_hal::system::software_reset;
use esp_hal::timer::timg::TimerGroup;
use esp_radio::wifi::{ControllerConfig, WifiController};
use esp_rtos::embassy::Executor;
use firmware::charger::{Identity, Variant};
use firmware::{SimulatedCharger, app};
use keywright_embassy::SettingsWriter;
use keywright_embassy::start::{SOCKETS, spawn};
use static_cell::{ConstStaticCell, StaticCell};

use chip::Esp32c3;
use device::{Store, Unit, make, start};
use flash::Flash;
use wifi::{Interfaces, Radio, Switch};

esp_bootloader_esp_idf::esp_app_desc!();
keywright_embassy::device!(firmware::SimulatedCharger);

/// Of the heap, which only the driver of the radio uses: what the bootloader has left, in bytes.
const LEFT: usize = 64 * 1024;
/// And what it needs besides, as in the examples of esp-radio, in bytes.
const MORE: usize = 36 * 1024;
/// Channels 1 to 13, as in all of Europe.
const COUNTRY: [u8; 2] = *b"AT";

#[esp_hal::main]
fn main() -> ! {
    static EXECUTOR: StaticCell<Executor> = StaticCell::new();
    esp_println::logger::init_logger(log::LevelFilter::Info);
    let parts = esp_hal::init(esp_hal::Config::default().with_cpu_clock(CpuClock::max()));
    esp_alloc::heap_allocator!(#[ram(reclaimed)] size: LEFT);
    esp_alloc::heap_allocator!(size: MORE);
    esp_rtos::start(TimerGroup::new(parts.TIMG0).timer0, parts.FROM_CPU_INTR0);
    EXECUTOR.init(Executor::new()).run(|spawner| begin(spawner, parts.FLASH, parts.WIFI))
}

fn begin(spawner: Spawner, flash: FLASH<'static>, radio: WIFI<'static>) {
    static CHIP: StaticCell<Esp32c3> = StaticCell::new();
    // DHCP for guests of the access point needs one more.
    static SOCKET_SET: StaticCell<StackResources<{ SOCKETS + 1 }>> = StaticCell::new();
    static UNIT: StaticCell<Unit> = StaticCell::new();
    static SWITCH: ConstStaticCell<Switch> = ConstStaticCell::new(Switch::new());

    let chip: &'static Esp32c3 = CHIP.init(Esp32c3::new());
    let serial = Esp32c3::serial();
    log::info!("charger {serial}");
    let identity = match Identity::new(&serial, Variant::Kw11) {
        Ok(identity) => identity,
        Err(error) => panic!("{serial}: {error}"),
    };
    let store = open_store(flash);
    let unit = UNIT.init_with(|| Unit::new(SimulatedCharger::blank));
    // It hears of real networks, and not of those of the simulated world.
    unit.state.application.radio = true;
    unit.state.application.charger.identify(&identity);
    let shared = make(unit, app::FILES, chip, store, None);

    let settings = ControllerConfig::default().with_country_info(COUNTRY);
    let controller = match WifiController::new(radio, settings) {
        Ok(controller) => controller,
        Err(error) => panic!("the radio does not start: {error}"),
    };
    let switch: &'static Switch = SWITCH.take();
    let interfaces = Interfaces::new(switch);
    let (stack, runner) =
        embassy_net::new(interfaces, Config::default(), SOCKET_SET.init_with(StackResources::new), chip.seed());

    spawn(spawner, run_network(runner));
    spawn(spawner, run_radio(Radio { controller, switch, stack, shared, secret: chip.secret() }));
    start(spawner, stack, shared, store);
}

/// Opens the store, if there is a partition for it. Not inlined: its page would stay in the frame of the caller.
#[inline(never)]
fn open_store(flash: FLASH<'static>) -> Option<&'static Store> {
    static STORE: StaticCell<RefCell<SettingsWriter<Flash>>> = StaticCell::new();
    let Some(flash) = Flash::find(flash) else {
        log::warn!("there is no partition for settings: they are lost at the end");
        return None;
    };
    let size = flash.size;
    match SettingsWriter::open(flash, size) {
        Ok(settings_writer) => Some(STORE.init(RefCell::new(settings_writer))),
        Err(error) => {
            log::error!("settings are lost at the end, since the flash can't be used: {error:?}");
            None
        }
    }
}

#[embassy_executor::task]
async fn run_network(mut runner: Runner<'static, Interfaces>) -> ! {
    runner.run().await
}

#[embassy_executor::task]
async fn run_radio(radio: Radio) -> ! {
    radio.run().await
}

/// After a panic has said why: a charger on a wall has to come back by itself.
#[unsafe(no_mangle)]
fn custom_halt() -> ! {
    software_reset()
}
