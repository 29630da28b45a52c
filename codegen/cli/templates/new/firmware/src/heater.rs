//! The behaviour: once a second the heater looks at the room and decides. It knows neither JSON nor HTTP nor MQTT.

use keywright::{Device, TooLong};
use keywright_device::{Application, Moment};

use crate::api::{DeviceRef, Mode, Registry, device_ref};

/// How far the room may be from what is wanted before the heater is switched, in thousandths of a degree.
const TOLERANCE: i32 = 200;
/// How much colder than the target eco mode lets it become.
const ECO: i32 = 3_000;
/// What a second of heating brings, and what the room has without any.
const POWER: i32 = 250;
const OUTSIDE: i32 = 12_000;

/// The heater, and the room that it stands in.
#[derive(Debug, Default)]
pub struct Heater {
    /// The values of all keys.
    pub registry: Registry,
    /// Warmer than outside, in thousandths of a degree.
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
        // After a pause of the whole machine, a minute is caught up with.
        for _ in 0..seconds.min(60) {
            self.second();
        }
        self.show();
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
        let starts = heating && !self.registry.is_heating();
        usage.heated = usage.heated.saturating_add(heating.into());
        usage.starts = usage.starts.saturating_add(starts.into());
        self.registry.set_usage_since_start(usage);
        self.registry.set_is_heating(heating);
        // A room loses a fiftieth of what it is warmer than outside.
        self.room += if heating { POWER } else { 0 } - self.room / 50;
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
        let heating = self.registry.is_heating();
        let tolerance = if heating { TOLERANCE } else { -TOLERANCE };
        self.boost > 0 || OUTSIDE + self.room < wanted + tolerance
    }

    /// Shows what others may know. What did not change is not published again.
    fn show(&mut self) {
        // In tenths: more would be noise.
        let tenths = (OUTSIDE + self.room) / 100;
        self.registry.set_room_temperature(tenths as f32 / 10.0);
        let left = (self.boost > 0).then_some(self.boost);
        self.registry.set_boost_left(left);
    }
}
