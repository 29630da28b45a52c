//! Breaks things at random, one at a time, and waits until all works again.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::child::{self, BrokerKind, End, Program, Use};
use crate::http;
use crate::hub::Hub;
use crate::nonsense;
use crate::proxy::Proxy;
use crate::tally::{Count, Rule};
use crate::world::World;

/// After so long, what has not recovered is lost. A half-open connection is noticed by its keep-alive, and the next
/// attempt may be 60 seconds away.
const RECOVERY: Duration = Duration::from_secs(150);
/// How long values may stay under an old prefix once the charger is at work under a new one.
const CLEARING: Duration = Duration::from_secs(10);
/// Memory above that of the first recovery that is no leak, in KB: buffers of as many clients as come at once.
const MEMORY: u64 = 24 * 1024;
/// Connections of clients that come and go while open files are counted.
const FILES: usize = 12;
/// Topics in front of the keys.
const PREFIXES: [&str; 3] = ["go-eCharger/123456", "soak/one", "soak/two"];

/// The programs, and the ways to them.
pub struct Chaos {
    pub world: Arc<World>,
    pub hub: Arc<Hub>,
    pub random: Rng,
    /// Between the clients and the charger.
    pub doors: Vec<Arc<Proxy>>,
    /// Between the charger and the broker.
    pub lines: [Proxy; 2],
    pub program: Option<PathBuf>,
    pub state: PathBuf,
    pub broker_folder: PathBuf,
    pub charger: Program,
    pub broker: Program,
    pub kind: BrokerKind,
    /// Whether the charger may be restarted: without it, one process is watched from beginning to end.
    pub restarts: bool,
    pub usage: Usage,
}

/// What the charger needed.
#[derive(Debug, Default)]
pub struct Usage {
    /// When it was first connected.
    pub first: Use,
    /// The most that was seen.
    pub most: Use,
    /// In the end.
    pub last: Use,
    /// The longest recovery.
    pub recovery: Duration,
}

/// What is done.
#[derive(Debug, Clone, Copy)]
enum Disturbance {
    Cut { reset: bool },
    Silence,
    Slow,
    CutClients { reset: bool },
    SilenceClients,
    SlowClients,
    RestartBroker(End),
    RestartCharger(End),
    Prefix,
    Line,
    HomeAssistant(bool),
}

impl Chaos {
    /// Goes on until the time is up.
    ///
    /// # Errors
    /// A program can't be started any more.
    pub fn run(&mut self, time: Duration) -> std::io::Result<()> {
        let begin = Instant::now();
        self.recover("the start")?;
        self.usage.first = self.charger.use_of().unwrap_or_default();
        while begin.elapsed() < time && !self.world.stopped() {
            let disturbance = self.pick();
            self.world.tally.add(Count::Disturbances);
            self.disturb(disturbance)?;
            self.recover(&format!("{disturbance:?}"))?;
            for _ in 0..self.random.u8(1..8) {
                nonsense::send(&self.world, &self.hub, &mut self.random);
            }
            let route = if self.random.bool() { "plug?phases=3&amps=16&wh=50000" } else { "unplug" };
            let _ = http::get(self.world.charger, &format!("/sim/{route}"));
            self.world.pause(Duration::from_millis(self.random.u64(0..1500)));
        }
        self.last()
    }

    fn pick(&mut self) -> Disturbance {
        use Disturbance::{
            Cut, CutClients, HomeAssistant, Line, Prefix, RestartBroker, RestartCharger, SilenceClients, SlowClients,
        };
        let reset = self.random.bool();
        match self.random.u8(..26) {
            0..=3 => Cut { reset },
            4 => Disturbance::Silence,
            5 | 6 => Disturbance::Slow,
            7..=9 => CutClients { reset },
            10 => SilenceClients,
            11 => SlowClients,
            12 | 13 => RestartBroker(End::Clean),
            14 | 15 => RestartBroker(End::Kill),
            16..=18 => Prefix,
            19 | 20 => Line,
            21 | 22 => HomeAssistant(self.random.bool()),
            _ if !self.restarts => Prefix,
            23 => RestartCharger(End::Clean),
            _ => RestartCharger(End::Kill),
        }
    }

