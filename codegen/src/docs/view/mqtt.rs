use super::call::Message;
use super::context::{DocContext, duration};
use super::home_assistant::HomeAssistantSection;
use super::http::{ErrorRow, errors};
use crate::docs::example::MqttExamples;
use crate::docs::{address, markdown};
use crate::model::KeyId;

/// The page on MQTT.
pub struct MqttPage {
    pub device: String,
    pub enabled_by: Option<String>,
    pub read_only_by: Option<String>,
    pub broker: Option<String>,
    pub prefix_key: Option<String>,
    pub prefix_form: String,
    pub prefix: String,
    /// The prefix, not as Markdown.
    pub raw_prefix: String,
    pub client_id_form: String,
    pub client_id: String,
    /// The layout of topics, as code.
    pub value_topic: String,
    pub set_topic: String,
    pub result_topic: String,
    pub availability_topic: String,
    pub pace: String,
    pub batch: u16,
    pub retain: bool,
    pub qos: u8,
    pub success: String,
    pub examples: Messages,
    pub errors: Vec<ErrorRow>,
    pub paces: Vec<PaceRow>,
    pub deadbands: Vec<DeadbandRow>,
    /// Links to the keys that MQTT does not have.
    pub not_here: Vec<String>,
    pub status: Option<StatusLinks>,
    pub tls: Option<TlsLinks>,
    pub test: Option<TestLinks>,
    pub home_assistant: Option<HomeAssistantSection>,
}

/// Links to the keys that tell how the connection stands.
pub struct StatusLinks {
    pub started: String,
    pub connected: String,
    pub connected_at: String,
    pub last_error: String,
    pub last_error_at: String,
}

/// Links to the keys of an encrypted connection.
pub struct TlsLinks {
    pub system_store: String,
    pub certificate: String,
    pub skip_name: String,
    pub skip_verification: String,
    pub client_key: String,
    pub client_certificate: String,
}

/// Links to the keys of a test of the connection.
pub struct TestLinks {
    pub run: String,
    pub state: String,
    pub reason: String,
}

/// See [`MqttExamples`].
pub struct Messages {
    pub value: Option<Message>,
    pub online: Option<Message>,
    pub write: Option<Message>,
    pub text: Option<Message>,
    pub unquoted: Option<Message>,
    pub wrong_type: Option<Message>,
    pub out_of_range: Option<Message>,
    pub read_only: Option<Message>,
    pub locked: Option<Message>,
}

impl Messages {
    /// Writes and their results, for one table.
    pub fn results(&self) -> impl Iterator<Item = &Message> {
        [&self.write, &self.text, &self.unquoted, &self.wrong_type, &self.out_of_range, &self.read_only]
            .into_iter()
            .flatten()
    }
}

/// Keys that are published at a pace of their own.
pub struct PaceRow {
    pub pace: String,
    pub keys: Vec<String>,
}

/// A key whose small changes are not published.
pub struct DeadbandRow {
    pub key: String,
    /// The smallest difference that is, with its unit.
    pub least: String,
}

impl MqttPage {
    pub fn of(context: &DocContext<'_>) -> Self {
        let spec = context.spec;
        let mqtt = &spec.device.mqtt;
        let found = MqttExamples::of(spec);
        let link = |id: KeyId| context.link(context.spec.key(id));
        Self {
            device: markdown::text(&spec.device.name),
            enabled_by: context.link_to(mqtt.enabled_by),
            read_only_by: context.link_to(mqtt.read_only_by),
            broker: context.link_to(mqtt.broker),
            prefix_key: context.link_to(mqtt.prefix_key),
            prefix_form: markdown::code(&address::template_form(spec, &mqtt.prefix_default)),
            prefix: markdown::code(&address::prefix(spec)),
            raw_prefix: address::prefix(spec),
            client_id_form: markdown::code(&address::template_form(spec, &mqtt.client_id)),
            client_id: markdown::code(&address::client_id(spec)),
            value_topic: markdown::code(&mqtt.topics.value),
            set_topic: markdown::code(&mqtt.topics.set),
            result_topic: markdown::code(&mqtt.topics.result),
            availability_topic: markdown::code(&mqtt.topics.availability),
            pace: duration(mqtt.pace_ms),
            batch: mqtt.batch,
            retain: mqtt.retain,
            qos: mqtt.qos,
            success: markdown::code(&mqtt.success),
            examples: Messages {
                value: Message::of(&found.value),
                online: Message::of(&found.online),
                write: Message::of(&found.write),
                text: Message::of(&found.text),
                unquoted: Message::of(&found.unquoted),
                wrong_type: Message::of(&found.wrong_type),
                out_of_range: Message::of(&found.out_of_range),
                read_only: Message::of(&found.read_only),
                locked: Message::of(&found.locked),
            },
            errors: errors(context),
            paces: paces(context),
            deadbands: deadbands(context),
            not_here: context.documented().filter(|(_, key)| !key.mqtt).map(|(_, key)| context.link(key)).collect(),
            status: mqtt.status.map(|keys| StatusLinks {
                started: link(keys.started),
                connected: link(keys.connected),
                connected_at: link(keys.connected_at),
                last_error: link(keys.last_error),
                last_error_at: link(keys.last_error_at),
            }),
            tls: mqtt.tls.map(|keys| TlsLinks {
                system_store: link(keys.system_store),
                certificate: link(keys.certificate),
                skip_name: link(keys.skip_name),
                skip_verification: link(keys.skip_verification),
                client_key: link(keys.client_key),
                client_certificate: link(keys.client_certificate),
            }),
            test: mqtt.test.map(|keys| TestLinks {
                run: link(keys.run),
                state: link(keys.state),
                reason: link(keys.reason),
            }),
            home_assistant: HomeAssistantSection::of(context),
        }
    }
}

fn paces(context: &DocContext<'_>) -> Vec<PaceRow> {
    let usual = context.spec.device.mqtt.pace_ms;
    let own = || {
        context
            .documented()
            .filter(move |(_, key)| key.mqtt && key.readable() && !key.is_secret() && key.pace_ms != usual)
    };
    let mut paces: Vec<u32> = own().map(|(_, key)| key.pace_ms).collect();
    paces.sort_unstable();
    paces.dedup();
    paces
        .into_iter()
        .map(|pace| PaceRow {
            pace: duration(pace),
            keys: own().filter(|(_, key)| key.pace_ms == pace).map(|(_, key)| context.link(key)).collect(),
        })
        .collect()
}

fn deadbands(context: &DocContext<'_>) -> Vec<DeadbandRow> {
    context
        .documented()
        .filter_map(|(_, key)| Some(DeadbandRow { key: context.link(key), least: context.deadband(key)? }))
        .collect()
}
