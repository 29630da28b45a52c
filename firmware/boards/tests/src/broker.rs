//! mosquitto, and its client.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use crate::wait_for;

/// A broker, and somebody who hears all that is said.
pub struct Broker {
    port: u16,
    config: tempfile::NamedTempFile,
    broker: Option<Child>,
    listener: Option<Child>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Broker {
    /// A broker on a free port; [`None`] where there is no mosquitto.
    ///
    /// # Panics
    /// It does not start.
    pub fn start() -> Option<Self> {
        if Command::new("mosquitto_sub").arg("--help").output().is_err() || mosquitto().arg("-h").output().is_err() {
            eprintln!("skipped: there is no mosquitto (packages mosquitto and mosquitto-clients)");
            return None;
        }
        let port =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr()).expect("a port").port();
        let config = tempfile::NamedTempFile::new().expect("a file");
        let text = format!("listener {port} 127.0.0.1\nallow_anonymous true\n");
        std::fs::write(config.path(), text).expect("a written file");
        let mut broker = Self { port, config, broker: None, listener: None, heard: Arc::default() };
        broker.begin();
        Some(broker)
    }

    /// Its address, as the machine sees it.
    pub fn url(&self) -> String {
        format!("mqtt://10.0.2.2:{}", self.port)
    }

    /// Its port on this computer.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Starts it anew: it forgets everything.
    pub fn restart(&mut self) {
        self.end();
        self.begin();
    }

    fn begin(&mut self) {
        let broker = mosquitto().arg("-c").arg(self.config.path()).stderr(Stdio::null()).spawn();
        self.broker = Some(broker.expect("mosquitto starts"));
        let reached = || TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok();
        drop(wait_for(reached, || "mosquitto does not listen".to_owned()));
        let mut listener = Command::new("mosquitto_sub")
            .args(["-V", "5", "-p", &self.port.to_string(), "-t", "#", "-F", "%r %t %p"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("mosquitto_sub starts");
        let (lines, heard) = (BufReader::new(listener.stdout.take().expect("an output")), Arc::clone(&self.heard));
        heard.lock().unwrap_or_else(PoisonError::into_inner).clear();
        std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                heard.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        self.listener = Some(listener);
    }

    fn end(&mut self) {
        for child in [&mut self.listener, &mut self.broker] {
            if let Some(mut child) = child.take() {
                let _ = child.kill();
                let _ = child.wait();
            }
        }
    }

    /// Waits until a message was heard: `topic payload`.
    ///
    /// # Panics
    /// It is not heard.
    pub fn await_message(&self, message: &str) {
        let heard = || self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let said = || heard().iter().any(|line| line.get(2..) == Some(message)).then_some(());
        wait_for(said, || {
            format!("{message:?} was not heard, but {:#?}", heard().iter().rev().take(20).collect::<Vec<_>>())
        });
    }

    /// How many messages were heard.
    pub fn count(&self) -> usize {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.end();
    }
}

fn mosquitto() -> Command {
    // Debian puts it where only root looks.
    let found =
        ["/usr/sbin/mosquitto", "/usr/bin/mosquitto"].into_iter().find(|path| std::path::Path::new(path).exists());
    Command::new(found.unwrap_or("mosquitto"))
}

/// Publishes a message.
///
/// # Panics
/// The broker does not take it.
pub fn publish(port: u16, topic: &str, payload: &str) {
    let published = Command::new("mosquitto_pub").args(["-p", &port.to_string(), "-t", topic, "-m", payload]).status();
    assert!(published.expect("mosquitto_pub starts").success());
}
