//! Who may ask, and how often.

use std::net::IpAddr;

use keywright::http::{Foreign, foreign};
use tokio::time::Instant;

use super::answer::Answer;
use super::problem::Problem;
use super::rate::{Clients, Rate};
use super::request::Head;

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
}

impl Guard {
    /// Nobody has asked yet.
    pub fn new(rules: Rules) -> Self {
        let a_second = f64::from(rules.rate);
        Self { names: rules.names, clients: Clients::new(Rate { a_second, at_once: 2.0 * a_second }) }
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
}
