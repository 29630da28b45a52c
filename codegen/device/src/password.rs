//! The password of the HTTP api: setting it, how it is stored, and whether somebody knows it.

use core::fmt::Write;

use hmac::{Hmac, Mac};
use keywright::heapless::String;
use keywright::{Device, Refusal, Scalar, store, store_text, text_of, value};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::managed::Managed;
use crate::value::{number, store_number};

/// Rounds of PBKDF2 with HMAC-SHA-256 for one guess. A chip with 160 MHz needs about a second for them; a thief of the
/// stored text needs as many for each guess.
pub const ITERATIONS: u32 = 10_000;
/// More than anybody asks of a chip, and so nothing that a new version would have stored.
const MOST_ITERATIONS: u32 = 1_000_000;

/// Length of a salt in bytes.
pub const SALT: usize = 16;
const HASH: usize = 32;
/// What a stored password begins with: its parts are separated by `$`.
const SCHEME: &str = "pbkdf2-sha256";
/// Length of a stored password.
const STORED: usize = 128;

/// Stands in place of a stored password that was damaged. No password matches it.
const DAMAGED: &str = "damaged";

/// Fewest and most bytes of a password.
const SHORTEST: usize = 8;
pub(crate) const LONGEST: usize = 64;

/// What the device keeps of the password besides what is stored.
#[derive(Default)]
pub(crate) struct Guard {
    /// The next salt, which is used once.
    pub(crate) salt: Option<[u8; SALT]>,
    /// The password that was last found right, as a fast hash whose key is the stored one.
    known: Option<[u8; HASH]>,
}

impl Guard {
    pub(crate) const fn new() -> Self {
        Self { salt: None, known: None }
    }
}

impl<D: Device> Managed<'_, D> {
    /// Whether an HTTP request needs the password; `write` if it sets something.
    pub fn needs_password(&self, write: bool) -> bool {
        let Some(role) = &self.tables().http.password else { return false };
        let asked_for = number(value(self, role.asked_for));
        let [_, writes, everything] = role.values;
        let protected = (asked_for.is_some() && asked_for == everything) || (write && asked_for == writes);
        protected && !text_of(self, role.stored_in).is_empty()
    }

    /// The stored password may be lost, and what it protected: whoever sets something over HTTP is refused from now on,
    /// also after a restart, unless there is a password that can be asked for.
    pub fn close_http(&mut self) {
        let Some(role) = &self.tables().http.password else { return };
        if text_of(self, role.stored_in).is_empty() {
            store_text(self, role.stored_in, DAMAGED);
            self.show_password();
        }
        let [nothing, writes, _] = role.values;
        if let Some(writes) = writes
            && number(value(self, role.asked_for)) == nothing
        {
            store_number(self, role.asked_for, writes);
        }
    }

    /// Whether the stored password was damaged, so that nobody can know it.
    pub fn password_is_damaged(&self) -> bool {
        self.stored_password() == DAMAGED
    }

    /// Whether this is the password that was last found right. Fast, so that it needs no limit.
    pub fn knows_password(&self, password: &str) -> bool {
        let known = self.roles.guard.known.zip(fingerprint(self.stored_password(), password));
        known.is_some_and(|(known, given)| known.ct_eq(&given).into())
    }

    /// Whether this is the password. Slow by design (see [`ITERATIONS`]): limit how often it may be asked.
    pub fn check_password(&mut self, password: &str) -> bool {
        let right = matches(self.stored_password(), password);
        if right {
            self.roles.guard.known = fingerprint(self.stored_password(), password);
        }
        right
    }

    /// The name of the key that takes the password; empty for a device without one.
    pub fn password_key(&self) -> &'static str {
        let tables = self.tables();
        let info = tables.http.password.as_ref().and_then(|role| tables.info(role.key));
        info.map_or("", |info| info.name())
    }

    /// Takes the password away without asking for it: for a person who has the device in hand and has lost it.
    pub fn forget_password(&mut self) {
        if let Some(role) = &self.tables().http.password {
            store_text(self, role.stored_in, "");
        }
        self.show_password();
    }

    /// Nothing, or an empty text, takes the password away.
    #[inline(never)]
    pub(crate) fn write_password(&mut self, password: Option<&str>) -> Result<(), Refusal> {
        let password = password.unwrap_or_default();
        if password.is_empty() {
            self.forget_password();
            return Ok(());
        }
        if password.len() < SHORTEST {
            return Err(Refusal::format(format_args!("a password has at least {SHORTEST} bytes; null takes it away")));
        }
        let salt = self.roles.guard.salt.take();
        let salt = salt.ok_or_else(|| Refusal::new("there is no new salt yet: try again in a second"))?;
        if let Some(role) = &self.tables().http.password {
            store_text(self, role.stored_in, &stored(password, &salt));
        }
        self.show_password();
        Ok(())
    }

    /// Shows whether there is a password, where its key shows that.
    pub(crate) fn show_password(&mut self) {
        if let Some(role) = &self.tables().http.password {
            let there = !self.stored_password().is_empty();
            store(self, role.key, Scalar::Bool(there));
        }
    }

    fn stored_password(&self) -> &str {
        self.tables().http.password.as_ref().map_or("", |role| text_of(self, role.stored_in))
    }
}

