//! The device announces itself on the local network, with multicast DNS (RFC 6762), on the interfaces that its HTTP
//! listens on, and sends nothing on any other.
//!
//! That is why the sockets are ours, one for each interface, and `edge-mdns` writes the answers: a daemon such as
//! `mdns-sd` joins the multicast group on every interface of the machine first and is told afterwards which ones to
//! leave, which everybody on those networks can see.

mod attend;
mod complaints;
mod places;
mod record;
mod responder;
mod socket;

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::interval;

use crate::program::Program;
use crate::stop::Stop;
use crate::unit::Shared;
use attend::{Said, attend};
use complaints::Complaints;
use places::{Place, places};
use record::Record;
use socket::open;

/// How often to look for interfaces that have come or gone.
const LOOK: Duration = Duration::from_secs(10);

/// Announces the device until the program ends. What HTTP listens on says where.
pub async fn run<P: Program>(unit: Rc<Shared<P>>, listens: SocketAddr, mut stop: Stop) {
    let mut changes = unit.changes();
    let record = || unit.with_device(|device, _| device.announcement()).map(|content| Rc::new(Record::from(content)));
    // A device that its spec does not announce.
    let Some(first) = record() else { return };
    let (says, said) = watch::channel(Said::Here(first));
    let mut posts = Posts { listens, said, at: Vec::new(), complaints: Rc::default() };
    let mut looks = interval(LOOK);
    loop {
        tokio::select! {
            _ = looks.tick() => posts.look(),
            () = changes.wait() => {
                let Some(now) = record().map(Said::Here) else { continue };
                says.send_if_modified(|said| {
                    let changed = *said != now;
                    *said = now;
                    changed
                });
            }
            () = stop.wait() => break,
        }
    }
    says.send_replace(Said::Goodbye);
    for (_, task) in posts.at {
        // It ends after the goodbye, or has ended already.
        let _ = task.await;
    }
}

/// A task for each place where the device is announced.
struct Posts {
    listens: SocketAddr,
    said: watch::Receiver<Said>,
    at: Vec<(Place, JoinHandle<()>)>,
    complaints: Rc<Complaints>,
}

impl Posts {
    fn look(&mut self) {
        let places = match places(self.listens) {
            Ok(places) => places,
            Err(error) => {
                tracing::warn!("the network interfaces can't be listed, so new ones are not announced on: {error}");
                return;
            }
        };
        self.at.retain(|(place, task)| {
            let stays = places.contains(place) && !task.is_finished();
            if !stays {
                task.abort();
            }
            stays
        });
        for place in places {
            if self.at.iter().all(|(at, _)| *at != place) {
                self.announce_at(place);
            }
        }
    }

    fn announce_at(&mut self, place: Place) {
        match open(&place) {
            Ok(socket) => {
                let (port, said, complaints) = (self.listens.port(), self.said.clone(), Rc::clone(&self.complaints));
                let task = spawn_local(attend(socket, place.clone(), port, said, complaints));
                self.at.push((place, task));
            }
            // It is tried again at the next look.
            Err(error) => self.complaints.failed(&place, &error),
        }
    }
}
