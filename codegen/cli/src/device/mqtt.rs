//! A device that is listened to over MQTT.

use std::time::{Duration, Instant};

use keywright_codegen::{
    Spec,
    model::Value,
    verify::{Answer, Capture, Device, value},
};
use percent_encoding::percent_decode_str;
use rumqttc::{Client, Connection, Event, Incoming, MqttOptions, QoS, RecvTimeoutError};

use super::topics::{Topics, prefix_of};
use crate::failure::Failure;

/// The broker has handed out what it retained when no new key came for so long.
const QUIET: Duration = Duration::from_millis(700);
/// Longest time until the first value is there.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest time until all values are there: a device in use never stops publishing.
const DEADLINE: Duration = Duration::from_secs(20);
/// A device looks at what was set about once a second.
const MOMENT: Duration = Duration::from_millis(250);

/// A device behind a broker.
pub struct Mqtt {
    client: Client,
    connection: Connection,
    values: Topics,
    results: Topics,
    /// How a topic to write is made.
    set: String,
    success: String,
    availability: String,
    /// As the device has it, once a value has told it.
    prefix: Option<String>,
    known: Vec<(String, Value)>,
    result: Option<(String, String)>,
    /// What is no JSON is told at the end.
    broken: Vec<String>,
}

impl Mqtt {
    /// Connects; `prefix` is asked for where several devices share a broker.
    pub fn new(url: &str, prefix: Option<&str>, spec: &Spec) -> Result<Self, Failure> {
        let mqtt = &spec.device.mqtt;
        let prefix = prefix.map_or_else(|| prefix_of(&mqtt.prefix_default), str::to_owned);
        let (client, connection) = Client::new(options(url)?, 16);
        let values = Topics::new(&mqtt.topics.value, &prefix);
        let results = Topics::new(&mqtt.topics.result, &prefix);
        client.subscribe(values.filter(), QoS::AtMostOnce).map_err(Failure::broken)?;
        Ok(Self {
            client,
            connection,
            values,
            results,
            set: mqtt.topics.set.clone(),
            success: mqtt.success.clone(),
            availability: mqtt.topics.availability.clone(),
            prefix: None,
            known: Vec::new(),
            result: None,
            broken: Vec::new(),
        })
    }

    /// Every key with a value, after the broker has handed out what it retained.
    pub fn status(&mut self) -> Result<Capture, Failure> {
        let start = Instant::now();
        let mut last_new = None;
        loop {
            let quiet = last_new.map_or(PATIENCE, |last: Instant| QUIET.saturating_sub(last.elapsed()));
            let left = quiet.min(DEADLINE.saturating_sub(start.elapsed()));
            let before = self.known.len();
            if left.is_zero() || !self.event(left)? {
                break;
            }
            if self.known.len() > before {
                last_new = Some(Instant::now());
            }
            if last_new.is_none() && start.elapsed() > PATIENCE {
                break;
            }
        }
        if let Some(topic) = self.broken.first() {
            return Err(Failure::Broken(format!("the value of `{topic}` is no JSON")));
        }
        if self.known.is_empty() {
            return Err(Failure::Broken(format!("nothing is published under `{}`", self.values.filter())));
        }
        let mut capture = Capture::default();
        for (key, value) in &self.known {
            capture.push(key.clone(), value.clone());
        }
        Ok(capture)
    }

    /// The prefix of the device, once it is known.
    pub fn prefix(&self) -> &str {
        self.prefix.as_deref().unwrap_or_default()
    }

    /// Takes one event; `false` when none came in time.
    fn event(&mut self, patience: Duration) -> Result<bool, Failure> {
        match self.connection.recv_timeout(patience) {
            Ok(Ok(Event::Incoming(Incoming::Publish(message)))) => {
                self.message(&message.topic, &message.payload)?;
                Ok(true)
            }
            Ok(Ok(_)) => Ok(true),
            Ok(Err(error)) => Err(Failure::Broken(format!("the broker can't be used: {error}"))),
            Err(RecvTimeoutError::Timeout) => Ok(false),
            Err(RecvTimeoutError::Disconnected) => Err(Failure::Broken("the broker has closed the connection".into())),
        }
    }

