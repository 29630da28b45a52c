//! The end of the program, told to every task.

use tokio::sync::watch;

/// Hears that the program is to end.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

/// Says so.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

/// A pair of them.
pub fn channel() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    /// The program is to end.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Whether it was said already.
    pub fn is_set(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for it.
    pub async fn wait(&mut self) {
        // Without anybody who could say it, the program ends too.
        let _ = self.0.wait_for(|stop| *stop).await;
    }
}