    fn disturb(&mut self, disturbance: Disturbance) -> std::io::Result<()> {
        let a_while = Duration::from_millis(self.random.u64(500..5000));
        match disturbance {
            Disturbance::Cut { reset } => self.lines.iter().for_each(|line| line.cut(reset)),
            Disturbance::Silence => self.lines.iter().for_each(Proxy::silence),
            Disturbance::Slow => {
                self.lines.iter().for_each(|line| line.slow(true));
                self.world.pause(a_while);
                self.lines.iter().for_each(|line| line.slow(false));
            }
            Disturbance::CutClients { reset } => self.doors.iter().for_each(|door| door.cut(reset)),
            Disturbance::SilenceClients => self.doors.iter().for_each(|door| door.silence()),
            Disturbance::SlowClients => {
                self.doors.iter().for_each(|door| door.slow(true));
                self.world.pause(a_while);
                self.doors.iter().for_each(|door| door.slow(false));
            }
            Disturbance::RestartBroker(end) => {
                self.world.tally.add(Count::BrokerRestarts);
                self.broker.end(end);
                self.world.pause(a_while);
                self.hub.forget_kept();
                self.broker = child::broker(&self.kind, self.world.broker, &self.broker_folder)?;
            }
            Disturbance::RestartCharger(end) => self.restart(end)?,
            Disturbance::Prefix => {
                let old = self.world.prefix();
                let others: Vec<_> = PREFIXES.into_iter().filter(|prefix| *prefix != old).collect();
                let new = self.random.choice(others).unwrap_or(PREFIXES[0]);
                self.world.set_prefix(new.to_owned());
                self.set(&format!("mtp=\"{new}\""));
            }
            Disturbance::Line => {
                let line = self.random.usize(..self.lines.len());
                self.set(&format!("mcu=\"mqtt://{}\"", self.lines[line].address));
            }
            Disturbance::HomeAssistant(on) => self.set(&format!("mhe={on}")),
        }
        Ok(())
    }

    /// Sets what has to be taken.
    fn set(&self, query: &str) {
        let answer = patiently(|| match http::get(self.world.charger, &format!("/api/set?{query}"))? {
            (429 | 503, body) => Err(std::io::Error::other(body)),
            answer => Ok(answer),
        });
        match answer {
            Ok((200, _)) => {}
            other => self.world.tally.broken(Rule::Taken, format!("{query}: {other:?}")),
        }
    }

    fn restart(&mut self, end: End) -> std::io::Result<()> {
        self.world.tally.add(Count::Restarts);
        let stored = self.world.has_to_be_stored();
        if end == End::Kill {
            self.world.power_cut();
        }
        self.look_at_charger();
        if !self.charger.end(end) {
            self.world.tally.broken(Rule::Alive, "the charger did not end within 20 s when it was asked to".to_owned());
        }
        self.listen_to_charger();
        if end == End::Kill {
            // What it had said before is on its way still.
            self.doors.iter().for_each(|door| door.cut(false));
            while self.doors.iter().any(|door| door.open() > 0) && !self.world.stopped() {
                self.world.pause(Duration::from_millis(20));
            }
            self.world.pause(Duration::from_millis(500));
            self.world.forget_seen();
        }
        self.start_charger(&stored)
    }

    fn start_charger(&mut self, stored: &HashMap<&'static str, u64>) -> std::io::Result<()> {
        self.charger = child::charger(self.program.as_deref(), self.world.charger, &self.state, &["--no-broker"])?;
        let world = &self.world;
        // A connection key may have been set too shortly before a power cut to be stored.
        let values = patiently(|| http::values(world.charger, "mtp"))?;
        world.set_prefix(values["mtp"].as_str().unwrap_or_default().to_owned());
        // What it then leaves under the lost one, it can't know of.
        self.hub.forget_kept();
        let truth = patiently(|| world.truth())?;
        world.came_back(&truth);
        for (key, value) in stored {
            let found = truth.get(key);
            if found.is_none_or(|found| found < value) {
                let how =
                    format!("{key}: {value} was acknowledged long before the restart, and {found:?} is there after it");
                world.tally.broken(Rule::Stored, how);
            }
        }
        Ok(())
    }

