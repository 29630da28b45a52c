//! What is left behind at the broker when the prefix changes, and how it is taken back.

use heapless::String;

use super::Frame;
use super::session::write_availability;
use super::topic::{PREFIX, write};
use crate::Device;
use crate::sink::Sink;
use crate::table::Flags;

/// The prefix under which values were published last.
#[derive(Debug, Default)]
pub(super) struct Published {
    prefix: String<PREFIX>,
    /// How far they have been taken back: nothing yet said, or the next key. [`None`] if there is nothing to take back.
    next: Option<Step>,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Farewell,
    Key(usize),
}

impl Published {
    /// From now on values are published under this prefix. What stands under another one is taken back first, so
    /// that nothing that is published now can be lost by it, and so that one prefix is all there is to remember.
    pub(super) fn move_to(&mut self, prefix: &str) {
        if self.prefix.is_empty() {
            self.settle(prefix);
        }
        self.next = (self.prefix != prefix).then_some(Step::Farewell);
    }

    fn settle(&mut self, prefix: &str) {
        self.prefix.clear();
        self.prefix.put(prefix.as_bytes());
        self.next = None;
    }

    /// The next message of the taking back: `offline`, then nothing for each value. False if there is none left.
    pub(super) fn clear_old_prefix<D: Device>(&mut self, device: &D, prefix: &str, out: &mut Frame<'_>) -> bool {
        let tables = device.tables();
        let mqtt = &tables.mqtt;
        let mut index = match self.next {
            None => return false,
            Some(Step::Farewell) => {
                self.next = Some(Step::Key(0));
                write_availability(&self.prefix, mqtt.availability, "offline", out);
                return true;
            }
            Some(Step::Key(index)) => index,
        };
        // What the broker does not keep needs no taking back.
        while let Some(info) = tables.keys.get(index).filter(|_| mqtt.retain) {
            index += 1;
            if info.flags.has(Flags::READ | Flags::MQTT) {
                self.next = Some(Step::Key(index));
                write(&self.prefix, &mqtt.value, info.name(), &mut out.topic);
                return true;
            }
        }
        self.settle(prefix);
        false
    }
}
