//! An oven, and short ways to talk to it.
#![allow(dead_code, missing_docs)]

use keywright::http::{Answer, Method, Request};
use keywright::mqtt::{Frame, Poll};
use keywright::{Either, Origin, Refusal, Reveal};

keywright::api!("tests/common/oven.yaml");

#[derive(Debug, Default)]
pub struct Oven {
    pub registry: Registry,
    pub started: Vec<u8>,
}

impl Commands for Oven {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn registry_mut(&mut self) -> &mut Registry {
        &mut self.registry
    }

    fn door_position(&mut self, value: Either<bool, u8>) -> Result<(), Refusal> {
        let percent = match value {
            Either::A(open) => u8::from(open) * 100,
            Either::B(percent) => percent,
        };
        self.registry.set_door_position(percent);
        Ok(())
    }

    fn start(&mut self, value: u8) -> Result<(), Refusal> {
        self.started.push(value);
        Ok(())
    }

    fn target_temperature(&mut self, value: i16) -> Result<(), Refusal> {
        if value > 100 && self.registry.door_position() > 0 {
            return Err(Refusal::format(format_args!("at most 100 °C while the door is open, not {value}")));
        }
        Ok(())
    }
}

impl Oven {
    /// Sets a key over HTTP and returns the text of the refusal, if there is one.
    pub fn set(&mut self, key: Key, json: &str) -> Result<keywright::Change, String> {
        self.set_from(key, json.as_bytes(), Origin::Http)
    }

    pub fn set_from(&mut self, key: Key, json: &[u8], origin: Origin) -> Result<keywright::Change, String> {
        let mut json = json.to_vec();
        apply(self, key, &mut json, origin).map_err(|error| {
            let mut text = keywright::heapless::String::<512>::new();
            error.write(&TABLES, TABLES.info(key.id()), &json, &mut text);
            text.to_string()
        })
    }

    pub fn value(&mut self, key: Key) -> String {
        self.reveal(key, Reveal::Public)
    }

    pub fn reveal(&mut self, key: Key, reveal: Reveal) -> String {
        let mut room = [0; 1024];
        let mut out = keywright::Buf::new(&mut room);
        keywright::write_value(&device_ref(self), key.id(), reveal, &mut out);
        out.as_str().expect("it fits").to_owned()
    }

    pub fn status(&mut self) -> String {
        let mut room = [0; 4096];
        let mut out = keywright::Buf::new(&mut room);
        keywright::write_status(&device_ref(self), None, &mut out);
        out.as_str().expect("it fits").to_owned()
    }

    pub fn request(&mut self, method: Method, target: &str, body: &str) -> (Answer, String) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut body = body.as_bytes().to_vec();
        let (mut scratch, mut room) = ([0; 256], [0; 16384]);
        let mut out = keywright::Buf::new(&mut room);
        let answer = http::respond(self, Request { method, path, query, body: &mut body }, &mut scratch, &mut out);
        let text = out.as_str().expect("it fits").to_owned();
        (answer, text)
    }

    pub fn get(&mut self, target: &str) -> (u16, String) {
        let (answer, text) = self.request(Method::Get, target, "");
        (answer.status, text)
    }
}

/// A message as it would be sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    pub topic: String,
    pub payload: String,
    pub retain: bool,
}

pub fn message(frame: &Frame<'_>, retain: bool) -> Message {
    let text = |buf: &keywright::Buf<'_>| buf.as_str().expect("it fits").to_owned();
    Message { topic: text(&frame.topic), payload: text(&frame.payload), retain }
}

/// All that a session sends at `now`, and when it wants to be asked again.
pub fn drain(session: &mut mqtt::Session, oven: &mut Oven, now: u64) -> (Vec<Message>, u64) {
    let mut messages = Vec::new();
    loop {
        let (mut topic, mut payload) = ([0; 128], [0; 512]);
        let mut frame = Frame::new(&mut topic, &mut payload);
        match session.poll(&mut device_ref(oven), now, &mut frame) {
            Poll::PublishLong { .. } => panic!("the oven does not announce itself"),
            Poll::Publish { retain, .. } => messages.push(message(&frame, retain)),
            Poll::Wait { until } => return (messages, until),
        }
    }
}
