//! Home Assistant: retained messages from which it sets the device up by itself, and how these are taken back.

mod message;
mod place;
mod sweep;

use heapless::String;

use self::message::Message;
use self::place::{Place, Remembered, write_prefix};
use super::Frame;
use super::session::is_true;
use crate::Device;
use crate::access::write_plain;
use crate::home_assistant::{Choice, HomeAssistantInfo, Style};
use crate::sink::{Count, Sink};
use crate::table::if_announced;
use crate::values::Scalar;

/// Longest topic of [`birth_topic`], and one.
const BIRTH: usize = 128;
pub(super) type Birth = String<BIRTH>;

/// Has Home Assistant leave what it knows from a topic to another topic, with all that people have made of it. See
/// <https://www.home-assistant.io/integrations/mqtt/#migration-from-single-component-to-device-based-discovery>.
const MIGRATE: &str = "{\"migrate_discovery\":true}";

/// Announces the device, one message at a time, and takes announcements back.
///
/// Nothing is queued: each message is made when there is room for it, out of what holds then.
#[derive(Debug, Default)]
pub(super) struct Announcer {
    /// Where announcements stand, or may stand.
    place: Place,
    /// Style and language of what was announced last.
    said: Option<(Style, u8)>,
    step: Step,
    /// Where something may stand that this firmware does not announce. Nowhere, if nothing does.
    swept: Place,
    /// Whether all announcements that the broker keeps of this device are those of this firmware.
    all_known: bool,
    /// Whether one that was not has been cleared since the broker accepted the connection.
    cleared: bool,
    /// Longest packet that the broker takes, if it says so.
    most: Option<usize>,
    /// Whether it takes one that announces the whole device. Unknown until that was measured.
    whole_fits: Option<bool>,
}

/// The next message.
pub(super) enum Next {
    /// It is in the frame.
    Whole { retain: bool },
    /// Its topic is in the frame. [`Announcer::write_long`] writes the rest, which is so long.
    Long { length: usize },
}

/// The next message of a walk over all of them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Step {
    #[default]
    Rest,
    Announce(usize),
    /// Has what they have made kept, though they are cleared next.
    Migrate(usize),
    Clear(usize),
}

impl Announcer {
    /// A connection is about to be made.
    pub(super) fn connect<D: Device>(&mut self, device: &D) {
        self.cleared = false;
        let tables = device.tables();
        // Asked once more, so that without the feature its code is not there either.
        let Some(info) = if_announced(tables.home_assistant) else { return };
        let mut text = String::<{ 160 + 9 }>::new();
        if let Some(key) = info.remembered_by {
            write_plain(device, tables, key, &mut text);
        }
        let remembered = Remembered::read(&text);
        if self.place.is_nowhere() {
            self.place = remembered.place;
        }
        self.all_known = info.remembered_by.is_none() || remembered.announced == Some(info.announced);
        self.swept = if self.all_known {
            Place::default()
        } else if self.place.is_nowhere() && is_on(device, info) {
            Place::of(device, info, style(device, info) != Style::Entity)
        } else {
            self.place.clone()
        };
    }

    /// The filter of announcements that may stand at the broker and are not known, if there are any.
    pub(super) fn write_filter(&self, out: &mut dyn Sink) {
        if !self.swept.is_nowhere() {
            self.swept.write_filter(out);
        }
    }

    /// The broker has accepted the connection. It may be another one, or have lost what it had: all is said anew.
    pub(super) fn start(&mut self, most: Option<usize>) {
        self.most = most;
        self.whole_fits = None;
        self.step = if self.place.is_nowhere() { Step::Rest } else { Step::Announce(0) };
    }

    /// Home Assistant has started: it may not have had what the broker kept.
    pub(super) fn birth(&mut self) {
        if !self.place.is_nowhere() && matches!(self.step, Step::Rest | Step::Announce(_)) {
            self.step = Step::Announce(0);
        }
    }

    /// Writes the next message. None if there is none now.
    pub(super) fn poll<D: Device>(&mut self, device: &mut D, prefix: &str, out: &mut Frame<'_>) -> Option<Next> {
        let info = if_announced(device.tables().home_assistant)?;
        let (wanted, style) = self.wanted(device, info, prefix);
        let language = chosen(device, &info.language);
        if matches!(self.step, Step::Rest | Step::Announce(_)) && !self.place.is_nowhere() {
            if self.place.is_other_style_of(&wanted) {
                self.step = Step::Migrate(0);
            } else if self.place != wanted {
                self.step = Step::Clear(0);
            } else if self.said.is_some_and(|said| said != (style, language)) {
                self.said = None;
                self.step = Step::Announce(0);
            }
        }
        loop {
            out.clear();
            let index = match self.step {
                Step::Rest if self.place.is_nowhere() && !wanted.is_nowhere() => {
                    self.settle(device, info, wanted.clone());
                    self.step = Step::Announce(0);
                    continue;
                }
                Step::Rest => return None,
                Step::Announce(index) | Step::Migrate(index) | Step::Clear(index) => index,
            };
            let place = &self.place;
            let messages = if place.is_whole() { 1 } else { info.entities.len() };
            let Some(entity) = info.entities.get(index).filter(|_| index < messages) else {
                self.walked(device, info);
                continue;
            };
            place.write_topic(device, entity, &mut out.topic);
            let mut next = Next::Whole { retain: !matches!(self.step, Step::Migrate(_)) };
            match self.step {
                Step::Migrate(_) => out.payload.put(MIGRATE.as_bytes()),
                Step::Announce(_) => {
                    self.said = Some((style, language));
                    if place.is_whole() {
                        let mut length = Count(0);
                        self.write_long(&*device, prefix, &mut length);
                        next = Next::Long { length: length.0 };
                    } else {
                        let message = Message { device: &*device, info, node: place.node(), prefix, language };
                        message.entity(entity, &mut out.payload);
                    }
                }
                _ => {}
            }
            self.step = self.step.next();
            // One that does not fit is left out, as a value is.
            if !out.topic.overflowed() && !out.payload.overflowed() {
                return Some(next);
            }
        }
    }

