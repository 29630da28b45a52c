use super::{Act, Answer, Example, Method, json, object};
use crate::docs::{address, sample, view};
use crate::model::{Key, KeyId, Spec, Type, Value};

/// How one key is read and written, on each of its transports.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyExamples {
    pub status: Option<Example>,
    pub set: Option<Example>,
    pub value: Option<Example>,
    pub write: Option<Example>,
}

impl KeyExamples {
    pub fn of(spec: &Spec, id: KeyId, key: &Key) -> Self {
        let shown = key.readable() && (!key.is_secret() || is_text(&key.read));
        let value = read_json(spec, key);
        let example = |given: Vec<(KeyId, Value)>, act: Act| Example {
            page: view::category_file(spec, key.category),
            key: Some(id),
            given,
            act,
        };
        Self {
            status: (shown && key.http).then(|| {
                let answer = Answer::Like(object(&[(&key.short, &value)]));
                let target = address::status(spec, &key.short);
                example(Vec::new(), Act::Http { method: Method::Get, target, body: None, status: 200, answer })
            }),
            set: (key.writable() && key.http).then(|| example(Vec::new(), set(spec, key))),
            value: (shown && key.mqtt).then(|| {
                let topic = address::topic(spec, &spec.device.mqtt.topics.value, Some(key));
                example(Vec::new(), Act::Value { topic, payload: Answer::Like(value.clone()) })
            }),
            write: (key.writable() && key.mqtt).then(|| {
                let payload = written_json(spec, key);
                example(writing_allowed(spec), write(spec, key, payload, spec.device.mqtt.success.clone()))
            }),
        }
    }

    pub fn into_list(self) -> impl Iterator<Item = Example> {
        [self.status, self.set, self.value, self.write].into_iter().flatten()
    }
}

fn set(spec: &Spec, key: &Key) -> Act {
    Act::Http {
        method: Method::Get,
        target: address::set(spec, &[(&key.short, &written_json(spec, key))]),
        body: None,
        status: 200,
        answer: Answer::Exactly(object(&[(&key.short, "true")])),
    }
}

/// A message that writes `payload` to the key.
pub fn write(spec: &Spec, key: &Key, payload: String, result: String) -> Act {
    let topics = &spec.device.mqtt.topics;
    Act::Write {
        topic: address::topic(spec, &topics.set, Some(key)),
        payload,
        result_topic: address::topic(spec, &topics.result, Some(key)),
        result,
    }
}

/// What has to be set before the device takes writes over MQTT.
pub fn writing_allowed(spec: &Spec) -> Vec<(KeyId, Value)> {
    spec.device.mqtt.read_only_by.map(|id| (id, Value::Bool(false))).into_iter().collect()
}

/// A value as the key is read, as JSON.
pub fn read_json(spec: &Spec, key: &Key) -> String {
    json(&sample::read(spec, key), is_json(&key.read))
}

/// A value that the key can be set to, as JSON.
pub fn written_json(spec: &Spec, key: &Key) -> String {
    json(&sample::written(spec, key), is_json(key.written()))
}

/// A secret text is shown as a mask; a secret of another type is not shown at all.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Text(_) => true,
        Type::Optional(inner) => is_text(inner),
        _ => false,
    }
}

fn is_json(ty: &Type) -> bool {
    match ty {
        Type::Json(_) => true,
        Type::Optional(inner) => is_json(inner),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::fixture;

    fn of(short: &str) -> KeyExamples {
        let spec = fixture::spec();
        let id = spec.find(short).unwrap();
        KeyExamples::of(&spec, id, spec.key(id))
    }

    #[test]
    fn a_setting_is_set_to_its_default() {
        let Act::Http { target, answer, .. } = of("amp").set.unwrap().act else { panic!("no request") };
        assert_eq!(target, "/api/set?amp=16");
        assert_eq!(answer, Answer::Exactly(r#"{"amp":true}"#.to_owned()));
    }

    #[test]
    fn a_string_is_sent_in_encoded_quotes() {
        let Act::Http { target, .. } = of("nam").set.unwrap().act else { panic!("no request") };
        assert_eq!(target, "/api/set?nam=%22a%7Clamp%22");
    }

    #[test]
    fn a_write_over_mqtt_needs_the_read_only_key_to_be_off() {
        let example = of("amp").write.unwrap();
        let spec = fixture::spec();
        assert_eq!(example.given, vec![(spec.find("mcr").unwrap(), Value::Bool(false))]);
    }

    #[test]
    fn a_command_is_never_read() {
        let command = of("go");
        assert_eq!((command.status, command.value), (None, None));
    }

    #[test]
    fn a_secret_is_read_as_a_mask() {
        let Act::Http { answer, .. } = of("pwd").status.unwrap().act else { panic!("no request") };
        assert_eq!(answer, Answer::Like(r#"{"pwd":"***"}"#.to_owned()));
    }
}
