//! The way to a broker.

use embassy_net::dns::DnsQueryType;
use embassy_net::{IpAddress, Stack};
use embassy_time::{Duration, with_timeout};
use heapless::Vec;
use keywright_device::{BrokerUrl, Scheme};
use percent_encoding::percent_decode_str;

use super::failure::{Failure, Host};
use super::mqtt_config::MqttConfig;

/// How long a name may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A user name or a password. Both are part of an address that has at most 128 bytes.
type Login = Vec<u8, 128>;

pub(super) struct Route<'u> {
    pub(super) host: &'u str,
    pub(super) address: IpAddress,
    pub(super) port: u16,
    pub(super) user: Option<Login>,
    pub(super) password: Option<Login>,
}

impl<'u> Route<'u> {
    pub(super) async fn new(stack: Stack<'_>, config: &'u MqttConfig) -> Result<Self, Failure> {
        let url = config.url.as_str();
        if url.is_empty() {
            return Err(Failure::NoUrl);
        }
        let BrokerUrl { scheme, user, password, host, port, .. } = BrokerUrl::parse(url).map_err(Failure::Url)?;
        if scheme != Scheme::Mqtt {
            return Err(Failure::Scheme(config.url_key));
        }
        let address = match host.parse() {
            Ok(address) => IpAddress::Ipv4(address),
            Err(_) => resolve(stack, host).await?,
        };
        let decode = |text: &str| percent_decode_str(text).collect();
        Ok(Self { host, address, port, user: user.map(decode), password: password.map(decode) })
    }
}

async fn resolve(stack: Stack<'_>, host: &str) -> Result<IpAddress, Failure> {
    let found = with_timeout(PATIENCE, stack.dns_query(host, DnsQueryType::A)).await;
    let first = found.ok().and_then(Result::ok).and_then(|found| found.first().copied());
    first.ok_or_else(|| Failure::Name(Host::new(host)))
}
