//! The device as a program, on one thread, as on a chip.

mod device;
mod http;
mod mqtt;
mod request;
mod settings;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;

use clap::Parser;
use tokio::net::TcpListener;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::{MissedTickBehavior, interval};

use device::Device;

/// The device on this machine: HTTP, MQTT, and a simulated world.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Where to answer HTTP; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    http: SocketAddr,

    /// Set the key `broker`: where the MQTT broker is; '' switches MQTT off
    #[arg(long, value_name = "URL")]
    broker: Option<String>,

    /// The file of the settings
    #[arg(long, value_name = "FILE", default_value = "settings.json")]
    settings: PathBuf,
}

/// How often the behaviour runs and settings are stored.
const TICK: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let options = Options::parse();
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        LocalSet::new().block_on(&runtime, run(options))
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), String> {
    let device = Rc::new(Device::new());
    for (name, value) in settings::read(&options.settings)? {
        if !device.restore(&name, &value) {
            eprintln!("the setting {name} is not one that this version takes; it has its default");
        }
    }
    if let Some(url) = options.broker {
        device.set_broker(&url)?;
    }
    let listener = TcpListener::bind(options.http)
        .await
        .map_err(|error| format!("{} can't be used: {error}; --http takes another", options.http))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("http://{address}");

    spawn_local(http::serve(listener, Rc::clone(&device)));
    spawn_local(mqtt::run(Rc::clone(&device)));
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        let ended = tokio::select! {
            _ = ticks.tick() => false,
            interrupted = tokio::signal::ctrl_c() => interrupted.is_ok(),
        };
        device.tick();
        if let Some(changed) = device.changed_settings()
            && let Err(error) = settings::write(&options.settings, &changed)
        {
            eprintln!("{error}");
        }
        if ended {
            // The broker says `offline` in the device's place: that is the last will.
            return Ok(());
        }
    }
}
