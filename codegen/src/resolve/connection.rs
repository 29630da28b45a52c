//! The keys that tell of the connection to the broker, encrypt it, and test it.

use super::role::{Is, Needs, Part, keys};
use crate::{
    diagnostic::{Path, Report},
    model::{MqttStatus, MqttTest, MqttTls, Spec},
    raw::{Raw, RawMqttStatus, RawMqttTest, RawMqttTls},
};

/// Bytes that an error takes in words.
const ERROR: u32 = 128;

fn section(name: &str) -> Path {
    Path::section("device").key("mqtt").key(name)
}

pub(super) fn status(given: &RawMqttStatus, raw: &Raw, spec: &Spec, report: &mut Report) -> Option<MqttStatus> {
    let part = |field, key, is| Part { field, key, access: Needs::Read, is, secret: false };
    let parts = [
        part("started", &given.started, Is::Bool),
        part("connected", &given.connected, Is::Bool),
        part("connected_at", &given.connected_at, Is::When),
        part("last_error", &given.last_error, Is::Text(ERROR)),
        part("last_error_at", &given.last_error_at, Is::When),
    ];
    let [started, connected, connected_at, last_error, last_error_at] =
        keys(&section("status"), parts, raw, spec, report)?;
    Some(MqttStatus { started, connected, connected_at, last_error, last_error_at })
}

pub(super) fn tls(given: &RawMqttTls, raw: &Raw, spec: &Spec, report: &mut Report) -> Option<MqttTls> {
    let part = |field, key, is, secret| Part { field, key, access: Needs::Set, is, secret };
    let parts = [
        part("system_store", &given.system_store, Is::Bool, false),
        part("certificate", &given.certificate, Is::Text(1), false),
        part("skip_name", &given.skip_name, Is::Bool, false),
        part("skip_verification", &given.skip_verification, Is::Bool, false),
        part("client_key", &given.client_key, Is::Text(1), true),
        part("client_certificate", &given.client_certificate, Is::Text(1), false),
    ];
    let [system_store, certificate, skip_name, skip_verification, client_key, client_certificate] =
        keys(&section("tls"), parts, raw, spec, report)?;
    Some(MqttTls { system_store, certificate, skip_name, skip_verification, client_key, client_certificate })
}

pub(super) fn test(given: &RawMqttTest, raw: &Raw, spec: &Spec, report: &mut Report) -> Option<MqttTest> {
    let part = |field, key, access, is| Part { field, key, access, is, secret: false };
    let parts = [
        part("run", &given.run, Needs::Do, Is::Bool),
        part("state", &given.state, Needs::Read, Is::OneOf(&MqttTest::STATES)),
        part("reason", &given.reason, Needs::Read, Is::Text(ERROR)),
    ];
    let [run, state, reason] = keys(&section("test"), parts, raw, spec, report)?;
    Some(MqttTest { run, state, reason })
}
