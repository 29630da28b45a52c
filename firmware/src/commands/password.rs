//! The password of the HTTP api: setting it and taking it away.

use keywright::Refusal;

use crate::charger::Charger;
use crate::password::{SHORTEST, stored};

impl Charger {
    /// Nothing, or an empty text, takes the password away.
    pub(super) fn write_http_password(&mut self, password: Option<&str>) -> Result<(), Refusal> {
        let password = password.unwrap_or_default();
        if password.is_empty() {
            self.forget_http_password();
            return Ok(());
        }
        if password.len() < SHORTEST {
            return Err(Refusal::format(format_args!("a password has at least {SHORTEST} bytes; null takes it away")));
        }
        let salt = self.guard.salt.take();
        let salt = salt.ok_or_else(|| Refusal::new("there is no new salt yet: try again in a second"))?;
        // The hash has the capacity of its key.
        let _ = self.registry.set_http_password_hash(&stored(password, &salt));
        self.show_http_password();
        Ok(())
    }

    /// Takes the password away without asking for it: for a person who has the device in hand and has lost it.
    pub fn forget_http_password(&mut self) {
        let _ = self.registry.set_http_password_hash("");
        self.show_http_password();
    }

    /// Shows whether there is a password.
    pub(crate) fn show_http_password(&mut self) {
        let there = !self.registry.http_password_hash().is_empty();
        self.registry.set_http_password(there);
    }
}
