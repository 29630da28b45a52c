//! Where to announce: the interfaces that an address is listened on.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};

use if_addrs::{IfAddr, Interface as SystemInterface};

/// One interface, with its addresses of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Interface {
    /// The interface's name.
    pub name: String,
    /// Its number.
    pub index: u32,
    /// Where the device is reached there: all IPv4, or all IPv6; at least one.
    pub addresses: Vec<IpAddr>,
    /// The networks that are reached without a router: an address and how many of its bits are the network's.
    networks: Vec<(IpAddr, u8)>,
}

impl Interface {
    /// Whether this interface is one of IPv4 rather than IPv6.
    pub fn is_ipv4(&self) -> bool {
        self.addresses.first().is_some_and(IpAddr::is_ipv4)
    }

    /// Whether this peer is on the same link, rather than behind a router: others have no business with multicast
    /// DNS (RFC 6762, section 11), and an answer to them would leave through another interface.
    pub fn is_near(&self, peer: IpAddr) -> bool {
        self.networks.iter().any(|(network, bits)| match (network, peer) {
            (IpAddr::V4(network), IpAddr::V4(peer)) => same(network.to_bits(), peer.to_bits(), *bits),
            (IpAddr::V6(network), IpAddr::V6(peer)) => same(network.to_bits(), peer.to_bits(), *bits),
            _ => false,
        })
    }
}

impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for address in &self.addresses {
            write!(f, " {address}")?;
        }
        Ok(())
    }
}

/// Whether the first so many bits are the same.
fn same<T: Into<u128>>(a: T, b: T, bits: u8) -> bool {
    let rest = 8 * size_of::<T>() as u32 - u32::from(bits).min(8 * size_of::<T>() as u32);
    (a.into() ^ b.into()).checked_shr(rest).unwrap_or(0) == 0
}

/// The interfaces on which somebody who listens on this address is reached.
///
/// # Errors
/// The operating system does not say which interfaces there are.
pub fn interfaces(listens: SocketAddr) -> io::Result<Vec<Interface>> {
    Ok(group(if_addrs::get_if_addrs()?, listens.ip()))
}

fn group(found: Vec<SystemInterface>, listens: IpAddr) -> Vec<Interface> {
    let mut interfaces: Vec<Interface> = Vec::new();
    // A tunnel has one peer, which knows whom it is connected to.
    for interface in found.into_iter().filter(|interface| interface.is_oper_up() && !interface.is_p2p()) {
        let Some(index) = interface.index else { continue };
        let Some(address) = reached(&interface, listens) else { continue };
        let network = match &interface.addr {
            IfAddr::V4(own) => (own.ip.into(), own.prefixlen),
            IfAddr::V6(own) => (own.ip.into(), own.prefixlen),
        };
        match interfaces
            .iter_mut()
            .find(|interface| interface.index == index && interface.is_ipv4() == address.is_ipv4())
        {
            Some(interface) => {
                interface.addresses.push(address);
                interface.networks.push(network);
            }
            None => interfaces.push(Interface {
                name: interface.name,
                index,
                addresses: vec![address],
                networks: vec![network],
            }),
        }
    }
    interfaces
}

/// The address under which somebody who listens is reached through an interface.
fn reached(interface: &SystemInterface, listens: IpAddr) -> Option<IpAddr> {
    let own = interface.ip();
    match listens {
        // Where IPv6 is listened on without a particular address, IPv4 is, too.
        IpAddr::V6(any) if any.is_unspecified() => Some(own),
        any if any.is_unspecified() => own.is_ipv4().then_some(own),
        // Any address of 127.0.0.0/8 is there.
        IpAddr::V4(one) if one.is_loopback() => (interface.is_loopback() && own.is_ipv4()).then_some(listens),
        _ => (own == listens).then_some(own),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use if_addrs::{IfOperStatus, Ifv4Addr, Ifv6Addr};

    use super::*;

    fn interface(name: &str, index: u32, addr: IfAddr) -> SystemInterface {
        SystemInterface {
            name: name.to_owned(),
            addr,
            index: Some(index),
            oper_status: IfOperStatus::Up,
            is_p2p: false,
        }
    }

    fn v4(name: &str, index: u32, ip: [u8; 4], prefixlen: u8) -> SystemInterface {
        let addr = Ifv4Addr { ip: ip.into(), netmask: Ipv4Addr::UNSPECIFIED, prefixlen, broadcast: None };
        interface(name, index, IfAddr::V4(addr))
    }

    fn v6(name: &str, index: u32, ip: Ipv6Addr) -> SystemInterface {
        let addr = Ifv6Addr { ip, netmask: Ipv6Addr::UNSPECIFIED, prefixlen: 64, broadcast: None };
        interface(name, index, IfAddr::V6(addr))
    }

    fn machine() -> Vec<SystemInterface> {
        vec![
            v4("lo", 1, [127, 0, 0, 1], 8),
            v6("lo", 1, Ipv6Addr::LOCALHOST),
            v4("eth0", 2, [192, 0, 2, 7], 24),
            v4("eth0", 2, [198, 51, 100, 7], 24),
            v6("eth0", 2, Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 7)),
            v4("eth1", 3, [203, 0, 113, 7], 24),
        ]
    }

    fn shown(listens: &str) -> Vec<String> {
        group(machine(), listens.parse().unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn loopback_is_announced_on_the_loopback_interface_only() {
        assert_eq!(shown("127.0.0.1"), ["lo 127.0.0.1"]);
        assert_eq!(shown("127.0.0.2"), ["lo 127.0.0.2"]);
        assert_eq!(shown("::1"), ["lo ::1"]);
    }

    #[test]
    fn an_address_is_announced_on_its_interface_only() {
        assert_eq!(shown("198.51.100.7"), ["eth0 198.51.100.7"]);
        assert_eq!(shown("192.0.2.8"), [""; 0]);
    }

    #[test]
    fn no_particular_address_is_announced_on_all_interfaces() {
        assert_eq!(shown("0.0.0.0"), ["lo 127.0.0.1", "eth0 192.0.2.7 198.51.100.7", "eth1 203.0.113.7"]);
        assert_eq!(
            shown("::"),
            ["lo 127.0.0.1", "lo ::1", "eth0 192.0.2.7 198.51.100.7", "eth0 fe80::7", "eth1 203.0.113.7"]
        );
    }

    #[test]
    fn a_tunnel_and_an_interface_that_is_down_are_left_out() {
        let mut machine = machine();
        machine.retain(|interface| interface.name != "lo");
        for interface in &mut machine {
            if interface.name == "eth0" {
                interface.oper_status = IfOperStatus::Down;
            } else {
                interface.is_p2p = true;
            }
        }
        assert_eq!(group(machine, Ipv4Addr::UNSPECIFIED.into()), []);
    }

    #[test]
    fn only_peers_of_the_same_network_are_near() {
        let interfaces = group(machine(), "192.0.2.7".parse().unwrap());
        let near = |peer: &str| interfaces[0].is_near(peer.parse().unwrap());
        assert!(near("192.0.2.200"));
        assert!(!near("192.0.3.1"));
        assert!(!near("198.51.100.8"));
        assert!(!near("fe80::7"));
    }

    #[test]
    fn a_network_of_no_bits_holds_every_address() {
        assert!(same(0_u32, u32::MAX, 0));
        assert!(same(0_u128, u128::MAX, 0));
        assert!(!same(0_u32, 1, 32));
        assert!(!same(0_u32, 1, 255));
    }
}
