//! The tables: one row a key, and all else that the spec says of a device.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::describe;
use super::home_assistant;
use super::index;
use super::layout::{Class, Layout};
use super::name::{alias, doc, ident};
use super::roles;
use super::value;
use crate::model::{Access, Device, Key, KeyId, PERSIST_MS, Secret, Spec, Template, TemplatePart, Type, Value};

/// `enum Key`, in device order.
pub(super) fn key_enum(spec: &Spec) -> TokenStream {
    let names: Vec<_> = spec.keys.iter().map(|key| ident(&key.short)).collect();
    let docs = spec.keys.iter().map(|key| doc(key.texts.first().map_or("", |text| &text.title)));
    let aliases = spec.keys.iter().map(|key| alias(&key.short, &key.name));
    let count = spec.keys.len();
    quote! {
        /// Every key, in device order.
        #[allow(non_camel_case_types)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Key { #(#[doc = #docs] #aliases #names,)* }

        impl Key {
            /// How many keys there are.
            pub const COUNT: usize = #count;

            /// Every key, in device order.
            pub const ALL: [Self; #count] = [#(Self::#names),*];

            /// The key's place in device order.
            pub const fn id(self) -> ::keywright::KeyId {
                ::keywright::KeyId(self as u16)
            }

            /// The key on the wire.
            pub fn name(self) -> &'static str {
                TABLES.info(self.id()).map_or("", ::keywright::KeyInfo::name)
            }

            /// The key of this name on the wire.
            pub fn from_name(name: &str) -> ::core::option::Option<Self> {
                let id = TABLES.find(name)?;
                Self::ALL.get(id.index()).copied()
            }
        }
    }
}

