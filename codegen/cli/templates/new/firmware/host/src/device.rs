//! The device as the tasks of the program share it. Each borrow ends before its call does, so that none is held
//! while a task waits.

use std::cell::RefCell;
use std::time::Instant;

use firmware::Heater;
use firmware::api::{self, Commands as _, Key, door, http::Events};
use keywright::http::{Answer, Request};
use keywright::mqtt::{Connect, Frame, Poll, Reply};
use keywright::{Buf, Device as _, Flags, KeyId, Observer, Reveal, restore, write_value};
use tokio::sync::broadcast;

use crate::settings::Settings;

/// Room for one decoded value of a query: longer than any string in the spec.
const SCRATCH: usize = 4096;
/// How many sets of changes may wait for a slow listener.
const WAITING: usize = 64;

/// The device, and who is told of its changes.
pub struct Device {
    heater: RefCell<Heater>,
    start: Instant,
    changes: broadcast::Sender<Vec<u32>>,
}

impl Device {
    pub fn new() -> Self {
        Self {
            heater: RefCell::default(),
            start: Instant::now(),
            changes: broadcast::channel(WAITING).0,
        }
    }

    /// Milliseconds since the start.
    pub fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Lets the behaviour do what is due.
    pub fn tick(&self) {
        self.heater.borrow_mut().tick(self.now());
        self.tell();
    }

    /// Each change from now on: a set of keys, one bit each.
    pub fn changes(&self) -> broadcast::Receiver<Vec<u32>> {
        self.changes.subscribe()
    }

    fn tell(&self) {
        let mut heater = self.heater.borrow_mut();
        let changed = heater.registry.changes(Observer::Events);
        if changed.iter().any(|word| *word != 0) {
            // An error only says that nobody listens.
            let _ = self.changes.send(changed.to_vec());
            changed.fill(0);
        }
    }

    /// Answers a request to the api.
    pub fn respond(&self, request: Request<'_>, out: &mut Vec<u8>) -> Answer {
        let mut scratch = [0; SCRATCH];
        let answer =
            api::http::respond(&mut *self.heater.borrow_mut(), request, &mut scratch, out);
        self.tell();
        answer
    }

    /// A listener to the keys that a query names.
    pub fn listen(&self, query: &str) -> Events {
        let mut scratch = [0; SCRATCH];
        Events::new(&door(&mut *self.heater.borrow_mut()), query, &mut scratch)
    }

    /// Writes what a listener is to hear, and returns in how many milliseconds to ask again.
    pub fn poll_events(&self, events: &mut Events, out: &mut Vec<u8>) -> u64 {
        let now = self.now();
        let until = events.poll(&door(&mut *self.heater.borrow_mut()), now, out);
        until.saturating_sub(now)
    }

    /// Where the broker is; empty if there is none.
    pub fn broker(&self) -> String {
        self.heater.borrow().registry.broker_url().to_owned()
    }

    /// Sets the key `broker`, as a client would.
    pub fn set_broker(&self, url: &str) -> Result<(), String> {
        let mut heater = self.heater.borrow_mut();
        let look = heater.broker_url(url);
        look.map_err(|refusal| format!("{url}: {}", refusal.as_str()))?;
        let set = heater.registry.set_broker_url(url);
        set.map(|_| ()).map_err(|_| format!("{url} is too long"))
    }

    /// What an MQTT session says when it connects.
    pub fn connect_info(&self, session: &mut api::mqtt::Session) -> Connect {
        session.connect_info(&door(&mut *self.heater.borrow_mut()))
    }

    /// The broker has accepted the session.
    pub fn start_session(&self, session: &mut api::mqtt::Session) {
        let now = self.now();
        session.start(&mut door(&mut *self.heater.borrow_mut()), now);
    }

    /// What the session sends next.
    pub fn poll_session(&self, session: &mut api::mqtt::Session, frame: &mut Frame<'_>) -> Poll {
        let now = self.now();
        session.poll(&mut door(&mut *self.heater.borrow_mut()), now, frame)
    }

    /// What the session sends next, where that is too long for a frame.
    pub fn long_message(&self, session: &api::mqtt::Session, length: usize) -> Vec<u8> {
        let mut payload = vec![0; length];
        session.write_long(&door(&mut *self.heater.borrow_mut()), &mut Buf::new(&mut payload));
        payload
    }

    /// A message from the broker. If there is an answer, the frame holds it.
    pub fn message(
        &self,
        session: &mut api::mqtt::Session,
        message: &rumqttc::Publish,
        frame: &mut Frame<'_>,
    ) -> Option<Reply> {
        let mut payload = message.payload.to_vec();
        let mut heater = self.heater.borrow_mut();
        let answer = session.message(
            &mut door(&mut *heater),
            &message.topic,
            &mut payload,
            message.retain,
            frame,
        );
        drop(heater);
        self.tell();
        answer
    }

    /// Gives a stored setting back. False if this device does not take it.
    pub fn restore(&self, name: &str, value: &serde_json::Value) -> bool {
        let Some(key) = Key::from_name(name) else {
            return false;
        };
        let mut heater = self.heater.borrow_mut();
        let mut json = value.to_string().into_bytes();
        restore(&mut door(&mut *heater), key.id(), &mut json).is_ok()
    }

    /// All settings, if one of them has changed since the last call.
    pub fn changed_settings(&self) -> Option<Settings> {
        let mut heater = self.heater.borrow_mut();
        let changes = heater.registry.changes(Observer::Storage);
        let changed = changes.to_vec();
        changes.fill(0);
        let door = door(&mut *heater);
        let mut settings = Settings::new();
        let mut any = false;
        for (index, info) in (0..).zip(door.tables().keys) {
            if info.flags.has(Flags::PERSIST) {
                any |= keywright::has_bit(&changed, KeyId(index));
                let mut json = Vec::new();
                write_value(&door, KeyId(index), Reveal::All, &mut json);
                settings.insert(info.name().to_owned(), serde_json::from_slice(&json).ok()?);
            }
        }
        any.then_some(settings)
    }
}
