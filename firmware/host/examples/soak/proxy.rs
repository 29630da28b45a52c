//! A TCP proxy on loopback that breaks what passes through it, when told to.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

/// How long one look for bytes takes; what was told to the proxy is seen after it.
const LOOK: Duration = Duration::from_millis(100);
const CHUNK: usize = 16 * 1024;

/// A proxy. Its threads end with the last connection after it was dropped.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    state: Arc<State>,
}

struct State {
    to: SocketAddr,
    slow: AtomicBool,
    /// How many connections there have been.
    count: AtomicU32,
    /// Connections in front of this one are to end.
    cut: AtomicU32,
    /// What connections in front of this one send vanishes, and nobody is told: they are half open.
    silent: AtomicU32,
    reset: AtomicBool,
    open: AtomicUsize,
    ended: AtomicBool,
}

impl Proxy {
    /// Passes everything on to this address.
    pub fn to(address: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let state = Arc::new(State {
            to: address,
            slow: AtomicBool::new(false),
            count: AtomicU32::new(0),
            cut: AtomicU32::new(0),
            silent: AtomicU32::new(0),
            reset: AtomicBool::new(false),
            open: AtomicUsize::new(0),
            ended: AtomicBool::new(false),
        });
        let proxy = Self { address: listener.local_addr()?, state: Arc::clone(&state) };
        thread::spawn(move || accept(&listener, &state));
        Ok(proxy)
    }

    /// Ends every connection, with a reset or in peace.
    pub fn cut(&self, reset: bool) {
        self.state.reset.store(reset, Ordering::SeqCst);
        self.state.cut.store(self.state.count.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// Nothing passes through the present connections any more; both sides have to find out by themselves.
    pub fn silence(&self) {
        self.state.silent.store(self.state.count.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// Bytes pass a few at a time.
    pub fn slow(&self, slow: bool) {
        self.state.slow.store(slow, Ordering::SeqCst);
    }

    /// How many connections there are.
    pub fn open(&self) -> usize {
        self.state.open.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::SeqCst);
        self.cut(false);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

fn accept(listener: &TcpListener, state: &Arc<State>) {
    for client in listener.incoming() {
        if state.ended.load(Ordering::SeqCst) {
            break;
        }
        let Ok(client) = client else { continue };
        // Nobody there: the client's connection ends at once.
        let Ok(server) = TcpStream::connect_timeout(&state.to, Duration::from_secs(2)) else { continue };
        let number = state.count.fetch_add(1, Ordering::SeqCst);
        let (Ok(client_too), Ok(server_too)) = (client.try_clone(), server.try_clone()) else { continue };
        state.open.fetch_add(1, Ordering::SeqCst);
        let (one, other) = (Arc::clone(state), Arc::clone(state));
        let back = thread::spawn(move || pump(server_too, client_too, &other, number));
        thread::spawn(move || {
            pump(client, server, &one, number);
            let _ = back.join();
            one.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

/// Passes bytes on until one side ends.
fn pump(mut from: TcpStream, mut to: TcpStream, state: &State, number: u32) {
    let mut buffer = vec![0; CHUNK];
    let _ = from.set_read_timeout(Some(LOOK));
    let _ = to.set_write_timeout(Some(Duration::from_secs(2)));
    let _ = to.set_nodelay(true);
    let is_cut = || number < state.cut.load(Ordering::SeqCst);
    while !is_cut() {
        let slow = state.slow.load(Ordering::SeqCst);
        let room = if slow { 200 } else { CHUNK };
        let length = match from.read(&mut buffer[..room]) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => continue,
            Err(_) => break,
        };
        if number < state.silent.load(Ordering::SeqCst) {
            continue;
        }
        if slow {
            thread::sleep(Duration::from_millis(20));
        }
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    if is_cut() && state.reset.load(Ordering::SeqCst) {
        for stream in [&from, &to] {
            // Closed without waiting, it is a reset.
            let _ = SockRef::from(stream).set_linger(Some(Duration::ZERO));
        }
    } else {
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    }
}
