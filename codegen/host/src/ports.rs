//! Which port to listen on: the one that was asked for, or the next free one.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

/// How many ports after the usual one are tried where nobody asked for a particular one.
const TRIES: u16 = 20;

/// What is to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// The HTTP api.
    Http,
    /// The embedded MQTT broker.
    #[cfg_attr(not(feature = "broker"), expect(dead_code, reason = "there is none to listen"))]
    Broker,
}

impl Service {
    /// The port that people expect.
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Http => 8080,
            Self::Broker => 1883,
        }
    }

    /// The option that sets another address.
    fn option(self) -> &'static str {
        match self {
            Self::Http => "--http",
            Self::Broker => "--broker",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "HTTP",
            Self::Broker => "the MQTT broker",
        })
    }
}

/// Why nothing listens.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text())]
pub struct ListenError {
    /// What was to listen.
    pub service: Service,
    /// Where.
    pub address: SocketAddr,
    /// What the operating system said.
    #[source]
    pub cause: io::Error,
}

impl ListenError {
    fn text(&self) -> String {
        let Self { service, address, cause } = self;
        match cause.kind() {
            io::ErrorKind::AddrInUse => format!(
                "{address} is taken by another program, so {service} can't listen there; {} ADDR:PORT takes another one",
                service.option()
            ),
            io::ErrorKind::PermissionDenied => {
                format!("no permission to listen on {address} for {service}; ports from 1024 on need none")
            }
            _ => format!("{service} can't listen on {address}: {cause}"),
        }
    }
}

/// Listens where it was asked for, or else on the usual port or the next free one.
///
/// # Errors
/// The address that was asked for can't be had, or none of the tried ports is free.
pub fn listen(program: &str, service: Service, asked: Option<SocketAddr>) -> Result<TcpListener, ListenError> {
    let fail = |address| move |cause| ListenError { service, address, cause };
    if let Some(address) = asked {
        return TcpListener::bind(address).map_err(fail(address));
    }
    let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, service.usual_port()));
    let mut address = usual;
    loop {
        match TcpListener::bind(address) {
            Ok(listener) => {
                if address != usual {
                    eprintln!("{program}: {usual} is taken by another program; {service} listens on {address} instead");
                }
                return Ok(listener);
            }
            Err(cause) if cause.kind() == io::ErrorKind::AddrInUse && address.port() < usual.port() + TRIES => {
                address.set_port(address.port() + 1);
            }
            Err(cause) => return Err(ListenError { service, address, cause }),
        }
    }
}

/// Where a client on this machine reaches an address that is listened on.
pub fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        let loopback = match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        };
        address.set_ip(loopback);
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_0_takes_a_free_port() {
        let listener = listen("device", Service::Http, Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))).unwrap();
        assert_ne!(listener.local_addr().unwrap().port(), 0);
    }

    #[test]
    fn a_taken_port_that_was_asked_for_is_an_error_that_names_the_option() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let error = listen("device", Service::Broker, taken.local_addr().ok()).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("is taken by another program"), "{text}");
        assert!(text.contains("--broker ADDR:PORT"), "{text}");
    }
}
