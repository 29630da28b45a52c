//! A device whose roles are played: what the spec gives to a role is checked or carried out here, and all else by the
//! device itself.

use keywright::heapless::String;
use keywright::json::{Json, Reader, expect};
use keywright::{Device, KeyId, Refusal, Scalar, Sink, Tables, ValueError, Values, ValuesMut};

use crate::mqtt::prefix::check_prefix;
use crate::password::LONGEST;
use crate::pem::{self, Kind};
use crate::{BrokerUrl, Roles};

/// Longest text that a command of a role takes, in bytes.
const TEXT: usize = 128;

/// A device with its roles. What takes a [`Device`] takes this.
pub struct Managed<'a, D> {
    pub(crate) device: D,
    pub(crate) roles: &'a mut Roles,
}

impl<D: Device> Device for Managed<'_, D> {
    type Bits = D::Bits;

    const DOUBLES: bool = D::DOUBLES;

    fn tables(&self) -> &'static Tables {
        self.device.tables()
    }

    fn values(&self) -> Values<'_> {
        self.device.values()
    }

    fn values_mut(&mut self) -> ValuesMut<'_> {
        self.device.values_mut()
    }

    fn write_structure(&self, slot: u16, out: &mut dyn Sink) {
        self.device.write_structure(slot, out);
    }

    fn set_structure(&mut self, key: KeyId, json: &mut Reader<'_>, asked: bool) -> Result<bool, ValueError> {
        self.device.set_structure(key, json, asked)
    }

    fn reset_structure(&mut self, key: KeyId) -> bool {
        self.device.reset_structure(key)
    }

    fn command(&mut self, key: KeyId, json: &mut Reader<'_>) -> Result<(), ValueError> {
        match self.role_command(key, json) {
            Some(done) => done,
            None => self.device.command(key, json),
        }
    }

    fn before_set(&mut self, key: KeyId, value: Scalar<'_>) -> Result<(), Refusal> {
        if let Scalar::Text(text) = value
            && !text.is_empty()
        {
            self.check(key, text)?;
        }
        self.device.before_set(key, value)
    }
}

impl<D: Device> Managed<'_, D> {
    /// Carries out the command of a role; [`None`] where the key plays none. By itself, so that the stack of all other
    /// commands need not hold a password.
    #[inline(never)]
    fn role_command(&mut self, key: KeyId, json: &mut Reader<'_>) -> Option<Result<(), ValueError>> {
        let Tables { http, mqtt, storage, restart, home_assistant, .. } = self.tables();
        if http.password.as_ref().is_some_and(|role| role.key == key) {
            return Some(with_text(json, LONGEST, |password| self.write_password(password)));
        }
        if mqtt.prefix_key == Some(key) {
            let room = self.room(key);
            return Some(with_text(json, room, |prefix| self.write_prefix(key, mqtt.prefix_default, prefix)));
        }
        if let Some(info) = home_assistant
            && info.prefix_key == Some(key)
        {
            let room = self.room(key);
            return Some(with_text(json, room, |prefix| self.write_prefix(key, info.prefix_default, prefix)));
        }
        if mqtt.test.as_ref().is_some_and(|role| role.run == key) {
            return Some(truth(json).and_then(|run| Ok(self.run_mqtt_test(run)?)));
        }
        if storage.damage.as_ref().is_some_and(|role| role.lost == key) {
            return Some(truth(json).map(|seen| {
                if seen {
                    self.damage_seen();
                }
            }));
        }
        (*restart == Some(key)).then(|| self.restart(json))
    }

    /// Checks a text that is not empty for the role of its key. By itself, since certificates need a KB of stack.
    #[inline(never)]
    fn check(&self, key: KeyId, text: &str) -> Result<(), Refusal> {
        let Tables { mqtt, home_assistant, .. } = self.tables();
        if mqtt.broker == Some(key) {
            let url = BrokerUrl::parse(text);
            return url.map(|_| ()).map_err(|error| Refusal::format(format_args!("{error}")));
        }
        if mqtt.prefix_key == Some(key) || home_assistant.is_some_and(|info| info.prefix_key == Some(key)) {
            return check_prefix(text);
        }
        let Some(tls) = &mqtt.tls else { return Ok(()) };
        let kind = match key {
            key if key == tls.certificate || key == tls.client_certificate => Kind::Certificates,
            key if key == tls.client_key => Kind::Key,
            _ => return Ok(()),
        };
        pem::check(text, kind).map_err(|error| Refusal::format(format_args!("{error}")))
    }

    /// Most bytes of the text that a key holds.
    fn room(&self, key: KeyId) -> usize {
        let tables = self.tables();
        let slot = tables.info(key).and_then(|info| tables.texts.get(usize::from(info.slot)));
        slot.map_or(0, |slot| slot.capacity.into())
    }

    fn restart(&mut self, json: &mut Reader<'_>) -> Result<(), ValueError> {
        let asked = match json.bool()? {
            Some(asked) => asked,
            None => match json.number()? {
                Some(number) => number.unsigned() == Some(Some(1)),
                None => return Err(ValueError::WrongType("bool")),
            },
        };
        if !asked {
            return Err(Refusal::new("a restart is asked for with true or 1").into());
        }
        self.roles.restart = true;
        Ok(())
    }
}

