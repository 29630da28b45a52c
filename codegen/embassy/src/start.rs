//! The device and its tasks, as every board starts them.

use embassy_executor::{SpawnError, SpawnToken, Spawner};
use embassy_net::Stack;

use crate::http::CONNECTIONS;

/// Sockets that the tasks need: HTTP, MQTT and its test, DHCP and DNS.
pub const SOCKETS: usize = CONNECTIONS + 4;

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

/// Says where the device is reached: programs that start it wait for this line.
pub async fn tell_address(stack: Stack<'static>) -> ! {
    loop {
        stack.wait_config_up().await;
        if let Some(config) = stack.config_v4() {
            log::info!("http://{}", config.address.address());
        }
        stack.wait_config_down().await;
        log::info!("the network is gone");
    }
}

/// Makes a module `device` with the tasks of one application: tasks of an executor can't be generic.
///
/// `device::make(unit, files, chip, store, broker)` starts a unit with its stored settings, where there are any; a device
/// without a broker takes that at `broker`. `device::start(spawner, stack, shared, store)` starts its tasks. Both panic
/// if they are called twice.
///
/// The path of the application is a full one: `firmware::Heater`. The crate that calls this depends on `embassy-executor` and `embassy-net`.
#[macro_export]
macro_rules! device {
    ($application:ty) => {
        /// The device and its tasks.
        mod device {
            use ::embassy_executor::Spawner;
            use ::embassy_net::Stack;
            use $crate::http::{self, CONNECTIONS, Guard, Out};
            use $crate::keywright_device::File;
            use $crate::mqtt::{self, Buffers};
            use $crate::start::{spawn, tell_address};
            use $crate::static_cell::{ConstStaticCell, StaticCell};

            /// The device that runs.
            pub type Unit = $crate::Unit<$application>;
            /// The same, as tasks share it.
            pub type Shared = $crate::Shared<$application>;
            /// Where its settings are.
            pub type Store = $crate::Store<$application>;

            /// Makes a device of a unit that has not been started.
            pub fn make(
                unit: &'static mut Unit,
                files: &'static [File],
                chip: &'static dyn $crate::Chip,
                store: ::core::option::Option<&Store>,
                broker: ::core::option::Option<&str>,
            ) -> &'static Shared {
                static SHARED: StaticCell<Shared> = StaticCell::new();
                if let ::core::option::Option::Some(store) = store {
                    store.borrow_mut().load(unit);
                }
                unit.start(broker, chip.unix_ms());
                SHARED.init($crate::Shared::new(unit, files, chip))
            }

            /// Starts the tasks: behaviour, HTTP, MQTT, and the keeping of settings.
            pub fn start(
                spawner: Spawner,
                stack: Stack<'static>,
                shared: &'static Shared,
                store: ::core::option::Option<&'static Store>,
            ) {
                static OUT: ConstStaticCell<Out> = ConstStaticCell::new(Out::new());
                static GUARD: ConstStaticCell<Guard> = ConstStaticCell::new(Guard::new());
                static BUFFERS: ConstStaticCell<Buffers> = ConstStaticCell::new(Buffers::new());

                let (out, guard): (&'static Out, &'static Guard) = (OUT.take(), GUARD.take());
                spawn(spawner, tick(shared));
                spawn(spawner, restart(shared, store));
                if let ::core::option::Option::Some(store) = store {
                    spawn(spawner, keep(shared, store));
                }
                spawn(spawner, talk_mqtt(stack, shared, BUFFERS.take()));
                spawn(spawner, tell(stack));
                for _ in 0..CONNECTIONS {
                    spawn(spawner, serve(stack, shared, out, guard));
                }
            }

            #[::embassy_executor::task]
            async fn tick(shared: &'static Shared) -> ! {
                shared.tick().await
            }

            #[::embassy_executor::task]
            async fn restart(shared: &'static Shared, store: ::core::option::Option<&'static Store>) -> ! {
                let last = || {
                    if let ::core::option::Option::Some(store) = store {
                        shared.with(|unit| store.borrow_mut().keep_last(unit));
                    }
                };
                shared.restart(last).await
            }

            #[::embassy_executor::task]
            async fn keep(shared: &'static Shared, store: &'static Store) -> ! {
                $crate::keep(shared, store).await
            }

            #[::embassy_executor::task]
            async fn talk_mqtt(stack: Stack<'static>, shared: &'static Shared, buffers: &'static mut Buffers) -> ! {
                mqtt::run(stack, shared, buffers).await
            }

            #[::embassy_executor::task(pool_size = CONNECTIONS)]
            async fn serve(
                stack: Stack<'static>,
                shared: &'static Shared,
                out: &'static Out,
                guard: &'static Guard,
            ) -> ! {
                http::serve(stack, shared, out, guard).await
            }

            #[::embassy_executor::task]
            async fn tell(stack: Stack<'static>) -> ! {
                tell_address(stack).await
            }
        }
    };
}
