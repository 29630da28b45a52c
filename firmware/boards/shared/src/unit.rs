//! The charger and the world around it.

use embassy_time::Instant;
use firmware::api::{Door, door};
use firmware::password::SALT;
use firmware::{Charger, Outputs, Sim};
use keywright::http::Events;
use keywright::storage::Schedule;
use keywright::{Device, Observer};

/// A set of keys.
pub type Bits = <Door<'static, Charger> as Device>::Bits;

/// Event streams at a time: the other connections are for requests.
pub const STREAMS: usize = 2;

/// A charger with its simulated surroundings.
pub struct Unit {
    /// The charger.
    pub charger: Charger,
    /// The car and the grid.
    pub sim: Sim,
    outputs: Outputs,
    /// When what is stored.
    pub schedule: Schedule<Bits>,
    /// Who listens to changes over HTTP.
    pub(crate) streams: [Option<Events<Bits>>; STREAMS],
    /// The device is to be started anew.
    pub(crate) restart: bool,
}

impl Unit {
    /// Nobody's charger yet, which [`make`](crate::start::make) makes one. It has 30 KB, which are on the stack for a
    /// moment where they are moved, as into a static.
    // Not inlined: only what a function returns is written to where it is to lie.
    #[inline(never)]
    pub fn blank() -> Self {
        Self {
            sim: Sim::default(),
            outputs: Outputs::default(),
            schedule: Schedule::new(),
            streams: [const { None }; STREAMS],
            restart: false,
            // See `Charger::blank`.
            charger: Charger::blank(),
        }
    }

    /// The way to its values and commands.
    pub fn door(&mut self) -> Door<'_, Charger> {
        door(&mut self.charger)
    }

    /// What the charger wants done.
    pub fn outputs(&self) -> &Outputs {
        &self.outputs
    }

    /// Begins to work, after the settings were loaded. `broker` is the address that a device without one takes.
    pub fn start(&mut self, broker: Option<&str>) {
        if let Some(broker) = broker
            && self.charger.registry.mqtt_broker_url().is_empty()
        {
            // One that is too long is left out, and the log shows that there is none.
            let _ = self.charger.registry.set_mqtt_broker_url(broker);
            self.charger.registry.set_mqtt_enabled(true);
        }
        self.charger.start(now());
    }

    /// Runs the charging logic; `radio` if the chip has one.
    pub(crate) fn tick(&mut self, unix_ms: Option<i64>, salt: [u8; SALT], radio: bool) {
        self.charger.set_salt(salt);
        if !radio {
            self.sim.tell(now(), unix_ms, &mut self.charger);
        }
        let inputs = self.sim.step(now(), unix_ms, &self.outputs);
        self.outputs = self.charger.tick(now(), &inputs);
        self.restart |= self.outputs.restart;
    }

    /// Hands changes to who listens over HTTP.
    pub(crate) fn tell_streams(&mut self) {
        let mut door = door(&mut self.charger);
        let changes = Observer::Events.of(door.values_mut().changes);
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
