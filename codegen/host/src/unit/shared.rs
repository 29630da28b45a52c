//! The unit as the tasks of the program see it. Each borrow of it ends before the call does, so that none is held
//! while a task waits.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use keywright::http::{AnswerKind, Events, Request, respond};
use keywright::{Device, Observer};
use keywright_device::{Application, ExtraRoute, RouteError, write_routes};
use tokio::sync::watch;

use super::{Bits, ManagedDevice, MqttConfig, Unit};
use crate::http::Method;
use crate::program::Program;

/// Room for one decoded value of a query: certificates are the longest.
const SCRATCH: usize = 20 * 1024;

/// The unit, and who is told of its changes.
pub struct Shared<P: Program> {
    unit: RefCell<Unit<P>>,
    base: &'static str,
    scratch: RefCell<Vec<u8>>,
    changed: watch::Sender<u64>,
    listeners: RefCell<Vec<WeakListener<P>>>,
    closed: Cell<bool>,
}

/// Who wants to hear of changes over HTTP.
pub struct Listener<B> {
    events: Events<B>,
    epoch: u32,
}

/// One that may have gone.
type WeakListener<P> = Weak<RefCell<Listener<Bits<P>>>>;

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

impl<P: Program> Shared<P> {
    /// Shares a unit.
    pub fn new(unit: Unit<P>) -> Rc<Self> {
        let base = P::TABLES.http.base;
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
    pub fn with<T>(&self, action: impl FnOnce(&mut Unit<P>) -> T) -> T {
        action(&mut self.unit.borrow_mut())
    }

    /// Does something with the values and roles of the device. The number is the time, in ms since its start.
    pub fn with_device<T>(&self, action: impl FnOnce(&mut ManagedDevice<'_, P>, u64) -> T) -> T {
        self.with(|unit| {
            let now = unit.now();
            action(&mut unit.device(), now)
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

    /// Lets the device do what is due, and restarts it where it asks for one, and tells everybody.
    pub fn touch(&self) {
        self.with(|unit| {
            if unit.tick() {
                unit.restart();
            }
        });
        self.tell();
    }

    fn tell(&self) {
        self.with_device(|device, _| {
            let changes = Observer::Events.of(device.values_mut().changes);
            self.listeners.borrow_mut().retain(|listener| match listener.upgrade() {
                Some(listener) => {
                    listener.borrow_mut().events.record(changes);
                    true
                }
                None => false,
            });
            changes.fill(0);
        });
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
            let body = b"the device is ending: ask again when it runs".to_vec();
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
        let answer = self.with(|unit| respond(&mut unit.device(), request, &mut self.scratch.borrow_mut(), &mut out));
        if rest == "/set" {
            self.touch();
        }
        match answer.kind {
            AnswerKind::Body => Reply::Whole { status: answer.status, content_type: answer.content_type, body: out },
            AnswerKind::Events => Reply::Events,
        }
    }

    /// What a path beside the api is.
    pub fn extra_route(&self, path: &str) -> Option<ExtraRoute> {
        self.with(|unit| unit.application().route(path))
    }

    /// Carries out a request to a route of the device's own, and answers in JSON.
    ///
    /// # Errors
    /// What is wrong with the request.
    pub fn carry_out(&self, route: ExtraRoute, path: &str, query: &str) -> Result<Vec<u8>, RouteError> {
        self.with(|unit| unit.application().change(path, query))?;
        if route == ExtraRoute::Writes {
            self.touch();
        }
        let mut out = Vec::new();
        self.with(|unit| unit.application().answer(path, &mut out));
        Ok(out)
    }

    /// The list of all routes; `more` are those that only this program has.
    pub fn routes(&self, more: &str) -> String {
        let mut out = Vec::new();
        let own = if P::Application::ROUTES.is_empty() { ["", ""] } else { ["\n", P::Application::ROUTES] };
        self.with(|unit| write_routes(&unit.device(), !P::FILES.is_empty(), &[&[more], &own[..]].concat(), &mut out));
        String::from_utf8(out).unwrap_or_default()
    }

    /// Listens to the keys that a query names.
    pub fn listen(&self, query: &str) -> Rc<RefCell<Listener<Bits<P>>>> {
        let listener = self.with(|unit| Listener {
            epoch: unit.epoch,
            events: Events::new(&unit.device(), query, &mut self.scratch.borrow_mut()),
        });
        let listener = Rc::new(RefCell::new(listener));
        self.listeners.borrow_mut().push(Rc::downgrade(&listener));
        listener
    }

    /// Writes what a listener is to hear now, and returns when to ask again; nothing after the device's restart.
    pub fn poll_events(&self, listener: &Rc<RefCell<Listener<Bits<P>>>>, out: &mut Vec<u8>) -> Option<Duration> {
        let mut listener = listener.borrow_mut();
        self.with(|unit| {
            let now = unit.now();
            let until = (listener.epoch == unit.epoch).then(|| listener.events.poll(&unit.device(), now, out))?;
            Some(Duration::from_millis(until.saturating_sub(now).max(5)))
        })
    }

    /// What the MQTT settings ask for.
    pub fn mqtt_config(&self) -> MqttConfig {
        self.with(Unit::mqtt_config)
    }

    /// Whether MQTT is switched on and at work.
    pub fn mqtt_started(&self, started: bool) {
        if self.with_device(|device, _| device.mqtt_started(started)) {
            self.tell();
        }
    }

    /// The broker has accepted the connection.
    pub fn mqtt_connected(&self) {
        self.with_device(|device, now| device.mqtt_connected(now));
        // Brings the clock that clients compare the time with up to date.
        self.touch();
    }

    /// The connection was ended on purpose.
    pub fn mqtt_disconnected(&self) {
        self.with_device(|device, _| device.mqtt_disconnected());
        self.tell();
    }

    /// There is no connection, and why.
    pub fn mqtt_failed(&self, text: &str) {
        self.with_device(|device, now| device.mqtt_failed(now, text));
        self.touch();
    }

    /// There is a connection, but it does not do all that it should, and why.
    pub fn mqtt_remark(&self, text: &str) {
        self.with_device(|device, now| device.mqtt_remark(now, text));
        self.touch();
    }

    /// Whether a test of the connection is to be carried out now. True once for each.
    pub fn take_mqtt_test(&self) -> bool {
        self.with_device(|device, _| device.take_mqtt_test())
    }

    /// The test of these settings has ended, and why it failed. A device that was started anew meanwhile knows nothing
    /// of it.
    pub fn mqtt_test_ended(&self, tested: &MqttConfig, result: &Result<(), String>) {
        self.with(|unit| {
            if unit.epoch == tested.epoch {
                unit.device().mqtt_test_ended(result.as_ref().err().map_or(Ok(()), |text| Err(text)));
            }
        });
        self.touch();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::LampProgram;
    use crate::store::Settings;

    fn lamp() -> Rc<Shared<LampProgram>> {
        let mut unit = Unit::new("07", crate::NoOptions {}).unwrap();
        assert_eq!(unit.start(None, Settings::new()), [""; 0]);
        Shared::new(unit)
    }

    #[test]
    fn saying_again_that_mqtt_is_off_wakes_nobody() {
        let shared = lamp();
        shared.mqtt_started(false);
        let changes = shared.changes();
        shared.mqtt_started(false);
        assert_eq!(changes.0.has_changed().ok(), Some(false));
        shared.mqtt_started(true);
        assert_eq!(changes.0.has_changed().ok(), Some(true));
    }

    #[test]
    fn a_set_that_would_not_be_stored_is_not_taken() {
        let shared = lamp();
        let set = |query: &str| match shared.respond(Method::Get, "/api/set", query, &mut []) {
            Reply::Whole { status, .. } => status,
            Reply::Events => 0,
        };
        let label = || shared.with(|unit| unit.application().registry.label().to_owned());
        assert_eq!((set("label=\"Hall\""), label().as_str()), (200, "Hall"));
        shared.close();
        assert_eq!((set("label=\"Attic\""), label().as_str()), (503, "Hall"));
    }

    #[test]
    fn a_serial_number_that_is_none_is_told() {
        let wrong = Unit::<LampProgram>::new("a serial number of this length", crate::NoOptions {});
        assert_eq!(wrong.err().as_deref(), Some("a serial number has at most 16 bytes"));
    }
}