    /// Waits until the newest value of each key has arrived everywhere.
    fn recover(&mut self, after: &str) -> std::io::Result<()> {
        let begin = Instant::now();
        let mut wanted = None;
        while !self.world.stopped() {
            self.look_at_charger();
            if let Some(how) = self.charger.ended() {
                self.listen_to_charger();
                self.world.tally.broken(Rule::Alive, format!("after {after} the charger ended by itself: {how}"));
                self.world.power_cut();
                self.world.forget_seen();
                self.start_charger(&HashMap::new())?;
            }
            if wanted.is_none() {
                wanted = self.world.truth().ok();
            }
            let missing =
                wanted.as_ref().map_or(vec!["the charger answers".to_owned()], |wanted| self.world.missing(wanted));
            if missing.is_empty() {
                break;
            }
            if begin.elapsed() > RECOVERY {
                let how = format!("{} s after {after}: {}", RECOVERY.as_secs(), missing.join("; "));
                self.world.tally.broken(Rule::Arrives, how);
                break;
            }
            self.world.pause(Duration::from_millis(50));
        }
        self.usage.recovery = self.usage.recovery.max(begin.elapsed());
        self.look_for_old_values(after);
        Ok(())
    }

    /// The charger is at work again: soon nothing is left under another prefix than its own.
    fn look_for_old_values(&self, after: &str) {
        if !after.starts_with("Prefix") {
            return;
        }
        let own = self.world.prefix();
        let begin = Instant::now();
        for prefix in PREFIXES.into_iter().filter(|prefix| *prefix != own) {
            while self.hub.kept_under(prefix) > 0 && !self.world.stopped() {
                if begin.elapsed() > CLEARING {
                    let how =
                        format!("{} values stay under {prefix} after a change to {own}", self.hub.kept_under(prefix));
                    self.world.tally.broken(Rule::Cleared, how);
                    self.hub.forget_kept();
                }
                self.world.pause(Duration::from_millis(50));
            }
        }
    }

    fn look_at_charger(&mut self) {
        if let Some(now) = self.charger.use_of() {
            let most = &mut self.usage.most;
            (most.memory, most.files) = (most.memory.max(now.memory), most.files.max(now.files));
            self.usage.last = now;
        }
    }

    /// Shows what the charger complains of, and looks for panics.
    fn listen_to_charger(&self) {
        for line in self.charger.said() {
            if line.contains("panicked") {
                self.world.tally.broken(Rule::NoPanic, line);
            } else if line.contains(" ERROR ") {
                eprintln!("soak: the charger: {line}");
            }
        }
    }

    fn last(&mut self) -> std::io::Result<()> {
        self.look_at_charger();
        self.listen_to_charger();
        let Usage { first, most, last, .. } = self.usage;
        let tally = &self.world.tally;
        if most.memory > first.memory + MEMORY {
            tally.broken(Rule::Memory, format!("{} KB at first, {} KB at most", first.memory, most.memory));
        }
        if last.files > first.files + FILES {
            tally.broken(Rule::Files, format!("{} open at first, {} in the end", first.files, last.files));
        }
        self.world.stop();
        if !self.charger.end(End::Clean) {
            tally.broken(Rule::Alive, "the charger did not end within 20 s when it was asked to".to_owned());
        }
        self.listen_to_charger();
        Ok(())
    }
}

/// Tries for a while: so many clients at once may be asked to wait.
fn patiently<T>(action: impl Fn() -> std::io::Result<T>) -> std::io::Result<T> {
    let begin = Instant::now();
    loop {
        match action() {
            Err(error) if begin.elapsed() > Duration::from_secs(20) => return Err(error),
            Err(_) => std::thread::sleep(Duration::from_millis(200)),
            done => return done,
        }
    }
}
