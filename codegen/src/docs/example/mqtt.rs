use super::key::{read_json, write, writing_allowed, written_json};
use super::pick::Picks;
use super::{Act, Answer, Example, filled};
use crate::docs::address;
use crate::model::{Key, Spec, Value};

/// What the page on MQTT shows. Each is left out where the spec has no key for it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MqttExamples {
    pub value: Option<Example>,
    pub online: Option<Example>,
    pub write: Option<Example>,
    pub text: Option<Example>,
    pub unquoted: Option<Example>,
    pub wrong_type: Option<Example>,
    pub out_of_range: Option<Example>,
    pub read_only: Option<Example>,
    pub locked: Option<Example>,
}

impl MqttExamples {
    pub fn of(spec: &Spec) -> Self {
        if !spec.keys.iter().any(|key| key.mqtt) {
            return Self::default();
        }
        let picks = Picks::of(spec, |key| key.mqtt);
        let errors = &spec.device.errors;
        let mqtt = &spec.device.mqtt;
        let writes = |key: &Key, payload: String, result: String| {
            let mut example = example(spec, Some(key), write(spec, key, payload, result));
            example.given = writing_allowed(spec);
            example
        };
        let number = picks.number.or(picks.switch);
        Self {
            value: number.map(|key| {
                let topic = address::topic(spec, &mqtt.topics.value, Some(key));
                example(spec, Some(key), Act::Value { topic, payload: Answer::Like(read_json(spec, key)) })
            }),
            online: Some(example(
                spec,
                None,
                Act::Value {
                    topic: address::topic(spec, &mqtt.topics.availability, None),
                    payload: Answer::Exactly("online".to_owned()),
                },
            )),
            write: number.map(|key| writes(key, written_json(spec, key), mqtt.success.clone())),
            text: picks.text.map(|key| {
                let payload = Value::Text(picks.two_words.clone()).to_string();
                writes(key, payload, mqtt.success.clone())
            }),
            unquoted: picks.text.map(|key| {
                // A word that begins as `null` does: the text ends before the JSON does.
                let (value, reason) = ("new_name", "IncompleteInput");
                writes(key, value.to_owned(), filled(&errors.invalid_json, &[("reason", reason), ("value", value)]))
            }),
            wrong_type: picks.text.map(|key| {
                writes(key, "0".to_owned(), filled(&errors.wrong_type, &[("type", "string"), ("value", "0")]))
            }),
            out_of_range: picks.beyond.as_ref().map(|(key, limit, wrong)| {
                writes(key, wrong.clone(), filled(&errors.out_of_range, &[("limit", limit), ("value", wrong)]))
            }),
            read_only: picks.read_only.map(|key| {
                let value = read_json(spec, key);
                let text = filled(&errors.read_only, &[("value", &value)]);
                writes(key, value, text)
            }),
            locked: number.zip(mqtt.read_only_by).map(|(key, id)| {
                let text = filled(&errors.locked, &[("by", &spec.key(id).short)]);
                let mut locked = writes(key, written_json(spec, key), text);
                locked.given = vec![(id, Value::Bool(true))];
                locked
            }),
        }
    }

    pub fn into_list(self) -> Vec<Example> {
        let list = [
            self.value,
            self.online,
            self.write,
            self.text,
            self.unquoted,
            self.wrong_type,
            self.out_of_range,
            self.read_only,
            self.locked,
        ];
        list.into_iter().flatten().collect()
    }
}

fn example(spec: &Spec, key: Option<&Key>, act: Act) -> Example {
    let key = key.and_then(|key| spec.find(&key.short));
    Example { page: "mqtt.md".to_owned(), key, given: Vec::new(), act }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::fixture;

    fn result(example: Option<Example>) -> (String, String, String) {
        match example.map(|example| example.act) {
            Some(Act::Write { topic, payload, result, .. }) => (topic, payload, result),
            other => panic!("{other:?} is no write"),
        }
    }

    fn page() -> MqttExamples {
        MqttExamples::of(&fixture::spec())
    }

    #[test]
    fn a_refused_write_names_the_key_that_allows_it() {
        let (_, _, text) = result(page().locked);
        assert_eq!(text, "writing is not allowed, set mcr to allow it");
    }

    #[test]
    fn text_without_quotes_is_no_json() {
        let (topic, _, text) = result(page().unquoted);
        assert_eq!((topic.as_str(), text.as_str()), ("lamp/123456/nam/set", "invalid json IncompleteInput: new_name"));
    }

    #[test]
    fn a_number_is_no_string() {
        assert_eq!(result(page().wrong_type).2, "value must be string 0");
    }

    #[test]
    fn the_availability_is_shown() {
        let Act::Value { topic, .. } = page().online.unwrap().act else { panic!("no value") };
        assert_eq!(topic, "lamp/123456/availability");
    }
}
