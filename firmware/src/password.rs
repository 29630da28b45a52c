//! The password of the HTTP api: how it is stored, and whether somebody knows it.

use core::fmt::Write;

use hmac::{Hmac, Mac};
use keywright::heapless::String;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::api::HttpProtection;
use crate::charger::Charger;

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

/// Fewest bytes of a password.
pub const SHORTEST: usize = 8;

/// What the charger keeps of the password besides what is stored. Its [`Debug`](core::fmt::Debug) form shows nothing.
#[derive(Clone, Default)]
pub struct Guard {
    /// The next salt. The firmware has no randomness of its own.
    pub(crate) salt: Option<[u8; SALT]>,
    /// The password that was last found right, as a fast hash whose key is the stored one.
    known: Option<[u8; HASH]>,
}

impl core::fmt::Debug for Guard {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Guard").finish_non_exhaustive()
    }
}

impl Charger {
    /// Hands in randomness for the salt of the next password. Call it again after each tick: a salt is used once.
    pub fn set_salt(&mut self, salt: [u8; SALT]) {
        self.guard.salt = Some(salt);
    }

    /// Whether an HTTP request needs the password; `write` if it sets something.
    pub fn needs_password(&self, write: bool) -> bool {
        let protected = match self.registry.http_protection() {
            HttpProtection::Nothing => false,
            HttpProtection::Writes => write,
            HttpProtection::Everything => true,
        };
        protected && !self.registry.http_password_hash().is_empty()
    }

    /// The stored password may be lost, and what it protected: whoever sets something over HTTP is refused from now on,
    /// also after a restart, unless there is a password that can be asked for.
    pub fn close_http(&mut self) {
        if self.registry.http_password_hash().is_empty() {
            let _ = self.registry.set_http_password_hash(DAMAGED);
            self.show_http_password();
        }
        if self.registry.http_protection() == HttpProtection::Nothing {
            self.registry.set_http_protection(HttpProtection::Writes);
        }
    }

    /// Whether the stored password was damaged, so that nobody can know it.
    pub fn password_is_damaged(&self) -> bool {
        self.registry.http_password_hash() == DAMAGED
    }

    /// Whether this is the password that was last found right. Fast, so that it needs no limit.
    pub fn knows_password(&self, password: &str) -> bool {
        let known = self.guard.known.zip(fingerprint(self.registry.http_password_hash(), password));
        known.is_some_and(|(known, given)| known.ct_eq(&given).into())
    }

    /// Whether this is the password. Slow by design (see [`ITERATIONS`]): limit how often it may be asked.
    pub fn check_password(&mut self, password: &str) -> bool {
        let stored = self.registry.http_password_hash();
        let right = matches(stored, password);
        if right {
            self.guard.known = fingerprint(stored, password);
        }
        right
    }
}

/// What is stored of a password: scheme, rounds, salt and hash, the last two in hexadecimal.
pub(crate) fn stored(password: &str, salt: &[u8; SALT]) -> String<STORED> {
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
