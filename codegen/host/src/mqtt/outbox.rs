//! Messages on their way to the client library, which takes in a few at a time.

use std::collections::VecDeque;

use rumqttc::{AsyncClient, ClientError, QoS};

/// Most answers that wait. A client that writes faster than the connection takes in answers loses some of these;
/// values are never here in numbers, since they are made when there is room for them.
const MOST: usize = 256;

/// A message.
#[derive(Debug)]
pub struct Message {
    /// Where to.
    pub topic: String,
    /// What.
    pub payload: Vec<u8>,
    /// Whether the broker keeps it.
    pub retain: bool,
    /// How surely.
    pub qos: QoS,
}

/// Messages that wait, in order.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: VecDeque<Message>,
}

impl Outbox {
    /// Puts a message at the end. Returns false where there is no room for it.
    pub fn push(&mut self, message: Message) -> bool {
        // A topic of this kind would be refused again and again; the prefix is checked when it is set.
        if message.topic.contains(['+', '#']) || self.waiting.len() >= MOST {
            return false;
        }
        self.waiting.push_back(message);
        true
    }

    /// Hands over what the client takes in. True if nothing is left.
    pub fn drain(&mut self, client: &AsyncClient) -> bool {
        while let Some(Message { topic, payload, retain, qos }) = self.waiting.pop_front() {
            if let Err(ClientError::TryRequest(request) | ClientError::Request(request)) =
                client.try_publish(topic, qos, retain, payload)
            {
                if let rumqttc::Request::Publish(publish) = request {
                    let message = Message {
                        topic: publish.topic,
                        payload: publish.payload.into(),
                        retain: publish.retain,
                        qos: publish.qos,
                    };
                    self.waiting.push_front(message);
                }
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rumqttc::MqttOptions;

    fn message(topic: &str) -> Message {
        Message { topic: topic.to_owned(), payload: b"1".to_vec(), retain: true, qos: QoS::AtMostOnce }
    }

    #[test]
    fn what_the_client_does_not_take_in_waits() {
        let (client, _events) = AsyncClient::new(MqttOptions::new("a", "127.0.0.1", 1), 2);
        let mut outbox = Outbox::default();
        for topic in ["a", "b", "c"] {
            outbox.push(message(topic));
        }
        assert!(!outbox.drain(&client));
        assert_eq!(outbox.waiting.front().map(|message| message.topic.as_str()), Some("c"));
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let mut outbox = Outbox::default();
        let taken = (0..MOST + 10).filter(|_| outbox.push(message("a"))).count();
        assert_eq!(taken, MOST);
    }
}
