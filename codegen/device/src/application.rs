//! What a device's author writes.

use core::fmt;

use keywright::heapless::String;
use keywright::{Bits, Device, Sink};

/// A moment, as the device sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// Milliseconds since the start. Never goes back.
    pub now: u64,
    /// Milliseconds since 1970, where something tells the time of day.
    pub unix_ms: Option<i64>,
}

/// The behaviour of one device. Everything that a connected device does besides comes from its spec.
pub trait Application: 'static {
    /// A set of its keys, one bit each.
    type Bits: Bits;

    /// Its values and commands: what the generated `device_ref` returns.
    type Device<'a>: Device<Bits = Self::Bits>
    where
        Self: 'a;

    /// Routes of its own that `GET /` lists: their title in the first line, and one line for each. May be empty.
    const ROUTES: &'static str = "";

    /// Its values and commands.
    fn device(&mut self) -> Self::Device<'_>;

    /// Begins to work, once, after stored settings have been restored.
    fn start(&mut self, moment: Moment) {
        let _ = moment;
    }

    /// Looks at the world and decides. Called once a second, and after each set, so that its result shows at once.
    fn tick(&mut self, moment: Moment);

    /// What a path beside the api is. [`None`] where the device has no such route.
    fn route(&self, path: &str) -> Option<ExtraRoute> {
        let _ = path;
        None
    }

    /// Carries out a request to a route of its own. The answer is written by [`Application::answer`], after the
    /// next [`tick`](Application::tick) where the route writes.
    ///
    /// # Errors
    /// What is wrong with the request, which changes nothing then.
    fn change(&mut self, path: &str, query: &str) -> Result<(), RouteError> {
        let _ = (path, query);
        Ok(())
    }

    /// Writes the answer to a request to a route of its own, in JSON.
    fn answer(&mut self, path: &str, out: &mut dyn Sink) {
        let _ = (path, out);
    }
}

/// A route beside the api.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtraRoute {
    /// It shows something.
    Reads,
    /// It changes something: who may set keys may ask for it.
    Writes,
}

/// What is wrong with a request to a route of the device's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteError {
    /// The status code: 4xx.
    pub status: u16,
    /// What would be right.
    pub text: String<104>,
}

impl RouteError {
    /// An error with this text, cut where it is longer than 104 bytes.
    pub fn new(status: u16, text: impl fmt::Display) -> Self {
        let mut error = Self { status, text: String::new() };
        // What does not fit is cut off; nothing else can fail.
        let _ = fmt::Write::write_fmt(&mut error, format_args!("{text}"));
        error
    }
}

impl fmt::Write for RouteError {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.put(text.as_bytes());
        Ok(())
    }
}
