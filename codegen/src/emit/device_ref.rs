//! The `DeviceRef`: what joins the firmware's author's type to the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::codec;
use super::commands::by_reference;
use super::layout::{Class, Layout, Place, scalar_class};
use super::name::{ident, prefixed};
use super::registry::unsigned;
use super::value;
use crate::model::{Key, KeyId, Limits, Spec, Type};

pub(super) fn emit(spec: &Spec, layout: &Layout) -> TokenStream {
    let structures: Vec<_> = layout.keys(spec).filter(|(_, _, place)| place.class == Class::Structure).collect();
    let sets = structures.iter().map(|(index, key, _)| {
        let (id, set) = (*index as u16, prefixed("set_", &key.name));
        quote!(#id => self.#set(json, asked),)
    });
    let setters = structures.iter().map(|(_, key, _)| set_structure(spec, key));
    let resets = structures.iter().map(|(index, key, _)| {
        let (id, set) = (*index as u16, prefixed("set_", &key.name));
        let default = value::structure(spec, &key.read, key.default.as_ref());
        quote!(#id => self.0.registry_mut().#set(#default),)
    });
    let served = spec.served();
    let commands = || layout.keys(spec).filter(|(index, key, _)| key.is_command() && !served.contains(&KeyId(*index)));
    let carriers = commands().map(|(_, key, _)| command(spec, key));
    let commands = commands().map(|(index, key, _)| {
        let (id, command) = (index as u16, prefixed("command_", &key.name));
        quote!(#id => self.#command(json),)
    });
    let looks = layout
        .keys(spec)
        .filter(|(_, key, place)| key.writable() && !key.is_command() && place.class != Class::Structure)
        .map(|(index, key, place)| before_set(index, key, place, spec));
    let doubles = layout.keys(spec).any(|(_, _, place)| place.class == Class::F64);
    let write_structure = write_structure(&structures);
    let access = access();
    quote! {
        /// What joins a device to the runtime. Made by [`device_ref`].
        #[derive(Debug)]
        pub struct DeviceRef<'a, C>(&'a mut C);

        /// The device as the runtime's functions take it.
        pub fn device_ref<C: Commands>(device: &mut C) -> DeviceRef<'_, C> {
            DeviceRef(device)
        }

        // Each by itself, so that the stack holds one value at a time.
        impl<C: Commands> DeviceRef<'_, C> {
            #(#setters)*
            #(#carriers)*
        }

        impl<C: Commands> ::keywright::Device for DeviceRef<'_, C> {
            type Bits = [u32; WORDS];

            const DOUBLES: bool = #doubles;

            fn tables(&self) -> &'static ::keywright::Tables {
                &TABLES
            }

            fn values(&self) -> ::keywright::Values<'_> {
                self.0.registry().values()
            }

            fn values_mut(&mut self) -> ::keywright::ValuesMut<'_> {
                self.0.registry_mut().values_mut()
            }

            fn write_structure(&self, slot: u16, out: &mut dyn ::keywright::Sink) {
                #write_structure
            }

            fn set_structure(
                &mut self,
                key: ::keywright::KeyId,
                json: &mut ::keywright::json::Reader<'_>,
                asked: bool,
            ) -> ::core::result::Result<bool, ::keywright::ValueError> {
                let _ = (&json, asked);
                match key.0 {
                    #(#sets)*
                    _ => ::core::result::Result::Err(::keywright::ValueError::WrongType("nothing")),
                }
            }

            fn reset_structure(&mut self, key: ::keywright::KeyId) -> bool {
                match key.0 {
                    #(#resets)*
                    _ => false,
                }
            }

            fn command(
                &mut self,
                key: ::keywright::KeyId,
                json: &mut ::keywright::json::Reader<'_>,
            ) -> ::core::result::Result<(), ::keywright::ValueError> {
                let _ = &json;
                match key.0 {
                    #(#commands)*
                    _ => ::core::result::Result::Err(::keywright::ValueError::WrongType("nothing")),
                }
            }

            fn before_set(
                &mut self,
                key: ::keywright::KeyId,
                value: ::keywright::Scalar<'_>,
            ) -> ::core::result::Result<(), ::keywright::Refusal> {
                match (key.0, value) {
                    #(#looks)*
                    _ => ::core::result::Result::Ok(()),
                }
            }
        }

        #access
    }
}

/// The two transports under the names that people before_set for.
fn access() -> TokenStream {
    quote! {
        /// Sets a key from outside; see [`keywright::apply`].
        ///
        /// # Errors
        /// Why the value was not taken. The state is unchanged then.
        pub fn apply<C: Commands>(
            device: &mut C,
            key: Key,
            json: &mut [u8],
            origin: ::keywright::Origin,
        ) -> ::core::result::Result<::keywright::Change, ::keywright::SetError<'static>> {
            ::keywright::apply(&mut device_ref(device), key.id(), json, origin)
        }

        /// The device on HTTP.
        pub mod http {
            /// Answers a request; see [`keywright::http::respond`].
            pub fn respond<C: super::Commands, S: ::keywright::Sink + ?Sized>(
                device: &mut C,
                request: ::keywright::http::Request<'_>,
                scratch: &mut [u8],
                out: &mut S,
            ) -> ::keywright::http::Answer {
                ::keywright::http::respond(&mut super::device_ref(device), request, scratch, out)
            }

            /// A listener to changes.
            pub type Events = ::keywright::http::Events<[u32; super::WORDS]>;
        }

        /// The device on MQTT.
        pub mod mqtt {
            /// One connection to a broker after the other.
            pub type Session = ::keywright::mqtt::Session<[u32; super::WORDS]>;
        }
    }
}

