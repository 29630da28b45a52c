//! The charger as a network of its own, for a phone that sets the others.

use core::net::Ipv4Addr;

use embassy_futures::select::{Either, select};
use embassy_net::{ConfigV4, Ipv4Cidr, StaticConfigV4};
use embassy_time::{Duration, Instant, Timer};
use esp_radio::wifi::ap::AccessPointConfig;
use esp_radio::wifi::event::EventInfo;
use esp_radio::wifi::{AuthenticationMethodConfig, Config, Ssid, WifiError};
use firmware::wifi::{access_point_password, host_name};
use leasehund::{DhcpConfigBuilder, DhcpServer};

use super::interfaces::Side;
use super::with_charger;
use super::{LOOK, Radio};

/// The charger's address in its own network.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 168, 4, 1);
const FIRST_GUEST: Ipv4Addr = Ipv4Addr::new(192, 168, 4, 2);
const LAST_GUEST: Ipv4Addr = Ipv4Addr::new(192, 168, 4, 9);
const MASK: Ipv4Addr = Ipv4Addr::new(255, 255, 255, 0);
const PREFIX: u8 = 24;
/// Guests at a time.
const GUESTS: u16 = 4;
/// Addresses that are remembered, a power of two.
const LEASES: usize = 8;
/// In seconds.
const LEASE: u32 = 3600;
/// How long it waits for a guest before the stored networks are tried again.
const LIMIT: Duration = Duration::from_secs(120);
/// How long it waits where a guest does nothing but stay.
const LONG_LIMIT: Duration = Duration::from_secs(900);
/// After the radio has failed.
const PAUSE: Duration = Duration::from_secs(10);

type Dhcp = DhcpServer<LEASES, 1, 0, 0>;

impl Radio {
    /// Is an access point until the stored networks have changed; where it is `limited`, for two minutes if nobody
    /// comes. Returns whether they have changed.
    pub(super) async fn open(&mut self, limited: bool) -> bool {
        let writes = self.writes();
        self.tell(|charger, _| charger.wifi_resting());
        let name = with_charger(self.shared, |charger, _| host_name(charger));
        let password = access_point_password(&self.secret);
        let started = config(&name, &password).and_then(|config| self.controller.set_config(&config));
        if let Err(error) = started {
            log::error!("Wi-Fi: the access point does not start: {error}");
            Timer::after(PAUSE).await;
            return false;
        }
        let address = Ipv4Cidr::new(ADDRESS, PREFIX);
        let fixed = StaticConfigV4 { address, gateway: None, dns_servers: Default::default() };
        self.address(Side::AccessPoint, ConfigV4::Static(fixed));
        // Who sees this holds the device in the hand.
        log::info!("Wi-Fi: join {name} with password {password}, then open http://{ADDRESS}");
        // No router and no name server: what a phone wants of the internet goes another way.
        let lease = DhcpConfigBuilder::new()
            .server_ip(ADDRESS)
            .subnet_mask(MASK)
            .no_router()
            .ip_pool(FIRST_GUEST, LAST_GUEST)
            .lease_time(LEASE);
        let mut dhcp = Dhcp::with_config(lease.build());
        match select(dhcp.run(self.stack), self.watch(limited, writes)).await {
            Either::First(_) => {
                log::error!("Wi-Fi: there is no socket for DHCP");
                Timer::after(PAUSE).await;
                false
            }
            Either::Second(changed) => changed,
        }
    }

    /// Until it is time to close the access point. Returns whether the stored networks have changed.
    async fn watch(&self, limited: bool, writes: u32) -> bool {
        let Ok(mut events) = self.controller.subscribe() else { return false };
        let mut guests = 0_u16;
        let mut moved = Instant::now();
        loop {
            match select(events.next_event_pure(), Timer::after(LOOK)).await {
                Either::First(EventInfo::AccessPointStationConnected { .. }) => {
                    guests = guests.saturating_add(1);
                    moved = Instant::now();
                }
                Either::First(EventInfo::AccessPointStationDisconnected { .. }) => {
                    guests = guests.saturating_sub(1);
                    moved = Instant::now();
                }
                Either::First(_) | Either::Second(()) => {}
            }
            if self.settle(writes).await {
                return true;
            }
            if limited && moved.elapsed() > if guests == 0 { LIMIT } else { LONG_LIMIT } {
                return false;
            }
        }
    }
}

fn config(name: &str, password: &str) -> Result<Config, WifiError> {
    let config = AccessPointConfig::default()
        .with_ssid(Ssid::try_from(name)?)
        .with_authentication(AuthenticationMethodConfig::Wpa2Personal(password.try_into()?))
        .with_max_connections(GUESTS);
    Ok(Config::AccessPoint(config))
}
