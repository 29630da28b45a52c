//! The unit as the tasks see it. Each borrow of it ends before the call does, so that none is held while a task waits.

use core::cell::{Cell, RefCell};
use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_sync::watch::{Receiver, Watch};
use embassy_time::{Duration, Ticker, Timer};
use keywright::http::{Answer, Events, Request, respond};
use keywright::{Device as _, Sink};
use keywright_device::{Application, ExtraRoute, File, RouteError, SALT};

use crate::chip::Chip;
use crate::unit::{ManagedDevice, STREAMS, Unit, now};

/// Tasks that wait for changes: MQTT and its test, storage, the end, and event streams.
const WAITING: usize = 4 + STREAMS;
/// Room for one decoded value of a query.
const SCRATCH: usize = 2 * 1024 + 16;

/// The unit, and who is told of its changes.
pub struct Shared<A: Application> {
    unit: RefCell<&'static mut Unit<A>>,
    /// The files of its App.
    pub(crate) files: &'static [File],
    chip: &'static dyn Chip,
    scratch: RefCell<[u8; SCRATCH]>,
    changed: Watch<NoopRawMutex, u32, WAITING>,
    count: Cell<u32>,
}

/// Hears that something may have changed.
pub struct Changes(Receiver<'static, NoopRawMutex, u32, WAITING>);

impl Changes {
    /// Waits for the next change.
    pub async fn wait(&mut self) {
        self.0.changed().await;
    }
}

impl<A: Application> Shared<A> {
    /// Shares a unit.
    pub fn new(unit: &'static mut Unit<A>, files: &'static [File], chip: &'static dyn Chip) -> Self {
        Self {
            unit: RefCell::new(unit),
            files,
            chip,
            scratch: RefCell::new([0; SCRATCH]),
            changed: Watch::new(),
            count: Cell::new(0),
        }
    }

    /// Does something with the unit.
    pub fn with<T>(&self, action: impl FnOnce(&mut Unit<A>) -> T) -> T {
        action(&mut self.unit.borrow_mut())
    }

    /// Does something with the device's behaviour. The number is the time: ms since power-on.
    pub fn with_application<T>(&self, action: impl FnOnce(&mut A, u64) -> T) -> T {
        self.with(|unit| action(&mut unit.state.application, now()))
    }

    /// Does something with the values and roles of the device. The number is the time: ms since power-on.
    pub fn with_device<T>(&self, action: impl FnOnce(&mut ManagedDevice<'_, A>, u64) -> T) -> T {
        self.with(|unit| action(&mut unit.device(), now()))
    }

    /// The board.
    pub fn chip(&self) -> &'static dyn Chip {
        self.chip
    }

    /// To be told of changes from now on; [`None`] where too many tasks are.
    pub fn changes(&'static self) -> Option<Changes> {
        self.changed.receiver().map(Changes)
    }

    /// Lets the device do what is due, and tells everybody.
    pub fn touch(&self) {
        // A salt is no secret; it only has to be another one each time.
        let mut salt = [0; SALT];
        self.chip.random(&mut salt);
        let unix_ms = self.chip.unix_ms();
        self.with(|unit| unit.tick(unix_ms, salt));
        self.tell();
    }

    /// Tells everybody that something may have changed.
    pub fn tell(&self) {
        self.with(Unit::tell_streams);
        self.count.set(self.count.get().wrapping_add(1));
        self.changed.sender().send(self.count.get());
    }

    /// Lets the device do what is due, once a second.
    pub async fn tick(&self) -> ! {
        let mut seconds = Ticker::every(Duration::from_secs(1));
        loop {
            self.touch();
            seconds.next().await;
        }
    }

    /// Whether the device is to be started anew.
    pub fn restarts(&self) -> bool {
        self.with(|unit| unit.state.restarts())
    }

    /// Starts the device anew once it is asked to: after `last` has put everything away.
    pub async fn restart(&'static self, last: impl FnOnce()) -> ! {
        // The answer to the request goes out first, and MQTT takes its leave.
        const LEAVE: Duration = Duration::from_millis(500);
        let mut changes = self.changes();
        while !self.restarts() {
            match &mut changes {
                Some(changes) => changes.wait().await,
                None => Timer::after(LEAVE).await,
            }
        }
        log::info!("the device restarts");
        Timer::after(LEAVE).await;
        last();
        self.chip.restart()
    }

    /// What stands after the base of the api in a path; [`None`] if the path is none of the api's.
    pub(crate) fn api_path<'p>(&self, path: &'p str) -> Option<&'p str> {
        let base = self.with(|unit| unit.device().tables().http.base);
        path.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Answers an api request.
    pub(crate) fn respond(&self, request: Request<'_>, out: &mut dyn Sink) -> Answer {
        let set = self.api_path(request.path) == Some("/set");
        let scratch = &mut *self.scratch.borrow_mut();
        let answer = self.with(|unit| respond(&mut unit.device(), request, scratch, out));
        if set {
            self.touch();
        }
        answer
    }

    /// Carries out a request to a route of the device's own, and writes the answer.
    pub(crate) fn carry_out(
        &self,
        route: ExtraRoute,
        path: &str,
        query: &str,
        out: &mut dyn Sink,
    ) -> Result<(), RouteError> {
        self.with(|unit| unit.state.application.change(path, query))?;
        if route == ExtraRoute::Writes {
            self.touch();
        }
        self.with(|unit| unit.state.application.answer(path, out));
        Ok(())
    }

    /// Begins an event stream to the keys that a query names; [`None`] where there are too many.
    pub(crate) fn listen(&'static self, query: &str) -> Option<Listener<A>> {
        let scratch = &mut *self.scratch.borrow_mut();
        self.with(|unit| {
            let place = unit.streams.iter().position(Option::is_none)?;
            let events = Events::new(&unit.device(), query, scratch);
            *unit.streams.get_mut(place)? = Some(events);
            Some(Listener { shared: self, place })
        })
    }
}

