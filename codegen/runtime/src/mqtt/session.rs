use heapless::String;

use super::Frame;
use super::deadband::Deadbands;
use super::home_assistant::{Announcer, Birth, Next, birth_topic};
use super::published::Published;
use super::said::{Connect, Poll, Reply};
use super::topic::{PREFIX, key, prefix, write};
use crate::Device;
use crate::access::render;
use crate::apply::apply;
use crate::bits::Bits;
use crate::error::SetError;
use crate::http::Clock;
use crate::sink::Sink;
use crate::status::{Reveal, write_value};
use crate::table::{Flags, KeyId, Origin, Tables};
use crate::values::{Observer, Scalar};

/// Most filters of [`Session::subscriptions`].
pub const SUBSCRIPTIONS: usize = 3;

/// Pause between two batches of the first burst, in milliseconds.
const BATCH_PAUSE: u64 = 20;

/// One connection to a broker after the other. For another broker, make a new one: this one remembers under which
/// prefix it has published, and takes that back when the prefix has changed, be it while there was no connection.
///
/// State is never queued: a key that changes twice before it is sent is sent once, with its newest value.
#[derive(Debug)]
pub struct Session<B> {
    prefix: String<PREFIX>,
    subscription: String<128>,
    birth: Birth,
    /// The filter of announcements to Home Assistant that may have to go.
    announced: String<176>,
    /// What is to be sent as soon as may be.
    pending: B,
    /// The next key of the walk over `pending`.
    cursor: usize,
    clock: Clock,
    deadbands: Deadbands,
    greeted: bool,
    published: Published,
    sent: u16,
    pause_until: u64,
    home_assistant: Announcer,
    /// Longest packet that the broker takes, if it says so.
    most: Option<usize>,
}

impl<B: Bits> Default for Session<B> {
    fn default() -> Self {
        Self::new()
    }
}

impl<B: Bits> Session<B> {
    /// A session that is not connected.
    pub fn new() -> Self {
        Self {
            prefix: String::new(),
            subscription: String::new(),
            birth: Birth::new(),
            announced: String::new(),
            pending: B::empty(),
            cursor: 0,
            clock: Clock::new(),
            deadbands: Deadbands::new(),
            greeted: false,
            published: Published::default(),
            sent: 0,
            pause_until: 0,
            home_assistant: Announcer::default(),
            most: None,
        }
    }

    /// What to say when connecting. The prefix is the one in force now.
    pub fn connect_info<D: Device<Bits = B>>(&mut self, device: &D) -> Connect {
        let mqtt = &device.tables().mqtt;
        self.prefix = prefix(device);
        self.subscription.clear();
        write(&self.prefix, &mqtt.set, "+", &mut self.subscription);
        self.birth = birth_topic(device);
        self.home_assistant.connect(device);
        self.announced.clear();
        self.home_assistant.write_filter(&mut self.announced);
        let mut connect = Connect { client_id: String::new(), will_topic: String::new() };
        render(device, mqtt.client_id, &mut connect.client_id);
        connect.will_topic.put(self.prefix.as_bytes());
        connect.will_topic.put(mqtt.availability.as_bytes());
        connect
    }

    /// Longest packet that the broker takes, as one of MQTT 5 says when it accepts a connection. Call it before
    /// [`Session::start`].
    pub fn limit(&mut self, most: Option<usize>) {
        self.most = most;
    }

    /// The topic filter of what is set.
    pub fn subscription(&self) -> &str {
        &self.subscription
    }

    /// What to subscribe to when the broker has accepted the connection, [`SUBSCRIPTIONS`] at most: what is set comes first.
    /// For a device that announces itself to Home Assistant follow the topic on which that says that it has started and,
    /// where an older firmware may have announced more than this one, the announcements themselves. What comes on any
    /// of them is handed to [`Session::message`].
    pub fn subscriptions(&self) -> impl Iterator<Item = &str> {
        [&*self.subscription, &*self.birth, &*self.announced].into_iter().filter(|filter| !filter.is_empty())
    }