    /// Writes the message that announces the whole device, in the style and language in which it was begun.
    pub(super) fn write_long<D: Device>(&self, device: &D, prefix: &str, out: &mut dyn Sink) {
        if let Some((style, language)) = self.said
            && let Some(info) = if_announced(device.tables().home_assistant)
        {
            let message = Message { device, info, node: self.place.node(), prefix, language };
            message.whole(style == Style::DeviceWithChildren, out);
        }
    }

    /// The last message of a walk was sent.
    fn walked<D: Device>(&mut self, device: &mut D, info: &HomeAssistantInfo) {
        self.step = match self.step {
            // Cleared before they are announced anew: the other way round, Home Assistant warns of each.
            Step::Migrate(_) => Step::Clear(0),
            Step::Clear(_) => {
                self.all_known = false;
                self.settle(device, info, Place::default());
                Step::Rest
            }
            Step::Announce(_) | Step::Rest => Step::Rest,
        };
    }

    /// Announcements stand here from now on.
    fn settle<D: Device>(&mut self, device: &mut D, info: &HomeAssistantInfo, place: Place) {
        let announced = self.all_known.then_some(info.announced);
        let remembered = Remembered { place, announced };
        let tables = device.tables();
        if let Some(key) = info.remembered_by
            && let Some(known) = tables.info(key)
        {
            device.values_mut().store(tables, key, known, Scalar::Text(&remembered.text()));
        }
        self.place = remembered.place;
    }

    /// Where announcements should stand, and in which style. Nowhere while they are switched off.
    fn wanted<D: Device>(&mut self, device: &D, info: &'static HomeAssistantInfo, prefix: &str) -> (Place, Style) {
        if !is_on(device, info) {
            return (Place::default(), Style::Entity);
        }
        let style = style(device, info);
        if style == Style::Entity {
            return (Place::of(device, info, false), style);
        }
        let place = Place::of(device, info, true);
        let most = self.most;
        let fits = *self.whole_fits.get_or_insert_with(|| {
            most.is_none_or(|most| {
                let mut length = Count(0);
                let language = chosen(device, &info.language);
                let message = Message { device, info, node: place.node(), prefix, language };
                message.whole(style == Style::DeviceWithChildren, &mut length);
                // Names grow: with room to spare, it fits for the whole connection.
                length.0 + length.0 / 8 + 256 <= most
            })
        });
        if fits { (place, style) } else { (Place::of(device, info, false), Style::Entity) }
    }
}

impl Step {
    fn next(self) -> Self {
        match self {
            Self::Rest => Self::Rest,
            Self::Migrate(index) => Self::Migrate(index + 1),
            Self::Announce(index) => Self::Announce(index + 1),
            Self::Clear(index) => Self::Clear(index + 1),
        }
    }
}

/// The topic on which Home Assistant says that it has started. Empty without announcements.
pub fn birth_topic<D: Device>(device: &D) -> String<BIRTH> {
    let mut topic = Birth::new();
    let Some(info) = if_announced(device.tables().home_assistant) else { return topic };
    write_prefix(device, info, &mut topic);
    topic.put(b"/status");
    let usable = topic.len() > "/status".len() && topic.len() < BIRTH && !topic.contains(['+', '#', '\0']);
    if usable { topic } else { Birth::new() }
}

fn is_on<D: Device>(device: &D, info: &HomeAssistantInfo) -> bool {
    info.enabled_by.is_none_or(|key| is_true(device, key))
}

fn style<D: Device>(device: &D, info: &HomeAssistantInfo) -> Style {
    Style::of(chosen(device, &info.style))
}

/// What the value of the key chooses.
fn chosen<D: Device>(device: &D, choice: &Choice) -> u8 {
    let tables = device.tables();
    let value = choice.key.and_then(|key| Some((key, tables.info(key)?))).and_then(|(key, info)| {
        match device.values().scalar(tables, key, info) {
            Scalar::Unsigned(value) => i64::try_from(value).ok(),
            Scalar::Signed(value) => Some(value),
            _ => None,
        }
    });
    let found = value.and_then(|value| choice.values.iter().find(|(known, _)| *known == value));
    found.map_or(choice.otherwise, |(_, number)| *number)
}
