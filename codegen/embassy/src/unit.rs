//! The device, and who listens to it.

use embassy_time::Instant;
use keywright::http::Events;
use keywright::storage::Schedule;
use keywright::{Device as _, Observer, Scalar, store, store_text, text_of};
use keywright_device::{Application, DeviceState, Managed, Moment, SALT};

/// Values and commands, with those of roles.
pub type ManagedDevice<'a, A> = Managed<'a, <A as Application>::Device<'a>>;

/// Event streams at a time: the other connections are for requests.
pub const STREAMS: usize = 2;

/// A device that runs.
pub struct Unit<A: Application> {
    /// When what is stored.
    pub schedule: Schedule<A::Bits>,
    /// Who listens to changes over HTTP.
    pub(crate) streams: [Option<Events<A::Bits>>; STREAMS],
    // The last one, so that nothing stands between its making and its place.
    /// The device itself.
    pub state: DeviceState<A>,
}

impl<A: Application> Unit<A> {
    /// A device that has not been started; `blank` makes its behaviour. A large device is made where it lies if neither
    /// this nor `blank` is inlined: only what a function returns is written to where it is to lie.
    #[inline(never)]
    pub fn new(blank: impl FnOnce() -> A) -> Self {
        Self { schedule: Schedule::new(), streams: [const { None }; STREAMS], state: DeviceState::in_place(blank) }
    }

    /// Its values and commands.
    pub fn device(&mut self) -> ManagedDevice<'_, A> {
        self.state.device()
    }

    /// Begins to work, after the settings were loaded. `broker` is the address that a device without one takes.
    pub fn start(&mut self, broker: Option<&str>, unix_ms: Option<i64>) {
        let mut device = self.state.device();
        let tables = device.tables();
        if let (Some(broker), Some(key)) = (broker, tables.mqtt.broker)
            && text_of(&device, key).is_empty()
        {
            // One that is too long is cut, and the log shows that there is no such host.
            store_text(&mut device, key, broker);
            if let Some(enabled) = tables.mqtt.enabled_by {
                store(&mut device, enabled, Scalar::Bool(true));
            }
        }
        drop(device);
        self.state.start(Moment { now: now(), unix_ms });
    }

    /// Lets the device do what is due.
    pub(crate) fn tick(&mut self, unix_ms: Option<i64>, salt: [u8; SALT]) {
        self.state.tick(Moment { now: now(), unix_ms }, salt);
    }

    /// Hands changes to who listens over HTTP.
    pub(crate) fn tell_streams(&mut self) {
        let mut device = self.state.device();
        let changes = Observer::Events.of(device.values_mut().changes);
        for events in self.streams.iter_mut().flatten() {
            events.record(changes);
        }
        changes.fill(0);
    }
}

/// Milliseconds since power-on.
pub(crate) fn now() -> u64 {
    Instant::now().as_millis()
}
