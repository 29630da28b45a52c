//! Who may ask.

use core::cell::Cell;

use embassy_time::{Duration, Instant};
use keywright::http::{Foreign, decode, foreign};
use keywright_device::Application;

use super::head::{Head, Password};
use crate::shared::Shared;

/// Longest password, and what is left of it after decoding.
const PASSWORD: usize = 128;
/// A person mistypes a few times; a program would try many.
const GUESSES_AT_ONCE: u32 = 5;
const GUESS: Duration = Duration::from_secs(1);

/// Judges requests.
pub struct Guard {
    /// Guesses of the password that are free now, and since when.
    guesses: Cell<(u32, Instant)>,
}

impl Default for Guard {
    fn default() -> Self {
        Self::new()
    }
}

/// A text that may name a key: what comes before the name, the name, and what comes after it.
pub(super) type Text = [&'static str; 3];

/// A refusal: its status, its text, and a further header.
pub(super) type Refusal = (u16, Text, Option<(&'static str, &'static str)>);

fn plain(text: &'static str) -> Text {
    [text, "", ""]
}

impl Guard {
    /// Nobody has asked yet.
    pub const fn new() -> Self {
        Self { guesses: Cell::new((GUESSES_AT_ONCE, Instant::MIN)) }
    }

    /// Whether a web page of another site may have sent it.
    pub(super) fn is_page<A: Application>(&self, head: &Head<'_>, shared: &Shared<A>) -> bool {
        !shared.with_device(|device, _| device.allows_any_page())
            && matches!(judge(head, shared), Some(Foreign::Page | Foreign::Unknown))
    }

    /// The origin of the page that asks, if the device's owner allows it.
    pub(super) fn allowed<'r, A: Application>(&self, head: &Head<'r>, shared: &Shared<A>) -> Option<&'r str> {
        head.sender.origin.filter(|origin| shared.with_device(|device, _| device.allows_page(origin)))
    }

    /// The refusal of what a web page of another site asks for; `write` if it changes something.
    pub(super) fn refuse_foreign<A: Application>(
        &self,
        head: &Head<'_>,
        write: bool,
        shared: &Shared<A>,
    ) -> Option<Refusal> {
        let text = match judge(head, shared)? {
            Foreign::Host => plain("this is not a name of this device: ask for its IP address"),
            _ if !write || shared.with_device(|device, _| device.allows_any_page()) => return None,
            Foreign::Page => {
                let text = "a web page of another site may not change this device: ask without Origin, Referer and \
                            Sec-Fetch-Site";
                let key = shared.with_device(|device, _| device.pages_key());
                [text, if key.is_empty() { "" } else { ", or add its origin to " }, key]
            }
            Foreign::Unknown => plain(
                "a browser that does not say which page asks may not change this device: send an Origin of this \
                 device, or no User-Agent, Accept and Sec-Fetch headers of a browser",
            ),
        };
        Some((403, text, None))
    }

    /// The refusal of a request that needs the password and does not bring it; `write` if it changes something.
    pub(super) fn refuse_stranger<A: Application>(
        &self,
        head: &Head<'_>,
        write: bool,
        shared: &Shared<A>,
    ) -> Option<Refusal> {
        let denied = |text: Text| Some((401, text, Some(("WWW-Authenticate", "Bearer"))));
        if !shared.with_device(|device, _| device.needs_password(write)) {
            return None;
        }
        if shared.with_device(|device, _| device.password_is_damaged()) {
            let key = shared.with_device(|device, _| device.password_key());
            let text =
                ["the stored password is damaged, so this is closed: set ", key, " over MQTT, or erase the settings"];
            return Some((403, text, None));
        }
        let Some(sent) = head.password else {
            return denied(plain(
                "this needs the password: send the header Authorization: Bearer PASSWORD, or ?token=PASSWORD",
            ));
        };
        let mut room = [0; PASSWORD];
        let password = match sent {
            Password::Plain(password) => password,
            Password::Encoded(sent) => {
                decode(sent, &mut room).and_then(|decoded| core::str::from_utf8(decoded).ok()).unwrap_or(sent)
            }
        };
        if shared.with_device(|device, _| device.knows_password(password)) {
            return None;
        }
        if !self.may_guess() {
            return Some((429, plain("too many wrong passwords: try again in a second"), Some(("Retry-After", "1"))));
        }
        if shared.with_device(|device, _| device.check_password(password)) {
            return None;
        }
        let key = shared.with_device(|device, _| device.password_key());
        denied(["this is not the password: it is the one that key ", key, " was set to"])
    }

    fn may_guess(&self) -> bool {
        let (free, since) = self.guesses.get();
        let elapsed = Instant::now().saturating_duration_since(since);
        let more = u32::try_from(elapsed.as_ticks() / GUESS.as_ticks()).unwrap_or(u32::MAX);
        let (free, since) = match free.saturating_add(more) {
            all if all >= GUESSES_AT_ONCE => (GUESSES_AT_ONCE, Instant::now()),
            some => (some, since + GUESS * more),
        };
        self.guesses.set((free.saturating_sub(1), since));
        free > 0
    }
}

fn judge<A: Application>(head: &Head<'_>, shared: &Shared<A>) -> Option<Foreign> {
    foreign(&head.sender, &[""; 0], |origin| shared.with_device(|device, _| device.allows_page(origin)))
}