/// An event stream's place. It is free again when this is dropped.
pub(crate) struct Listener<A: Application> {
    shared: &'static Shared<A>,
    place: usize,
}

impl<A: Application> Listener<A> {
    /// Its number: below [`STREAMS`].
    pub(crate) fn place(&self) -> usize {
        self.place
    }

    /// Writes what is to be heard now, and returns for how long there is nothing more.
    pub(crate) fn poll(&self, out: &mut dyn Sink) -> Duration {
        let until = self.shared.with(|unit| {
            let device = unit.state.device();
            let events = unit.streams.get_mut(self.place).and_then(Option::as_mut);
            events.map_or(u64::MAX, |events| events.poll(&device, now(), out))
        });
        // An hour is as good as for ever.
        Duration::from_millis(until.saturating_sub(now()).clamp(5, 3_600_000))
    }
}

impl<A: Application> Drop for Listener<A> {
    fn drop(&mut self) {
        self.shared.with(|unit| {
            if let Some(place) = unit.streams.get_mut(self.place) {
                *place = None;
            }
        });
    }
}

/// How the MQTT connection stands.
impl<A: Application> Shared<A> {
    /// Whether MQTT is switched on and at work.
    pub(crate) fn mqtt_started(&self, started: bool) {
        if self.with_device(|device, _| device.mqtt_started(started)) {
            self.tell();
        }
    }

    /// The broker has accepted the connection.
    pub(crate) fn mqtt_connected(&self) {
        self.with_device(|device, now| device.mqtt_connected(now));
        // Brings the clock that clients compare the time with up to date.
        self.touch();
    }

    /// The connection was ended on purpose.
    pub(crate) fn mqtt_disconnected(&self) {
        self.with_device(|device, _| device.mqtt_disconnected());
        self.tell();
    }

    /// There is no connection, and why.
    pub(crate) fn mqtt_failed(&self, text: &str) {
        self.with_device(|device, now| device.mqtt_failed(now, text));
        self.touch();
    }

    /// There is a connection, but it does not do all that it should, and why.
    pub(crate) fn mqtt_remark(&self, text: &str) {
        self.with_device(|device, now| device.mqtt_remark(now, text));
        self.touch();
    }
}