/// What is stored of a password: scheme, rounds, salt and hash, the last two in hexadecimal.
fn stored(password: &str, salt: &[u8; SALT]) -> String<STORED> {
    let mut hash = [0; HASH];
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, ITERATIONS, &mut hash);
    let mut text = String::new();
    // 13 + 1 + 5 + 1 + 32 + 1 + 64 bytes: it fits.
    let _ = write!(text, "{SCHEME}${ITERATIONS}$");
    hex(salt, &mut text);
    let _ = text.push('$');
    hex(&hash, &mut text);
    text
}

/// Whether `password` is the one that was stored. Takes as long for a wrong one as for a right one.
fn matches(stored: &str, password: &str) -> bool {
    let mut parts = stored.split('$');
    let mut next = || parts.next().unwrap_or_default();
    let (scheme, rounds, salt, hash) = (next(), next(), next(), next());
    let rounds = rounds.parse().ok().filter(|rounds| (1..=MOST_ITERATIONS).contains(rounds));
    let (Some(rounds), Some(salt), Some(hash)) = (rounds, unhex::<SALT>(salt), unhex::<HASH>(hash)) else {
        return false;
    };
    let mut given = [0; HASH];
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), &salt, rounds, &mut given);
    scheme == SCHEME && bool::from(given.ct_eq(&hash))
}

/// A hash that is fast to compute, and says nothing to whom does not know the stored one.
fn fingerprint(stored: &str, password: &str) -> Option<[u8; HASH]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(stored.as_bytes()).ok()?;
    mac.update(password.as_bytes());
    Some(mac.finalize().into_bytes().into())
}

