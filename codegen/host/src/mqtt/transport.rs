//! The way to a broker: from its address to what the client library needs to go there.

use std::sync::Arc;
use std::time::Duration;

use keywright_device::{BrokerUrl, Scheme};
use percent_encoding::percent_decode_str;
use rumqttc::{MqttOptions, TlsConfiguration, Transport};
use tokio::net::lookup_host;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::failure::Failure;
use super::tls::Tls;
use super::tls_failure::TlsFailure;
use crate::unit::MqttConfig;

/// How long a name may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Where brokers serve WebSockets, if the address does not say. Some serve them at any path, others only here.
const PATH: &str = "/mqtt";

/// The way to a broker.
pub struct Route {
    /// Name or address; an IPv6 address without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Both, for people.
    pub address: String,
    /// If the connection is encrypted.
    pub tls: Option<Tls>,
    websocket: bool,
    path: String,
    login: Option<(String, String)>,
}

impl Route {
    /// The way that the settings ask for.
    ///
    /// # Errors
    /// There is none.
    pub async fn new(config: &MqttConfig) -> Result<Self, Failure> {
        if config.url.is_empty() {
            return Err(Failure::NoUrl);
        }
        let url = BrokerUrl::parse(&config.url).map_err(Failure::Url)?;
        let tls = match url.scheme {
            Scheme::Mqtt | Scheme::Ws => None,
            Scheme::Mqtts | Scheme::Wss => {
                let settings = config.tls.clone();
                // Reading hundreds of certificates takes a while, in which the device has to answer others.
                let prepared = spawn_blocking(move || Tls::new(&settings)).await;
                let failed = |_| TlsFailure::Other("the certificates could not be read".to_owned());
                Some(prepared.map_err(failed).flatten().map_err(Failure::Tls)?)
            }
        };
        let route = Self {
            host: url.host.to_owned(),
            port: url.port,
            address: format!("{}:{}", bracketed(url.host), url.port),
            tls,
            websocket: matches!(url.scheme, Scheme::Ws | Scheme::Wss),
            path: path(url.path),
            login: url.user.map(|user| (decode(user), decode(url.password.unwrap_or_default()))),
        };
        route.resolve().await?;
        Ok(route)
    }

    /// A name that nobody knows is told apart from a host that does not answer, which the client library does not do.
    async fn resolve(&self) -> Result<(), Failure> {
        let unknown = || Failure::Name { host: self.host.clone() };
        match timeout(PATIENCE, lookup_host((self.host.as_str(), self.port))).await {
            Ok(Ok(mut found)) => found.next().map(|_| ()).ok_or_else(unknown),
            Ok(Err(_)) | Err(_) => Err(unknown()),
        }
    }

    /// Options for the client library.
    pub fn options(&self, client_id: &str) -> MqttOptions {
        let configured = |tls: &Tls| TlsConfiguration::Rustls(Arc::clone(&tls.config));
        let (place, transport) = match (self.websocket, &self.tls) {
            // The library joins host and port to one text, in which an IPv6 address needs its brackets.
            (false, None) => (bracketed(&self.host), Transport::tcp()),
            // It is also the name that the certificate is to be for.
            (false, Some(tls)) => (self.host.clone(), Transport::tls_with_config(configured(tls))),
            // Here the library wants the whole address. It goes out in the request, so without the password.
            (true, None) => (self.web_address("ws"), Transport::ws()),
            (true, Some(tls)) => (self.web_address("wss"), Transport::wss_with_config(configured(tls))),
        };
        let mut options = MqttOptions::new(client_id, place, self.port);
        options.set_transport(transport);
        if let Some((user, password)) = &self.login {
            options.set_credentials(user, password);
        }
        options
    }

    fn web_address(&self, scheme: &str) -> String {
        format!("{scheme}://{}:{}{}", bracketed(&self.host), self.port, self.path)
    }
}

fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

fn path(path: &str) -> String {
    // A query may follow the host at once.
    if path.starts_with('/') { path.to_owned() } else { format!("{PATH}{path}") }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(url: &str) -> Route {
        let url = BrokerUrl::parse(url).unwrap();
        Route {
            host: url.host.to_owned(),
            port: url.port,
            address: String::new(),
            tls: None,
            websocket: matches!(url.scheme, Scheme::Ws | Scheme::Wss),
            path: path(url.path),
            login: url.user.map(|user| (decode(user), decode(url.password.unwrap_or_default()))),
        }
    }

    #[test]
    fn a_websocket_has_a_usual_path() {
        assert_eq!(route("ws://host").web_address("ws"), "ws://host:80/mqtt");
        assert_eq!(route("ws://host?a=1").web_address("ws"), "ws://host:80/mqtt?a=1");
        assert_eq!(route("ws://host/").web_address("ws"), "ws://host:80/");
        assert_eq!(route("wss://[::1]:9/a/b").web_address("wss"), "wss://[::1]:9/a/b");
    }

    #[test]
    fn a_web_address_holds_no_password() {
        let route = route("ws://anna:p%40ss@host/mqtt");
        assert_eq!(route.web_address("ws"), "ws://host:80/mqtt");
        let login = route.options("id").credentials().map(|login| (login.username, login.password));
        assert_eq!(login, Some(("anna".to_owned(), "p@ss".to_owned())));
    }
}
