//! Stores what changes.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::program::Program;
use crate::stop::Stop;
use crate::store::{Store, StoreError};
use crate::unit::{Shared, ToStore};

/// A time that nobody waits for.
const LONG: Duration = Duration::from_secs(3600);

/// Stores each change as soon as it is due, until the program ends, and then all that is left.
pub async fn run<P: Program>(unit: Rc<Shared<P>>, store: Arc<Store>, mut stop: Stop) {
    let mut changes = unit.changes();
    let mut settings_writer = SettingsWriter { unit, store, complained: false };
    loop {
        let pause = settings_writer.keep().await;
        tokio::select! {
            () = changes.wait() => {}
            () = sleep(pause.min(LONG)) => {}
            () = stop.wait() => break,
        }
    }
    settings_writer.unit.with(|unit| unit.store_at_once());
    settings_writer.keep().await;
}

struct SettingsWriter<P: Program> {
    unit: Rc<Shared<P>>,
    store: Arc<Store>,
    /// Of something that concerns all settings: one sentence is enough.
    complained: bool,
}

impl<P: Program> SettingsWriter<P> {
    /// Stores all that is due, one key after the other. Returns how long there is nothing to do.
    async fn keep(&mut self) -> Duration {
        loop {
            let (key, name, setting) = match self.unit.with(|unit| unit.next_to_store()) {
                ToStore::Setting { key, name, setting } => (key, name, setting),
                ToStore::Nothing(pause) => return pause,
            };
            match put(Arc::clone(&self.store), name, setting).await {
                Ok(()) => {
                    self.complained = false;
                    self.unit.with(|unit| unit.stored(key));
                }
                Err(error) => {
                    let first = self.unit.with(|unit| unit.not_stored(key));
                    let general = error.is_general();
                    if first && !(general && self.complained) {
                        let what = if general { "settings are".to_owned() } else { format!("the setting {name} is") };
                        eprintln!("{}: {what} not stored: {error}; it is tried again, what is stored stays", P::NAME);
                    }
                    self.complained |= general;
                }
            }
        }
    }
}

/// Writes in another thread: a slow disk must not keep the device from answering.
async fn put(store: Arc<Store>, name: &'static str, setting: Vec<u8>) -> Result<(), StoreError> {
    match tokio::task::spawn_blocking(move || store.put(name, &setting)).await {
        Ok(put) => put,
        // Only if the program ends under it.
        Err(_) => Ok(()),
    }
}
