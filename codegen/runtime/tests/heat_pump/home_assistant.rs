//! How it announces itself to Home Assistant.

use serde_json::{Value, json};

use keywright::mqtt::Frame;

use crate::device::AnnounceStyle;
use crate::device::{HeatPump, Message, connected, device_ref, mqtt, sent};

/// All that a session sends until it has nothing more to say, but for values.
fn announced(session: &mut mqtt::Session, pump: &mut HeatPump, mut now: u64) -> Vec<Message> {
    let mut all = Vec::new();
    loop {
        let (messages, until) = sent(session, pump, now);
        if messages.is_empty() {
            return all;
        }
        all.extend(messages.into_iter().filter(|message| message.topic.ends_with("/config")));
        now = until;
    }
}

/// A heat pump that announces itself, its session, and what it has announced.
fn announcing() -> (HeatPump, mqtt::Session, Vec<Message>, u64) {
    let mut pump = HeatPump::default();
    pump.registry.set_announced_to_home_assistant(true);
    let (session, all, now) = connected(&mut pump);
    let all = all.into_iter().filter(|message| message.topic.ends_with("/config")).collect();
    (pump, session, all, now)
}

fn find<'a>(messages: &'a [Message], topic: &str) -> &'a Message {
    messages.iter().find(|message| message.topic == topic).unwrap_or_else(|| panic!("nothing on {topic}"))
}

/// The announcement of a key.
fn of(component: &str, object: &str) -> Value {
    let (_, _, messages, _) = announcing();
    let topic = format!("homeassistant/{component}/warmwell-WW0042/{object}/config");
    serde_json::from_str(&find(&messages, &topic).payload).expect("it is JSON")
}

/// Whether an announcement has all of these members.
fn has(announcement: &Value, members: Value) {
    for (name, value) in members.as_object().expect("an object") {
        assert_eq!(&announcement[name], value, "{name} of {announcement}");
    }
}

#[test]
fn nothing_is_announced_while_it_is_switched_off() {
    let (_, messages, _) = connected(&mut HeatPump::default());
    assert!(messages.iter().all(|message| !message.topic.contains("homeassistant")));
}

#[test]
fn a_sensor_has_topics_ids_unit_classes_and_its_device() {
    let whole = json!({
        "~": "heating/WW0042",
        "stat_t": "~/read/flow",
        "avty_t": "~/link",
        "uniq_id": "warmwell-WW0042_flow",
        "obj_id": "warmwell-WW0042_flow_temperature",
        "def_ent_id": "sensor.warmwell-WW0042_flow_temperature",
        "o": { "name": "keywright", "sw": env!("CARGO_PKG_VERSION"), "url": env!("CARGO_PKG_REPOSITORY") },
        "name": "Flow",
        "dev_cla": "temperature",
        "unit_of_meas": "°C",
        "stat_cla": "measurement",
        "dev": {
            "ids": ["warmwell-WW0042"],
            "name": "Warmwell",
            "mf": "Warm & Well",
            "mdl": "Warmwell 9",
            "sn": "WW0042",
        },
    });
    assert_eq!(of("sensor", "flow"), whole);
}

#[test]
fn a_counter_is_one_because_the_spec_says_so() {
    has(&of("sensor", "energy"), json!({ "dev_cla": "energy", "stat_cla": "total_increasing" }));
    has(&of("sensor", "heat"), json!({ "dev_cla": "energy", "stat_cla": null }));
    has(&of("sensor", "starts"), json!({ "en": false, "ic": "mdi:counter", "unit_of_meas": null }));
}

#[test]
fn an_optional_number_has_a_template_that_gives_none() {
    has(&of("sensor", "outdoor"), json!({ "val_tpl": "{{ value_json }}" }));
    has(&of("sensor", "flow"), json!({ "val_tpl": null }));
}

