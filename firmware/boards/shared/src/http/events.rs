//! `GET /api/events`: server-sent events. What is sent, and when, is `keywright::http::Events`' business.

use embassy_futures::select::select;
use embassy_time::{Duration, Instant, Timer};
use picoserve::io::Write;
use picoserve::response::custom::CustomBody;

use super::Out;
use crate::shared::{Changes, Listener};
use crate::window::Window;

/// A comment is sent after so long a silence: it keeps proxies from closing the connection, and finds out whether
/// the client is still there.
const SILENCE: Duration = Duration::from_secs(15);
/// Changes of a second are mostly shorter than this: others need not wait until they are sent.
const SHORT: usize = 512;

pub(super) struct Stream {
    pub(super) listener: Listener,
    pub(super) changes: Changes,
    pub(super) out: &'static Out,
}

impl CustomBody for Stream {
    async fn write_response_body<W: Write>(mut self, mut writer: W) -> Result<(), W::Error> {
        let mut spoken = Instant::now();
        loop {
            let mut short = heapless::Vec::<u8, SHORT>::new();
            let mut room = self.out.0.lock().await;
            let mut buf = Window::new(&mut room[..]);
            let pause = self.listener.poll(&mut buf);
            // One that is too long can't be told: the client has to ask anew, with a filter.
            let Some(event) = buf.filled() else { return Ok(()) };
            let silent = event.is_empty();
            if short.extend_from_slice(event).is_err() {
                writer.write_all(event).await?;
            }
            drop(room);
            if silent && spoken.elapsed() >= SILENCE {
                let _ = short.extend_from_slice(b":\n\n");
            }
            writer.write_all(&short).await?;
            if !silent || !short.is_empty() {
                spoken = Instant::now();
            }
            select(self.changes.wait(), Timer::after(pause.min(SILENCE))).await;
        }
    }
}
