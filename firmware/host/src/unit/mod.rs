//! The charger and the world around it, shared by all tasks of the program's one thread.

mod settings;
mod shared;
mod wanted;
mod whole_status;

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use firmware::api::{Door, door};
use firmware::charger::{NotASerial, Variant};
use firmware::password::SALT;
use firmware::{Charger, Identity, Outputs, Sim};
use keywright::storage::Schedule;
use keywright::{Device, KeyId, Scalar, Tables};

pub use settings::ToStore;
pub use shared::{Reply, Shared};
pub use wanted::{TlsSettings, Wanted};

use crate::store::Settings;
use whole_status::WholeStatus;

/// A set of keys.
pub type Bits = <Door<'static, Charger> as Device>::Bits;

/// A charger with its simulated surroundings.
pub struct Unit {
    serial: String,
    charger: Charger,
    /// The car and the grid.
    pub sim: Sim,
    outputs: Outputs,
    boot: Instant,
    epoch: u32,
    /// The embedded broker's address: where a new device's MQTT points to.
    home: Option<String>,
    /// When what is stored.
    schedule: Schedule<Bits>,
    /// When the program began: its clock, which a restart of the device does not set back.
    began: Instant,
    whole_status: WholeStatus,
}

impl Unit {
    /// A charger with this serial number and these settings. `home` is the address of a broker that it is to use
    /// where the settings name none. Also returns a remark on each setting that it does not take.
    ///
    /// # Errors
    /// The serial number is none.
    pub fn new(serial: &str, home: Option<String>, settings: Settings) -> Result<(Self, Vec<String>), NotASerial> {
        let mut unit = Self {
            serial: serial.to_owned(),
            charger: new_charger(serial)?,
            sim: Sim::default(),
            outputs: Outputs::default(),
            boot: Instant::now(),
            epoch: 0,
            home,
            schedule: Schedule::new(),
            began: Instant::now(),
            whole_status: WholeStatus::new(0),
        };
        let remarks = unit.start(settings);
        Ok((unit, remarks))
    }

    /// The way to its values and commands.
    pub fn door(&mut self) -> Door<'_, Charger> {
        door(&mut self.charger)
    }

    /// The charger itself.
    pub fn charger(&mut self) -> &mut Charger {
        &mut self.charger
    }

    /// What the charger wants done.
    pub fn outputs(&self) -> &Outputs {
        &self.outputs
    }

    /// Milliseconds since it was started.
    pub fn now(&self) -> u64 {
        u64::try_from(self.boot.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Runs the charging logic. True if the device wants to be started anew.
    fn tick(&mut self) -> bool {
        let now = self.now();
        // A salt is no secret; it only has to be another one each time.
        let mut salt = [0; SALT];
        fastrand::Rng::new().fill(&mut salt);
        self.charger.set_salt(salt);
        self.sim.tell(now, unix_ms(), &mut self.charger);
        let inputs = self.sim.step(now, unix_ms(), &self.outputs);
        self.outputs = self.charger.tick(now, &inputs);
        self.outputs.restart
    }

    /// Starts anew, as after a power cut: settings stay, all else is as on a new device.
    fn restart(&mut self) {
        tracing::info!("the device restarts");
        let settings = self.all_settings();
        // What is still to be stored is the same on the new device.
        self.schedule.collect(&mut door(&mut self.charger));
        // The serial number was one when the program started.
        let Ok(charger) = new_charger(&self.serial) else { return };
        self.charger = charger;
        self.outputs = Outputs::default();
        self.boot = Instant::now();
        self.epoch = self.epoch.wrapping_add(1);
        // They were read from this very device: nothing can be wrong with them.
        self.start(settings);
    }

    fn start(&mut self, settings: Settings) -> Vec<String> {
        self.forget_status();
        let remarks = self.restore(settings);
        if let Some(home) = self.home.clone()
            && self.text(|tables| tables.mqtt.broker).is_empty()
        {
            self.set_text(|tables| tables.mqtt.broker, &home);
        }
        self.forget_changes();
        let now = self.now();
        self.charger.start(now);
        self.tick();
        remarks
    }

    /// Whether the key that `which` picks out of the tables is true, or there is none.
    fn is_on(&mut self, which: impl Fn(&'static Tables) -> Option<KeyId>) -> bool {
        let door = self.door();
        let tables = door.tables();
        which(tables).is_none_or(|key| {
            tables.info(key).is_some_and(|info| door.values().scalar(tables, key, info) == Scalar::Bool(true))
        })
    }

    /// The text of the key that `which` picks out of the tables, or an empty one.
    fn text(&mut self, which: impl Fn(&'static Tables) -> Option<KeyId>) -> String {
        let door = self.door();
        let tables = door.tables();
        let scalar = which(tables).and_then(|key| Some((key, tables.info(key)?)));
        match scalar.map(|(key, info)| door.values().scalar(tables, key, info)) {
            Some(Scalar::Text(text)) => text.to_owned(),
            _ => String::new(),
        }
    }

    fn set_text(&mut self, which: impl Fn(&'static Tables) -> Option<KeyId>, text: &str) {
        let mut door = self.door();
        let tables = door.tables();
        if let Some(key) = which(tables)
            && let Some(info) = tables.info(key)
        {
            door.values_mut().store(tables, key, info, Scalar::Text(text));
        }
    }
}

/// A unit of 11 kW, as most are.
fn new_charger(serial: &str) -> Result<Charger, NotASerial> {
    Ok(Charger::new(&Identity::new(serial, Variant::Kw11)?))
}

fn unix_ms() -> Option<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}