#[test]
fn a_number_has_its_bounds() {
    let expected = json!({ "min": 5, "max": 30, "step": 0.1, "cmd_t": "~/write/room", "ent_cat": "config" });
    has(&of("number", "room"), expected);
}

#[test]
fn a_select_translates_both_ways() {
    has(
        &of("select", "mode"),
        json!({
            "ops": ["Standby", "Heating", "Cooling", "Hot water"],
            "val_tpl": "{{ {0:'Standby',1:'Heating',2:'Cooling',3:'Hot water'}.get(value_json) }}",
            "cmd_tpl": "{{ {'Standby':0,'Heating':1,'Cooling':2,'Hot water':3}[value] }}",
        }),
    );
}

#[test]
fn a_switch_writes_json() {
    has(&of("switch", "localApi"), json!({ "pl_on": "true", "pl_off": "false", "cmd_t": "~/write/localApi" }));
}

#[test]
fn a_text_is_written_as_json_and_read_without_quotes() {
    has(&of("text", "label"), json!({ "val_tpl": "{{ value_json }}", "cmd_tpl": "{{ value | to_json }}", "max": 20 }));
}

#[test]
fn a_command_without_a_value_is_a_button() {
    has(&of("button", "defrost"), json!({ "pl_prs": "true", "stat_t": null, "cmd_t": "~/write/defrost" }));
}

#[test]
fn parts_of_a_list_are_sensors() {
    let expected =
        json!({ "name": "Quiet until", "stat_t": "~/read/quiet", "val_tpl": "{{ value_json[1] | default(none) }}" });
    has(&of("sensor", "quiet_1"), expected);
}

#[test]
fn secrets_and_hidden_keys_are_never_announced() {
    let (_, _, messages, _) = announcing();
    for hidden in ["/pin/", "/announce/", "/announcedAt/"] {
        assert!(messages.iter().all(|message| !message.topic.contains(hidden)), "{hidden}");
    }
    assert!(messages.iter().all(|message| message.qos == 1));
}

#[test]
fn switched_off_each_announcement_is_cleared() {
    let (mut pump, mut session, before, now) = announcing();
    assert!(before.len() > 30, "{}", before.len());
    pump.registry.set_announced_to_home_assistant(false);
    let after = announced(&mut session, &mut pump, now);
    let topics = |messages: &[Message]| messages.iter().map(|message| message.topic.clone()).collect::<Vec<_>>();
    assert_eq!(topics(&after), topics(&before));
    assert!(after.iter().all(|message| message.payload.is_empty()));
    assert_eq!(pump.registry.announced_at(), "");
}

#[test]
fn another_prefix_clears_the_old_one_first() {
    let (mut pump, mut session, before, now) = announcing();
    pump.registry.set_announcement_prefix("ha/").expect("it fits");
    let after = announced(&mut session, &mut pump, now);
    assert_eq!(after.len(), 2 * before.len());
    let (cleared, anew) = after.split_at(before.len());
    assert!(cleared.iter().all(|message| message.topic.starts_with("homeassistant/") && message.payload.is_empty()));
    assert!(anew.iter().all(|message| message.topic.starts_with("ha/") && !message.payload.is_empty()));
}

#[test]
fn a_prefix_with_a_wildcard_is_not_used() {
    let mut pump = HeatPump::default();
    pump.registry.set_announced_to_home_assistant(true);
    pump.registry.set_announcement_prefix("ha/#").expect("it fits");
    let (_, messages, _) = connected(&mut pump);
    assert!(messages.iter().all(|message| !message.topic.ends_with("/config")));
}

#[test]
fn what_was_announced_before_a_restart_is_cleared_after_it() {
    let (mut pump, _, before, _) = announcing();
    assert_eq!(pump.registry.announced_at(), "homeassistant/+/warmwell-WW0042");
    pump.registry.set_announced_to_home_assistant(false);
    // Only the settings outlive a restart.
    let (_, messages, _) = connected(&mut pump);
    let cleared = messages.iter().filter(|message| message.topic.ends_with("/config"));
    assert_eq!(cleared.filter(|message| message.payload.is_empty()).count(), before.len());
}