    fn message(&mut self, topic: &str, payload: &[u8]) -> Result<(), Failure> {
        let text = String::from_utf8_lossy(payload);
        if let Some((_, key)) = self.results.read(topic) {
            self.result = Some((key, text.into_owned()));
            return Ok(());
        }
        let Some((prefix, key)) = self.values.read(topic) else { return Ok(()) };
        // An empty payload takes a retained value back.
        if topic == self.availability.replace("{prefix}", &prefix) || payload.is_empty() {
            return Ok(());
        }
        match &self.prefix {
            Some(known) if *known != prefix => {
                let message = format!("there are several devices: name one with `--prefix {known}` or `{prefix}`");
                return Err(Failure::Broken(message));
            }
            Some(_) => {}
            None => self.prefix = Some(prefix),
        }
        match value(&text) {
            Ok(value) => match self.known.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => *known = value,
                None => self.known.push((key, value)),
            },
            Err(_) => self.broken.push(topic.to_owned()),
        }
        Ok(())
    }

    fn listen(&mut self, time: Duration) -> Result<(), Failure> {
        let end = Instant::now() + time;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || !self.event(left)? {
                return Ok(());
            }
        }
    }
}

impl Device for Mqtt {
    type Error = Failure;

    fn read(&mut self, key: &str) -> Result<Option<Value>, Failure> {
        Ok(self.known.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone()))
    }

    fn write(&mut self, key: &str, json: &str) -> Result<Answer, Failure> {
        let prefix = self.prefix.clone().unwrap_or_default();
        let topic = self.set.replace("{prefix}", &prefix).replace("{key}", key);
        self.result = None;
        // Before the write in one connection, so no answer is missed. A second time does no harm.
        self.client.subscribe(self.results.filter(), QoS::AtMostOnce).map_err(Failure::broken)?;
        self.client.publish(topic, QoS::AtLeastOnce, false, json).map_err(Failure::broken)?;
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            self.event(PATIENCE.saturating_sub(start.elapsed()))?;
            if let Some((_, text)) = self.result.take().filter(|(of, _)| of == key) {
                return Ok(if text == self.success { Answer::Taken } else { Answer::Refused(text) });
            }
        }
        Ok(Answer::Refused(format!("no answer within {} seconds", PATIENCE.as_secs())))
    }

    fn wait(&mut self) {
        // What goes wrong here shows at the next look.
        let _ = self.listen(MOMENT);
    }
}

/// Reads `mqtt://user:password@host:port`. What is wrong is told without the password.
fn options(url: &str) -> Result<MqttOptions, Failure> {
    let wrong = |why: &str| Failure::Broken(format!("the broker's URL {why}: `mqtt://user:password@host:1883`"));
    let rest = url.strip_prefix("mqtt://").ok_or_else(|| wrong("does not begin with `mqtt://`"))?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest.contains('/') {
        return Err(wrong("has a path; a prefix is named with `--prefix`"));
    }
    let (user, place) = rest.rsplit_once('@').map_or((None, rest), |(user, place)| (Some(user), place));
    let (host, port) = match place.rsplit_once(':').filter(|_| !place.ends_with(']')) {
        Some((host, port)) => (host, port.parse().map_err(|_| wrong("has no port that is a number"))?),
        None => (place, 1883),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() {
        return Err(wrong("names no host"));
    }
    let mut options = MqttOptions::new(format!("keywright-{}", std::process::id()), host, port);
    options.set_keep_alive(Duration::from_secs(30)).set_max_packet_size(super::MAX_BYTES, super::MAX_BYTES);
    if let Some(user) = user {
        let (user, password) = user.split_once(':').unwrap_or((user, ""));
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        options.set_credentials(decoded(user), decoded(password));
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Option<(String, u16)> {
        options(url).ok().map(|options| options.broker_address())
    }

    #[test]
    fn a_port_may_be_left_out() {
        assert_eq!(address("mqtt://broker"), Some(("broker".to_owned(), 1883)));
        assert_eq!(address("mqtt://u:p@[::1]:1884/"), Some(("::1".to_owned(), 1884)));
    }

    #[test]
    fn a_password_may_hold_any_sign() {
        let options = options("mqtt://me:a%40b%3Ac@broker").ok().and_then(|options| options.credentials());
        assert_eq!(options.map(|login| (login.username, login.password)), Some(("me".into(), "a@b:c".into())));
    }

    #[test]
    fn other_urls_are_refused() {
        assert_eq!(address("mqtts://broker"), None);
        assert_eq!(address("mqtt://"), None);
        assert_eq!(address("mqtt://broker/prefix"), None);
        assert_eq!(address("mqtt://broker:http"), None);
    }
}
