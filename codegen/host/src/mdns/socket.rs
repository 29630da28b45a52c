//! A socket that hears and sends multicast DNS on one interface and no other.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

use super::interfaces::Interface;

/// The port of multicast DNS.
pub const PORT: u16 = 5353;
const GROUP_V4: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const GROUP_V6: Ipv6Addr = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 0xfb);
/// RFC 6762, section 11.
const HOPS: u32 = 255;

/// Where everybody listens.
pub fn group(interface: &Interface) -> SocketAddr {
    if interface.is_ipv4() {
        SocketAddr::from((GROUP_V4, PORT))
    } else {
        SocketAddr::V6(SocketAddrV6::new(GROUP_V6, PORT, 0, interface.index))
    }
}

/// Opens the socket of an interface.
///
/// # Errors
/// The operating system refuses: there is no multicast on this interface, or another program wants the port for itself.
pub fn open(interface: &Interface) -> io::Result<UdpSocket> {
    let domain = if interface.is_ipv4() { Domain::IPV4 } else { Domain::IPV6 };
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    // Other programs on this machine do multicast DNS, too.
    socket.set_reuse_address(true)?;
    #[cfg(unix)]
    socket.set_reuse_port(true)?;
    bind_to_interface(&socket, interface);
    if !interface.is_ipv4() {
        socket.set_only_v6(true)?;
    }
    socket.bind(&listens(interface).into())?;
    match interface.addresses.first() {
        Some(IpAddr::V4(address)) => {
            socket.set_multicast_if_v4(address)?;
            socket.set_multicast_ttl_v4(HOPS)?;
            socket.join_multicast_v4(&GROUP_V4, address)?;
        }
        _ => {
            socket.set_multicast_if_v6(interface.index)?;
            socket.set_multicast_hops_v6(HOPS)?;
            socket.join_multicast_v6(&GROUP_V6, interface.index)?;
        }
    }
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket.into())
}

/// Bound to the group, the socket does not take questions away that are sent to another program's address.
#[cfg(unix)]
fn listens(interface: &Interface) -> SocketAddr {
    group(interface)
}

#[cfg(not(unix))]
fn listens(interface: &Interface) -> SocketAddr {
    let any = if interface.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    SocketAddr::new(any, PORT)
}

/// What another program has joined elsewhere would be heard, too; whom it comes from is looked at in any case.
#[cfg(target_os = "linux")]
fn bind_to_interface(socket: &Socket, interface: &Interface) {
    // Kernels before 5.7 allow it to root only.
    if let Err(error) = socket.bind_device(Some(interface.name.as_bytes())) {
        tracing::debug!(%error, "the socket is not bound to {}", interface.name);
    }
}

#[cfg(not(target_os = "linux"))]
fn bind_to_interface(_: &Socket, _: &Interface) {}