#[test]
fn a_new_connection_announces_everything_again() {
    let (mut pump, _, before, _) = announcing();
    let (_, messages, _) = connected(&mut pump);
    let again: Vec<_> = messages.into_iter().filter(|message| message.topic.ends_with("/config")).collect();
    assert_eq!(again, before);
}

#[test]
fn when_home_assistant_starts_everything_is_announced_again() {
    let (mut pump, mut session, before, mut now) = announcing();
    assert!(session.subscriptions().any(|filter| filter == "homeassistant/status"));
    let mut hear = |payload: &str, retained, session: &mut mqtt::Session| {
        let (mut topic, mut room) = ([0; 64], [0; 64]);
        let mut frame = Frame::new(&mut topic, &mut room);
        let mut payload = payload.as_bytes().to_vec();
        let answered =
            session.message(&mut device_ref(&mut pump), "homeassistant/status", &mut payload, retained, &mut frame);
        assert_eq!(answered, None);
        now += 60_000;
        announced(session, &mut pump, now)
    };
    for (payload, retained) in [("offline", false), ("online", true), ("true", false)] {
        assert_eq!(hear(payload, retained, &mut session), [], "{payload}");
    }
    assert_eq!(hear("online", false, &mut session), before);
}

/// The heat pump in another style, and all that it sends in going over to it.
fn in_style(style: AnnounceStyle) -> (HeatPump, mqtt::Session, Vec<Message>, u64) {
    let (mut pump, mut session, _, now) = announcing();
    pump.registry.set_announce_style(style);
    let all = announced(&mut session, &mut pump, now);
    (pump, session, all, now + 60_000)
}

const DEVICE: &str = "homeassistant/device/warmwell-WW0042/config";

#[test]
fn one_message_has_the_device_and_each_entity_as_it_would_be_alone() {
    let (_, _, before, _) = announcing();
    let (_, _, all, _) = in_style(AnnounceStyle::Device);
    let whole: Value = serde_json::from_str(&all.last().expect("the message").payload).expect("it is JSON");
    assert_eq!(whole["cmps"].as_object().expect("components").len(), before.len());
    for message in &before {
        let mut alone: Value = serde_json::from_str(&message.payload).expect("it is JSON");
        let (component, id) = match message.topic.split('/').collect::<Vec<_>>()[..] {
            [_, component, _, id, _] => (component, id),
            _ => panic!("{}", message.topic),
        };
        let full = |member: &Value| member.as_str().map(|topic| topic.replacen('~', "heating/WW0042", 1));
        for (name, shared) in [("o", "o"), ("dev", "dev"), ("avty_t", "avty_t")] {
            let own = alone.as_object_mut().and_then(|alone| alone.remove(name)).expect("each has it");
            assert_eq!(full(&own).map_or(own, Value::from), whole[shared], "{name}");
        }
        for topic in ["stat_t", "cmd_t"] {
            if let Some(full) = full(&alone[topic]) {
                alone[topic] = full.into();
            }
        }
        alone.as_object_mut().and_then(|alone| alone.remove("~"));
        alone["p"] = component.into();
        assert_eq!(whole["cmps"][id], alone, "{id}");
    }
}

