//! A measured number that moves a little is not published, one that moves enough is.

mod common;

use common::{Message, Oven, device_ref, drain, mqtt};
use keywright::mqtt::Frame;

/// An oven whose session has published `heat` in its first burst, and the time of a broker's clock.
struct Kitchen {
    oven: Oven,
    session: mqtt::Session,
    now: u64,
}

impl Kitchen {
    fn with(heat: Option<f32>) -> Self {
        let mut kitchen = Self { oven: Oven::default(), session: mqtt::Session::new(), now: 0 };
        kitchen.oven.registry.set_heat_measured(heat);
        kitchen.connect();
        kitchen
    }

    /// Connects and returns what was said of `h`.
    fn connect(&mut self) -> Vec<String> {
        self.session.connect_info(&device_ref(&mut self.oven));
        self.session.start(&mut device_ref(&mut self.oven), self.now);
        let begun = self.now;
        let mut all = Vec::new();
        while self.now < begun + 1000 {
            let (messages, until) = drain(&mut self.session, &mut self.oven, self.now);
            all.extend(messages);
            self.now = until;
        }
        payloads(&all, "h")
    }

    /// What is said of `h` once it has changed to `heat` and a second has gone by.
    fn measured(&mut self, heat: impl Into<Option<f32>>) -> Vec<String> {
        self.oven.registry.set_heat_measured(heat.into());
        self.second("h")
    }

    /// What is said of a key in the next second.
    fn second(&mut self, key: &str) -> Vec<String> {
        let (messages, _) = drain(&mut self.session, &mut self.oven, self.now);
        self.now += 1000;
        payloads(&messages, key)
    }
}

fn payloads(messages: &[Message], key: &str) -> Vec<String> {
    let topic = format!("ovens/77/state/{key}");
    messages.iter().filter(|message| message.topic == topic).map(|message| message.payload.clone()).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn jitter_is_not_published() {
    let mut kitchen = Kitchen::with(Some(20.0));
    for heat in [20.05, 19.95, 20.09, 20.0] {
        assert_eq!(kitchen.measured(heat), NOTHING, "{heat}");
    }
}

#[test]
fn a_difference_as_large_as_the_deadband_is_published() {
    // In 32 bits, 20.2 is nearer to 20.1 than 0.1.
    let mut kitchen = Kitchen::with(Some(20.1));
    assert_eq!(kitchen.measured(20.2), ["20.2"]);
    assert_eq!(kitchen.measured(20.1), ["20.1"]);
}

#[test]
fn a_slow_drift_is_published_when_it_adds_up() {
    let mut kitchen = Kitchen::with(Some(20.0));
    assert_eq!(kitchen.measured(20.04), NOTHING);
    assert_eq!(kitchen.measured(20.08), NOTHING);
    assert_eq!(kitchen.measured(20.12), ["20.12"]);
    assert_eq!(kitchen.measured(20.16), NOTHING);
}

#[test]
fn null_is_far_from_every_number() {
    let mut kitchen = Kitchen::with(Some(20.0));
    assert_eq!(kitchen.measured(None), ["null"]);
    assert_eq!(kitchen.measured(20.0), ["20"]);
}

#[test]
fn what_is_no_number_is_null_and_is_published_once() {
    let mut kitchen = Kitchen::with(Some(20.0));
    assert_eq!(kitchen.measured(f32::NAN), ["null"]);
    assert_eq!(kitchen.measured(f32::NAN), NOTHING);
    assert_eq!(kitchen.measured(f32::INFINITY), NOTHING);
    assert_eq!(kitchen.measured(20.01), ["20.01"]);
}

#[test]
fn a_number_that_has_come_back_within_the_second_is_not_published() {
    let mut kitchen = Kitchen::with(Some(20.0));
    assert_eq!(kitchen.second("h"), NOTHING);
    kitchen.oven.registry.set_heat_measured(Some(30.0));
    assert_eq!(drain(&mut kitchen.session, &mut kitchen.oven, kitchen.now - 500).0, []);
    assert_eq!(kitchen.measured(20.01), NOTHING);
}

#[test]
fn a_new_connection_publishes_it_and_compares_with_that() {
    let mut kitchen = Kitchen::with(Some(20.0));
    assert_eq!(kitchen.measured(20.06), NOTHING);
    assert_eq!(kitchen.connect(), ["20.06"]);
    assert_eq!(kitchen.measured(20.12), NOTHING);
    assert_eq!(kitchen.measured(20.17), ["20.17"]);
}

#[test]
fn a_change_during_the_first_burst_is_not_lost() {
    let mut kitchen = Kitchen::with(Some(20.0));
    kitchen.session.start(&mut device_ref(&mut kitchen.oven), kitchen.now);
    drain(&mut kitchen.session, &mut kitchen.oven, kitchen.now);
    kitchen.oven.registry.set_heat_measured(Some(20.03));
    let mut said = Vec::new();
    for _ in 0..20 {
        kitchen.now += 100;
        said.extend(payloads(&drain(&mut kitchen.session, &mut kitchen.oven, kitchen.now).0, "h"));
    }
    assert_eq!(said, ["20.03"]);
}

#[test]
fn what_a_client_has_set_is_published_at_once_and_compared_with_from_then_on() {
    let mut kitchen = Kitchen::with(None);
    let (mut topic, mut payload) = ([0; 128], [0; 512]);
    let mut frame = Frame::new(&mut topic, &mut payload);
    let mut two = *b"2";
    let set = "ovens/77/write/door";
    assert!(kitchen.session.message(&mut device_ref(&mut kitchen.oven), set, &mut two, false, &mut frame).is_some());
    let (messages, _) = drain(&mut kitchen.session, &mut kitchen.oven, kitchen.now - 500);
    assert_eq!(payloads(&messages, "door"), ["2"]);
    kitchen.oven.registry.set_door_position(6);
    assert_eq!(kitchen.second("door"), NOTHING);
    kitchen.oven.registry.set_door_position(7);
    assert_eq!(kitchen.second("door"), ["7"]);
}

#[test]
fn http_and_events_show_every_change() {
    let mut kitchen = Kitchen::with(Some(20.0));
    assert_eq!(kitchen.measured(20.01), NOTHING);
    assert_eq!(kitchen.oven.get("/v1/status?filter=h"), (200, r#"{"h":20.01}"#.to_owned()));
    assert!(kitchen.oven.get("/v1/keys?filter=h").1.contains(r#""deadband":0.1"#));
}
