//! A stretch of network that breaks when a test wants it to.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(5);

/// Carries connections to a broker.
pub struct Proxy {
    pub address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// Connections so far.
    count: AtomicUsize,
    /// Those before this one are dead, although nobody closed them.
    dead: AtomicUsize,
    /// Nothing is read from anybody.
    blocked: AtomicBool,
    /// Nobody gets through.
    down: AtomicBool,
    /// Blocks itself after so many bytes from clients.
    most: AtomicUsize,
    streams: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub fn to(broker: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        // What the operating system takes in itself would hide that nobody reads.
        socket2::SockRef::from(&listener).set_recv_buffer_size(4096).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State { most: usize::MAX.into(), ..State::default() });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if shared.down.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(broker) = TcpStream::connect(broker) else { continue };
                let number = shared.count.fetch_add(1, Ordering::SeqCst);
                for stream in [&client, &broker] {
                    stream.set_nodelay(true).unwrap();
                    stream.set_read_timeout(Some(PAUSE)).unwrap();
                    shared.streams.lock().unwrap().push(stream.try_clone().unwrap());
                }
                let (from, to) = (client.try_clone().unwrap(), broker.try_clone().unwrap());
                let state = Arc::clone(&shared);
                thread::spawn(move || state.carry(number, true, from, to));
                let state = Arc::clone(&shared);
                thread::spawn(move || state.carry(number, false, broker, client));
            }
        });
        Self { address, state }
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.state.count.load(Ordering::SeqCst)
    }

    /// Today's connections carry nothing any more, and nobody is told. New ones work.
    pub fn kill_silently(&self) {
        self.state.dead.store(self.connections(), Ordering::SeqCst);
    }

    /// Closes all connections.
    pub fn cut(&self) {
        for stream in self.state.streams.lock().unwrap().drain(..) {
            // It may be closed already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Closes all connections, and new ones at once, until [`Proxy::up`].
    pub fn down(&self) {
        self.state.down.store(true, Ordering::SeqCst);
        self.cut();
    }

    pub fn up(&self) {
        self.state.down.store(false, Ordering::SeqCst);
    }

    /// Reads nothing until [`Proxy::unblock`].
    pub fn block(&self) {
        self.state.blocked.store(true, Ordering::SeqCst);
    }

    /// Reads nothing after so many bytes from clients.
    pub fn block_after(&self, bytes: usize) {
        self.state.most.store(bytes, Ordering::SeqCst);
    }

    pub fn is_blocked(&self) -> bool {
        self.state.blocked.load(Ordering::SeqCst)
    }

    pub fn unblock(&self) {
        self.state.most.store(usize::MAX, Ordering::SeqCst);
        self.state.blocked.store(false, Ordering::SeqCst);
    }
}

impl State {
    fn carry(&self, number: usize, counted: bool, mut from: TcpStream, mut to: TcpStream) {
        let mut room = [0; 2048];
        let mut sum = 0;
        loop {
            if self.blocked.load(Ordering::SeqCst) || number < self.dead.load(Ordering::SeqCst) {
                thread::park_timeout(PAUSE);
                continue;
            }
            match from.read(&mut room) {
                Ok(0) => break,
                Ok(length) => {
                    sum += length;
                    if number < self.dead.load(Ordering::SeqCst) || to.write_all(&room[..length]).is_err() {
                        continue;
                    }
                    if counted && sum > self.most.load(Ordering::SeqCst) {
                        self.blocked.store(true, Ordering::SeqCst);
                    }
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => break,
            }
        }
        // The other side may be gone already.
        let _ = to.shutdown(Shutdown::Both);
    }
}