#[test]
fn another_style_takes_over_what_the_former_one_made() {
    let (_, _, before, _) = announcing();
    let (mut pump, mut session, all, now) = in_style(AnnounceStyle::Device);
    let [migrated, cleared, anew] = parts(&all, before.len());
    assert!(migrated.iter().all(|message| !message.retain && message.payload == "{\"migrate_discovery\":true}"));
    assert!(cleared.iter().all(|message| message.retain && message.payload.is_empty()));
    let topics = |messages: &[Message]| messages.iter().map(|message| message.topic.clone()).collect::<Vec<_>>();
    assert_eq!((topics(migrated), topics(cleared)), (topics(&before), topics(&before)));
    assert_eq!(topics(anew), [DEVICE]);
    assert!(anew.iter().all(|message| message.retain));
    assert_eq!(pump.registry.announced_at(), "homeassistant/device/warmwell-WW0042");

    pump.registry.set_announce_style(AnnounceStyle::Entity);
    let back = announced(&mut session, &mut pump, now);
    let [migrated, cleared, anew] = parts(&back, 1);
    assert_eq!((topics(migrated), topics(cleared)), (vec![DEVICE.to_owned()], vec![DEVICE.to_owned()]));
    assert_eq!(anew, before);
}

/// The first and the second so many, and the rest.
fn parts(messages: &[Message], count: usize) -> [&[Message]; 3] {
    let (first, rest) = messages.split_at(count);
    let (second, rest) = rest.split_at(count);
    [first, second, rest]
}

#[test]
fn children_are_categories_and_no_entity_is_lost() {
    let (mut pump, mut session, _, now) = in_style(AnnounceStyle::Device);
    pump.registry.set_announce_style(AnnounceStyle::DeviceWithChildren);
    let all = announced(&mut session, &mut pump, now);
    let [message] = all.as_slice() else { panic!("{} messages", all.len()) };
    assert_eq!(message.topic, DEVICE);
    let whole: Value = serde_json::from_str(&message.payload).expect("it is JSON");
    let children = whole["cdevs"].as_array().expect("children");
    let of = |child: &Value| (child["ids"][0].clone(), child["name"].clone());
    let names = ["Nameplate", "Setting", "Reading", "Action"];
    let expected = names.map(|name| (json!(format!("warmwell-WW0042_{name}")), json!(name)));
    assert_eq!(children.iter().map(of).collect::<Vec<_>>(), expected);
    let count = |child: &Value| child["cmps"].as_object().map_or(0, serde_json::Map::len);
    assert_eq!(children.iter().map(count).sum::<usize>(), announcing().2.len());
    assert_eq!(whole.get("cmps"), None);
}

#[test]
fn where_the_broker_takes_no_message_of_that_length_entities_are_announced() {
    for (most, topics) in [(2048, announcing().2.len()), (1_000_000, 1)] {
        let mut pump = HeatPump::default();
        pump.registry.set_announced_to_home_assistant(true);
        pump.registry.set_announce_style(AnnounceStyle::Device);
        let mut session = mqtt::Session::new();
        session.connect_info(&device_ref(&mut pump));
        session.limit(Some(most));
        session.start(&mut device_ref(&mut pump), 0);
        assert_eq!(announced(&mut session, &mut pump, 0).len(), topics, "{most}");
    }
}

/// What the session answers to a message on a topic of announcements.
fn heard(session: &mut mqtt::Session, pump: &mut HeatPump, topic: &str, text: &str, retained: bool) -> Option<Message> {
    let (mut topic_room, mut room) = ([0; 256], [0; 8192]);
    let mut frame = Frame::new(&mut topic_room, &mut room);
    let answer = session.message(&mut device_ref(pump), topic, &mut text.as_bytes().to_vec(), retained, &mut frame)?;
    let text = |text: Option<&str>| text.expect("it fits").to_owned();
    let (topic, payload) = (text(frame.topic.as_str()), text(frame.payload.as_str()));
    Some(Message { topic, payload, qos: 0, retain: answer.retain })
}

