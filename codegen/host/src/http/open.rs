//! The open connections: there are never more than there may be, however many clients come.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use tokio::sync::Notify;

use crate::handles;

/// Most connections at once, where the operating system grants as many file handles.
const MOST: usize = 200;

/// Most event streams at once: they stay open for long, and must not keep out short requests.
const MOST_STREAMS: usize = 64;

/// All open connections.
#[derive(Debug)]
pub struct Open {
    most: usize,
    entries: RefCell<BTreeMap<u64, Rc<Entry>>>,
    next: Cell<u64>,
    streams: Cell<usize>,
}

#[derive(Debug)]
struct Entry {
    /// Waits for a request, or for the rest of one.
    idle: Cell<bool>,
    /// When it last began to wait: a number that grows.
    since: Cell<u64>,
    /// Told when it has to make room.
    leave: Notify,
}

/// A connection's slot among the open ones; gone when dropped.
#[derive(Debug)]
pub struct ConnectionSlot {
    open: Rc<Open>,
    id: u64,
    entry: Rc<Entry>,
}

/// The right to stay open as an event stream.
#[derive(Debug)]
pub struct Stream(Rc<Open>);

impl Open {
    /// None yet.
    pub fn new() -> Self {
        Self::with(handles::share(MOST))
    }

    fn with(most: usize) -> Self {
        Self { most, entries: RefCell::default(), next: Cell::default(), streams: Cell::default() }
    }

    /// Admits a connection. Where that is one too many, the one that has been idle longest has to leave.
    pub fn admit(self: &Rc<Self>) -> ConnectionSlot {
        if self.entries.borrow().len() >= self.most {
            self.make_room();
        }
        let id = self.tick();
        let entry = Rc::new(Entry { idle: Cell::new(true), since: Cell::new(id), leave: Notify::new() });
        self.entries.borrow_mut().insert(id, Rc::clone(&entry));
        ConnectionSlot { open: Rc::clone(self), id, entry }
    }

    /// Sends the one away that has been idle longest.
    pub fn make_room(&self) {
        let mut entries = self.entries.borrow_mut();
        let oldest = entries.iter().filter(|(_, entry)| entry.idle.get()).min_by_key(|(_, entry)| entry.since.get());
        if let Some(id) = oldest.map(|(id, _)| *id)
            && let Some(entry) = entries.remove(&id)
        {
            entry.leave.notify_one();
        }
    }

    fn tick(&self) -> u64 {
        let now = self.next.get();
        self.next.set(now.wrapping_add(1));
        now
    }
}

impl ConnectionSlot {
    /// Marks the connection as waiting for a request. Returns when it has to leave.
    pub async fn leave(&self) {
        self.entry.leave.notified().await;
    }

    /// The connection waits for a request from now on.
    pub fn idle(&self) {
        self.entry.since.set(self.open.tick());
        self.entry.idle.set(true);
    }

    /// The connection works on a request from now on.
    pub fn busy(&self) {
        self.entry.idle.set(false);
    }

    /// The right to stay open as an event stream, if there are not too many of them.
    pub fn stream(&self) -> Option<Stream> {
        let streams = self.open.streams.get();
        (streams < MOST_STREAMS.min(self.open.most / 2)).then(|| {
            self.open.streams.set(streams + 1);
            Stream(Rc::clone(&self.open))
        })
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        self.open.entries.borrow_mut().remove(&self.id);
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.0.streams.set(self.0.streams.get().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_to_leave(slot: &ConnectionSlot) -> bool {
        !slot.open.entries.borrow().contains_key(&slot.id)
    }

    #[test]
    fn one_too_many_pushes_out_the_one_that_has_been_idle_longest() {
        let open = Rc::new(Open::with(MOST));
        let slots: Vec<ConnectionSlot> = (0..MOST).map(|_| open.admit()).collect();
        slots[0].idle();
        let _late = open.admit();
        assert!(has_to_leave(&slots[1]));
        assert!(!has_to_leave(&slots[0]));
    }

    #[test]
    fn a_busy_connection_is_not_pushed_out() {
        let open = Rc::new(Open::with(MOST));
        let slots: Vec<ConnectionSlot> = (0..MOST).map(|_| open.admit()).collect();
        slots[0].busy();
        let _late = open.admit();
        assert!(!has_to_leave(&slots[0]));
    }

    #[test]
    fn streams_leave_room_for_requests() {
        let open = Rc::new(Open::with(MOST));
        let slot = open.admit();
        let streams: Vec<Option<Stream>> = (0..=MOST_STREAMS).map(|_| slot.stream()).collect();
        assert!(streams[MOST_STREAMS - 1].is_some());
        assert!(streams[MOST_STREAMS].is_none());
        drop(streams);
        assert!(slot.stream().is_some());
    }
}
