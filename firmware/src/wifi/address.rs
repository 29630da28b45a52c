//! Addresses that a person has given a network of key `wifis`.

use core::net::Ipv4Addr;

use keywright::heapless::Vec;

use crate::api::WifiConfig;

/// An address that is not the router's to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedAddress {
    /// The charger's address.
    pub ip: Ipv4Addr,
    /// Bits of the network mask, 0 to 32.
    pub prefix: u8,
    /// The router.
    pub gateway: Option<Ipv4Addr>,
    /// Name servers, in the order in which they are asked.
    pub dns: Vec<Ipv4Addr, 3>,
}

impl FixedAddress {
    /// What is stored; [`None`] where the router is to be asked, or the address or its mask is none that a device can have.
    pub(super) fn of(stored: &WifiConfig) -> Option<Self> {
        let address = |text: &Option<_>| text.as_deref().and_then(address);
        if stored.use_static_ip != Some(true) {
            return None;
        }
        let ip = address(&stored.static_ip)?;
        // Such an address makes a network stack panic.
        if ip.is_multicast() || ip.is_broadcast() || ip.is_loopback() {
            return None;
        }
        let prefix = prefix(address(&stored.static_subnet)?)?;
        let gateway = address(&stored.static_gateway);
        let mut dns = Vec::new();
        if stored.use_static_dns == Some(true) {
            dns.extend([&stored.static_dns0, &stored.static_dns1, &stored.static_dns2].into_iter().filter_map(address));
        } else {
            // A home router answers for names, too.
            dns.extend(gateway);
        }
        Some(Self { ip, prefix, gateway, dns })
    }
}

fn address(text: &str) -> Option<Ipv4Addr> {
    text.parse().ok().filter(|address: &Ipv4Addr| !address.is_unspecified())
}

fn prefix(mask: Ipv4Addr) -> Option<u8> {
    let bits = mask.to_bits();
    let ones = bits.leading_ones();
    (ones + bits.trailing_zeros() == u32::BITS).then_some(ones as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(ip: &str, mask: &str, gateway: &str) -> WifiConfig {
        let text = |text: &str| (!text.is_empty()).then(|| keywright::text(text));
        WifiConfig {
            use_static_ip: Some(true),
            static_ip: text(ip),
            static_subnet: text(mask),
            static_gateway: text(gateway),
            ..WifiConfig::default()
        }
    }

    #[test]
    fn a_fixed_address_is_taken() {
        let fixed = FixedAddress::of(&stored("192.168.1.7", "255.255.255.0", "192.168.1.1")).unwrap();
        let router = Ipv4Addr::new(192, 168, 1, 1);
        assert_eq!((fixed.ip, fixed.prefix), (Ipv4Addr::new(192, 168, 1, 7), 24));
        assert_eq!((fixed.gateway, &fixed.dns[..]), (Some(router), &[router][..]));
    }

    #[test]
    fn name_servers_can_be_others_than_the_router() {
        let dns = keywright::text("9.9.9.9");
        let with_dns = WifiConfig {
            use_static_dns: Some(true),
            static_dns0: Some(keywright::text("0.0.0.0")),
            static_dns1: Some(dns),
            ..stored("10.0.0.2", "255.0.0.0", "")
        };
        assert_eq!(FixedAddress::of(&with_dns).unwrap().dns[..], [Ipv4Addr::new(9, 9, 9, 9)]);
    }

    #[test]
    fn what_is_no_address_is_left_to_the_router() {
        for (ip, mask) in [("", "255.255.255.0"), ("192.168.1", "255.255.255.0"), ("10.0.0.2", "255.0.255.0")] {
            assert_eq!(FixedAddress::of(&stored(ip, mask, "")), None, "{ip} {mask}");
        }
        for ip in ["0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255"] {
            assert_eq!(FixedAddress::of(&stored(ip, "255.255.255.0", "")), None, "{ip}");
        }
        assert_eq!(FixedAddress::of(&WifiConfig { use_static_ip: None, ..stored("10.0.0.2", "255.0.0.0", "") }), None);
    }
}
