//! The names of a spec with errors.

use std::collections::HashSet;

use crate::{
    diagnostic::{Code, Report},
    model::{Category, CategoryKind, Limits, NamedKind, Spec, Template},
    rust_names,
};

/// Mistakes after which no Rust can be made that would not be wrong itself.
const HOPELESS: [Code; 14] = [
    Code::EitherKinds,
    Code::EitherRead,
    Code::EnumDuplicate,
    Code::EnumEmpty,
    Code::EnumRange,
    Code::EnumRepr,
    Code::EnumValue,
    Code::FieldDuplicate,
    Code::FieldName,
    Code::FlagBit,
    Code::ObjectEmpty,
    Code::RecursiveType,
    Code::TypeName,
    Code::ValueName,
];

/// Takes out of a spec what its errors may have spoilt, and leaves the names. [`None`] when too much is wrong.
pub(crate) fn names(mut spec: Spec, report: &Report) -> Option<Spec> {
    if report.errors().any(|code| HOPELESS.contains(&code)) {
        return None;
    }
    let mut seen = HashSet::new();
    spec.keys.retain(|key| {
        rust_names::is_identifier(&key.short)
            && !rust_names::is_generated_key(&key.short)
            && rust_names::is_snake_case(&key.name)
            && rust_names::is_identifier(&key.name)
            && !rust_names::is_method_of_generated(&key.name)
            && seen.insert(key.short.clone())
            && (key.short == key.name || seen.insert(key.name.clone()))
    });
    for key in &mut spec.keys {
        key.category = 0;
        key.limits = Limits::default();
        key.default = None;
        key.example = None;
        key.deadband = None;
    }
    for named in &mut spec.types {
        match &mut named.kind {
            NamedKind::Object { fields, .. } => {
                for field in fields {
                    field.limits = Limits::default();
                }
            }
            NamedKind::Enum { values, .. } | NamedKind::Flags { values, .. } if values.is_empty() => return None,
            NamedKind::Enum { .. } | NamedKind::Flags { .. } => {}
        }
    }
    // Ids of keys no longer hold.
    let device = &mut spec.device;
    device.categories = vec![Category { name: String::new(), kind: CategoryKind::Other }];
    (device.http.enabled_by, device.http.password, device.http.pages) = (None, None, None);
    (device.serial, device.uptime, device.restart) = (None, None, None);
    (device.settings, device.discovery) = (None, None);
    let mqtt = &mut device.mqtt;
    (mqtt.enabled_by, mqtt.read_only_by, mqtt.broker, mqtt.prefix_key) = (None, None, None, None);
    (mqtt.status, mqtt.tls, mqtt.test, mqtt.home_assistant) = (None, None, None, None);
    (mqtt.prefix_default, mqtt.client_id) = (Template(Vec::new()), Template(Vec::new()));
    Some(spec)
}