fn truth(json: &mut Reader<'_>) -> Result<bool, ValueError> {
    expect(json.bool()?, "bool")
}

/// Reads a text of at most so many bytes, or `null`.
fn with_text(
    json: &mut Reader<'_>,
    longest: usize,
    action: impl FnOnce(Option<&str>) -> Result<(), Refusal>,
) -> Result<(), ValueError> {
    let mut text = Option::<String<TEXT>>::blank();
    text.read(json)?;
    if text.as_ref().is_some_and(|text| text.len() > longest) {
        return Err(ValueError::TooLong(longest));
    }
    Ok(action(text.as_deref())?)
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Key, get, lamp, set, tick};

    #[test]
    fn a_broker_needs_a_known_scheme() {
        let mut lamp = lamp();
        set(&mut lamp, Key::url, "\"mqtt://mqtt.server:1234/\"").unwrap();
        set(&mut lamp, Key::url, "\"\"").unwrap();
        let refusal = set(&mut lamp, Key::url, "\"http://server\"").unwrap_err();
        assert_eq!(refusal, "a broker address begins with mqtt://, mqtts://, ws:// or wss://");
    }

    #[test]
    fn certificates_and_keys_are_looked_at_when_they_are_set() {
        let mut lamp = lamp();
        set(&mut lamp, Key::pem, "\"\"").unwrap();
        let key = r#""-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----""#;
        assert_eq!(set(&mut lamp, Key::pem, key).unwrap_err(), "this is a private key; a certificate belongs here");
        let refusal = set(&mut lamp, Key::cert, "\"lamp\"").unwrap_err();
        assert_eq!(refusal, "a certificate in PEM form begins with -----BEGIN CERTIFICATE-----");
        let refusal = set(&mut lamp, Key::ckey, "\"lamp\"").unwrap_err();
        assert_eq!(refusal, "a private key in PEM form begins with -----BEGIN PRIVATE KEY-----");
    }

    #[test]
    fn a_restart_is_asked_for_with_true_or_1() {
        for (json, restarts) in [("true", true), ("1", true), ("false", false), ("0", false), ("2", false)] {
            let mut lamp = lamp();
            assert_eq!(set(&mut lamp, Key::rst, json).is_ok(), restarts, "{json}");
            assert_eq!(tick(&mut lamp, 1), restarts, "{json}");
        }
        let mut lamp = lamp();
        assert!(set(&mut lamp, Key::rst, "\"now\"").is_err());
    }

    #[test]
    fn pages_that_may_set_are_listed_in_a_key() {
        let mut lamp = lamp();
        assert!(!lamp.device().allows_page("http://a.example"));
        set(&mut lamp, Key::pages, r#"["http://b.example","http://a.example"]"#).unwrap();
        assert!(lamp.device().allows_page("http://A.example") && !lamp.device().allows_any_page());
        set(&mut lamp, Key::anyp, "true").unwrap();
        assert!(lamp.device().allows_any_page());
    }

    #[test]
    fn an_announcement_is_filled_from_keys() {
        let mut lamp = lamp();
        set(&mut lamp, Key::label, &std::format!("{:?}", "x".repeat(300))).unwrap();
        let announcement = lamp.device().announcement().unwrap();
        assert_eq!((announcement.instance.as_str(), announcement.host.as_str()), ("lamp-07", "lamp-07"));
        assert_eq!(announcement.services, ["_http", "_lamp"]);
        let [(serial, number), (name, label)] = &announcement.texts[..] else { panic!("two texts") };
        assert_eq!((*serial, number.as_str(), *name, label.len()), ("serial", "07", "name", 255 - "name=".len()));
        set(&mut lamp, Key::host, "\"desk\"").unwrap();
        assert_eq!(lamp.device().announcement().unwrap().host, "desk");
        assert_eq!(get(&mut lamp, Key::host), "\"desk\"");
    }
}
