//! From the model to Rust: data and typed names, next to no code.
//!
//! What is generated is one table row a key, pools of values by class, and typed accessors. Only structures (objects
//! and arrays) get a codec of their own. The code that works on all this is the runtime, package `keywright`.

mod codec;
mod commands;
mod describe;
mod device_ref;
mod format;
mod home_assistant;
mod index;
mod layout;
mod name;
mod registry;
mod roles;
mod rule;
mod tables;
mod types;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Spec;
use layout::Layout;

/// The Rust items of a device.
pub fn rust(spec: &Spec) -> TokenStream {
    let layout = Layout::new(spec);
    let types = types::emit(spec);
    let keys = tables::key_enum(spec);
    let tables = tables::emit(spec, &layout);
    let registry = registry::emit(spec, &layout);
    let commands = commands::emit(spec);
    let device_ref = device_ref::emit(spec, &layout);
    quote! {
        #types
        #keys
        #tables
        #registry
        #commands
        #device_ref
    }
}

/// What a spec with errors is replaced by, so that rustc reports those and not what follows from them: the names
/// that every device has.
pub fn stub() -> TokenStream {
    quote! {
        #[doc = "The spec has errors."]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key {}
        #[doc = "The spec has errors."]
        #[derive(Debug, Default)]
        pub struct Registry;
        #[doc = "The spec has errors."]
        pub trait Commands {}
    }
}