fn hex<const N: usize>(bytes: &[u8], out: &mut String<N>) {
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DeviceState;
    use crate::fixture::{Key, Lamp, get, lamp, set, tick};

    fn give(lamp: &mut DeviceState<Lamp>, password: &str) -> Result<(), std::string::String> {
        set(lamp, Key::pw, &std::format!("{password:?}"))
    }

    #[test]
    fn a_password_is_kept_as_a_hash_and_known_again() {
        let mut lamp = lamp();
        give(&mut lamp, "correct horse").unwrap();
        assert_eq!(get(&mut lamp, Key::pw), "true");
        let device = lamp.device();
        assert!(device.needs_password(true) && !device.needs_password(false));
        assert!(!device.knows_password("correct horse"));
        assert!(!lamp.device().check_password("wrong horse"));
        assert!(lamp.device().check_password("correct horse"));
        assert!(lamp.device().knows_password("correct horse") && !lamp.device().knows_password("wrong horse"));
    }

    #[test]
    fn another_password_makes_the_old_one_unknown() {
        let mut lamp = lamp();
        give(&mut lamp, "correct horse").unwrap();
        assert!(lamp.device().check_password("correct horse"));
        tick(&mut lamp, 1);
        give(&mut lamp, "battery staple").unwrap();
        assert!(!lamp.device().knows_password("correct horse") && !lamp.device().check_password("correct horse"));
    }

    #[test]
    fn null_and_nothing_take_the_password_away() {
        for nothing in ["null", "\"\""] {
            let mut lamp = lamp();
            give(&mut lamp, "correct horse").unwrap();
            set(&mut lamp, Key::pw, nothing).unwrap();
            assert_eq!(get(&mut lamp, Key::pw), "false");
            assert!(!lamp.device().needs_password(true));
            assert!(!lamp.device().check_password("") && !lamp.device().check_password("correct horse"));
        }
    }

    #[test]
    fn a_password_of_another_length_is_refused_and_a_salt_is_used_once() {
        let mut lamp = lamp();
        assert_eq!(give(&mut lamp, "1234567").unwrap_err(), "a password has at least 8 bytes; null takes it away");
        assert_eq!(give(&mut lamp, &"1".repeat(65)).unwrap_err(), "value must be at most 64 bytes");
        give(&mut lamp, "12345678").unwrap();
        assert_eq!(give(&mut lamp, "12345678").unwrap_err(), "there is no new salt yet: try again in a second");
        tick(&mut lamp, 1);
        give(&mut lamp, "12345678").unwrap();
    }

    #[test]
    fn what_a_password_protects_can_be_chosen() {
        let mut lamp = lamp();
        for (asked_for, read, write) in [("0", false, false), ("1", false, true), ("2", true, true)] {
            set(&mut lamp, Key::ask, asked_for).unwrap();
            assert!(!lamp.device().needs_password(true), "there is no password");
            tick(&mut lamp, 1);
            give(&mut lamp, "correct horse").unwrap();
            let device = lamp.device();
            assert_eq!((device.needs_password(false), device.needs_password(true)), (read, write));
            set(&mut lamp, Key::pw, "null").unwrap();
        }
    }

    #[test]
    fn a_device_whose_password_may_be_lost_is_closed() {
        let mut lamp = lamp();
        set(&mut lamp, Key::ask, "0").unwrap();
        lamp.device().close_http();
        assert!(lamp.device().needs_password(true) && lamp.device().password_is_damaged());
        assert!(!lamp.device().check_password(DAMAGED) && !lamp.device().check_password(""));
        lamp.device().forget_password();
        assert!(!lamp.device().needs_password(true));
    }

    #[test]
    fn a_stored_password_is_known_again_and_no_other() {
        let stored = stored("correct horse", &[7; SALT]);
        assert!(stored.starts_with("pbkdf2-sha256$10000$07070707"), "{stored}");
        assert!(!stored.contains("horse"));
        assert!(matches(&stored, "correct horse"));
        for other in ["", "correct", "correct horse ", "Correct horse"] {
            assert!(!matches(&stored, other), "{other}");
        }
    }

    #[test]
    fn the_rounds_are_those_of_rfc_7914() {
        // PBKDF2-HMAC-SHA-256 of "passwd", "salt", 1 round: the first 32 of 64 bytes.
        let mut hash = [0; HASH];
        pbkdf2::pbkdf2_hmac::<Sha256>(b"passwd", b"salt", 1, &mut hash);
        let mut text = String::<64>::new();
        hex(&hash, &mut text);
        assert_eq!(text, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
    }

    #[test]
    fn the_same_password_with_another_salt_is_stored_otherwise() {
        assert_ne!(stored("correct horse", &[1; SALT]), stored("correct horse", &[2; SALT]));
    }

    #[test]
    fn what_is_no_stored_password_matches_nothing() {
        for stored in ["", "$$$", "pbkdf2-sha256$0$$", "pbkdf2-sha256$4294967295$00$00", "ä$ä$ä$ä"] {
            assert!(!matches(stored, "correct horse"), "{stored}");
            assert!(!matches(stored, ""), "{stored}");
        }
    }
}
