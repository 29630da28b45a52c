//! Who may ask, and how often.

use std::net::{IpAddr, Ipv4Addr};

use keywright::http::{CONFIRM_HEADERS, Foreign, PREFLIGHT_HEADERS, confirm, foreign};
use tokio::time::Instant;

use super::answer::Answer;
use super::problem::Problem;
use super::rate::{Clients, Rate};
use super::request::Head;
use crate::program::Program;
use crate::unit::Shared;

/// What the command line says of who may ask.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Names of this device besides its addresses and those that only a home network knows.
    pub names: Vec<String>,
    /// Origins of other sites whose pages may do what the App may.
    pub origins: Vec<String>,
    /// Any page may set.
    pub any_page: bool,
    /// Requests a second of one client; 0 for no limit.
    pub rate: u32,
}

/// Judges each request before it is carried out.
#[derive(Debug)]
pub struct Guard {
    rules: Rules,
    clients: Clients,
    /// Guesses of the password that cost time: of one client, …
    guesses: Clients,
    /// … and of all together, since they keep the device busy.
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
            rules,
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
    pub fn refuse_foreign<P: Program>(&self, head: &Head, write: bool, unit: &Shared<P>) -> Option<Answer> {
        let allowed = |origin: &str| self.allows(origin, unit);
        let text = match foreign(&head.sender(), &self.rules.names, allowed)? {
            Foreign::Host => {
                "this is not a name of this device: ask for its IP address, or start the program with --host-name NAME"
            }
            _ if !write || self.rules.any_page || unit.with_device(|device, _| device.allows_any_page()) => {
                return None;
            }
            _ if head.is_navigation() => return Some(ask_first(head)),
            Foreign::Page => {
                let text = "a web page of another site may not change this device: ask without Origin, Referer and \
                            Sec-Fetch-Site";
                return Some(match unit.with_device(|device, _| device.pages_key()) {
                    "" => Answer::text(403, text),
                    key => Answer::text(403, format!("{text}, or add its origin to {key}")),
                });
            }
            Foreign::Unknown => {
                "a browser that does not say which page asks may not change this device: send an Origin of this \
                 device, or no User-Agent, Accept and Sec-Fetch headers of a browser"
            }
        };
        Some(Answer::text(403, text))
    }

    /// Whether the device's owner allows the page that asks.
    fn allows<P: Program>(&self, origin: &str, unit: &Shared<P>) -> bool {
        self.rules.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin))
            || unit.with_device(|device, _| device.allows_page(origin))
    }

    /// Lets a page that is allowed see the answer.
    pub fn share<P: Program>(&self, head: &Head, answer: Answer, unit: &Shared<P>) -> Answer {
        let header = format!("{}{}", answer.header, self.share_header(head, unit));
        answer.with_header(header)
    }

    /// The header of an answer that a page may see; empty if none asks that is allowed.
    pub fn share_header<P: Program>(&self, head: &Head, unit: &Shared<P>) -> String {
        match head.origin.as_deref().filter(|origin| self.allows(origin, unit)) {
            Some(origin) => format!("Access-Control-Allow-Origin: {origin}\r\nVary: Origin\r\n"),
            None => String::new(),
        }
    }

    /// The answer to a browser that asks whether a page of another site may send a request.
    pub fn preflight<P: Program>(&self, head: &Head, unit: &Shared<P>) -> Option<Answer> {
        let allowed = head.preflight && head.origin.as_deref().is_some_and(|origin| self.allows(origin, unit));
        allowed
            .then(|| Answer::new(204, "text/plain; charset=utf-8", Vec::new()).with_header(lines(&PREFLIGHT_HEADERS)))
    }

    /// The refusal of a request that needs the password and does not bring it; `write` if it changes something.
    pub fn refuse_stranger<P: Program>(
        &self,
        head: &Head,
        write: bool,
        client: IpAddr,
        unit: &Shared<P>,
    ) -> Option<Answer> {
        let denied = |text: &str| Some(Answer::text(401, text).with_header("WWW-Authenticate: Bearer\r\n"));
        if !unit.with_device(|device, _| device.needs_password(write)) {
            return None;
        }
        if unit.with_device(|device, _| device.password_is_damaged()) {
            let key = unit.with_device(|device, _| device.password_key());
            return Some(Answer::text(
                403,
                format!(
                    "the stored password is damaged, so this is closed: set {key} over MQTT, or start the program \
                     with --forget-password"
                ),
            ));
        }
        let Some(password) = head.password.as_deref() else {
            return denied(
                "this needs the password: send the header Authorization: Bearer PASSWORD, or ?token=PASSWORD",
            );
        };
        if unit.with_device(|device, _| device.knows_password(password)) {
            return None;
        }
        let now = Instant::now();
        if !self.guesses.admit(client, now) || !self.all_guesses.admit(EVERYBODY, now) {
            let refusal = Answer::text(429, "too many wrong passwords: try again in a second");
            return Some(refusal.with_header("Retry-After: 1\r\n"));
        }
        if unit.with_device(|device, _| device.check_password(password)) {
            return None;
        }
        let key = unit.with_device(|device, _| device.password_key());
        denied(&format!("this is not the password: it is the one that key {key} was set to"))
    }
}

/// The page that asks a person before anything is set. With 403, so that a program that looks at the status alone knows.
fn ask_first(head: &Head) -> Answer {
    let (path, query) = head.path_and_query();
    let mut body = Vec::new();
    // Longer than any value: it holds all of the query.
    confirm(path, query, &mut vec![0; query.len()], &mut body);
    Answer::new(403, "text/html; charset=utf-8", body).with_header(lines(&CONFIRM_HEADERS))
}

fn lines(headers: &[(&str, &str)]) -> String {
    headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect()
}
