//! What is announced: [`firmware::Announcement`], to keep.

use firmware::Announcement;
use firmware::api::Registry;

/// Names and texts of the charger's records.
#[derive(Debug, PartialEq, Eq)]
pub struct Record {
    /// The instance of each service.
    pub instance: String,
    /// The host's name, without `.local`.
    pub host: String,
    /// The services, without `._tcp.local`.
    pub services: Vec<String>,
    /// Names and values of the TXT records.
    pub texts: Vec<(&'static str, String)>,
}

impl Record {
    /// The records of a charger with these values.
    pub fn of(registry: &Registry) -> Self {
        let announcement = Announcement::of(registry);
        Self {
            instance: announcement.instance.as_str().to_owned(),
            host: announcement.host.as_str().to_owned(),
            services: announcement.services.iter().map(|service| service.as_str().to_owned()).collect(),
            texts: announcement.texts.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        }
    }
}
