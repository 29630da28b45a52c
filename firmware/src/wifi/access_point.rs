//! The charger's name, and the password of its own network, with which a phone sets the others.

use keywright::heapless::String;
use sha2::{Digest, Sha256};

use crate::Charger;

/// Without letters and digits that look alike.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Length of the password: 60 bits, too many to be guessed from what is heard on the air.
const PASSWORD: usize = 12;

/// The name that the charger tells routers, and gives its own network: key `host`.
pub fn host_name(charger: &Charger) -> String<32> {
    keywright::text(charger.registry.configured_hostname())
}

/// The password of the charger's own network: the same for the same `secret`, which nothing else tells.
pub fn access_point_password(secret: &[u8]) -> String<PASSWORD> {
    let hash = Sha256::new().chain_update("access point").chain_update(secret).finalize();
    let letters = hash.iter().take(PASSWORD).filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
    letters.map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_serial_number() {
        assert_eq!(host_name(&crate::charger::tests::charger()), "go-eCharger-123456");
    }

    #[test]
    fn a_secret_has_one_password() {
        let password = access_point_password(&[7; 16]);
        assert_eq!(password.len(), PASSWORD);
        assert_eq!(password, access_point_password(&[7; 16]));
        assert_ne!(password, access_point_password(&[8; 16]));
    }
}
