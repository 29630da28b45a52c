//! One interface: announce at the start and at each change, answer questions, take leave.

use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::complaints::Complaints;
use super::interfaces::Interface;
use super::record::Record;
use super::responder::Responder;
use super::socket::{PORT, group};

/// The longest message that is understood (RFC 6762, section 17).
const MESSAGE: usize = 9000;
/// How often each thing is announced, and with which pause (RFC 6762, section 8.3).
const ANNOUNCEMENTS: u32 = 2;
const PAUSE: Duration = Duration::from_secs(1);
/// So many answers within a second are enough for everybody on a link; further questions are not answered.
const ANSWERS: u32 = 50;

/// What is to be announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announcement {
    /// The device is here.
    Here(Rc<Record>),
    /// It goes.
    Goodbye,
}

/// Works until the goodbye, or until the interface fails.
pub async fn announce(
    socket: UdpSocket,
    interface: Interface,
    http: u16,
    mut announcement: watch::Receiver<Announcement>,
    complaints: Rc<Complaints>,
) {
    let announcer = Announcer { socket, to: group(&interface), interface, http };
    if let Err(error) = announcer.work(&mut announcement, &complaints).await {
        // It is opened again at the next scan.
        complaints.failed(&announcer.interface, &error);
    }
}

struct Announcer {
    socket: UdpSocket,
    to: SocketAddr,
    interface: Interface,
    http: u16,
}

impl Announcer {
    async fn work(&self, announcement: &mut watch::Receiver<Announcement>, complaints: &Complaints) -> io::Result<()> {
        let Announcement::Here(mut record) = announcement.borrow_and_update().clone() else { return Ok(()) };
        let first = self.responder(&record).announcement();
        let first = first.ok_or_else(|| io::Error::other("its names and texts are too long for a message"))?;
        self.say(Some(first)).await?;
        complaints.works(&self.interface);
        let mut buffer = vec![0; MESSAGE];
        let (mut left, mut next) = (ANNOUNCEMENTS - 1, Instant::now() + PAUSE);
        let mut budget = Budget::default();
        loop {
            tokio::select! {
                changed = announcement.changed() => {
                    let now = announcement.borrow_and_update().clone();
                    match now {
                        Announcement::Here(now) if changed.is_ok() => record = now,
                        _ => return self.say(self.responder(&record).goodbye()).await,
                    }
                    (left, next) = (ANNOUNCEMENTS, Instant::now());
                }
                () = sleep_until(next), if left > 0 => {
                    self.say(self.responder(&record).announcement()).await?;
                    (left, next) = (left - 1, Instant::now() + PAUSE);
                }
                received = self.socket.recv_from(&mut buffer) => {
                    let (length, peer) = received?;
                    if self.interface.is_near(peer.ip()) && budget.take() {
                        self.answer(&record, buffer.get(..length).unwrap_or_default(), peer).await?;
                    }
                }
            }
        }
    }

    fn responder<'a>(&'a self, record: &'a Record) -> Responder<'a> {
        Responder { record, addresses: &self.interface.addresses, port: self.http }
    }

    /// Whoever asks from another port than that of multicast DNS waits for an answer of its own (section 6.7).
    async fn answer(&self, record: &Record, question: &[u8], peer: SocketAddr) -> io::Result<()> {
        let alone = peer.port() != PORT;
        match self.responder(record).answer(question, alone) {
            Some(answer) if alone => self.socket.send_to(&answer, peer).await.map(drop),
            Some(answer) => self.say(Some(answer)).await,
            None => Ok(()),
        }
    }

    async fn say(&self, message: Option<Vec<u8>>) -> io::Result<()> {
        match message {
            Some(message) => self.socket.send_to(&message, self.to).await.map(drop),
            None => Ok(()),
        }
    }
}

/// How many answers are left in this second.
struct Budget {
    since: Instant,
    left: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { since: Instant::now(), left: ANSWERS }
    }
}

impl Budget {
    fn take(&mut self) -> bool {
        if self.since.elapsed() >= Duration::from_secs(1) {
            *self = Self::default();
        }
        let some = self.left > 0;
        self.left = self.left.saturating_sub(1);
        some
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_questions_is_answered_in_part() {
        let mut budget = Budget::default();
        let answered = |budget: &mut Budget| (0..10 * ANSWERS).filter(|_| budget.take()).count();
        assert_eq!(answered(&mut budget), ANSWERS as usize);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(answered(&mut budget), ANSWERS as usize);
    }
}
