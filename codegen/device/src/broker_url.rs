//! The address of an MQTT broker.

use core::fmt;

/// How a broker is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `mqtt://`: plain TCP.
    Mqtt,
    /// `mqtts://`: TLS.
    Mqtts,
    /// `ws://`: WebSocket.
    Ws,
    /// `wss://`: WebSocket over TLS.
    Wss,
}

impl Scheme {
    /// The port where the address names none.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Mqtt => 1883,
            Self::Mqtts => 8883,
            Self::Ws => 80,
            Self::Wss => 443,
        }
    }
}

/// `mqtt://user:password@host:port/path`, taken apart. User and password are still percent-encoded.
///
/// Its [`Debug`](fmt::Debug) form shows neither user nor password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BrokerUrl<'a> {
    /// How the broker is reached.
    pub scheme: Scheme,
    /// User name, percent-encoded.
    pub user: Option<&'a str>,
    /// Password, percent-encoded.
    pub password: Option<&'a str>,
    /// Name or address; an IPv6 address without its brackets.
    pub host: &'a str,
    /// TCP port, the scheme's own where none is given.
    pub port: u16,
    /// Path with its slash, for a WebSocket; empty where none is given.
    pub path: &'a str,
}

/// What is wrong with the address of a broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokerUrlError {
    /// It does not begin with a scheme that is known.
    Scheme,
    /// There is no host.
    Host,
    /// The port is no number from 1 to 65535.
    Port,
    /// It holds a blank, a control character or a `#`.
    Character,
}

impl fmt::Display for BrokerUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheme => "a broker address begins with mqtt://, mqtts://, ws:// or wss://",
            Self::Host => "a broker address needs a host, as in mqtt://192.168.0.10:1883",
            Self::Port => "the port of a broker address is a number from 1 to 65535",
            Self::Character => "a broker address holds no blanks and no #; write them as %20 and %23",
        })
    }
}

impl core::error::Error for BrokerUrlError {}

impl<'a> BrokerUrl<'a> {
    /// Takes an address apart.
    ///
    /// # Errors
    /// What is wrong with it; the error's text says what would be right.
    pub fn parse(text: &'a str) -> Result<Self, BrokerUrlError> {
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '#') {
            return Err(BrokerUrlError::Character);
        }
        let (scheme, rest) = text.split_once("://").ok_or(BrokerUrlError::Scheme)?;
        let scheme = [("mqtt", Scheme::Mqtt), ("mqtts", Scheme::Mqtts), ("ws", Scheme::Ws), ("wss", Scheme::Wss)]
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(scheme))
            .map(|(_, scheme)| *scheme)
            .ok_or(BrokerUrlError::Scheme)?;

        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        // A password may hold an `@`, a host may not.
        let (login, place) = match authority.rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, authority),
        };
        let (user, password) = match login.map(|login| login.split_once(':').ok_or(login)) {
            Some(Ok((user, password))) => (Some(user), Some(password)),
            Some(Err(user)) => (Some(user), None),
            None => (None, None),
        };
        let (host, port) = split_port(place)?;
        let port = match port {
            Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or(BrokerUrlError::Port)?,
            None => scheme.default_port(),
        };
        if host.is_empty() {
            return Err(BrokerUrlError::Host);
        }
        Ok(Self { scheme, user, password, host, port, path })
    }
}

/// `host:port`, `host`, `[::1]:port`, `[::1]`.
fn split_port(place: &str) -> Result<(&str, Option<&str>), BrokerUrlError> {
    if let Some(rest) = place.strip_prefix('[') {
        let (host, rest) = rest.split_once(']').ok_or(BrokerUrlError::Host)?;
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if rest.is_empty() => Ok((host, None)),
            None => Err(BrokerUrlError::Port),
        };
    }
    match place.split_once(':') {
        Some((host, port)) => Ok((host, Some(port))),
        None => Ok((place, None)),
    }
}

impl fmt::Debug for BrokerUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrokerUrl")
            .field("scheme", &self.scheme)
            .field("host", &self.host)
            .field("port", &self.port)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_are_found() {
        let url = BrokerUrl::parse("mqtt://anna:secret@broker.example:1884/mqtt").unwrap();
        assert_eq!((url.scheme, url.host, url.port, url.path), (Scheme::Mqtt, "broker.example", 1884, "/mqtt"));
        assert_eq!((url.user, url.password), (Some("anna"), Some("secret")));
    }

    #[test]
    fn each_scheme_has_its_port() {
        let port = |text| BrokerUrl::parse(text).map(|url| url.port);
        assert_eq!(port("mqtt://h"), Ok(1883));
        assert_eq!(port("mqtts://h"), Ok(8883));
        assert_eq!(port("ws://h"), Ok(80));
        assert_eq!(port("WSS://h"), Ok(443));
    }

    #[test]
    fn an_at_sign_may_stand_in_the_password() {
        let url = BrokerUrl::parse("mqtt://u:p@ss@host").unwrap();
        assert_eq!((url.password, url.host), (Some("p@ss"), "host"));
    }

    #[test]
    fn an_ipv6_address_stands_in_brackets() {
        let url = BrokerUrl::parse("mqtt://[::1]:2000").unwrap();
        assert_eq!((url.host, url.port), ("::1", 2000));
    }

    #[test]
    fn a_user_needs_no_password() {
        let url = BrokerUrl::parse("mqtt://u@host").unwrap();
        assert_eq!((url.user, url.password), (Some("u"), None));
    }

    #[test]
    fn each_mistake_has_its_own_error() {
        let error = |text| BrokerUrl::parse(text).unwrap_err();
        assert_eq!(error("http://host"), BrokerUrlError::Scheme);
        assert_eq!(error("host:1883"), BrokerUrlError::Scheme);
        assert_eq!(error("mqtt://"), BrokerUrlError::Host);
        assert_eq!(error("mqtt://:1883"), BrokerUrlError::Host);
        assert_eq!(error("mqtt://host:0"), BrokerUrlError::Port);
        assert_eq!(error("mqtt://host:99999"), BrokerUrlError::Port);
        assert_eq!(error("mqtt://host:"), BrokerUrlError::Port);
        assert_eq!(error("mqtt://ho st"), BrokerUrlError::Character);
    }

    #[test]
    fn debug_shows_no_password() {
        let url = BrokerUrl::parse("mqtt://anna:secret@host").unwrap();
        let shown = std::format!("{url:?}");
        assert!(!shown.contains("secret") && !shown.contains("anna"), "{shown}");
    }
}
