//! The behaviour: once a second the heater looks at the room and decides. It knows neither JSON nor HTTP nor MQTT.

use keywright::{Device, TooLong};
use keywright_device::{Application, Moment};

use crate::api::{DeviceRef, Mode, Registry, device_ref};

/// How far the room may be from what is wanted before the heater is switched, in thousandths of a degree.
const TOLERANCE: i32 = 200;
/// How much colder than the target eco mode lets it become.
const ECO: i32 = 3_000;
/// What a second of heating brings, and what the room is without any.
const POWER: i32 = 250;
const OUTSIDE: i32 = 12_000;
/// After a pause of the whole machine, at most so many seconds are caught up with.
const MOST_SECONDS: u64 = 60;

/// The heater, and the room that it stands in.
#[derive(Debug)]
pub struct Heater {
    /// The values of all keys.
    pub registry: Registry,
    /// Thousandths of a degree.
    room: i32,
    /// Seconds.
    boost: u32,
    /// Up to when everything has been worked out, in milliseconds.
    now: u64,
}

impl Application for Heater {
    type Bits = <DeviceRef<'static, Self> as Device>::Bits;
    type Device<'a> = DeviceRef<'a, Self>;

    fn device(&mut self) -> DeviceRef<'_, Self> {
        device_ref(self)
    }

    fn tick(&mut self, moment: Moment) {
        let seconds = moment.now.saturating_sub(self.now) / 1000;
        self.now += seconds * 1000;
        for _ in 0..seconds.min(MOST_SECONDS) {
            self.second();
        }
        self.show();
    }
}

impl Default for Heater {
    fn default() -> Self {
        Self { registry: Registry::default(), room: 18_000, boost: 0, now: 0 }
    }
}

impl Heater {
    /// Gives it its serial number.
    ///
    /// # Errors
    /// The serial number is too long for its key.
    pub fn identify(&mut self, serial: &str) -> Result<(), TooLong> {
        self.registry.set_serial_number(serial).map(|_| ())
    }

    /// Heats for so many seconds, whatever the target is.
    pub(crate) fn boost(&mut self, seconds: u16) {
        self.boost = seconds.into();
        self.show();
    }

    fn second(&mut self) {
        let heating = self.decide();
        self.boost = self.boost.saturating_sub(1);
        let mut usage = self.registry.usage_since_start().clone();
        if heating {
            usage.heated = usage.heated.saturating_add(1);
            if !self.registry.is_heating() {
                usage.starts = usage.starts.saturating_add(1);
            }
        }
        self.registry.set_usage_since_start(usage);
        self.registry.set_is_heating(heating);

        // A room loses a fiftieth of what it is warmer than outside.
        self.room += if heating { POWER } else { 0 } - (self.room - OUTSIDE) / 50;
    }

    fn decide(&mut self) -> bool {
        // The spec keeps the target between 5 and 30.
        let target = (self.registry.target_temperature() * 1000.0) as i32;
        let wanted = match self.registry.operating_mode() {
            Mode::Off => {
                self.boost = 0;
                return false;
            }
            Mode::Eco => target - ECO,
            Mode::Comfort => target,
        };
        let tolerance = if self.registry.is_heating() {
            TOLERANCE
        } else {
            -TOLERANCE
        };
        self.boost > 0 || self.room < wanted + tolerance
    }

    /// Shows what others may know. What did not change is not published again.
    fn show(&mut self) {
        // In tenths: more would be noise.
        self.registry
            .set_room_temperature((self.room / 100) as f32 / 10.0);
        self.registry
            .set_boost_left((self.boost > 0).then_some(self.boost));
    }
}
