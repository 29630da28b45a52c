//! How often one client may ask. Each has a bucket that fills by and by, and each request takes something out.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};

use tokio::time::Instant;

/// Most clients that are told apart. With one more, the one that has been silent longest is forgotten.
const MOST_CLIENTS: usize = 1024;

/// Requests a second, and how many at once after a silence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// What is refilled in a second; 0 for no limit.
    pub a_second: f64,
    /// What a full bucket holds.
    pub at_once: f64,
}

/// The buckets of all clients, whose memory is bounded.
#[derive(Debug)]
pub struct Clients {
    rate: Rate,
    buckets: RefCell<BTreeMap<IpAddr, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Clients {
    /// Nobody has asked yet.
    pub fn new(rate: Rate) -> Self {
        Self { rate, buckets: RefCell::default() }
    }

    /// Whether this client may ask once more now.
    pub fn admit(&self, client: IpAddr, now: Instant) -> bool {
        let Rate { a_second, at_once } = self.rate;
        if a_second <= 0.0 {
            return true;
        }
        let client = network(client);
        let mut buckets = self.buckets.borrow_mut();
        if buckets.len() >= MOST_CLIENTS && !buckets.contains_key(&client) {
            let silent = buckets.iter().min_by_key(|(_, bucket)| bucket.at).map(|(client, _)| *client);
            silent.and_then(|client| buckets.remove(&client));
        }
        let bucket = buckets.entry(client).or_insert(Bucket { left: at_once, at: now });
        let refilled = now.saturating_duration_since(bucket.at).as_secs_f64() * a_second;
        bucket.left = (bucket.left + refilled).min(at_once);
        bucket.at = now;
        let admitted = bucket.left >= 1.0;
        if admitted {
            bucket.left -= 1.0;
        }
        admitted
    }
}

/// An IPv6 client has a whole network of addresses.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use super::*;

    const RATE: Rate = Rate { a_second: 10.0, at_once: 3.0 };

    fn client(number: u32) -> IpAddr {
        Ipv4Addr::from_bits(number).into()
    }

    fn admitted(clients: &Clients, client: IpAddr, now: Instant) -> usize {
        (0..10).filter(|_| clients.admit(client, now)).count()
    }

    #[test]
    fn after_a_burst_a_client_waits_for_the_bucket_to_fill() {
        let (clients, now) = (Clients::new(RATE), Instant::now());
        assert_eq!(admitted(&clients, client(1), now), 3);
        assert_eq!(admitted(&clients, client(1), now + Duration::from_millis(200)), 2);
        assert_eq!(admitted(&clients, client(1), now + Duration::from_secs(60)), 3);
    }

    #[test]
    fn one_client_does_not_use_up_what_another_has() {
        let (clients, now) = (Clients::new(RATE), Instant::now());
        assert_eq!(admitted(&clients, client(1), now), 3);
        assert_eq!(admitted(&clients, client(2), now), 3);
    }

    #[test]
    fn the_addresses_of_one_network_are_one_client() {
        let (clients, now) = (Clients::new(RATE), Instant::now());
        assert_eq!(admitted(&clients, "2001:db8::1".parse().unwrap(), now), 3);
        assert_eq!(admitted(&clients, "2001:db8::2".parse().unwrap(), now), 0);
        assert_eq!(admitted(&clients, "2001:db8:0:1::1".parse().unwrap(), now), 3);
    }

    #[test]
    fn however_many_clients_come_the_memory_is_bounded() {
        let (clients, now) = (Clients::new(RATE), Instant::now());
        for number in 0..5000 {
            assert!(clients.admit(client(number), now + Duration::from_millis(number.into())));
        }
        assert_eq!(clients.buckets.borrow().len(), MOST_CLIENTS);
    }

    #[test]
    fn a_rate_of_0_is_no_limit() {
        let clients = Clients::new(Rate { a_second: 0.0, at_once: 0.0 });
        assert_eq!(admitted(&clients, client(1), Instant::now()), 10);
    }
}