pub(super) fn emit(spec: &Spec, layout: &Layout) -> TokenStream {
    let rows = layout.keys(spec).map(|(_, key, place)| {
        let member = format!("\"{}\":", key.short);
        let (class, slot, rule, pace, flags) =
            (place.class.variant(), place.slot, place.rule, place.pace, flags(key, place.nullable));
        quote!(::keywright::KeyInfo { member: #member, class: #class, pace: #pace, slot: #slot, rule: #rule, flags: ::keywright::Flags(#flags) })
    });
    let (count, rules) = (spec.keys.len(), &layout.rules);
    let (rule_count, paces) = (rules.len(), &layout.paces);
    let deadbands = layout.keys(spec).filter_map(|(index, key, _)| {
        let (index, least) = (index as u16, Literal::f64_suffixed(key.deadband?));
        Some(quote!(::keywright::Deadband { key: ::keywright::KeyId(#index), least: #least }))
    });
    let names: Vec<&str> = spec.keys.iter().map(|key| key.short.as_str()).collect();
    let index::Index { basis, seeds, slots, shift } = index::build(&names);
    let texts = texts(spec, layout);
    let defaults = defaults(spec, layout);
    let errors = errors(spec);
    let http = http(spec);
    let mqtt = mqtt(spec);
    let storage = storage(spec);
    let Device { serial, uptime, restart, .. } = &spec.device;
    let [serial, uptime, restart] = [serial, uptime, restart].map(|key| optional_key(*key));
    let discovery = roles::discovery(spec);
    let (home_assistant, announced) = home_assistant::emit(spec);
    let languages = &spec.device.languages;
    let descriptions = describe::emit(spec);
    quote! {
        static KEYS: [::keywright::KeyInfo; #count] = [#(#rows),*];
        static RULES: [::keywright::Rule; #rule_count] = [#(#rules),*];
        #texts
        #descriptions
        #announced

        /// What the spec says of this device.
        pub static TABLES: ::keywright::Tables = ::keywright::Tables {
            keys: &KEYS,
            rules: &RULES,
            index: ::keywright::Index { basis: #basis, seeds: &[#(#seeds),*], slots: &[#(#slots),*], shift: #shift },
            texts: &TEXTS,
            defaults: #defaults,
            paces: &[#(#paces),*],
            deadbands: &[#(#deadbands),*],
            errors: #errors,
            http: #http,
            mqtt: #mqtt,
            storage: #storage,
            serial: #serial,
            uptime: #uptime,
            restart: #restart,
            discovery: #discovery,
            home_assistant: ::keywright::if_announced(#home_assistant),
            languages: &[#(#languages),*],
            descriptions: ::keywright::if_described(DESCRIPTIONS),
        };
    }
}

/// The runtime's `Flags`, bit for bit.
fn flags(key: &Key, nullable: bool) -> u16 {
    let takes_text = match key.written() {
        Type::Optional(inner) => matches!(**inner, Type::Text(_)),
        Type::Either(a, b) => matches!(**a, Type::Text(_)) || matches!(**b, Type::Text(_)),
        other => matches!(other, Type::Text(_)),
    };
    let bits = [
        key.access != Access::Write,
        key.access != Access::Read,
        key.is_command(),
        nullable,
        key.default.is_some(),
        key.persist,
        key.is_secret(),
        key.reboot,
        key.http,
        key.mqtt,
        takes_text,
        key.secret == Secret::UrlPassword,
        key.secret == Secret::Written,
        key.persist_twice,
    ];
    bits.iter().enumerate().fold(0, |flags, (bit, set)| flags | u16::from(*set) << bit)
}

fn texts(spec: &Spec, layout: &Layout) -> TokenStream {
    let mut offset = 0u32;
    let slots: Vec<_> = layout
        .keys(spec)
        .filter_map(|(_, key, place)| match place.class {
            Class::Text(capacity) | Class::Json(capacity) => {
                let at = offset;
                offset += capacity;
                let capacity = capacity as u16;
                let default = if let Some(Value::Text(text)) = &key.default { text.as_str() } else { "" };
                Some(quote!(::keywright::TextSlot { offset: #at, capacity: #capacity, default: #default }))
            }
            _ => None,
        })
        .collect();
    let (count, arena) = (slots.len(), offset as usize);
    quote! {
        static TEXTS: [::keywright::TextSlot; #count] = [#(#slots),*];
        const ARENA: usize = #arena;
    }
}

/// The values of a new device, in the fields of the runtime's `Values`.
fn defaults(spec: &Spec, layout: &Layout) -> TokenStream {
    let pools = pools(spec, layout).into_iter().map(|(name, values)| quote!(#name: &[#(#values),*]));
    let nulls = nulls(spec, layout);
    quote!(::keywright::Values { #(#pools,)* arena: &[], lengths: &[], nulls: &[#(#nulls),*] })
}

/// Name and values of each pool.
pub(super) fn pools(spec: &Spec, layout: &Layout) -> Vec<(proc_macro2::Ident, Vec<TokenStream>)> {
    let mut pools: Vec<_> = ["bool", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f32", "f64"]
        .map(|name| (ident(name), Vec::new()))
        .into();
    for (_, key, place) in layout.keys(spec) {
        let default = key.default.as_ref();
        let (name, value) = match place.class {
            Class::Bool => {
                let value = matches!(default, Some(Value::Bool(true)));
                ("bool", quote!(#value))
            }
            Class::Int(kind) => {
                let value = Literal::i128_unsuffixed(value::integer(spec, &key.read, default));
                (kind.rust_name(), quote!(#value))
            }
            Class::F32 => {
                let value = Literal::f32_suffixed(value::float(default) as f32);
                ("f32", quote!(#value))
            }
            Class::F64 => {
                let value = Literal::f64_suffixed(value::float(default));
                ("f64", quote!(#value))
            }
            Class::Text(_) | Class::Json(_) | Class::Structure | Class::Nothing => continue,
        };
        if let Some((_, values)) = pools.iter_mut().find(|(pool, _)| pool == name) {
            values.push(value);
        }
    }
    pools
}

/// Which keys begin as `null`, one bit each.
pub(super) fn nulls(spec: &Spec, layout: &Layout) -> Vec<u32> {
    let mut words = vec![0u32; layout.words];
    for (index, key, place) in layout.keys(spec) {
        let null = place.nullable && matches!(key.default, None | Some(Value::Null));
        if null && place.class != Class::Structure {
            words[index / 32] |= 1 << (index % 32);
        }
    }
    words
}

fn errors(spec: &Spec) -> TokenStream {
    let texts = &spec.device.errors;
    let fields = [
        ("invalid_json", &texts.invalid_json),
        ("wrong_type", &texts.wrong_type),
        ("out_of_range", &texts.out_of_range),
        ("too_long", &texts.too_long),
        ("pattern", &texts.pattern),
        ("read_only", &texts.read_only),
        ("unknown_key", &texts.unknown_key),
        ("did_you_mean", &texts.did_you_mean),
        ("locked", &texts.locked),
        ("unknown_field", &texts.unknown_field),
        ("missing_field", &texts.missing_field),
    ]
    .map(|(name, text)| {
        let name = ident(name);
        let parts = error_parts(text);
        quote!(#name: &[#(#parts),*])
    });
    quote!(::keywright::ErrorTexts { #(#fields),* })
}

fn error_parts(text: &str) -> Vec<TokenStream> {
    const PLACEHOLDERS: [(&str, &str); 7] = [
        ("{value}", "Value"),
        ("{type}", "Type"),
        ("{limit}", "Limit"),
        ("{reason}", "Reason"),
        ("{near}", "Near"),
        ("{by}", "By"),
        ("{field}", "Field"),
    ];
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((at, placeholder, part)) = PLACEHOLDERS
        .iter()
        .filter_map(|(placeholder, part)| rest.find(placeholder).map(|at| (at, placeholder, part)))
        .min()
    {
        let (before, after) = rest.split_at(at);
        if !before.is_empty() {
            parts.push(quote!(::keywright::Part::Text(#before)));
        }
        let part = ident(part);
        parts.push(quote!(::keywright::Part::#part));
        rest = after.strip_prefix(placeholder).unwrap_or_default();
    }
    if !rest.is_empty() {
        parts.push(quote!(::keywright::Part::Text(#rest)));
    }
    parts
}

pub(super) fn optional_key(key: Option<KeyId>) -> TokenStream {
    match key {
        Some(KeyId(index)) => {
            let index = index as u16;
            quote!(::core::option::Option::Some(::keywright::KeyId(#index)))
        }
        None => quote!(::core::option::Option::None),
    }
}

pub(super) fn template(template: &Template) -> TokenStream {
    let parts = template.0.iter().map(|part| match part {
        TemplatePart::Text(text) => quote!(::keywright::Part::Text(#text)),
        TemplatePart::Key(KeyId(index)) => {
            let index = *index as u16;
            quote!(::keywright::Part::Key(::keywright::KeyId(#index)))
        }
    });
    quote!(&[#(#parts),*])
}

fn http(spec: &Spec) -> TokenStream {
    let http = &spec.device.http;
    let (base, disabled_status, disabled_text) = (&http.base, http.disabled_status, &http.disabled_text);
    let refused_status = http.refused_status;
    let (unquoted_strings, quoted_values) = (http.unquoted_strings, http.quoted_values);
    let enabled_by = optional_key(http.enabled_by);
    let (password, pages) = (roles::password(http, spec), roles::pages(http));
    quote!(::keywright::HttpInfo {
        base: #base,
        enabled_by: #enabled_by,
        disabled_status: #disabled_status,
        disabled_text: #disabled_text,
        refused_status: #refused_status,
        unquoted_strings: #unquoted_strings,
        quoted_values: #quoted_values,
        password: #password,
        pages: #pages,
    })
}

fn topic(layout: &str) -> TokenStream {
    let rest = layout.strip_prefix("{prefix}").unwrap_or(layout);
    let (before, after) = rest.split_once("{key}").unwrap_or((rest, ""));
    quote!(::keywright::Topic { before: #before, after: #after })
}

fn mqtt(spec: &Spec) -> TokenStream {
    let mqtt = &spec.device.mqtt;
    let [enabled_by, read_only_by, broker, prefix_key] =
        [mqtt.enabled_by, mqtt.read_only_by, mqtt.broker, mqtt.prefix_key].map(optional_key);
    let (prefix_default, client_id) = (template(&mqtt.prefix_default), template(&mqtt.client_id));
    let (value, set, result) = (topic(&mqtt.topics.value), topic(&mqtt.topics.set), topic(&mqtt.topics.result));
    let availability = mqtt.topics.availability.strip_prefix("{prefix}").unwrap_or(&mqtt.topics.availability);
    let (status, tls, test) = (roles::status(mqtt), roles::tls(mqtt), roles::test(mqtt, spec));
    let (batch, retain, qos, success) = (mqtt.batch, mqtt.retain, mqtt.qos, &mqtt.success);
    quote!(::keywright::MqttInfo {
        enabled_by: #enabled_by,
        read_only_by: #read_only_by,
        broker: #broker,
        prefix_key: #prefix_key,
        prefix_default: #prefix_default,
        client_id: #client_id,
        value: #value,
        set: #set,
        result: #result,
        availability: #availability,
        batch: #batch,
        retain: #retain,
        qos: #qos,
        success: #success,
        status: #status,
        tls: #tls,
        test: #test,
    })
}

/// Most paces of storing that a device can have; the runtime keeps a time for each.
const STORAGE_PACES: usize = 8;

fn storage(spec: &Spec) -> TokenStream {
    let stored = || spec.keys.iter().enumerate().filter(|(_, key)| key.persist);
    let mut paces: Vec<u32> = stored().map(|(_, key)| key.persist_ms.max(PERSIST_MS)).chain([PERSIST_MS]).collect();
    paces.sort_unstable();
    paces.dedup();
    paces.truncate(STORAGE_PACES);
    let slow = stored().filter_map(|(index, key)| {
        let pace = paces.iter().rposition(|pace| *pace <= key.persist_ms).filter(|pace| *pace > 0)? as u8;
        let index = index as u16;
        Some(quote!((::keywright::KeyId(#index), #pace)))
    });
    let damage = roles::damage(spec);
    quote!(::keywright::StorageInfo { paces: &[#(#paces),*], slow: &[#(#slow),*], damage: #damage })
}
