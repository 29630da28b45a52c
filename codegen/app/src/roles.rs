//! What the App's code says of roles: `R.mqtt_broker` is the key that holds the broker's URL, or `null` where the device
//! has none.

use keywright_codegen::Spec;
use keywright_codegen::model::{KeyId, MqttTest, NamedKind, Password, Type};

/// Every role, with what stands for it in JavaScript.
pub fn all(spec: &Spec) -> Vec<(&'static str, String)> {
    let device = &spec.device;
    let (http, mqtt) = (&device.http, &device.mqtt);
    // A browser cannot reach a key that is not on HTTP.
    let key = |id: Option<KeyId>| match id.map(|id| spec.key(id)).filter(|key| key.http) {
        Some(key) => format!("{:?}", key.short),
        None => "null".to_owned(),
    };
    let value = |id: Option<KeyId>, name: &str| match id.map(|id| &spec.key(id).read) {
        Some(Type::Named(ty)) => match &spec.named(*ty).kind {
            NamedKind::Enum { values, .. } => values.iter().find(|value| value.name == name).map(|value| value.value),
            _ => None,
        },
        _ => None,
    };
    let number = |id, name| value(id, name).map_or_else(|| "null".to_owned(), |value| value.to_string());
    let (password, status, tls, test) = (http.password, mqtt.status, mqtt.tls, mqtt.test);
    let announced = mqtt.home_assistant.as_ref();
    let asked_for = password.map(|keys| keys.asked_for);
    let state = test.map(|keys| keys.state);
    let [_, writes, everything] = Password::ASKED_FOR;
    let [_, _, succeeded, failed] = MqttTest::STATES;
    vec![
        ("uptime", key(device.uptime)),
        ("settings_lost", key(device.settings.map(|keys| keys.lost))),
        ("http_enabled", key(http.enabled_by)),
        ("password", key(password.map(|keys| keys.key))),
        ("password_asked_for", key(asked_for)),
        ("password_for_writes", number(asked_for, writes)),
        ("password_for_everything", number(asked_for, everything)),
        ("pages_allowed", key(http.pages.map(|keys| keys.allowed))),
        ("pages_any", key(http.pages.map(|keys| keys.any))),
        ("mqtt_enabled", key(mqtt.enabled_by)),
        ("mqtt_read_only", key(mqtt.read_only_by)),
        ("mqtt_broker", key(mqtt.broker)),
        ("mqtt_prefix", key(mqtt.prefix_key)),
        ("mqtt_started", key(status.map(|keys| keys.started))),
        ("mqtt_connected", key(status.map(|keys| keys.connected))),
        ("mqtt_connected_at", key(status.map(|keys| keys.connected_at))),
        ("mqtt_last_error", key(status.map(|keys| keys.last_error))),
        ("mqtt_last_error_at", key(status.map(|keys| keys.last_error_at))),
        ("tls_system_store", key(tls.map(|keys| keys.system_store))),
        ("tls_certificate", key(tls.map(|keys| keys.certificate))),
        ("tls_skip_name", key(tls.map(|keys| keys.skip_name))),
        ("tls_skip_verification", key(tls.map(|keys| keys.skip_verification))),
        ("tls_client_key", key(tls.map(|keys| keys.client_key))),
        ("tls_client_certificate", key(tls.map(|keys| keys.client_certificate))),
        ("test_run", key(test.map(|keys| keys.run))),
        ("test_state", key(state)),
        ("test_succeeded", number(state, succeeded)),
        ("test_failed", number(state, failed)),
        ("test_reason", key(test.map(|keys| keys.reason))),
        ("home_assistant_enabled", key(announced.and_then(|info| info.enabled_by))),
        ("home_assistant_style", key(announced.and_then(|info| info.style_by))),
        ("home_assistant_language", key(announced.and_then(|info| info.language_by))),
        ("home_assistant_prefix", key(announced.and_then(|info| info.prefix_key))),
    ]
}