fn write_structure(structures: &[(usize, &Key, &Place)]) -> TokenStream {
    if structures.is_empty() {
        return quote! {
            let _ = slot;
            out.put(b"null");
        };
    }
    let arms = structures.iter().map(|(_, key, place)| {
        let (slot, name) = (place.slot, ident(&key.name));
        quote!(#slot => &structures.#name,)
    });
    quote! {
        let structures = &self.0.registry().structures;
        let structure: &dyn ::keywright::json::Json = match slot {
            #(#arms)*
            _ => return out.put(b"null"),
        };
        structure.write(out);
    }
}

fn set_structure(spec: &Spec, key: &Key) -> TokenStream {
    let set = prefixed("set_", &key.name);
    let read = codec::read(spec, &key.read, &key.limits);
    let ask = (key.writable() && !key.is_command()).then(|| {
        let name = ident(&key.name);
        let value = if matches!(key.read, Type::Optional(_)) { quote!(value.as_ref()) } else { quote!(&value) };
        quote!(if asked { self.0.#name(#value)?; })
    });
    quote! {
        #[inline(never)]
        fn #set(
            &mut self,
            json: &mut ::keywright::json::Reader<'_>,
            asked: bool,
        ) -> ::core::result::Result<bool, ::keywright::ValueError> {
            let _ = asked;
            #read
            #ask
            ::core::result::Result::Ok(self.0.registry_mut().#set(value))
        }
    }
}

fn command(spec: &Spec, key: &Key) -> TokenStream {
    let (command, name) = (prefixed("command_", &key.name), ident(&key.name));
    // What is short is as short where it is called.
    let short = !matches!(scalar_class(spec, key.written()), None | Some(Class::Text(_) | Class::Json(_)));
    let inline = if short { quote!() } else { quote!(#[inline(never)]) };
    // The key's own limits are those of the value that is read back, unless there is none.
    let limits = if key.readable() && key.write.is_some() { &Limits::default() } else { &key.limits };
    let read = codec::read(spec, key.written(), limits);
    let value = match key.written() {
        Type::Text(_) | Type::Json(_) => quote!(&value),
        Type::Optional(inner) if matches!(**inner, Type::Text(_) | Type::Json(_)) => quote!(value.as_deref()),
        Type::Optional(inner) if by_reference(spec, inner) => quote!(value.as_ref()),
        other if by_reference(spec, other) => quote!(&value),
        _ => quote!(value),
    };
    quote! {
        #inline
        fn #command(
            &mut self,
            json: &mut ::keywright::json::Reader<'_>,
        ) -> ::core::result::Result<(), ::keywright::ValueError> {
            #read
            self.0.#name(#value)?;
            ::core::result::Result::Ok(())
        }
    }
}

/// Shows a value to the firmware. The value is of the key's class: that was checked before.
fn before_set(index: usize, key: &Key, place: &Place, spec: &Spec) -> TokenStream {
    let (id, name) = (index as u16, ident(&key.name));
    let inner = if let Type::Optional(inner) = &key.read { inner } else { &key.read };
    let scalar = match place.class {
        Class::Bool => quote!(Bool),
        Class::Int(kind) if unsigned(kind) => quote!(Unsigned),
        Class::Int(_) => quote!(Signed),
        Class::F32 => quote!(F32),
        Class::F64 => quote!(F64),
        _ => quote!(Text),
    };
    let value = match (inner, place.class) {
        (Type::Named(type_id), _) => {
            let ty = ident(&spec.named(*type_id).name);
            let some = if place.nullable { quote!(::core::option::Option::Some(value)) } else { quote!(value) };
            let null = null(id, &name, place.nullable);
            return quote! {
                (#id, ::keywright::Scalar::#scalar(value)) => match #ty::from_value(value as i64) {
                    ::core::option::Option::Some(value) => self.0.#name(#some),
                    ::core::option::Option::None => ::core::result::Result::Ok(()),
                },
                #null
            };
        }
        (_, Class::Int(kind)) => {
            let ty = ident(kind.rust_name());
            quote!(value as #ty)
        }
        _ => quote!(value),
    };
    let value = if place.nullable { quote!(::core::option::Option::Some(#value)) } else { value };
    let null = null(id, &name, place.nullable);
    quote! {
        (#id, ::keywright::Scalar::#scalar(value)) => self.0.#name(#value),
        #null
    }
}

fn null(id: u16, name: &proc_macro2::Ident, nullable: bool) -> Option<TokenStream> {
    nullable.then(|| quote!((#id, ::keywright::Scalar::Null) => self.0.#name(::core::option::Option::None),))
}