    /// Whether the prefix is another one than at the last [`Session::connect_info`], or Home Assistant's: time to
    /// reconnect.
    pub fn prefix_changed<D: Device<Bits = B>>(&self, device: &D) -> bool {
        prefix(device) != self.prefix || birth_topic(device) != self.birth
    }

    /// The broker has accepted the connection: everything is sent anew, after what stands under a former prefix has
    /// been taken back.
    pub fn start<D: Device<Bits = B>>(&mut self, device: &mut D, now: u64) {
        let tables = device.tables();
        self.all_values(tables);
        Observer::Mqtt.of(device.values_mut().changes).fill(0);
        self.cursor = 0;
        self.clock = Clock::new();
        self.clock.tick(tables.paces, now);
        self.greeted = false;
        self.published.move_to(&self.prefix);
        self.sent = 0;
        self.pause_until = now;
        self.home_assistant.start(self.most);
    }

    /// What to do next. Call it until it says [`Poll::Wait`]. A value that does not fit into the frame is left out.
    pub fn poll<D: Device<Bits = B>>(&mut self, device: &mut D, now: u64, out: &mut Frame<'_>) -> Poll {
        let tables = device.tables();
        let mqtt = &tables.mqtt;
        out.clear();
        if !self.greeted {
            self.greeted = true;
            write_availability(&self.prefix, mqtt.availability, "online", out);
            return Poll::Publish { retain: true, qos: mqtt.qos };
        }
        self.collect(device, now);
        if now < self.pause_until {
            return Poll::Wait { until: self.pause_until };
        }
        if self.sent >= mqtt.batch {
            self.sent = 0;
            self.pause_until = now.saturating_add(BATCH_PAUSE);
            return Poll::Wait { until: self.pause_until };
        }
        if self.published.clear_old_prefix(device, &self.prefix, out) {
            self.sent += 1;
            return Poll::Publish { retain: true, qos: mqtt.qos };
        }
        while let Some(index) = self.pending.next(self.cursor).or_else(|| self.pending.next(0)) {
            self.pending.remove(index);
            self.cursor = index + 1;
            // What is sent now is the newest value, so it is not sent again when its pace is due.
            crate::bits::remove(Observer::Mqtt.of(device.values_mut().changes), index);
            let Some(info) = tables.keys.get(index) else { break };
            out.clear();
            write(&self.prefix, &mqtt.value, info.name(), &mut out.topic);
            // Written as the store writes values, too: once in an image is enough.
            let payload: &mut dyn Sink = &mut out.payload;
            write_value(device, KeyId(index as u16), Reveal::Public, payload);
            if !out.topic.overflowed() && !out.payload.overflowed() {
                self.sent += 1;
                self.deadbands.note(device, index);
                return Poll::Publish { retain: mqtt.retain, qos: mqtt.qos };
            }
        }
        if let Some(next) = self.home_assistant.poll(device, &self.prefix, out) {
            self.sent += 1;
            return match next {
                Next::Whole { retain } => Poll::Publish { retain, qos: mqtt.qos },
                Next::Long { length } => Poll::PublishLong { qos: mqtt.qos, length },
            };
        }
        self.sent = 0;
        Poll::Wait { until: self.clock.next(tables.paces) }
    }

    /// Writes the payload of [`Poll::PublishLong`]. As long as no value of the device has changed it is the same each time,
    /// so that a device without room for it sends it in pieces.
    pub fn write_long<D: Device<Bits = B>>(&self, device: &D, out: &mut dyn Sink) {
        self.home_assistant.write_long(device, &self.prefix, out);
    }

