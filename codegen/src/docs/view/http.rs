use super::call::Request;
use super::context::DocContext;
use crate::docs::example::HttpExamples;
use crate::docs::{address, markdown};
use crate::model::{Discovery, Spec};

/// The page on HTTP.
pub struct HttpPage {
    pub device: String,
    pub base: String,
    pub enabled_by: Option<String>,
    pub disabled_status: u16,
    pub disabled_text: String,
    pub refused_status: u16,
    pub unquoted: bool,
    /// Links to the keys of the password, if the device asks for one.
    pub password: Option<PasswordLinks>,
    /// Links to the keys that let web pages of other sites set the device, if there are any.
    pub pages: Option<PageLinks>,
    /// How the device is found on the local network, if it is.
    pub discovery: Option<DiscoveryView>,
    /// A link to the key that names lost settings, if there is one.
    pub settings_lost: Option<String>,
    pub languages: Vec<String>,
    pub examples: Requests,
    pub errors: Vec<ErrorRow>,
    /// Links to the keys that HTTP does not have.
    pub not_here: Vec<String>,
}

/// Links to the keys of the password.
pub struct PasswordLinks {
    pub key: String,
    pub asked_for: String,
}

/// Links to the keys that let web pages of other sites set the device.
pub struct PageLinks {
    pub allowed: String,
    pub any: String,
}

/// How the device is found on the local network.
pub struct DiscoveryView {
    pub instance: String,
    pub services: Vec<String>,
    /// Names and values.
    pub texts: Vec<(String, String)>,
}

impl DiscoveryView {
    fn of(spec: &Spec, discovery: &Discovery) -> Self {
        let form = |template| markdown::code(&address::template_form(spec, template));
        let service = |template| markdown::code(&format!("{}._tcp", address::template_form(spec, template)));
        Self {
            instance: form(&discovery.instance),
            services: discovery.services.iter().map(service).collect(),
            texts: discovery.texts.iter().map(|(name, text)| (markdown::code(name), form(text))).collect(),
        }
    }
}

/// See [`HttpExamples`].
pub struct Requests {
    pub all: Option<Request>,
    pub some: Option<Request>,
    pub some_encoded: Option<Request>,
    pub some_list: Option<Request>,
    pub empty_filter: Option<Request>,
    pub unknown_left_out: Option<Request>,
    pub set_one: Option<Request>,
    pub set_many: Option<Request>,
    pub set_none: Option<Request>,
    pub post: Option<Request>,
    pub quoted: Option<Request>,
    pub plus: Option<Request>,
    pub raw: Option<Request>,
    pub unquoted: Option<Request>,
    pub quoted_number: Option<Request>,
    pub null: Option<Request>,
    pub out_of_range: Option<Request>,
    pub read_only: Option<Request>,
    pub unknown: Option<Request>,
    pub mixed: Option<Request>,
    pub keys: Option<Request>,
    pub events: Option<Request>,
    pub disabled: Option<Request>,
}

/// A refusal and its text.
pub struct ErrorRow {
    pub kind: Refusal,
    pub text: String,
}

/// Why a write is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    InvalidJson,
    WrongType,
    OutOfRange,
    TooLong,
    Pattern,
    ReadOnly,
    UnknownKey,
    DidYouMean,
    Locked,
    UnknownField,
    MissingField,
}

/// The texts of refusals of the device, each with what it is for.
pub fn errors(context: &DocContext<'_>) -> Vec<ErrorRow> {
    let texts = &context.spec.device.errors;
    let rows = [
        (Refusal::InvalidJson, &texts.invalid_json),
        (Refusal::WrongType, &texts.wrong_type),
        (Refusal::OutOfRange, &texts.out_of_range),
        (Refusal::TooLong, &texts.too_long),
        (Refusal::Pattern, &texts.pattern),
        (Refusal::UnknownField, &texts.unknown_field),
        (Refusal::MissingField, &texts.missing_field),
        (Refusal::ReadOnly, &texts.read_only),
        (Refusal::Locked, &texts.locked),
        (Refusal::UnknownKey, &texts.unknown_key),
        (Refusal::DidYouMean, &texts.did_you_mean),
    ];
    rows.map(|(kind, text)| ErrorRow { kind, text: markdown::code(text) }).into()
}

impl HttpPage {
    pub fn of(context: &DocContext<'_>) -> Self {
        let device = &context.spec.device;
        let found = HttpExamples::of(context.spec);
        let not_here = context.documented().filter(|(_, key)| !key.http);
        Self {
            device: markdown::text(&device.name),
            base: device.http.base.clone(),
            enabled_by: context.link_to(device.http.enabled_by),
            disabled_status: device.http.disabled_status,
            disabled_text: markdown::code(&device.http.disabled_text),
            refused_status: device.http.refused_status,
            unquoted: device.http.unquoted_strings,
            password: device.http.password.map(|password| PasswordLinks {
                key: context.link(context.spec.key(password.key)),
                asked_for: context.link(context.spec.key(password.asked_for)),
            }),
            pages: device.http.pages.map(|pages| PageLinks {
                allowed: context.link(context.spec.key(pages.allowed)),
                any: context.link(context.spec.key(pages.any)),
            }),
            discovery: device.discovery.as_ref().map(|discovery| DiscoveryView::of(context.spec, discovery)),
            settings_lost: context.link_to(device.settings.map(|keys| keys.lost)),
            languages: device.languages.iter().map(|tag| markdown::code(tag)).collect(),
            examples: Requests {
                all: Request::of(&found.all),
                some: Request::of(&found.some),
                some_encoded: Request::of(&found.some_encoded),
                some_list: Request::of(&found.some_list),
                empty_filter: Request::of(&found.empty_filter),
                unknown_left_out: Request::of(&found.unknown_left_out),
                set_one: Request::of(&found.set_one),
                set_many: Request::of(&found.set_many),
                set_none: Request::of(&found.set_none),
                post: Request::of(&found.post),
                quoted: Request::of(&found.quoted),
                plus: Request::of(&found.plus),
                raw: Request::of(&found.raw),
                unquoted: Request::of(&found.unquoted),
                quoted_number: Request::of(&found.quoted_number),
                null: Request::of(&found.null),
                out_of_range: Request::of(&found.out_of_range),
                read_only: Request::of(&found.read_only),
                unknown: Request::of(&found.unknown),
                mixed: Request::of(&found.mixed),
                keys: Request::of(&found.keys),
                events: Request::of(&found.events),
                disabled: Request::of(&found.disabled),
            },
            errors: errors(context).into_iter().filter(|row| row.kind != Refusal::Locked).collect(),
            not_here: not_here.map(|(_, key)| context.link(key)).collect(),
        }
    }
}
