//! Which device this is, how it is found, which pages may set it, and what it tells of its settings.

use super::{
    role::{Is, Needs, Part, keys, single},
    template::read as template,
};
use crate::{
    diagnostic::{Path, Report},
    model::{Discovery, KeyId, Pages, SettingsKeys, Spec, Template, TemplatePart},
    raw::{Raw, RawDiscovery, RawPages, RawSettings},
};

fn section(name: &str) -> Path {
    Path::section("device").key(name)
}

pub(super) fn serial(raw: &Raw, spec: &Spec, report: &mut Report) -> Option<KeyId> {
    let key = &raw.device.identity.serial;
    let part = Part { field: "serial", key, access: Needs::Read, is: Is::Text(1), secret: false };
    single(&part, &section("identity").key("serial"), raw, spec, report)
}

pub(super) fn uptime(raw: &Raw, spec: &Spec, report: &mut Report) -> Option<KeyId> {
    let key = &raw.device.clock.uptime;
    let part = Part { field: "uptime", key, access: Needs::Read, is: Is::When, secret: false };
    single(&part, &section("clock").key("uptime"), raw, spec, report)
}

pub(super) fn restart(raw: &Raw, spec: &Spec, report: &mut Report) -> Option<KeyId> {
    let key = &raw.device.restart;
    let part = Part { field: "restart", key, access: Needs::Do, is: Is::Switch, secret: false };
    single(&part, &section("restart"), raw, spec, report)
}

pub(super) fn settings(given: &RawSettings, raw: &Raw, spec: &Spec, report: &mut Report) -> Option<SettingsKeys> {
    let part = |field, key, access, is| Part { field, key, access, is, secret: false };
    let parts = [part("lost", &given.lost, Needs::Do, Is::Bool), part("seen", &given.seen, Needs::Kept, Is::Count)];
    let [lost, seen] = keys(&section("settings"), parts, raw, spec, report)?;
    Some(SettingsKeys { lost, seen })
}

pub(super) fn pages(given: &RawPages, raw: &Raw, spec: &Spec, report: &mut Report) -> Option<Pages> {
    let part = |field, key, is| Part { field, key, access: Needs::Set, is, secret: false };
    let parts = [part("allowed", &given.allowed, Is::Texts), part("any", &given.any, Is::Bool)];
    let [allowed, any] = keys(&section("http").key("pages"), parts, raw, spec, report)?;
    Some(Pages { allowed, any })
}

pub(super) fn discovery(
    given: &RawDiscovery,
    serial: Option<KeyId>,
    raw: &Raw,
    spec: &Spec,
    report: &mut Report,
) -> Discovery {
    let path = section("discovery");
    let name = TemplatePart::Text(raw.device.name.clone().unwrap_or_default());
    let own_name = match serial {
        Some(serial) => vec![name, TemplatePart::Text("-".to_owned()), TemplatePart::Key(serial)],
        None => vec![name],
    };
    let mut text = |given: &str, path: &Path| template(given, path, raw, spec, report);
    let instance = given.instance.as_ref().map(|given| text(given, &path.key("instance")));
    let host = given.host.as_ref().map(|given| text(given, &path.key("host")));
    let services = given.services.as_ref().map(|services| {
        let place = path.key("services");
        services.iter().enumerate().map(|(index, service)| text(service, &place.index(index))).collect()
    });
    let texts = given.texts.iter().flatten();
    Discovery {
        texts: texts.map(|(name, value)| (name.clone(), text(value, &path.key("texts").key(name)))).collect(),
        instance: instance.unwrap_or(Template(own_name)),
        host: host.unwrap_or(Template(Vec::new())),
        services: services.unwrap_or_else(|| vec![Template(vec![TemplatePart::Text("_http".to_owned())])]),
    }
}
