//! The head of a PUBLISH packet of MQTT 5 (section 3.3) with QoS 0 that the broker keeps.

/// Type and flags: PUBLISH, and RETAIN.
const PUBLISH_RETAINED: u8 = 0x31;
/// What stands between the topic and the payload: the length of no properties.
pub(super) const NO_PROPERTIES: u8 = 0;
/// A type, a length in up to four bytes, and the length of the topic.
const LONGEST: usize = 1 + 4 + 2;

/// All that comes before the topic.
pub(super) struct PublishHead {
    bytes: [u8; LONGEST],
    len: usize,
}

impl PublishHead {
    /// For a topic and a payload of these lengths.
    pub(super) fn new(topic: usize, payload: usize) -> Self {
        let mut head = Self { bytes: [0; LONGEST], len: 0 };
        head.push(PUBLISH_RETAINED);
        let mut rest = 2 + topic + 1 + payload;
        // Seven bits a byte, the lowest first; the eighth says that there are more.
        loop {
            let bits = (rest & 0x7f) as u8;
            rest >>= 7;
            head.push(bits | if rest > 0 { 0x80 } else { 0 });
            if rest == 0 {
                break;
            }
        }
        for byte in (topic as u16).to_be_bytes() {
            head.push(byte);
        }
        head
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }
}
