//! Values to write: right ones, nearly right ones and nonsense, for each key by its type.

use std::path::Path;
use std::sync::LazyLock;

use keywright_codegen::model::{Key, NamedKind, Spec, Type};
use keywright_codegen::{Source, load};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

/// A write to a key, which need not exist.
#[derive(Debug, Clone)]
pub struct Write {
    pub key: String,
    pub value: Vec<u8>,
}

static SPEC: LazyLock<Spec> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/spec.yaml");
    let source = Source::read(&path).expect("the spec can be read");
    load(&source).spec.expect("the spec has no errors")
});

/// A write to any key of the device, now and then to one that it does not have.
pub fn any_write() -> impl Strategy<Value = Write> {
    let known = (0..SPEC.keys.len()).prop_flat_map(|index| {
        let key: &'static Key = &SPEC.keys[index];
        value_for(key.written()).prop_map(|value| Write { key: key.short.clone(), value })
    });
    let unknown = ("[a-z]{1,12}", near_json()).prop_map(|(key, value)| Write { key, value });
    prop_oneof![19 => known, 1 => unknown]
}

/// JSON of the type, any JSON, or text that is almost JSON.
fn value_for(ty: &'static Type) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => of_type(ty).prop_map(|json| json.to_string().into_bytes()),
        2 => any_json().prop_map(|json| json.to_string().into_bytes()),
        2 => near_json(),
        1 => of_type(ty).prop_flat_map(|json| broken(json.to_string().into_bytes())),
    ]
}

fn of_type(ty: &'static Type) -> BoxedStrategy<Json> {
    match ty {
        Type::Bool => any::<bool>().prop_map(Json::from).boxed(),
        Type::Int(_) | Type::Milliseconds | Type::Seconds => {
            prop_oneof![4 => (-3i64..70).prop_map(Json::from), 1 => any::<i64>().prop_map(Json::from), 1 => any::<u64>().prop_map(Json::from)].boxed()
        }
        Type::Float | Type::Double => prop_oneof![
            any::<f64>().prop_map(|number| json!(number)),
            (-100.0..10_000.0).prop_map(|number| json!(number)),
            any::<i32>().prop_map(Json::from),
        ]
        .boxed(),
        Type::Text(_) | Type::Json(_) => text().prop_map(Json::from).boxed(),
        Type::Optional(inner) => prop_oneof![1 => Just(Json::Null), 4 => of_type(inner)].boxed(),
        Type::Array { item, .. } => prop::collection::vec(of_type(item), 0..8).prop_map(Json::from).boxed(),
        Type::Either(a, b) => prop_oneof![of_type(a), of_type(b)].boxed(),
        Type::Named(id) => match &SPEC.named(*id).kind {
            NamedKind::Enum { values, .. } | NamedKind::Flags { values, .. } => {
                let known: Vec<Json> = values.iter().filter_map(|value| i64::try_from(value.value).ok()).map(Json::from).collect();
                prop_oneof![4 => prop::sample::select(known), 1 => (-2i64..300).prop_map(Json::from)].boxed()
            }
            NamedKind::Object { fields, .. } => fields.iter().fold(Just(Map::new()).boxed(), |object, field| {
                (object, of_type(&field.ty), 0..4)
                    .prop_map(|(mut object, value, there)| {
                        // Any subset of the fields.
                        if there > 0 {
                            object.insert(field.name.clone(), value);
                        }
                        object
                    })
                    .boxed()
            })
            .prop_map(Json::from)
            .boxed(),
        },
    }
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        2 => "[ -~]{0,40}",
        1 => "\\PC{0,40}",
        1 => "[a-f0-9#:/.]{0,20}",
        1 => "(mqtts?|wss?)://([a-z]{1,4}(:[a-z@%]{0,5})?@)?[a-z.]{0,9}(:[0-9]{1,5})?/?",
        1 => "[a-zä\\\\\"\n\u{1F697}]{0,12}",
        1 => (1usize..3000).prop_map(|length| "x".repeat(length)),
    ]
    .boxed()
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(|number| json!(number)),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(18, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map("[a-zA-Z]{1,8}", inner, 0..4)
                .prop_map(|object| Json::from(object.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn near_json() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[\\[\\]{}\",:0-9eE+.a-z\\\\ -]{0,24}".prop_map(String::into_bytes),
        "-?0?[0-9]{1,25}(\\.[0-9]{0,20})?([eE][+-]?[0-9]{0,4})?".prop_map(String::into_bytes),
        "\"(\\\\(u[0-9a-fD-d]{0,4}|[a-z\"\\\\/])|[a-z]){0,8}\"?".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..24),
        any_json().prop_flat_map(|json| broken(json.to_string().into_bytes())),
    ]
}

/// One byte changed, left out or put in.
fn broken(text: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    (any::<prop::sample::Index>(), any::<u8>(), 0..3u8).prop_map(move |(index, byte, how)| {
        let mut text = text.clone();
        let at = index.index(text.len());
        match how {
            0 => text[at] = byte,
            1 => drop(text.remove(at)),
            _ => text.insert(at, byte),
        }
        text
    })
}
