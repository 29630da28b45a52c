//! A mosquitto that also listens for TLS.

use std::net::{SocketAddr, TcpStream};

use firmware_conformance::broker::{Mosquitto, free_address, readable};

use super::certificates::Issued;
use super::wait_until;

/// A mosquitto that also listens for TLS, at an address of its own.
pub struct Secure {
    pub broker: Mosquitto,
    pub address: SocketAddr,
}

/// Starts it with a second listener, which speaks TLS, or whatever more lines say. `files` are put into its folder.
pub fn secure(server: &Issued, files: &[(&str, &str)], more: &str) -> Option<Secure> {
    let folder = tempfile::tempdir().unwrap();
    readable(folder.path());
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        readable(&file);
        file.display().to_string()
    };
    let (certificate, key) = (write("server.pem", &server.certificate), write("server.key", &server.key));
    let mut more = more.to_owned();
    for (name, text) in files {
        more = more.replace(name, &write(name, text));
    }
    let address = free_address();
    let configuration =
        format!("listener {} 127.0.0.1\ncertfile {certificate}\nkeyfile {key}\n{more}\n", address.port());
    let broker = Mosquitto::in_folder(folder, &configuration)?;
    wait_until("mosquitto listens", || TcpStream::connect(address).is_ok());
    Some(Secure { broker, address })
}
