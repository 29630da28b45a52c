//! The device announces itself on the local network, with multicast DNS (RFC 6762), on the interfaces that its HTTP
//! listens on, and sends nothing on any other.
//!
//! That is why the sockets are ours, one for each interface, and `edge-mdns` writes the answers: a daemon such as
//! `mdns-sd` joins the multicast group on every interface of the machine first and is told afterwards which ones to
//! leave, which everybody on those networks can see.

mod announcer;
mod complaints;
mod interfaces;
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
use announcer::{Announcement, announce};
use complaints::Complaints;
use interfaces::{Interface, interfaces};
use record::Record;
use socket::open;

/// How often to look for interfaces that have come or gone.
const SCAN: Duration = Duration::from_secs(10);

/// Announces the device until the program ends. What HTTP listens on says where.
pub async fn run<P: Program>(unit: Rc<Shared<P>>, listens: SocketAddr, mut stop: Stop) {
    let mut changes = unit.changes();
    let record = || unit.with_device(|device, _| device.announcement()).map(|content| Rc::new(Record::from(content)));
    // A device that its spec does not announce.
    let Some(first) = record() else { return };
    let (sender, announcement) = watch::channel(Announcement::Here(first));
    let mut announcers = Announcers { listens, announcement, at: Vec::new(), complaints: Rc::default() };
    let mut scans = interval(SCAN);
    loop {
        tokio::select! {
            _ = scans.tick() => announcers.scan(),
            () = changes.wait() => {
                let Some(now) = record().map(Announcement::Here) else { continue };
                sender.send_if_modified(|announcement| {
                    let changed = *announcement != now;
                    *announcement = now;
                    changed
                });
            }
            () = stop.wait() => break,
        }
    }
    sender.send_replace(Announcement::Goodbye);
    for (_, task) in announcers.at {
        // It ends after the goodbye, or has ended already.
        let _ = task.await;
    }
}

/// A task for each interface where the device is announced.
struct Announcers {
    listens: SocketAddr,
    announcement: watch::Receiver<Announcement>,
    at: Vec<(Interface, JoinHandle<()>)>,
    complaints: Rc<Complaints>,
}

impl Announcers {
    fn scan(&mut self) {
        let interfaces = match interfaces(self.listens) {
            Ok(interfaces) => interfaces,
            Err(error) => {
                tracing::warn!("the network interfaces can't be listed, so new ones are not announced on: {error}");
                return;
            }
        };
        self.at.retain(|(interface, task)| {
            let stays = interfaces.contains(interface) && !task.is_finished();
            if !stays {
                task.abort();
            }
            stays
        });
        for interface in interfaces {
            if self.at.iter().all(|(at, _)| *at != interface) {
                self.announce_at(interface);
            }
        }
    }

    fn announce_at(&mut self, interface: Interface) {
        match open(&interface) {
            Ok(socket) => {
                let (port, announcement, complaints) =
                    (self.listens.port(), self.announcement.clone(), Rc::clone(&self.complaints));
                let task = spawn_local(announce(socket, interface.clone(), port, announcement, complaints));
                self.at.push((interface, task));
            }
            // It is tried again at the next scan.
            Err(error) => self.complaints.failed(&interface, &error),
        }
    }
}
