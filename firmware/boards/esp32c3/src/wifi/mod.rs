//! The radio: does what [`Roam`] says, and tells the charger how it went.

mod access_point;
mod interfaces;
mod station;

use crate::device::Shared;
use embassy_net::{ConfigV4, Stack};
use embassy_time::{Duration, Timer, with_timeout};
use esp_radio::wifi::ap::AccessPointInfo;
use esp_radio::wifi::scan::ScanConfig;
use esp_radio::wifi::sta::StationConfig;
use esp_radio::wifi::{AuthenticationMethod, Config, WifiController};
use firmware::api::WifiEncryption;
use firmware::charger::Charger;
use firmware::wifi::{Heard, Roam, Step};

use interfaces::Side;
pub use interfaces::{Interfaces, Switch};

/// Results of a search that the charger shows.
const FOUND: usize = 20;
/// A search that takes longer has failed.
const SEARCH: Duration = Duration::from_secs(10);
/// Changes are looked for so often.
const LOOK: Duration = Duration::from_secs(1);
/// A person who writes one network may be about to write the next, and waits for the answer.
const SETTLE: Duration = Duration::from_secs(2);

/// The radio, and whom it serves.
pub struct Radio {
    pub controller: WifiController<'static>,
    pub switch: &'static Switch,
    pub stack: Stack<'static>,
    pub shared: &'static Shared,
    /// What the password of the access point is made of.
    pub secret: [u8; 16],
}

impl Radio {
    /// Joins the networks that are stored, or is one. One task runs this.
    pub async fn run(mut self) -> ! {
        let mut roam = Roam::default();
        loop {
            let next = |charger: &mut Charger, _| roam.next(|place| charger.wifi_network(place).is_some());
            let begin_anew = match with_charger(self.shared, next) {
                Step::Search => {
                    self.search().await;
                    false
                }
                Step::Join(place) => self.join(place).await,
                Step::Open { limited } => self.open(limited).await,
            };
            if begin_anew {
                roam.reset();
            }
        }
    }

    /// Shows which networks are nearby. An access point can't search.
    async fn search(&mut self) {
        self.tell(|charger, _| charger.wifi_searching());
        self.address(Side::Station, ConfigV4::None);
        if let Err(error) = self.controller.set_config(&Config::Station(StationConfig::default())) {
            log::error!("Wi-Fi: the radio does not start: {error}");
            // Not again at once.
            Timer::after(SEARCH).await;
            return;
        }
        let config = ScanConfig::default().with_max(FOUND);
        match with_timeout(SEARCH, self.controller.scan_async(&config)).await {
            Ok(Ok(found)) => self.tell(|charger, now| charger.wifi_found(now, found.iter().map(heard))),
            Ok(Err(error)) => log::warn!("Wi-Fi: the search failed: {error}"),
            Err(_) => log::warn!("Wi-Fi: the search does not end"),
        }
    }

    /// From now on, the network stack uses this interface with this address.
    fn address(&self, side: Side, config: ConfigV4) {
        self.stack.set_config_v4(config);
        // In this order: it wakes the stack, which has not noticed the other address yet.
        self.switch.turn(side);
    }

    /// Tells the charger something, and everybody that it may have changed.
    fn tell(&self, action: impl FnOnce(&mut Charger, u64)) {
        with_charger(self.shared, action);
        self.shared.tell();
    }

    /// How often the stored networks were written.
    fn writes(&self) -> u32 {
        with_charger(self.shared, |charger, _| charger.wifi_writes())
    }

    /// Whether the stored networks were written since there were so many writes. If so, waits until nothing follows.
    async fn settle(&self, since: u32) -> bool {
        let mut last = since;
        while self.writes() != last {
            last = self.writes();
            Timer::after(SETTLE).await;
        }
        last != since
    }
}

fn heard(info: &AccessPointInfo) -> Heard<'_> {
    Heard {
        ssid: info.ssid.as_str(),
        encryption: info.auth_method.map_or(WifiEncryption::Open, encryption),
        rssi: info.signal_strength,
        channel: info.channel,
        bssid: info.bssid,
    }
}

/// The nearest that the api has a name for.
fn encryption(method: AuthenticationMethod) -> WifiEncryption {
    use AuthenticationMethod as Method;
    match method {
        Method::None | Method::Owe => WifiEncryption::Open,
        Method::Wep => WifiEncryption::Wep,
        Method::Wpa => WifiEncryption::WpaPsk,
        Method::WpaWpa2Personal => WifiEncryption::WpaWpa2Psk,
        Method::Wpa3Personal | Method::Wpa3ExtPsk => WifiEncryption::Wpa3Psk,
        Method::Wpa2Wpa3Personal | Method::Wpa3ExtPskMixed => WifiEncryption::Wpa2Wpa3Psk,
        Method::Wpa2Enterprise
        | Method::Wpa3Enterprise
        | Method::Wpa2Wpa3Enterprise
        | Method::WpaEnterprise
        | Method::Wpa3EntSuiteB192Bit => WifiEncryption::Wpa2Enterprise,
        _ => WifiEncryption::Wpa2Psk,
    }
}

/// Does something with the charger. The number is the time: ms since power-on.
fn with_charger<T>(shared: &Shared, action: impl FnOnce(&mut Charger, u64) -> T) -> T {
    shared.with_application(|device, now| action(&mut device.charger, now))
}
