//! Which unit this is.

use core::fmt;

use crate::api::Registry;

/// What the hardware was built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Variant {
    /// Up to 11 kW: 16 A on each phase.
    #[default]
    Kw11,
    /// Up to 22 kW: 32 A on each phase.
    Kw22,
}

impl Variant {
    /// The value of key `var`.
    pub fn value(self) -> u8 {
        match self {
            Self::Kw11 => 11,
            Self::Kw22 => 22,
        }
    }
}

/// What tells this unit from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity<'a> {
    serial: &'a str,
    variant: Variant,
}

/// A serial number that is not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotASerial;

impl fmt::Display for NotASerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a serial number has six digits, such as 123456")
    }
}

impl core::error::Error for NotASerial {}

impl<'a> Identity<'a> {
    /// A unit with this serial number.
    ///
    /// # Errors
    /// Clients find a charger by a serial number of six digits; others are refused.
    pub fn new(serial: &'a str, variant: Variant) -> Result<Self, NotASerial> {
        if serial.len() == 6 && serial.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self { serial, variant })
        } else {
            Err(NotASerial)
        }
    }

    /// Writes who this unit is into the registry.
    pub(super) fn write(&self, registry: &mut Registry) {
        // Each of these texts is shorter than the capacity of its key.
        let _ = registry.set_serial_number(self.serial);
        registry.set_power_variant(self.variant.value());
        let _ = registry.set_manufacturer("go-e");
        let _ = registry.set_device_type("go-eCharger");
        let _ = registry.set_device_family("go-eCharger");
        let _ = registry.set_device_subtype("simulated");
        let _ = registry.set_hardware_revision("1");
        let _ = registry.set_firmware_version("60.4");
        let _ = registry.set_charge_controller_firmware("0.0.17-8");
        let _ = registry.set_charge_controller_recommended_firmware("0.0.17-8");
        let _ = registry.set_default_route_interface("st");
        let mut host = keywright::heapless::String::<32>::new();
        let _ = fmt::Write::write_fmt(&mut host, format_args!("go-eCharger-{}", self.serial));
        let _ = registry.set_configured_hostname(&host);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_has_six_digits() {
        assert!(Identity::new("012345", Variant::Kw11).is_ok());
        for serial in ["", "12345", "1234567", "12345a", "１２３４５６"] {
            assert_eq!(Identity::new(serial, Variant::Kw11), Err(NotASerial), "{serial}");
        }
    }
}
