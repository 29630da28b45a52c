//! The registry: the values of all keys, and typed access to each.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::layout::{Class, Layout, Place, rust_type, scalar_class};
use super::name::{alias, doc, ident, prefixed};
use super::tables::{nulls, pools};
use super::value;
use crate::model::{IntKind, Key, NamedKind, Spec, Type};

pub(super) fn emit(spec: &Spec, layout: &Layout) -> TokenStream {
    let pools = pools(spec, layout);
    let names: Vec<_> = pools.iter().map(|(name, _)| name).collect();
    let counts: Vec<_> = pools.iter().map(|(_, values)| values.len()).collect();
    let values = pools.iter().map(|(_, values)| quote!([#(#values),*]));
    let (words, nulls) = (layout.words, nulls(spec, layout));
    let structures: Vec<_> = layout.keys(spec).filter(|(_, _, place)| place.class == Class::Structure).collect();
    let fields: Vec<_> = structures.iter().map(|(_, key, _)| ident(&key.name)).collect();
    let types = structures.iter().map(|(_, key, _)| rust_type(spec, &key.read));
    let defaults = structures.iter().map(|(_, key, _)| value::structure(spec, &key.read, key.default.as_ref()));
    let accessors = layout.keys(spec).filter_map(|(index, key, place)| accessor(spec, index, key, place));
    quote! {
        /// Words that hold one bit a key.
        pub const WORDS: usize = #words;

        #[derive(Clone)]
        struct Pools {
            #(#names: [#names; #counts],)*
            arena: [u8; ARENA],
            lengths: [u16; TEXTS.len()],
            nulls: [u32; WORDS],
            changes: [u32; WORDS * ::keywright::OBSERVERS],
        }

        #[derive(Clone)]
        struct Structures { #(#fields: #types,)* }

        // Not inlined, as `Registry::blank` is not: what a function returns is written to where it is to lie.
        impl Pools {
            #[inline(never)]
            fn new() -> Self {
                Self {
                    #(#names: #values,)*
                    arena: [0; ARENA],
                    lengths: [0; TEXTS.len()],
                    nulls: [#(#nulls),*],
                    changes: [0; WORDS * ::keywright::OBSERVERS],
                }
            }
        }

        impl Structures {
            #[inline(never)]
            fn new() -> Self {
                Self { #(#fields: #defaults,)* }
            }
        }

        /// The values of all keys.
        #[derive(Clone)]
        pub struct Registry { pools: Pools, structures: Structures }

        impl ::core::fmt::Debug for Registry {
            /// Says nothing of the values: some are secret.
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str("Registry { .. }")
            }
        }

        impl ::core::default::Default for Registry {
            fn default() -> Self {
                Self::new()
            }
        }

        impl Registry {
            /// The values of a new device.
            pub fn new() -> Self {
                let mut registry = Self::blank();
                registry.fill_texts();
                registry
            }

            /// The values of a new device, but for its texts, which are empty until [`Registry::fill_texts`]: with both,
            /// a device is made where it is to lie, without a second one on the stack for a moment.
            #[inline(never)]
            pub fn blank() -> Self {
                Self { pools: Pools::new(), structures: Structures::new() }
            }

            /// Gives each text that of a new device.
            pub fn fill_texts(&mut self) {
                self.values_mut().default_texts(&TEXTS);
            }

            fn values(&self) -> ::keywright::Values<'_> {
                ::keywright::Values {
                    #(#names: &self.pools.#names,)*
                    arena: &self.pools.arena,
                    lengths: &self.pools.lengths,
                    nulls: &self.pools.nulls,
                }
            }

            fn values_mut(&mut self) -> ::keywright::ValuesMut<'_> {
                ::keywright::ValuesMut {
                    #(#names: &mut self.pools.#names,)*
                    arena: &mut self.pools.arena,
                    lengths: &mut self.pools.lengths,
                    nulls: &mut self.pools.nulls,
                    changes: &mut self.pools.changes,
                }
            }

            fn store(&mut self, key: u16, value: ::keywright::Scalar<'_>) -> bool {
                let key = ::keywright::KeyId(key);
                match TABLES.info(key) {
                    ::core::option::Option::Some(info) => self.values_mut().store(&TABLES, key, info, value),
                    ::core::option::Option::None => false,
                }
            }

            fn store_text(&mut self, key: u16, text: &str) -> ::core::result::Result<bool, ::keywright::TooLong> {
                let slot = TABLES.info(::keywright::KeyId(key)).and_then(|info| TEXTS.get(usize::from(info.slot)));
                let capacity = slot.map_or(0, |slot| usize::from(slot.capacity));
                if text.len() > capacity {
                    return ::core::result::Result::Err(::keywright::TooLong { capacity });
                }
                ::core::result::Result::Ok(self.store(key, ::keywright::Scalar::Text(text)))
            }

            /// The keys that changed since this observer last cleared its set.
            pub fn changes(&mut self, observer: ::keywright::Observer) -> &mut [u32] {
                observer.of(&mut self.pools.changes)
            }

            #(#accessors)*
        }
    }
}

fn accessor(spec: &Spec, index: usize, key: &Key, place: &Place) -> Option<TokenStream> {
    let id = index as u16;
    let slot = usize::from(place.slot);
    let get = ident(&key.name);
    let set = prefixed("set_", &key.name);
    let short = &key.short;
    let (get_doc, set_doc) = docs(key);
    let alias = alias(&key.name, short);
    let docs_get = quote!(#[doc = #get_doc] #alias);
    let docs_set = quote!(#[doc = #set_doc] #[doc(alias = #short)]);
    let inner = if let Type::Optional(inner) = &key.read { inner } else { &key.read };
    let is_null = quote!(::keywright::has_bit(&self.pools.nulls, ::keywright::KeyId(#id)));

    let tokens = match place.class {
        Class::Nothing => return None,
        Class::Structure => {
            let ty = rust_type(spec, &key.read);
            let (result, borrow) = match &key.read {
                Type::Optional(inner) => {
                    let inner = rust_type(spec, inner);
                    (quote!(::core::option::Option<&#inner>), quote!(self.structures.#get.as_ref()))
                }
                _ => (quote!(&#ty), quote!(&self.structures.#get)),
            };
            quote! {
                #docs_get
                pub fn #get(&self) -> #result { #borrow }

                #docs_set
                pub fn #set(&mut self, value: #ty) -> bool {
                    let changed = self.structures.#get != value;
                    if changed {
                        self.structures.#get = value;
                        self.values_mut().mark(::keywright::KeyId(#id));
                    }
                    changed
                }
            }
        }
        Class::Text(_) | Class::Json(_) => {
            let text = quote!(self.values().text(&TABLES, #slot as u16));
            if place.nullable {
                quote! {
                    #docs_get
                    pub fn #get(&self) -> ::core::option::Option<&str> {
                        if #is_null { ::core::option::Option::None } else { ::core::option::Option::Some(#text) }
                    }

                    #docs_set
                    pub fn #set(
                        &mut self,
                        value: ::core::option::Option<&str>,
                    ) -> ::core::result::Result<bool, ::keywright::TooLong> {
                        match value {
                            ::core::option::Option::Some(text) => self.store_text(#id, text),
                            ::core::option::Option::None => {
                                ::core::result::Result::Ok(self.store(#id, ::keywright::Scalar::Null))
                            }
                        }
                    }
                }
            } else {
                quote! {
                    #docs_get
                    pub fn #get(&self) -> &str { #text }

                    #docs_set
                    pub fn #set(&mut self, value: &str) -> ::core::result::Result<bool, ::keywright::TooLong> {
                        self.store_text(#id, value)
                    }
                }
            }
        }
        class => {
            let ty = rust_type(spec, inner);
            let read = read_scalar(spec, inner, class, slot);
            let write = write_scalar(spec, inner, class, quote!(value));
            if place.nullable {
                quote! {
                    #docs_get
                    pub fn #get(&self) -> ::core::option::Option<#ty> {
                        if #is_null { ::core::option::Option::None } else { ::core::option::Option::Some(#read) }
                    }

                    #docs_set
                    pub fn #set(&mut self, value: ::core::option::Option<#ty>) -> bool {
                        let value = match value {
                            ::core::option::Option::Some(value) => #write,
                            ::core::option::Option::None => ::keywright::Scalar::Null,
                        };
                        self.store(#id, value)
                    }
                }
            } else {
                quote! {
                    #docs_get
                    pub fn #get(&self) -> #ty { #read }

                    #docs_set
                    pub fn #set(&mut self, value: #ty) -> bool { self.store(#id, #write) }
                }
            }
        }
    };
    Some(tokens)
}

/// What the accessors' docs say: the text of the spec, and the unit.
fn docs(key: &Key) -> (String, String) {
    let text = key.texts.first().map_or("", |text| &text.text);
    let unit = key.limits.unit.as_ref().map_or(String::new(), |unit| format!(" In {unit}."));
    let get = doc(&format!("{}: {text}{unit}", key.short));
    let set = doc(&format!("Stores {}. True, or Ok(true), if it changed.{unit}", key.short));
    (get, set)
}

fn pool(class: Class) -> proc_macro2::Ident {
    match class {
        Class::Int(kind) => ident(kind.rust_name()),
        Class::F32 => format_ident!("f32"),
        Class::F64 => format_ident!("f64"),
        _ => format_ident!("bool"),
    }
}

fn read_scalar(spec: &Spec, ty: &Type, class: Class, slot: usize) -> TokenStream {
    let pool = pool(class);
    let raw = quote!(self.pools.#pool[#slot]);
    let Type::Named(id) = ty else { return raw };
    let named = spec.named(*id);
    let name = ident(&named.name);
    match &named.kind {
        // What is stored was checked; the first value only stands in for what can't be.
        NamedKind::Enum { values, .. } => {
            let first = ident(values.first().map_or("", |value| &value.name));
            quote!(#name::from_value(#raw as i64).unwrap_or(#name::#first))
        }
        _ => quote!(#name(#raw)),
    }
}

/// `value` as the runtime's `Scalar`.
pub(super) fn write_scalar(spec: &Spec, ty: &Type, class: Class, value: TokenStream) -> TokenStream {
    debug_assert!(scalar_class(spec, ty).is_some());
    let number = if matches!(ty, Type::Named(_)) { quote!(#value.value()) } else { value.clone() };
    match class {
        Class::Int(kind) if unsigned(kind) => quote!(::keywright::Scalar::Unsigned(#number as u64)),
        Class::Int(_) => quote!(::keywright::Scalar::Signed(#number as i64)),
        Class::F32 => quote!(::keywright::Scalar::F32(#value)),
        Class::F64 => quote!(::keywright::Scalar::F64(#value)),
        _ => quote!(::keywright::Scalar::Bool(#value)),
    }
}

pub(super) fn unsigned(kind: IntKind) -> bool {
    kind.bounds().0 == 0
}
