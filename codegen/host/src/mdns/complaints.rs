//! Where the device could not be announced: said once, though it is tried again and again.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io;

use super::places::Place;

/// The places that were complained of.
#[derive(Debug, Default)]
pub struct Complaints(RefCell<HashSet<Place>>);

impl Complaints {
    /// It does not work here.
    pub fn failed(&self, place: &Place, error: &io::Error) {
        if self.0.borrow_mut().insert(place.clone()) {
            tracing::warn!("not announced on {place} (mDNS): {error}");
        } else {
            tracing::debug!("not announced on {place} (mDNS): {error}");
        }
    }

    /// It works here.
    pub fn works(&self, place: &Place) {
        self.0.borrow_mut().remove(place);
        tracing::info!("announced on {place} (mDNS)");
    }
}
