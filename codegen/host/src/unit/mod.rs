//! A device that runs, shared by all tasks of the program's one thread.

mod mqtt_config;
mod settings;
mod shared;
mod whole_status;

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use keywright::storage::Schedule;
use keywright::{KeyId, Tables, flag, store_text, text_of};
use keywright_device::{Application, DeviceState, Managed, Moment, SALT};

pub use mqtt_config::{MqttConfig, TlsSettings};
pub use settings::ToStore;
pub use shared::{Reply, Shared};

use crate::program::Program;
use crate::store::Settings;
use whole_status::WholeStatus;

/// A set of its keys.
pub type Bits<P> = <<P as Program>::Application as Application>::Bits;

/// Its values and commands, with those of its roles.
pub type ManagedDevice<'a, P> = Managed<'a, <<P as Program>::Application as Application>::Device<'a>>;

/// A device that runs.
pub struct Unit<P: Program> {
    serial: String,
    options: P::Options,
    state: DeviceState<P::Application>,
    boot: Instant,
    epoch: u32,
    /// The embedded broker's address: where a new device's MQTT points to.
    home: Option<String>,
    /// When what is stored.
    schedule: Schedule<Bits<P>>,
    /// When the program began: its clock, which a restart of the device does not set back.
    began: Instant,
    whole_status: WholeStatus,
}

impl<P: Program> Unit<P> {
    /// A device that has not been started: [`Unit::start`] does that.
    ///
    /// # Errors
    /// What is wrong with the serial number or the device's own options.
    pub fn new(serial: &str, options: P::Options) -> Result<Self, String> {
        Ok(Self {
            serial: serial.to_owned(),
            state: DeviceState::new(P::new(serial, &options)?),
            options,
            boot: Instant::now(),
            epoch: 0,
            home: None,
            schedule: Schedule::new(),
            began: Instant::now(),
            whole_status: WholeStatus::new(0),
        })
    }

    /// Begins to work with these settings. `home` is the address of a broker that it is to use where they name none. Returns
    /// a remark on each setting that it does not take.
    pub fn start(&mut self, home: Option<String>, settings: Settings) -> Vec<String> {
        self.home = home;
        self.begin(settings)
    }

    /// Its values and commands.
    pub fn device(&mut self) -> ManagedDevice<'_, P> {
        self.state.device()
    }

    /// Its behaviour.
    pub fn application(&mut self) -> &mut P::Application {
        &mut self.state.application
    }

    /// Milliseconds since it was started.
    pub fn now(&self) -> u64 {
        u64::try_from(self.boot.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn moment(&self) -> Moment {
        Moment { now: self.now(), unix_ms: unix_ms() }
    }

    /// Lets the device do what is due. True if it wants to be started anew.
    fn tick(&mut self) -> bool {
        // A salt is no secret; it only has to be another one each time.
        let mut salt = [0; SALT];
        fastrand::Rng::new().fill(&mut salt);
        self.state.tick(self.moment(), salt)
    }

    /// Starts anew, as after a power cut: settings stay, all else is as on a new device.
    fn restart(&mut self) {
        tracing::info!("the device restarts");
        let settings = self.all_settings();
        // What is still to be stored is the same on the new device.
        self.schedule.collect(&mut self.state.device());
        // It was made of the same when the program started.
        let Ok(application) = P::new(&self.serial, &self.options) else { return };
        self.state = DeviceState::new(application);
        self.boot = Instant::now();
        self.epoch = self.epoch.wrapping_add(1);
        // They were read from this very device: nothing can be wrong with them.
        self.begin(settings);
    }

    fn begin(&mut self, settings: Settings) -> Vec<String> {
        self.forget_status();
        let remarks = self.restore(settings);
        if let Some(home) = self.home.clone()
            && self.text(|tables| tables.mqtt.broker).is_empty()
        {
            self.set_text(|tables| tables.mqtt.broker, &home);
        }
        self.forget_changes();
        self.state.start(self.moment());
        self.tick();
        remarks
    }

    /// Whether the key that `which` picks out of the tables is true, or there is none.
    fn is_on(&mut self, which: impl Fn(&'static Tables) -> Option<KeyId>) -> bool {
        which(P::TABLES).is_none_or(|key| flag(&self.device(), key))
    }

    /// The text of the key that `which` picks out of the tables, or an empty one.
    fn text(&mut self, which: impl Fn(&'static Tables) -> Option<KeyId>) -> String {
        which(P::TABLES).map_or_else(String::new, |key| text_of(&self.device(), key).to_owned())
    }

    fn set_text(&mut self, which: impl Fn(&'static Tables) -> Option<KeyId>, text: &str) {
        if let Some(key) = which(P::TABLES) {
            store_text(&mut self.device(), key, text);
        }
    }
}

fn unix_ms() -> Option<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}
