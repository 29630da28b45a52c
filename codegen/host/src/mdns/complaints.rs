//! Where the device could not be announced: said once, though it is tried again and again.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io;

use super::interfaces::Interface;

/// The interfaces that were complained of.
#[derive(Debug, Default)]
pub struct Complaints(RefCell<HashSet<Interface>>);

impl Complaints {
    /// It does not work here.
    pub fn failed(&self, interface: &Interface, error: &io::Error) {
        if self.0.borrow_mut().insert(interface.clone()) {
            tracing::warn!("not announced on {interface} (mDNS): {error}");
        } else {
            tracing::debug!("not announced on {interface} (mDNS): {error}");
        }
    }

    /// It works here.
    pub fn works(&self, interface: &Interface) {
        self.0.borrow_mut().remove(interface);
        tracing::info!("announced on {interface} (mDNS)");
    }
}
