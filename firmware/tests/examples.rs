//! Every request and every message that the documents show, run against the firmware.

use std::collections::HashMap;
use std::path::Path;

use firmware::SimulatedCharger;
use firmware::api::{self, Key};
use firmware::charger::{Identity, Variant};
use keywright::http::{AnswerKind, Method as HttpMethod, Request, respond};
use keywright::mqtt::{Frame, Poll};
use keywright::{Buf, Origin, apply};
use keywright_codegen::docs::{Act, Answer, Example, Method, examples};
use keywright_codegen::model::Spec;
use keywright_codegen::{Source, load};
use keywright_device::{DeviceState, Moment, SALT};
use serde_json::Value as Json;

type Charger = DeviceState<SimulatedCharger>;

fn spec() -> Spec {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/spec.yaml");
    let source = Source::read(&path).expect("the spec can be read");
    load(&source).spec.expect("the spec has no errors")
}

/// A new device whose constants are the spec's examples, to whose reader a card was held, with the settings that the
/// example needs.
fn device(spec: &Spec, example: &Example) -> Charger {
    let identity = Identity::new("123456", Variant::Kw11).expect("six digits");
    let mut charger = Charger::new(SimulatedCharger::new(&identity));
    charger.start(Moment::default());
    charger.application.sim.hold_card(keywright::text("04A1B2C3"));
    charger.tick(Moment { now: 1000, unix_ms: Some(1_790_000_000_000) }, [0; SALT]);
    for (id, value) in &example.given {
        let key = Key::from_name(&spec.key(*id).short).expect("a key of the device");
        let mut json = value.to_string().into_bytes();
        apply(&mut charger.device(), key.id(), &mut json, Origin::Http)
            .unwrap_or_else(|error| panic!("{key:?}: {error:?}"));
    }
    charger
}

