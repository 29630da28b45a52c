//! What the heater does when a key is set. The texts of refusals say what would be right.

use keywright::Refusal;

use crate::Heater;
use crate::api::{Commands, Mode, Registry};

impl Commands for Heater {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn registry_mut(&mut self) -> &mut Registry {
        &mut self.registry
    }

    // Required: nothing is stored for a key that can only be written.
    fn start_boost(&mut self, seconds: u16) -> Result<(), Refusal> {
        if seconds > 0 && self.registry.operating_mode() == Mode::Off {
            return Err(Refusal::new("the heater is off, set mode to 1 or 2 first"));
        }
        self.boost(seconds);
        Ok(())
    }
}
