//! The charger and its tasks, as every board starts them.

use embassy_executor::{SpawnError, SpawnToken, Spawner};
use embassy_net::Stack;
use firmware::Identity;
use static_cell::{ConstStaticCell, StaticCell};

use crate::chip::Chip;
use crate::http::{self, CONNECTIONS, Guard, Out};
use crate::keeper::{self, Store};
use crate::mqtt::{self, Buffers};
use crate::shared::Shared;
use crate::unit::Unit;

/// Sockets that the tasks need: HTTP, MQTT and its test, DHCP and DNS.
pub const SOCKETS: usize = CONNECTIONS + 4;

/// Makes a charger of a blank `unit`, with its settings where there are any. A device without a broker takes that at
/// `broker`.
///
/// # Panics
/// It is called twice.
pub fn make(
    unit: &'static mut Unit,
    identity: &Identity<'_>,
    chip: &'static dyn Chip,
    store: Option<&Store>,
    broker: Option<&str>,
) -> &'static Shared {
    static SHARED: StaticCell<Shared> = StaticCell::new();
    unit.state.application.radio = chip.has_radio();
    unit.state.application.charger.identify(identity);
    if let Some(store) = store {
        store.borrow_mut().load(unit);
    }
    unit.start(broker, chip.unix_ms());
    SHARED.init(Shared::new(unit, chip))
}

/// Starts the tasks: the charging logic, HTTP, MQTT, and the keeping of settings.
///
/// # Panics
/// It is called twice.
pub fn start(spawner: Spawner, stack: Stack<'static>, shared: &'static Shared, store: Option<&'static Store>) {
    static OUT: ConstStaticCell<Out> = ConstStaticCell::new(Out::new());
    static GUARD: ConstStaticCell<Guard> = ConstStaticCell::new(Guard::new());
    static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());

    let (out, guard): (&'static Out, &'static Guard) = (OUT.take(), GUARD.take());
    spawn(spawner, tick(shared));
    spawn(spawner, restart(shared, store));
    if let Some(store) = store {
        spawn(spawner, keep(shared, store));
    }
    spawn(spawner, talk_mqtt(stack, shared, BUFFERS.take()));
    spawn(spawner, tell_address(stack));
    for _ in 0..CONNECTIONS {
        spawn(spawner, serve(stack, shared, out, guard));
    }
}

/// Starts a task.
///
/// # Panics
/// There is no place for it.
pub fn spawn<S>(spawner: Spawner, token: Result<SpawnToken<S>, SpawnError>) {
    match token {
        Ok(token) => spawner.spawn(token),
        Err(error) => panic!("a task could not be started: {error:?}"),
    }
}

#[embassy_executor::task]
async fn tick(shared: &'static Shared) -> ! {
    shared.tick().await
}

#[embassy_executor::task]
async fn restart(shared: &'static Shared, store: Option<&'static Store>) -> ! {
    shared
        .restart(|| {
            if let Some(store) = store {
                shared.with(|unit| store.borrow_mut().keep_last(unit));
            }
        })
        .await
}

#[embassy_executor::task]
async fn keep(shared: &'static Shared, store: &'static Store) -> ! {
    keeper::keep(shared, store).await
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
