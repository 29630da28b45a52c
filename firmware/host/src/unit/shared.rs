//! The unit as the tasks of the program see it. Each borrow of it ends before the call does, so that none is held
//! while a task waits.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use firmware::Charger;
use keywright::http::{AnswerKind, Events, Request, respond};
use keywright::{Device, Observer};
use tokio::sync::watch;

use super::{Bits, Unit, Wanted};
use crate::http::Method;

/// Room for one decoded value of a query: certificates are the longest.
const SCRATCH: usize = 20 * 1024;

/// The unit, and who is told of its changes.
pub struct Shared {
    unit: RefCell<Unit>,
    base: &'static str,
    scratch: RefCell<Vec<u8>>,
    changed: watch::Sender<u64>,
    listeners: RefCell<Vec<Weak<RefCell<Listener>>>>,
    closed: Cell<bool>,
}

/// Who wants to hear of changes over HTTP.
pub struct Listener {
    events: Events<Bits>,
    epoch: u32,
}

/// Hears that something may have changed.
#[derive(Debug, Clone)]
pub struct Changes(watch::Receiver<u64>);

/// What the api answers.
#[derive(Debug)]
pub enum Reply {
    /// All of it.
    Whole {
        /// The status code.
        status: u16,
        /// The body's type.
        content_type: &'static str,
        /// The body.
        body: Vec<u8>,
    },
    /// An event stream: see [`Shared::listen`].
    Events,
}

impl Changes {
    /// Waits for the next change.
    pub async fn wait(&mut self) {
        if self.0.changed().await.is_err() {
            // Nothing will change any more.
            std::future::pending::<()>().await;
        }
    }
}

impl Shared {
    /// Shares a unit.
    pub fn new(mut unit: Unit) -> Rc<Self> {
        let base = unit.door().tables().http.base;
        Rc::new(Self {
            unit: RefCell::new(unit),
            base,
            scratch: RefCell::new(vec![0; SCRATCH]),
            changed: watch::channel(0).0,
            listeners: RefCell::default(),
            closed: Cell::new(false),
        })
    }

    /// Does something with the unit.
    pub fn with<T>(&self, action: impl FnOnce(&mut Unit) -> T) -> T {
        action(&mut self.unit.borrow_mut())
    }

    /// Does something with the charger.
    pub fn with_charger<T>(&self, action: impl FnOnce(&mut Charger, u64) -> T) -> T {
        self.with(|unit| {
            let now = unit.now();
            action(unit.charger(), now)
        })
    }

