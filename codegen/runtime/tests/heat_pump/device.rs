//! The heat pump as firmware, and short ways to talk to it.

use keywright::{
    Buf, Either, Refusal,
    heapless::String as Text,
    http::{Method, Request},
    mqtt::{Frame, Poll},
};

keywright::api!("tests/heat_pump/spec.yaml");

#[derive(Debug, Default)]
pub struct HeatPump {
    pub registry: Registry,
    /// What the commands made it do.
    pub done: Vec<String>,
}

impl Commands for HeatPump {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn registry_mut(&mut self) -> &mut Registry {
        &mut self.registry
    }

    fn circulation_pump(&mut self, value: Either<bool, Text<4>>) -> Result<(), Refusal> {
        let on = match value {
            Either::A(on) => on,
            Either::B(text) if text == "auto" => self.registry.flow_temperature() > 30.0,
            Either::B(_) => return Err(Refusal::new("write true, false or auto")),
        };
        self.registry.set_circulation_pump(on);
        Ok(())
    }

    fn defrost_now(&mut self, value: bool) -> Result<(), Refusal> {
        if value && self.registry.cycle_stage() != Stage::Running {
            return Err(Refusal::new("only a running unit can be defrosted"));
        }
        self.done.push("defrost".to_owned());
        Ok(())
    }

    fn acknowledge_faults(&mut self, value: Faults) -> Result<(), Refusal> {
        self.done.push(format!("acknowledge {}", value.value()));
        Ok(())
    }

    fn tank_target(&mut self, value: u8) -> Result<(), Refusal> {
        if value > 60 && self.registry.operating_mode() == Mode::Cooling {
            return Err(Refusal::format(format_args!("{value} °C can't be reached while cooling")));
        }
        Ok(())
    }
}

impl HeatPump {
    pub fn request(&mut self, method: Method, target: &str, body: &str) -> (u16, String) {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut body = body.as_bytes().to_vec();
        let (mut scratch, mut room) = ([0; 512], vec![0; 65_536]);
        let mut out = Buf::new(&mut room);
        let answer = http::respond(self, Request { method, path, query, body: &mut body }, &mut scratch, &mut out);
        (answer.status, out.as_str().expect("it fits").to_owned())
    }

    pub fn get(&mut self, target: &str) -> (u16, String) {
        self.request(Method::Get, target, "")
    }
}

/// A message as it would be sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    pub topic: String,
    pub payload: String,
    pub qos: u8,
    pub retain: bool,
}

fn message(frame: &Frame<'_>, qos: u8, retain: bool) -> Message {
    let text = |buf: &Buf<'_>| buf.as_str().expect("it fits").to_owned();
    Message { topic: text(&frame.topic), payload: text(&frame.payload), qos, retain }
}

/// A session after its first burst, that burst, and when it is over.
pub fn connected(pump: &mut HeatPump) -> (mqtt::Session, Vec<Message>, u64) {
    let mut session = mqtt::Session::new();
    session.connect_info(&device_ref(pump));
    session.start(&mut device_ref(pump), 0);
    let (mut all, mut now) = (Vec::new(), 0);
    loop {
        let (messages, until) = sent(&mut session, pump, now);
        if messages.is_empty() {
            return (session, all, now);
        }
        all.extend(messages);
        now = until;
    }
}

/// All that a session sends at `now`, and when it wants to be asked again.
pub fn sent(session: &mut mqtt::Session, pump: &mut HeatPump, now: u64) -> (Vec<Message>, u64) {
    let mut messages = Vec::new();
    loop {
        let (mut topic, mut payload) = ([0; 256], [0; 1024]);
        let mut frame = Frame::new(&mut topic, &mut payload);
        match session.poll(&mut device_ref(pump), now, &mut frame) {
            Poll::Publish { qos, retain } => messages.push(message(&frame, qos, retain)),
            Poll::PublishLong { qos, length } => {
                let mut long = vec![0; length];
                let mut out = Buf::new(&mut long);
                session.write_long(&device_ref(pump), &mut out);
                let payload = out.as_str().expect("it fits").to_owned();
                assert_eq!(payload.len(), length);
                messages.push(Message { payload, ..message(&frame, qos, true) });
            }
            Poll::Wait { until } => return (messages, until),
        }
    }
}

/// Sends a message to the device and returns topic and payload of its answer.
pub fn told(session: &mut mqtt::Session, pump: &mut HeatPump, topic: &str, payload: &str) -> Option<(String, String)> {
    let (mut topic_room, mut payload_room) = ([0; 128], [0; 512]);
    let mut frame = Frame::new(&mut topic_room, &mut payload_room);
    let mut payload = payload.as_bytes().to_vec();
    let answered = session.message(&mut device_ref(pump), topic, &mut payload, false, &mut frame);
    answered.map(|_| {
        let Message { topic, payload, .. } = message(&frame, 0, false);
        (topic, payload)
    })
}
