//! The command line.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, ValueEnum};

use crate::program::Program;

/// The options of every device, and those of its own.
#[derive(Debug, Clone, Parser)]
pub struct Options<O: Args> {
    /// Where to answer HTTP; port 0 takes a free one [default: 127.0.0.1:8080, or the next free port]
    #[arg(long, value_name = "ADDR:PORT")]
    pub http: Option<SocketAddr>,

    /// Where the embedded MQTT broker listens; port 0 takes a free one [default: 127.0.0.1:1883, or the next free port]
    #[arg(long, value_name = "ADDR:PORT", conflicts_with = "no_broker")]
    pub broker: Option<SocketAddr>,

    /// Start no embedded MQTT broker
    #[arg(long)]
    pub no_broker: bool,

    /// Don't announce the device on the network that HTTP listens on (mDNS)
    #[arg(long)]
    pub no_mdns: bool,

    /// Seconds of silence after which the MQTT broker is asked whether it is still there; without an answer within
    /// as long again, the device reconnects
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..=3600))]
    pub mqtt_keep_alive: u16,

    /// Serial number
    #[arg(long, value_name = "SERIAL", default_value = "")]
    pub serial: String,

    // Its help names the program's own folder.
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,

    /// Another name under which this device answers HTTP; can be given more than once
    #[arg(long, value_name = "NAME")]
    pub host_name: Vec<String>,

    /// Let pages of this origin, such as http://192.168.0.5:3000, read and set; can be given more than once
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    pub allow_origin: Vec<String>,

    /// Let any web page set, as devices without this protection do: any site that a person visits can set the device
    #[arg(long)]
    pub allow_any_page: bool,

    /// Most HTTP requests a second from one client, twice as many at once; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub rate: u32,

    /// Remove the stored password of the HTTP api, if you have lost it
    #[arg(long)]
    pub forget_password: bool,

    /// How much to log on standard error
    #[arg(long, value_name = "LEVEL", value_enum, default_value_t = Level::Info)]
    pub log: Level,

    #[command(flatten)]
    pub own: O,
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

impl<O: Args> Options<O> {
    /// Reads the command line. Ends the program with a message where it is wrong, or asks for help.
    pub fn from_command_line<P: Program<Options = O>>(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let mut matches = Self::command_of::<P>().get_matches_from(arguments);
        Self::from_arg_matches_mut(&mut matches).unwrap_or_else(|error| error.exit())
    }

    /// Ends the program as a wrong command line does.
    pub fn wrong<P: Program<Options = O>>(error: &str) -> ! {
        Self::command_of::<P>().error(ErrorKind::ValueValidation, error).exit()
    }

    fn command_of<P: Program<Options = O>>() -> clap::Command {
        let short = P::ABOUT.lines().next().unwrap_or_default();
        let state = format!(
            "Folder of the settings, which are kept in a file named after the serial number [default: \
             $XDG_STATE_HOME/{0}, or ~/.local/state/{0}]",
            P::STATE
        );
        Self::command()
            .name(P::NAME)
            .version(P::VERSION)
            .about(short)
            .long_about(P::ABOUT)
            .mut_arg("state", |argument| argument.help(state))
            .mut_arg("serial", |argument| argument.default_value(default_serial::<P>()))
    }
}

/// The serial number of a device that was given none: that of the spec.
fn default_serial<P: Program>() -> &'static str {
    let key = P::TABLES.serial.and_then(|key| P::TABLES.info(key));
    key.and_then(|key| P::TABLES.texts.get(usize::from(key.slot))).map_or(P::NAME, |slot| slot.default)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::NoOptions;

    type Plain = Options<NoOptions>;

    #[test]
    fn the_command_line_is_consistent() {
        Plain::command().debug_assert();
    }

    #[test]
    fn an_origin_has_no_path() {
        let parse = |origin| Plain::try_parse_from(["lamp", "--allow-origin", origin]).is_ok();
        assert!(parse("http://192.168.0.5:3000") && parse("https://dashboard.example"));
        assert!(!parse("http://192.168.0.5/") && !parse("192.168.0.5") && !parse("null") && !parse("http://"));
    }

    #[test]
    fn a_broker_and_no_broker_exclude_each_other() {
        assert!(Plain::try_parse_from(["lamp", "--no-broker", "--broker", "127.0.0.1:0"]).is_err());
    }
}