    /// What the path of every api request begins with.
    pub fn api_base(&self) -> &'static str {
        self.base
    }

    /// To be told of changes from now on.
    pub fn changes(&self) -> Changes {
        Changes(self.changed.subscribe())
    }

    /// Runs the charging logic, and the device's restart where it asks for one, and tells everybody.
    pub fn touch(&self) {
        self.with(|unit| {
            if unit.tick() {
                unit.restart();
            }
        });
        self.tell();
    }

    fn tell(&self) {
        let mut unit = self.unit.borrow_mut();
        let mut door = unit.door();
        let changes = Observer::Events.of(door.values_mut().changes);
        self.listeners.borrow_mut().retain(|listener| match listener.upgrade() {
            Some(listener) => {
                listener.borrow_mut().events.record(changes);
                true
            }
            None => false,
        });
        changes.fill(0);
        drop(unit);
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Takes no more sets over HTTP: they would not be stored any more.
    pub fn close(&self) {
        self.closed.set(true);
    }

    /// Answers an api request.
    pub fn respond(&self, method: Method, path: &str, query: &str, body: &mut [u8]) -> Reply {
        let rest = path.strip_prefix(self.base).unwrap_or(path);
        if rest == "/set" && self.closed.get() {
            let body = b"the charger is ending: ask again when it runs".to_vec();
            return Reply::Whole { status: 503, content_type: "text/plain; charset=utf-8", body };
        }
        if rest == "/status"
            && query.is_empty()
            && matches!(method, Method::Get | Method::Head)
            && let Some(body) = self.with(|unit| unit.whole_status().map(<[u8]>::to_vec))
        {
            return Reply::Whole { status: 200, content_type: "application/json", body };
        }
        let request = Request { method: method.of_api(rest), path, query, body };
        let mut out = Vec::with_capacity(512);
        let answer = self.with(|unit| respond(&mut unit.door(), request, &mut self.scratch.borrow_mut(), &mut out));
        if rest == "/set" {
            self.touch();
        }
        match answer.kind {
            AnswerKind::Body => Reply::Whole { status: answer.status, content_type: answer.content_type, body: out },
            AnswerKind::Events => Reply::Events,
        }
    }

    /// Listens to the keys that a query names.
    pub fn listen(&self, query: &str) -> Rc<RefCell<Listener>> {
        let listener = self.with(|unit| Listener {
            epoch: unit.epoch,
            events: Events::new(&unit.door(), query, &mut self.scratch.borrow_mut()),
        });
        let listener = Rc::new(RefCell::new(listener));
        self.listeners.borrow_mut().push(Rc::downgrade(&listener));
        listener
    }

    /// Writes what a listener is to hear now, and returns when to ask again; nothing after the device's restart.
    pub fn poll_events(&self, listener: &Rc<RefCell<Listener>>, out: &mut Vec<u8>) -> Option<Duration> {
        let mut listener = listener.borrow_mut();
        self.with(|unit| {
            let now = unit.now();
            let until = (listener.epoch == unit.epoch).then(|| listener.events.poll(&unit.door(), now, out))?;
            Some(Duration::from_millis(until.saturating_sub(now).max(5)))
        })
    }

    /// What the MQTT settings ask for.
    pub fn wanted(&self) -> Wanted {
        self.with(Unit::wanted)
    }

    /// Whether MQTT is switched on and at work.
    pub fn mqtt_started(&self, started: bool) {
        if self.with_charger(|charger, _| charger.mqtt_started(started)) {
            self.tell();
        }
    }

    /// The broker has accepted the connection.
    pub fn mqtt_connected(&self) {
        self.with_charger(|charger, now| charger.mqtt_connected(now));
        // Brings the clock that clients compare the time with up to date.
        self.touch();
    }

    /// The connection was ended on purpose.
    pub fn mqtt_disconnected(&self) {
        self.with_charger(|charger, _| charger.mqtt_disconnected());
        self.tell();
    }

    /// There is no connection, and why.
    pub fn mqtt_failed(&self, text: &str) {
        self.with_charger(|charger, now| charger.mqtt_failed(now, text));
        self.touch();
    }

    /// There is a connection, but it does not do all that it should, and why.
    pub fn mqtt_remark(&self, text: &str) {
        self.with_charger(|charger, now| charger.mqtt_remark(now, text));
        self.touch();
    }

    /// Whether a test of the connection is to be carried out now. True once for each.
    pub fn take_mqtt_test(&self) -> bool {
        self.with_charger(|charger, _| charger.take_mqtt_test())
    }

    /// The test of these settings has ended, and why it failed. A device that was started anew meanwhile knows nothing
    /// of it.
    pub fn mqtt_test_ended(&self, tested: &Wanted, result: &Result<(), String>) {
        self.with(|unit| {
            if unit.epoch == tested.epoch {
                unit.charger().mqtt_test_ended(result.as_ref().err().map_or(Ok(()), |text| Err(text)));
            }
        });
        self.touch();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Settings;

    #[test]
    fn saying_again_that_mqtt_is_off_wakes_nobody() {
        let (unit, _) = Unit::new("123456", None, Settings::new()).unwrap();
        let shared = Shared::new(unit);
        shared.mqtt_started(false);
        let changes = shared.changes();
        shared.mqtt_started(false);
        assert_eq!(changes.0.has_changed().ok(), Some(false));
        shared.mqtt_started(true);
        assert_eq!(changes.0.has_changed().ok(), Some(true));
    }

    #[test]
    fn a_set_that_would_not_be_stored_is_not_taken() {
        let (unit, _) = Unit::new("123456", None, Settings::new()).unwrap();
        let shared = Shared::new(unit);
        let set = |query: &str| match shared.respond(Method::Get, "/api/set", query, &mut []) {
            Reply::Whole { status, .. } => status,
            Reply::Events => 0,
        };
        let amperes = || shared.with_charger(|charger, _| charger.registry.requested_current());
        assert_eq!((set("amp=10"), amperes()), (200, 10));
        shared.close();
        assert_eq!((set("amp=12"), amperes()), (503, 10));
    }
}
