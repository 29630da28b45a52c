//! The status of all keys, kept rendered: clients poll it many times a second, and little changes in between.

use keywright::Rendered;

use super::Unit;
use crate::program::Program;

/// Room for the status; it has some 8 KB, and lists may grow.
const ROOM: usize = 64 * 1024;

/// The status as it was rendered last.
pub struct WholeStatus(Rendered<Vec<u8>, Vec<u32>>);

impl WholeStatus {
    /// Nothing is rendered yet. So many keys there are.
    pub fn new(keys: usize) -> Self {
        Self(Rendered::new(vec![0; ROOM], vec![0; keys]))
    }
}

impl<P: Program> Unit<P> {
    /// The status of all keys, brought up to date. Nothing if the api is switched off, or there is no room for it.
    pub fn whole_status(&mut self) -> Option<&[u8]> {
        if !self.is_on(|tables| tables.http.enabled_by) {
            return None;
        }
        self.whole_status.0.refresh(&mut self.state.device())
    }

    /// Forgets what was rendered: the device is another one.
    pub(super) fn forget_status(&mut self) {
        self.whole_status = WholeStatus::new(P::TABLES.keys.len());
    }
}
