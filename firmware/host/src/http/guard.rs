//! Who may ask, and how often.

use std::net::{IpAddr, Ipv4Addr};

use keywright::http::{Foreign, foreign};
use tokio::time::Instant;

use super::answer::Answer;
use super::problem::Problem;
use super::rate::{Clients, Rate};
use super::request::Head;
use crate::unit::Shared;

/// What the command line says of who may ask.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Names of this device besides its addresses and those that only a home network knows.
    pub names: Vec<String>,
    /// Requests a second of one client; 0 for no limit.
    pub rate: u32,
}

/// Judges each request before it is carried out.
#[derive(Debug)]
pub struct Guard {
    names: Vec<String>,
    clients: Clients,
    /// Guesses of the password that cost time: of one client, …
    guesses: Clients,
    /// … and of all together, since they keep the charger busy.
    all_guesses: Clients,
}

/// A person mistypes a few times; a program would try many.
const GUESSES: Rate = Rate { a_second: 1.0, at_once: 5.0 };
const ALL_GUESSES: Rate = Rate { a_second: 10.0, at_once: 20.0 };
const EVERYBODY: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

impl Guard {
    /// Nobody has asked yet.
    pub fn new(rules: Rules) -> Self {
        let a_second = f64::from(rules.rate);
        Self {
            names: rules.names,
            clients: Clients::new(Rate { a_second, at_once: 2.0 * a_second }),
            guesses: Clients::new(GUESSES),
            all_guesses: Clients::new(ALL_GUESSES),
        }
    }

    /// Whether a client may ask once more.
    pub fn admit(&self, client: IpAddr) -> Result<(), Problem> {
        if self.clients.admit(client, Instant::now()) { Ok(()) } else { Err(Problem::TooOften) }
    }

    /// The refusal of what a web page of another site asks for; `write` if it changes something.
    pub fn refuse_foreign(&self, head: &Head, write: bool) -> Option<Answer> {
        let text = match foreign(&head.sender(), &self.names)? {
            Foreign::Host => {
                "this is not a name of this device: ask for its IP address, or start the program with --host-name NAME"
            }
            Foreign::Page if write => {
                "a web page of another site may not change this device: ask without Origin, Referer and Sec-Fetch-Site"
            }
            Foreign::Page => return None,
        };
        Some(Answer::text(403, text))
    }

    /// The refusal of a request that needs the password and does not bring it; `write` if it changes something.
    pub fn refuse_stranger(&self, head: &Head, write: bool, client: IpAddr, unit: &Shared) -> Option<Answer> {
        let denied = |text| Some(Answer::text(401, text).with_header("WWW-Authenticate: Bearer\r\n"));
        if !unit.with_charger(|charger, _| charger.needs_password(write)) {
            return None;
        }
        let Some(password) = head.password.as_deref() else {
            return denied(
                "this needs the password: send the header Authorization: Bearer PASSWORD, or ?token=PASSWORD",
            );
        };
        if unit.with_charger(|charger, _| charger.knows_password(password)) {
            return None;
        }
        let now = Instant::now();
        if !self.guesses.admit(client, now) || !self.all_guesses.admit(EVERYBODY, now) {
            let refusal = Answer::text(429, "too many wrong passwords: try again in a second");
            return Some(refusal.with_header("Retry-After: 1\r\n"));
        }
        if unit.with_charger(|charger, _| charger.check_password(password)) {
            return None;
        }
        denied("this is not the password: it is the one that key hpw was set to")
    }
}
