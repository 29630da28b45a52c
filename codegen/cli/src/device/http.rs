//! A device that is asked over HTTP.

use std::{thread, time::Duration};

use keywright_codegen::{
    Spec,
    model::Value,
    verify::{Answer, Capture, Device, value},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ureq::Agent;

use crate::failure::Failure;

/// Longest time for one request.
const PATIENCE: Duration = Duration::from_secs(10);
/// A device looks at what was set about once a second.
const MOMENT: Duration = Duration::from_millis(250);

/// A device under a URL.
pub struct Http {
    agent: Agent,
    /// `http://192.168.1.20/api`
    base: String,
}

impl Http {
    /// `url` is the device's own, or that of its api.
    pub fn new(url: &str, spec: &Spec) -> Result<Self, Failure> {
        let rest = url.strip_prefix("http://").ok_or_else(|| {
            Failure::Broken(format!("`{url}` does not begin with `http://`; a device in the local network has no TLS"))
        })?;
        let url = url.trim_end_matches('/');
        let url = url.strip_suffix("/status").unwrap_or(url);
        let has_path = rest.trim_end_matches('/').contains('/');
        let base = if has_path { url.to_owned() } else { format!("{url}{}", spec.device.http.base) };
        let config = Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false);
        // A proxy of the user's does not know the local network.
        Ok(Self { agent: config.proxy(None).build().new_agent(), base })
    }

    /// Every key that can be read.
    pub fn status(&self) -> Result<Capture, Failure> {
        self.capture(&format!("{}/status", self.base))
    }

    fn capture(&self, url: &str) -> Result<Capture, Failure> {
        let (status, body) = self.get(url)?;
        if status != 200 {
            return Err(Failure::Broken(format!("{url} answers with status {status}: {}", first_line(&body))));
        }
        Capture::read(&body).map_err(|error| Failure::Broken(format!("{url}: {error}")))
    }

    fn get(&self, url: &str) -> Result<(u16, String), Failure> {
        let failed = |error: ureq::Error| Failure::Broken(format!("{url} can't be read: {error}"));
        let mut response = self.agent.get(url).call().map_err(failed)?;
        let body = response.body_mut().with_config().limit(super::MAX_BYTES as u64).read_to_string();
        Ok((response.status().as_u16(), body.map_err(failed)?))
    }
}

impl Device for Http {
    type Error = Failure;

    fn read(&mut self, key: &str) -> Result<Option<Value>, Failure> {
        let capture = self.capture(&format!("{}/status?filter={key}", self.base))?;
        Ok(capture.values.into_iter().find(|(name, _)| name == key).map(|(_, value)| value))
    }

    fn write(&mut self, key: &str, json: &str) -> Result<Answer, Failure> {
        let json = utf8_percent_encode(json, NON_ALPHANUMERIC);
        let (status, body) = self.get(&format!("{}/set?{key}={json}", self.base))?;
        Ok(match value(&body) {
            Ok(Value::Object(fields)) => match fields.into_iter().find(|(name, _)| name == key) {
                Some((_, Value::Bool(true))) => Answer::Taken,
                Some((_, Value::Text(text))) => Answer::Refused(text),
                _ => Answer::Refused(format!("status {status}: {}", first_line(&body))),
            },
            _ => Answer::Refused(format!("status {status}: {}", first_line(&body))),
        })
    }

    fn wait(&mut self) {
        thread::sleep(MOMENT);
    }
}

fn first_line(body: &str) -> String {
    body.lines().next().unwrap_or_default().chars().filter(|char| !char.is_control()).take(120).collect()
}