/// Status and body of a request. Of a stream of events, the first one.
fn request(charger: &mut Charger, method: Method, target: &str, body: Option<&str>) -> (u16, String) {
    let method = match method {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut body = body.unwrap_or_default().as_bytes().to_vec();
    let (mut scratch, mut room) = (vec![0; 8192], vec![0; 1 << 20]);
    let mut out = Buf::new(&mut room);
    let request = Request { method, path, query, body: &mut body };
    let answer = respond(&mut charger.device(), request, &mut scratch, &mut out);
    if answer.kind == AnswerKind::Events {
        api::http::Events::new(&charger.device(), query, &mut scratch).poll(&charger.device(), 0, &mut out);
    }
    (answer.status, out.as_str().expect("it fits").to_owned())
}

/// A session that is connected.
fn session(charger: &mut Charger) -> api::mqtt::Session {
    let mut session = api::mqtt::Session::new();
    session.connect_info(&charger.device());
    session.start(&mut charger.device(), 0);
    session
}

/// All that a new device publishes.
fn published() -> HashMap<String, String> {
    let spec = spec();
    let nothing = Act::Write { topic: "".into(), payload: "".into(), result_topic: "".into(), result: "".into() };
    let mut charger = device(&spec, &Example { page: String::new(), key: None, given: Vec::new(), act: nothing });
    let mut session = session(&mut charger);
    let (mut values, mut now) = (HashMap::new(), 0);
    // The first burst comes in batches and is over before the first second is.
    while now < 1000 {
        let (mut topic, mut payload) = ([0; 128], [0; 8192]);
        let mut frame = Frame::new(&mut topic, &mut payload);
        match session.poll(&mut charger.device(), now, &mut frame) {
            Poll::Publish { .. } => {
                let text = |buf: &Buf<'_>| buf.as_str().expect("it fits").to_owned();
                values.insert(text(&frame.topic), text(&frame.payload));
            }
            Poll::PublishLong { .. } => panic!("the charger does not announce itself"),
            Poll::Wait { until } => now = until,
        }
    }
    values
}

/// Topic and payload of the answer to a message.
fn write(charger: &mut Charger, topic: &str, payload: &str) -> Option<(String, String)> {
    let mut session = session(charger);
    let (mut topic_room, mut payload_room) = ([0; 128], [0; 1024]);
    let mut frame = Frame::new(&mut topic_room, &mut payload_room);
    let mut payload = payload.as_bytes().to_vec();
    let answered = session.message(&mut charger.device(), topic, &mut payload, false, &mut frame);
    let text = |buf: &Buf<'_>| buf.as_str().expect("it fits").to_owned();
    answered.map(|_| (text(&frame.topic), text(&frame.payload)))
}

/// Whether an answer is what the document says.
fn fits(answer: &Answer, actual: &str) -> bool {
    match answer {
        Answer::Exactly(text) => text == actual,
        Answer::Like(shown) => alike(shown, actual),
        Answer::Events(shown) => {
            let json = |event: &str| event.trim().strip_prefix("data: ").map(str::to_owned);
            json(shown).zip(json(actual)).is_some_and(|(shown, actual)| alike(&shown, &actual))
        }
        Answer::Long => {
            serde_json::from_str::<Json>(actual).is_ok_and(|json| json.as_object().is_some_and(|o| o.len() > 100))
        }
    }
}

/// The same kind of JSON; of an object, the same fields in the same order. `null` stands for a value that is not
/// there at the moment.
fn alike(shown: &str, actual: &str) -> bool {
    let parsed = serde_json::from_str::<Json>(shown).ok().zip(serde_json::from_str::<Json>(actual).ok());
    match parsed {
        Some((Json::Object(shown_fields), Json::Object(fields))) if !shown_fields.is_empty() => {
            let same_fields = shown_fields.keys().eq(fields.keys());
            let in_order = |text: &str| {
                let mut names: Vec<_> = fields.keys().collect();
                names.sort_by_key(|name| text.find(&format!("\"{name}\":")));
                names.into_iter().cloned().collect::<Vec<_>>()
            };
            let same_kinds =
                shown_fields.iter().all(|(name, shown)| fields.get(name).is_some_and(|value| same_kind(shown, value)));
            same_fields && same_kinds && in_order(shown) == in_order(actual)
        }
        Some((shown, actual)) => same_kind(&shown, &actual),
        None => false,
    }
}

/// Two texts of the same kind of JSON.
fn kinds(shown: &str, actual: &str) -> bool {
    let parsed = |text| serde_json::from_str::<Json>(text).ok();
    parsed(shown).zip(parsed(actual)).is_some_and(|(shown, actual)| same_kind(&shown, &actual))
}

/// The same kind of JSON. A field of an object that is `null` may be left out.
fn same_kind(shown: &Json, actual: &Json) -> bool {
    match (shown, actual) {
        (Json::Null, _) | (_, Json::Null) => true,
        (Json::Object(shown), Json::Object(actual)) => {
            actual.iter().all(|(name, value)| shown.get(name).is_none_or(|shown| same_kind(shown, value)))
        }
        _ => std::mem::discriminant(shown) == std::mem::discriminant(actual),
    }
}

#[test]
fn every_example_in_the_documents_is_true() {
    let spec = spec();
    let published = published();
    let mut wrong = Vec::new();
    let all = examples(&spec);
    for example in &all {
        let said = match &example.act {
            Act::Http { method, target, body, status, answer } => {
                let (got, text) = request(&mut device(&spec, example), *method, target, body.as_deref());
                (got != *status || !fits(answer, &text)).then(|| format!("{got} {text:.300}"))
            }
            Act::Value { topic, payload } => match published.get(topic) {
                Some(value) => {
                    let fits = match payload {
                        Answer::Like(shown) => kinds(shown, value),
                        other => fits(other, value),
                    };
                    (!fits).then(|| value.clone())
                }
                None => Some("nothing is published there".to_owned()),
            },
            Act::Write { topic, payload, result_topic, result } => {
                let answer = write(&mut device(&spec, example), topic, payload);
                (answer != Some((result_topic.clone(), result.clone()))).then(|| format!("{answer:?}"))
            }
        };
        if let Some(said) = said {
            wrong.push(format!("{}: {:?}\n    the device says: {said}", example.page, example.act));
        }
    }
    assert!(all.len() > 1000, "only {} examples", all.len());
    assert!(wrong.is_empty(), "{} of {} examples are wrong:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}
