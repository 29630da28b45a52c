//! `GET /api/events`: server-sent events. What is sent, and when, is `keywright::http::Events`' business.

use embassy_futures::select::select;
use embassy_time::{Duration, Instant, Timer};
use keywright_device::Application;
use picoserve::io::Write;
use picoserve::response::custom::CustomBody;

use super::Out;
use crate::shared::{Changes, Listener};
use crate::window::Window;

/// A comment is sent after so long a silence: it keeps proxies from closing the connection, and finds out whether
/// the client is still there.
const SILENCE: Duration = Duration::from_secs(15);

pub(super) struct Stream<A: Application> {
    pub(super) listener: Listener<A>,
    pub(super) changes: Changes,
    pub(super) out: &'static Out,
}

impl<A: Application> CustomBody for Stream<A> {
    async fn write_response_body<W: Write>(mut self, mut writer: W) -> Result<(), W::Error> {
        // Nobody else writes there while this stream has its place.
        let Some(short) = self.out.events.get(self.listener.place()) else { return Ok(()) };
        let mut short = short.lock().await;
        let mut spoken = Instant::now();
        loop {
            let mut room = self.out.whole.lock().await;
            let mut buf = Window::new(&mut room[..]);
            let pause = self.listener.poll(&mut buf);
            // One that is too long can't be told: the client has to ask anew, with a filter.
            let Some(event) = buf.filled() else { return Ok(()) };
            if !event.is_empty() {
                spoken = Instant::now();
            }
            if let Some(copy) = short.get_mut(..event.len()) {
                copy.copy_from_slice(event);
                drop(room);
                writer.write_all(copy).await?;
            } else {
                writer.write_all(event).await?;
                drop(room);
            }
            if spoken.elapsed() >= SILENCE {
                spoken = Instant::now();
                writer.write_all(b":\n\n").await?;
            }
            select(self.changes.wait(), Timer::after(pause.min(SILENCE))).await;
        }
    }
}
