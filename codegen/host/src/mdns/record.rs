//! What is announced: [`keywright_device::Announcement`], to keep.

use keywright_device::Announcement;

/// Names and texts of the device's records.
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

impl From<Announcement> for Record {
    fn from(announcement: Announcement) -> Self {
        Self {
            instance: announcement.instance.as_str().to_owned(),
            host: announcement.host.as_str().to_owned(),
            services: announcement.services.iter().map(|service| service.as_str().to_owned()).collect(),
            texts: announcement.texts.iter().map(|(name, value)| (*name, value.as_str().to_owned())).collect(),
        }
    }
}