    /// Takes the changed keys whose pace and deadband allow it over into `pending`.
    fn collect<D: Device<Bits = B>>(&mut self, device: &mut D, now: u64) {
        let tables = device.tables();
        let due = self.clock.tick(tables.paces, now);
        if due == 0 {
            return;
        }
        self.deadbands.suppress(device);
        let changes = Observer::Mqtt.of(device.values_mut().changes);
        let mut from = 0;
        while let Some(index) = crate::bits::next(changes, from) {
            from = index + 1;
            let Some(info) = tables.keys.get(index) else { break };
            if due & (1 << info.pace) != 0 {
                crate::bits::remove(changes, index);
                if info.flags.has(Flags::READ | Flags::MQTT) {
                    self.pending.insert(index);
                }
            }
        }
    }

    /// Handles a message that came in. Send the reply, if there is one, before anything else; the value that was set
    /// follows with the next [`Session::poll`].
    ///
    /// A write that the broker had retained is ignored: it would come again at each connect. So is what stands on any
    /// other topic.
    pub fn message<D: Device<Bits = B>>(
        &mut self,
        device: &mut D,
        topic: &str,
        payload: &mut [u8],
        retained: bool,
        out: &mut Frame<'_>,
    ) -> Option<Reply> {
        let tables = device.tables();
        let mqtt = &tables.mqtt;
        if let Some(retain) = self.home_assistant.heard(device, &self.prefix, topic, payload, retained, out) {
            return Some(Reply { retain });
        }
        if retained {
            return None;
        }
        if topic == self.birth.as_str() {
            if payload == b"online" {
                self.home_assistant.birth();
                if !mqtt.retain {
                    // It has heard none of them.
                    self.all_values(tables);
                }
            }
            return None;
        }
        let name = key(&self.prefix, &mqtt.set, topic)?;
        out.clear();
        write(&self.prefix, &mqtt.result, name, &mut out.topic);
        let key = tables.find(name);
        let result = match (key, mqtt.read_only_by.filter(|by| is_true(device, *by))) {
            (None, _) => Err(SetError::UnknownKey(name)),
            (Some(key), Some(by)) if tables.info(key).is_some_and(|info| info.flags.has(Flags::WRITE)) => {
                Err(SetError::Locked(by))
            }
            (Some(key), _) => apply(device, key, payload, Origin::Mqtt),
        };
        match result {
            Ok(_) => {
                out.payload.put(mqtt.success.as_bytes());
                self.publish_next(device, key);
            }
            Err(error) => error.write(tables, key.and_then(|key| tables.info(key)), payload, &mut out.payload),
        }
        (!out.topic.overflowed() && !out.payload.overflowed()).then_some(Reply { retain: false })
    }

    /// Has every value sent.
    fn all_values(&mut self, tables: &Tables) {
        for (index, info) in tables.keys.iter().enumerate() {
            if info.flags.has(Flags::READ | Flags::MQTT) {
                self.pending.insert(index);
            }
        }
    }

    /// The value that was just set is sent at once, at any pace and inside any deadband.
    fn publish_next<D: Device<Bits = B>>(&mut self, device: &D, key: Option<KeyId>) {
        let info = key.and_then(|key| device.tables().info(key));
        if let (Some(key), Some(info)) = (key, info)
            && info.flags.has(Flags::READ | Flags::MQTT)
        {
            self.pending.insert(key.index());
            self.cursor = key.index();
        }
    }

    /// The farewell of a clean end: `offline`, retained.
    pub fn goodbye<D: Device<Bits = B>>(&self, device: &D, out: &mut Frame<'_>) {
        out.clear();
        write_availability(&self.prefix, device.tables().mqtt.availability, "offline", out);
    }
}

pub(super) fn write_availability(prefix: &str, topic: &str, payload: &str, out: &mut Frame<'_>) {
    out.topic.put(prefix.as_bytes());
    out.topic.put(topic.as_bytes());
    out.payload.put(payload.as_bytes());
}

pub(super) fn is_true<D: Device>(device: &D, key: KeyId) -> bool {
    let tables = device.tables();
    tables.info(key).is_some_and(|info| device.values().scalar(tables, key, info) == Scalar::Bool(true))
}
