//! A device as its clients see it.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use crate::answer::{Response, read_response};
use crate::{PATIENCE, wait_until};

/// A device that runs and is reached over HTTP. What a test asks for has to work, or it fails.
pub trait Device {
    /// Where it answers.
    fn http(&self) -> SocketAddr;

    /// An address of this computer, as the device sees it.
    fn reach(&self, address: SocketAddr) -> SocketAddr {
        address
    }

    /// A request with this target, which is sent as it stands.
    fn get(&self, target: &str) -> Response {
        self.send(format!("GET {target} HTTP/1.1\r\nHost: charger\r\nConnection: close\r\n\r\n").as_bytes())
    }

    /// A `POST` of a body.
    fn post(&self, target: &str, body: &[u8]) -> Response {
        let head = format!(
            "POST {target} HTTP/1.1\r\nHost: charger\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        self.send(&[head.as_bytes(), body].concat())
    }

    /// Sends bytes on a connection of their own, and reads the answer.
    fn send(&self, bytes: &[u8]) -> Response {
        self.try_send(bytes).expect("an answer")
    }

    /// As [`Device::send`], of a device that may be starting anew.
    fn try_send(&self, bytes: &[u8]) -> Option<Response> {
        let mut stream = TcpStream::connect(self.http()).ok()?;
        set_timeouts(&stream);
        stream.write_all(bytes).ok()?;
        read_response(&mut BufReader::new(stream))
    }

    /// A connection on which nothing was said yet.
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.http()).unwrap();
        set_timeouts(&stream);
        stream
    }

    /// The value of a key, as HTTP tells it.
    fn value(&self, key: &str) -> Value {
        let response = self.get(&format!("/api/status?filter={key}"));
        response.json().get(key).cloned().unwrap_or_else(|| panic!("{key}: {}", response.body))
    }

    /// Sets keys over HTTP, which has to work.
    fn set(&self, query: &str) {
        let response = self.get(&format!("/api/set?{query}"));
        assert_eq!(response.status, 200, "{query}: {}", response.body);
    }

    /// Sets keys over HTTP with a JSON object, which has to work.
    fn set_json(&self, values: &Value) {
        let response = self.post("/api/set", values.to_string().as_bytes());
        assert_eq!(response.status, 200, "{}", response.body);
    }

    /// Changes the world, which has to work.
    fn sim(&self, route: &str) {
        let response = self.get(&format!("/sim/{route}"));
        assert_eq!(response.status, 200, "{route}: {}", response.body);
    }

    /// Waits until a key has a value that is expected, also across a restart of the device.
    fn wait_for(&self, key: &str, expected: impl Fn(&Value) -> bool) -> Value {
        let mut value = Value::Null;
        let request = format!("GET /api/status?filter={key} HTTP/1.1\r\nHost: charger\r\nConnection: close\r\n\r\n");
        wait_until(&format!("{key} gets the value that is expected"), || {
            self.try_send(request.as_bytes()).is_some_and(|response| {
                value = response.json().get(key).cloned().unwrap_or_else(|| panic!("{key}: {}", response.body));
                expected(&value)
            })
        });
        value
    }

    /// Switches MQTT on, allows writes, and waits for the connection.
    fn connect_to(&self, broker: SocketAddr) {
        self.set(&format!("mcr=false&mcu=\"mqtt://{}\"&mce=true", self.reach(broker)));
        self.wait_for("mcc", |connected| *connected == true);
    }
}

fn set_timeouts(stream: &TcpStream) {
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.set_write_timeout(Some(PATIENCE)).expect("a timeout");
}
