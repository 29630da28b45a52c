//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use firmware::charger::{Identity, NotASerial, Variant};

/// A charger on this machine: HTTP, MQTT, a simulated car and grid.
///
/// The addresses in use are printed on standard output, one a line: `http://…` and `mqtt://…`.
/// A car is plugged in with `curl http://127.0.0.1:8080/sim/plug`; `curl http://127.0.0.1:8080/` lists all routes.
#[derive(Debug, Clone, Parser)]
#[command(name = "charger", version)]
pub struct Options {
    /// Where to answer HTTP; port 0 takes a free one [default: 127.0.0.1:8080, or the next free port]
    #[arg(long, value_name = "ADDR:PORT")]
    pub http: Option<SocketAddr>,

    /// Where the embedded MQTT broker listens; port 0 takes a free one [default: 127.0.0.1:1883, or the next free port]
    #[arg(long, value_name = "ADDR:PORT", conflicts_with = "no_broker")]
    pub broker: Option<SocketAddr>,

    /// Start no embedded MQTT broker
    #[arg(long)]
    pub no_broker: bool,

    /// Don't announce the charger on the network that HTTP listens on (mDNS)
    #[arg(long)]
    pub no_mdns: bool,

    /// Seconds after which the MQTT broker is asked whether it is still there; without an answer until twice as long
    /// has passed, the charger connects anew
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..=3600))]
    pub mqtt_keep_alive: u16,

    /// Serial number, 6 digits
    #[arg(long, value_name = "SERIAL", default_value = "123456", value_parser = serial)]
    pub serial: String,

    /// Folder of the settings, which are kept in a file named after the serial number [default:
    /// $XDG_STATE_HOME/keywright, or ~/.local/state/keywright]
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,

    /// A further name under which this device is asked over HTTP; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub host_name: Vec<String>,

    /// Let pages of this origin, such as http://192.168.0.5:3000, read and set; may be given more than once
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    pub allow_origin: Vec<String>,

    /// Let any web page set, as devices without this protection do: any site that a person visits can switch the charger
    #[arg(long)]
    pub allow_any_page: bool,

    /// How many HTTP requests a second one client may make, twice as many at once; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub rate: u32,

    /// Take the stored password of the HTTP api away, for who has lost it
    #[arg(long)]
    pub forget_password: bool,

    /// How much to log on standard error
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Info)]
    pub log: Level,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Nothing.
    Off,
    /// What went wrong.
    Error,
    /// What may be wrong.
    Warn,
    /// What happens.
    Info,
    /// Details, for a search.
    Debug,
    /// Everything.
    Trace,
}

/// An origin as browsers send it: a scheme, a host and, where it is not the usual one, a port.
fn origin(text: &str) -> Result<String, &'static str> {
    let host = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    match host {
        Some(host) if !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/') => {
            Ok(text.to_owned())
        }
        _ => Err(
            "an origin is http:// or https:// with a host and, if need be, a port, and no path: http://192.168.0.5:3000",
        ),
    }
}

fn serial(text: &str) -> Result<String, NotASerial> {
    Identity::new(text, Variant::default()).map(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Options::command().debug_assert();
    }

    #[test]
    fn an_origin_has_no_path() {
        let parse = |origin| Options::try_parse_from(["charger", "--allow-origin", origin]).is_ok();
        assert!(parse("http://192.168.0.5:3000") && parse("https://dashboard.example"));
        assert!(!parse("http://192.168.0.5/") && !parse("192.168.0.5") && !parse("null") && !parse("http://"));
    }

    #[test]
    fn a_broker_and_no_broker_exclude_each_other() {
        assert!(Options::try_parse_from(["charger", "--no-broker", "--broker", "127.0.0.1:0"]).is_err());
    }
}
