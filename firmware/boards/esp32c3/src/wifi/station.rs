//! The charger in a network that is stored.

use embassy_futures::select::{Either, select};
use embassy_net::{ConfigV4, DhcpConfig, Ipv4Cidr, StaticConfigV4};
use embassy_time::{Duration, Instant, Timer, with_timeout};
use esp_radio::wifi::sta::{ScanMethod, StationConfig};
use esp_radio::wifi::{AuthenticationMethodConfig, Config, ConnectionError, DisconnectReason, Ssid, WifiError};
use firmware::wifi::{FixedAddress, Network, host_name};

use super::interfaces::Side;
use super::with_charger;
use super::{LOOK, Radio, heard};

/// Longer does no access point need to let the charger in.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longer does no router need to give an address.
const ADDRESS: Duration = Duration::from_secs(30);
/// Before the next try.
const PAUSE: Duration = Duration::from_secs(1);
/// The strength of the signal is looked at so often, in looks.
const SIGNAL: u32 = 10;

impl Radio {
    /// Joins the network in this place, and stays in it as long as possible. Returns whether to begin anew: it worked, or
    /// the stored networks have changed.
    pub(super) async fn join(&mut self, place: usize) -> bool {
        let stored = with_charger(self.shared, |charger, _| charger.wifi_network(place));
        let Some(network) = stored else { return true };
        let writes = self.writes();
        self.tell(|charger, _| charger.wifi_joining());
        self.address(Side::Station, ConfigV4::None);
        let mut worked = false;
        let joined = match self.associate(&network).await {
            Ok(()) => self.stay(place, &network, writes, &mut worked).await,
            Err(why) => Err(why),
        };
        let Err(why) = joined else { return true };
        log::warn!("Wi-Fi: network {place}: {why}");
        self.tell(|charger, now| charger.wifi_failed(now, worked, why));
        Timer::after(PAUSE).await;
        worked || self.settle(writes).await
    }

    async fn associate(&mut self, network: &Network) -> Result<(), &'static str> {
        let Ok(config) = station(network) else { return Err("its name or password is too long") };
        self.controller.set_config(&config).map_err(|_| "the radio refuses its name or password")?;
        match with_timeout(PATIENCE, self.controller.connect_async()).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(ConnectionError::Failed(info))) => Err(explain(info.reason)),
            Ok(Err(_)) => Err("the radio fails"),
            Err(_) => {
                self.leave().await;
                Err("its access point does not answer")
            }
        }
    }

    /// Until the network is gone, or the settings ask for another one. `worked` tells whether there was an address.
    async fn stay(
        &mut self,
        place: usize,
        network: &Network,
        mut writes: u32,
        worked: &mut bool,
    ) -> Result<(), &'static str> {
        match self.controller.ap_info() {
            Ok(info) => self.tell(|charger, _| charger.wifi_joined(network, &heard(&info))),
            Err(_) => {
                self.leave().await;
                return Err("the signal was lost");
            }
        }
        log::info!("Wi-Fi: network {place} is joined");
        let config = network.address.as_ref().map_or_else(|| self.asked(), fixed);
        self.address(Side::Station, config);
        let begin = Instant::now();
        let mut shown = None;
        for look in 1.. {
            if let Either::First(ended) = select(self.controller.wait_for_disconnect_async(), Timer::after(LOOK)).await
            {
                return Err(ended.map_or("the signal was lost", |info| explain(info.reason)));
            }
            let address = self.stack.config_v4();
            if address != shown
                && let Some(config) = &address
            {
                *worked = true;
                let (ip, prefix) = (config.address.address(), config.address.prefix_len());
                self.tell(|charger, _| charger.wifi_address(ip, prefix, config.gateway, &config.dns_servers));
            }
            shown = address;
            if shown.is_none() && !*worked && begin.elapsed() > ADDRESS {
                self.leave().await;
                return Err("its router gives no address");
            }
            if look % SIGNAL == 0
                && let Ok(rssi) = self.controller.rssi()
            {
                let rssi = rssi.clamp(i8::MIN.into(), 0) as i8;
                self.tell(|charger, _| charger.wifi_signal(rssi));
            }
            if self.settle(writes).await {
                writes = self.writes();
                if with_charger(self.shared, |charger, _| charger.wifi_network(place)).as_ref() != Some(network) {
                    break;
                }
            }
        }
        log::info!("Wi-Fi: network {place} is left, since the settings have changed");
        self.leave().await;
        Ok(())
    }

    /// An address that the router gives. It is told the charger's name.
    fn asked(&self) -> ConfigV4 {
        let mut config = DhcpConfig::default();
        config.hostname = Some(with_charger(self.shared, |charger, _| host_name(charger)));
        ConfigV4::Dhcp(config)
    }

    async fn leave(&mut self) {
        // Who is not connected has left.
        let _ = with_timeout(PATIENCE, self.controller.disconnect_async()).await;
    }
}

fn station(network: &Network) -> Result<Config, WifiError> {
    let authentication = match network.password.as_str() {
        "" => AuthenticationMethodConfig::Open,
        // Or better: WPA3.
        password => AuthenticationMethodConfig::Wpa2Personal(password.try_into()?),
    };
    let config = StationConfig::default()
        .with_ssid(Ssid::try_from(network.ssid.as_str())?)
        .with_authentication(authentication)
        // The strongest of several access points, not the first that is heard.
        .with_scan_method(ScanMethod::AllChannels);
    Ok(Config::Station(config))
}

fn fixed(address: &FixedAddress) -> ConfigV4 {
    ConfigV4::Static(StaticConfigV4 {
        address: Ipv4Cidr::new(address.ip, address.prefix),
        gateway: address.gateway,
        dns_servers: address.dns.iter().copied().collect(),
    })
}

/// For people: the radio tells apart more than they can do something about.
fn explain(reason: DisconnectReason) -> &'static str {
    use DisconnectReason as Reason;
    match reason {
        Reason::NoAccessPointFound | Reason::NoAccessPointFoundInRssiThreshold => "it is not within reach",
        Reason::NoAccessPointFoundWithCompatibleSecurity | Reason::NoAccessPointFoundInAuthmodeThreshold => {
            "it is protected in another way: WPA2 or WPA3 need a password"
        }
        Reason::FourWayHandshakeTimeout
        | Reason::HandshakeTimeout
        | Reason::AuthenticationFailed
        | Reason::AuthenticationExpired
        | Reason::MicFailure => "wrong password",
        Reason::BeaconTimeout | Reason::Timeout | Reason::DisassociatedDueToInactivity => "the signal was lost",
        Reason::AssociationTooMany => "its access point has too many guests",
        _ => "its access point ended the connection",
    }
}