#[test]
fn what_an_older_firmware_announced_is_cleared_once() {
    let (mut pump, mut session, before, _) = announcing();
    let filter = "homeassistant/+/warmwell-WW0042/+/config";
    session.connect_info(&device_ref(&mut pump));
    assert_eq!(session.subscriptions().nth(2), Some(filter));
    // What the broker has kept: one that is no longer there, one that has become another kind, one of today.
    for (topic, expected) in [
        ("homeassistant/sensor/warmwell-WW0042/oldKey/config", true),
        ("homeassistant/switch/warmwell-WW0042/flow/config", true),
        ("homeassistant/sensor/warmwell-WW0042/flow/config", false),
        ("homeassistant/sensor/warmwell-WW00421/oldKey/config", false),
    ] {
        let answer = heard(&mut session, &mut pump, topic, "{}", true);
        let cleared = Message { topic: topic.to_owned(), payload: String::new(), qos: 0, retain: true };
        assert_eq!(answer, expected.then_some(cleared), "{topic}");
    }
    // Its own last one comes back. That the others are gone it sees at the next connection, and asks no more after that.
    let last = before.last().expect("one");
    for subscribed in [Some(filter), None] {
        assert_eq!(heard(&mut session, &mut pump, &last.topic, &last.payload, false), None);
        session.connect_info(&device_ref(&mut pump));
        assert_eq!(session.subscriptions().nth(2), subscribed);
    }
    let stored = pump.registry.announced_at().to_owned();
    assert!(stored.starts_with("homeassistant/+/warmwell-WW0042 "), "{stored}");
    // Another firmware with other entities has another number.
    pump.registry.set_announced_at("homeassistant/+/warmwell-WW0042 00000000").expect("it fits");
    session.connect_info(&device_ref(&mut pump));
    assert_eq!(session.subscriptions().nth(2), Some(filter));
}

#[test]
fn components_of_an_older_firmware_are_removed_from_the_message_of_the_device() {
    let (mut pump, mut session, _, now) = in_style(AnnounceStyle::Device);
    session.connect_info(&device_ref(&mut pump));
    session.start(&mut device_ref(&mut pump), now);
    let old = json!({ "cmps": { "flow": { "p": "sensor" }, "old": { "p": "button", "name": "Old" } } }).to_string();
    let removal = heard(&mut session, &mut pump, DEVICE, &old, true).expect("a removal");
    let removal_json: Value = serde_json::from_str(&removal.payload).expect("it is JSON");
    assert_eq!((removal.topic.as_str(), removal.retain), (DEVICE, false));
    assert_eq!(removal_json["cmps"], json!({ "old": { "p": "button" } }));
    assert_eq!(removal_json["dev"]["ids"], json!(["warmwell-WW0042"]));
    // The message without them follows. At the next connection the broker has that one, and the search ends.
    let all = announced(&mut session, &mut pump, now);
    let [anew] = all.as_slice() else { panic!("{} messages", all.len()) };
    for subscribed in [Some(DEVICE), None] {
        assert_eq!(heard(&mut session, &mut pump, DEVICE, &anew.payload, false), None);
        session.connect_info(&device_ref(&mut pump));
        assert_eq!(session.subscriptions().nth(2), subscribed);
        assert_eq!(heard(&mut session, &mut pump, DEVICE, &anew.payload, true), None);
    }
}

#[test]
fn a_message_of_a_device_that_is_far_too_long_is_not_looked_through() {
    let (mut pump, mut session, _, now) = in_style(AnnounceStyle::Device);
    session.connect_info(&device_ref(&mut pump));
    session.start(&mut device_ref(&mut pump), now);
    let one = |number| format!("\"k{number}\":{{\"p\":\"sensor\"}}");
    let of = |count: usize| format!("{{\"cmps\":{{{}}}}}", (0..count).map(one).collect::<Vec<_>>().join(","));
    // Of many it removes some, as many as an older firmware may have had; of more than that it does not even begin.
    let some = heard(&mut session, &mut pump, DEVICE, &of(10_000), true).expect("a removal");
    let some: Value = serde_json::from_str(&some.payload).expect("it is JSON");
    let removed = some["cmps"].as_object().map_or(0, serde_json::Map::len);
    assert!((100..300).contains(&removed), "{removed}");
    assert_eq!(heard(&mut session, &mut pump, DEVICE, &of(100_000), true), None);
}
