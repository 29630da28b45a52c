//! The program from its start to its end.

use std::io::Write;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{LocalSet, spawn_local};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::error::Error;
use crate::options::Options;
use crate::ports::{Service, listen, reachable};
use crate::program::Program;
use crate::stop::{self, Stop};
use crate::store::{Found, Store, usual_folder};
use crate::unit::{Shared, Unit};
use crate::{http, keep, mdns, mqtt};

/// How often the device does what is due.
const TICK: Duration = Duration::from_secs(1);
/// How long the program may take to end.
const END: Duration = Duration::from_secs(5);

/// Runs the device until it is interrupted.
///
/// # Errors
/// Why it can't begin.
pub fn serve_device<P: Program>(options: Options<P::Options>) -> Result<(), Error> {
    // Before anything is opened: a wrong serial number is a wrong command line.
    let mut unit = match Unit::<P>::new(&options.serial, options.own.clone()) {
        Ok(unit) => unit,
        Err(error) => Options::wrong::<P>(&error),
    };
    let (store, found) = open_store::<P>(&options)?;
    let listener = listen(P::NAME, Service::Http, options.http)?;
    let broker = start_broker::<P>(&options)?;

    // The device lives on one thread, as on a chip; the embedded broker has its own.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let home = broker.map(|address| format!("mqtt://{}", reachable(address)));
        let remarks = unit.start(home, found.settings);
        for remark in found.remarks.iter().chain(&remarks) {
            eprintln!("{}: {remark}", P::NAME);
        }
        for name in found.lost.iter().flatten() {
            unit.device().lose_setting(name);
        }
        let unnamed = found.lost.iter().filter(|name| name.is_none()).count();
        unit.device().find_damage(u16::try_from(unnamed).unwrap_or(u16::MAX));
        if found.unclear {
            unit.device().close_http();
        }
        if options.forget_password {
            unit.device().forget_password();
        }
        warn_of_lost::<P>(&mut unit);
        serve(Shared::new(unit), listener, broker, store.map(Arc::new), &options).await
    })
}

/// Says at each start what was lost, until somebody has looked.
fn warn_of_lost<P: Program>(unit: &mut Unit<P>) {
    let device = unit.device();
    let lost = device.settings_lost();
    if !lost.is_empty() {
        eprintln!(
            "{}: the stored values of {lost} were damaged, and have an earlier value or their default; set {} to true \
             once you have looked",
            P::NAME,
            device.settings_lost_key()
        );
    }
    if device.password_is_damaged() {
        eprintln!(
            "{}: the stored password is damaged, so nobody sets anything over HTTP; start with --forget-password, or \
             set {} over MQTT",
            P::NAME,
            device.password_key()
        );
    }
}

async fn serve<P: Program>(
    unit: Rc<Shared<P>>,
    listener: tokio::net::TcpListener,
    broker: Option<SocketAddr>,
    store: Option<Arc<Store>>,
    options: &Options<P::Options>,
) -> Result<(), Error> {
    let (stopper, stop) = stop::channel();
    let (settings_writer, last) = stop::channel();
    let interrupted = interrupt()?;
    // From here on it can be reached, and ended.
    let http = listener.local_addr()?;
    announce(http, broker)?;
    if options.allow_any_page {
        tracing::warn!("any web page can set this device, since --allow-any-page was given");
    }
    if unit.with_device(|device, _| device.allows_any_page()) {
        tracing::warn!("any web page can set this device, since its settings allow it");
    }
    let rules = http::Rules {
        names: options.host_name.clone(),
        origins: options.allow_origin.clone(),
        any_page: options.allow_any_page,
        rate: options.rate,
    };
    spawn_local(http::serve(listener, Rc::clone(&unit), rules));
    let ticks = spawn_local(tick(Rc::clone(&unit), stop.clone()));
    let keeping = store.map(|store| spawn_local(keep::run(Rc::clone(&unit), store, last)));
    let mdns = (!options.no_mdns).then(|| spawn_local(mdns::run(Rc::clone(&unit), http, stop.clone())));
    let keep_alive = Duration::from_secs(options.mqtt_keep_alive.into());
    spawn_local(mqtt::run_tests(Rc::clone(&unit), stop.clone()));
    let mut mqtt = spawn_local(mqtt::run(Rc::clone(&unit), keep_alive, stop));
    interrupted.await;
    tracing::info!("ending");
    stopper.stop();
    let ended = timeout(END, async {
        let _ = (&mut mqtt).await;
        let _ = ticks.await;
        if let Some(mdns) = mdns {
            let _ = mdns.await;
        }
    });
    if ended.await.is_err() {
        tracing::warn!("not everything could be ended in time");
        mqtt.abort();
    }
    // Storing comes last, when nothing is taken any more: what was acknowledged has to be there at the next start.
    unit.close();
    settings_writer.stop();
    if let Some(keeping) = keeping
        && timeout(END, keeping).await.is_err()
    {
        tracing::error!("the last settings could not be stored in time");
    }
    Ok(())
}

/// Lets the device do what is due, once a second.
async fn tick<P: Program>(unit: Rc<Shared<P>>, mut stop: Stop) {
    let mut seconds = interval(TICK);
    // After a pause of the whole machine the logic runs once, not once for each second of the pause.
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = seconds.tick() => unit.touch(),
            () = stop.wait() => break,
        }
    }
}

fn open_store<P: Program>(options: &Options<P::Options>) -> Result<(Option<Store>, Found), Error> {
    let Some(folder) = options.state.clone().or_else(|| usual_folder(P::STATE)) else {
        eprintln!("{}: there is no home folder, so settings are lost at the end; --state DIR keeps them", P::NAME);
        return Ok((None, Found::default()));
    };
    match Store::open(&folder, &options.serial, P::TABLES) {
        Ok((store, found)) => {
            tracing::info!("settings are in {}", store.path().display());
            Ok((Some(store), found))
        }
        // Nobody asked for this folder: the device works without it.
        Err(error) if options.state.is_none() => {
            eprintln!("{}: {error}; settings are lost at the end", P::NAME);
            Ok((None, Found::default()))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(feature = "broker")]
fn start_broker<P: Program>(options: &Options<P::Options>) -> Result<Option<SocketAddr>, Error> {
    if options.no_broker {
        return Ok(None);
    }
    crate::broker::start(P::NAME, options.broker).map(Some).map_err(Error::from)
}

#[cfg(not(feature = "broker"))]
fn start_broker<P: Program>(options: &Options<P::Options>) -> Result<Option<SocketAddr>, Error> {
    if options.broker.is_some() { Err(Error::NoBrokerInside) } else { Ok(None) }
}

/// Prints where the device is reached: programs that start it read this.
fn announce(http: SocketAddr, broker: Option<SocketAddr>) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "http://{http}")?;
    if let Some(broker) = broker {
        writeln!(out, "mqtt://{broker}")?;
    }
    out.flush()?;
    Ok(())
}

/// Waits for Ctrl-C or, where there is such a thing, for the signal to terminate. Heard from the call on.
#[cfg(unix)]
fn interrupt() -> Result<impl Future<Output = ()>, Error> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interrupt() -> Result<impl Future<Output = ()>, Error> {
    Ok(async {
        // Where it can't be heard, the program is ended by force.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
