//! The charger, a broker and several clients, with everything between them breaking at random.
//!
//! ```sh
//! cargo run -p firmware-host --example soak -- --minutes 3
//! ```
//!
//! An example rather than a command of `charger`: who runs a charger needs nothing of it. The charger is a process of
//! its own that does what the program `charger` does (or is that program, with `--program`), the broker is mosquitto where
//! it is installed and else the one inside a second charger. All of it is on loopback. The random numbers begin with a
//! seed, which is printed. Status 1 when a rule is broken.

mod chaos;
mod child;
mod http;
mod hub;
mod nonsense;
mod proxy;
mod tally;
mod watchers;
mod world;
mod writers;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use fastrand::Rng;
use tempfile::TempDir;

use chaos::{Chaos, Usage};
use child::BrokerKind;
use hub::Hub;
use proxy::Proxy;
use world::{OVER_HTTP, OVER_MQTT, World};

/// Runs a charger, a broker and clients, breaks what is between them, and counts what comes of it.
#[derive(Debug, Parser)]
#[command(name = "soak")]
struct Options {
    /// How long to go on
    #[arg(long, default_value_t = 3.0)]
    minutes: f64,
    /// What the random numbers begin with [default: another one each time]
    #[arg(long)]
    seed: Option<u64>,
    /// Milliseconds between the sets of each writer
    #[arg(long, default_value_t = 40)]
    pause: u64,
    /// Never restart the charger, so that one process is watched from beginning to end
    #[arg(long)]
    no_restarts: bool,
    /// Use the broker inside a second charger even where mosquitto is installed
    #[arg(long)]
    broker_inside: bool,
    /// The program `charger` to use [default: this one]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

fn main() -> ExitCode {
    if std::env::args().nth(1).is_some_and(|first| first == "charger") {
        return charger();
    }
    match soak(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("soak: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the program `charger` does.
fn charger() -> ExitCode {
    keywright_host::run_from::<firmware_host::Charger>(std::env::args_os().skip(1))
}

fn soak(options: &Options) -> io::Result<bool> {
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed}");
    let (state, broker_folder) = (tempfile::tempdir()?, tempfile::tempdir()?);
    readable(broker_folder.path())?;
    let own = options.program.as_deref();
    let (http, broker) = (child::free_address()?, child::free_address()?);
    let kind = child::mosquitto().filter(|_| !options.broker_inside).map(BrokerKind::Mosquitto);
    let kind = kind.unwrap_or_else(|| BrokerKind::Inside(options.program.clone()));
    println!("broker: {kind}");
    let broker_program = child::broker(&kind, broker, broker_folder.path())?;
    let charger_program = child::charger(own, http, state.path(), &["--no-broker"])?;
    let world = Arc::new(World::new(http, broker));
    stop_when_interrupted(&world)?;
    let hub = Hub::start(&world);
    let lines = [Proxy::to(broker)?, Proxy::to(broker)?];
    let doors = (0..OVER_HTTP.len() + 2).map(|_| Proxy::to(http).map(Arc::new)).collect::<io::Result<Vec<_>>>()?;
    world.set_prefix("go-eCharger/123456".to_owned());
    let (status, body) = http::get(http, &format!("/api/set?mcr=false&mcu=\"mqtt://{}\"&mce=true", lines[0].address))?;
    if status != 200 {
        return Err(io::Error::other(body));
    }
    let clients = start_clients(&world, &hub, &doors, Duration::from_millis(options.pause));
    world.pause(Duration::from_secs(3));
    let file_at_first = size_of(state.path());
    let mut chaos = Chaos {
        world: Arc::clone(&world),
        hub,
        random: Rng::with_seed(seed),
        doors,
        lines,
        program: options.program.clone(),
        state: state.path().to_owned(),
        broker_folder: broker_folder.path().to_owned(),
        charger: charger_program,
        broker: broker_program,
        kind,
        restarts: !options.no_restarts,
        usage: Usage::default(),
    };
    let begin = Instant::now();
    let ran = chaos.run(Duration::from_secs_f64(options.minutes * 60.0));
    world.stop();
    for client in clients {
        if client.join().is_err() {
            world.tally.broken(tally::Rule::Alive, "a client of the soak itself panicked".to_owned());
        }
    }
    ran?;
    println!("{:.0} s, seed {seed}", begin.elapsed().as_secs_f64());
    print!("{}", world.tally);
    show(&chaos.usage, file_at_first, &state);
    let (kept, broken) = world.tally.rules();
    println!("{kept} passed, {broken} failed");
    Ok(broken == 0)
}

fn start_clients(
    world: &Arc<World>,
    hub: &Arc<Hub>,
    doors: &[Arc<Proxy>],
    pause: Duration,
) -> Vec<thread::JoinHandle<()>> {
    let mut clients = Vec::new();
    let mut start = |client: Box<dyn FnOnce(&World) + Send>| {
        let world = Arc::clone(world);
        clients.push(thread::spawn(move || client(&world)));
    };
    let mut doors = doors.iter().cloned();
    for (key, door) in OVER_HTTP.into_iter().zip(&mut doors) {
        start(Box::new(move |world| writers::over_http(world, key, &door, pause)));
    }
    for key in OVER_MQTT {
        let hub = Arc::clone(hub);
        start(Box::new(move |world| writers::over_mqtt(world, key, &hub, pause)));
    }
    if let Some(door) = doors.next() {
        start(Box::new(move |world| watchers::poll(world, &door)));
    }
    if let Some(door) = doors.next() {
        start(Box::new(move |world| watchers::listen(world, &door)));
    }
    clients
}

fn show(usage: &Usage, file_at_first: u64, state: &TempDir) {
    let Usage { first, most, last, recovery } = usage;
    println!(
        "memory of the charger: {} KB at first, {} KB at most, {} KB in the end",
        first.memory, most.memory, last.memory
    );
    println!("open files of the charger: {} at first, {} at most, {} in the end", first.files, most.files, last.files);
    println!("settings: {file_at_first} bytes at first, {} bytes in the end", size_of(state.path()));
    println!("longest recovery: {:.1} s", recovery.as_secs_f64());
}

/// Ctrl-C and SIGTERM end the soak early, with its report; children end with it.
fn stop_when_interrupted(world: &Arc<World>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let world = Arc::clone(world);
    thread::spawn(move || {
        runtime.block_on(async {
            use tokio::signal::unix::{SignalKind, signal};
            let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        });
        world.stop();
    });
    Ok(())
}

/// Started by root, mosquitto gives up root's rights before it reads its files.
fn readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

/// Bytes of all files in a folder.
fn size_of(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.filter_map(|file| file.metadata().ok()).filter(std::fs::Metadata::is_file).map(|file| file.len()).sum()
}
