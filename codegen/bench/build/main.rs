//! Writes what the benchmarks compare keywright with, from the same spec: structs for serde, a map for phf, and a
//! firmware that does nothing.

mod commands;
mod peer;

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

use keywright_codegen::{Source, Spec, load, render};
use quote::quote;

/// The spec, seen from the folder of this package.
const SPEC: &str = "../../spec/spec.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed={SPEC}");
    let source = Source::read(SPEC)?;
    let loaded = load(&source);
    let Some(spec) = loaded.spec else { return Err(render(&loaded.diagnostics, &source, false).into()) };
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("commands.rs"), commands::emit(&spec)?.to_string())?;
    fs::write(out.join("peer.rs"), prettyplease::unparse(&syn::parse2(peer::emit(&spec))?))?;
    fs::write(out.join("names.rs"), names(&spec)?)?;
    fs::write(out.join("examples.rs"), examples(&spec))?;
    Ok(())
}

/// Every key's place in device order, by its name.
fn names(spec: &Spec) -> Result<String, std::fmt::Error> {
    let mut map = phf_codegen::Map::new();
    for (index, key) in spec.keys.iter().enumerate() {
        map.entry(key.short.as_str(), index.to_string());
    }
    let mut text = String::from("/// Every key's place in device order.\n");
    writeln!(text, "pub static PHF: phf::Map<&'static str, u16> = {};", map.build())?;
    Ok(text)
}

/// What the spec gives as a realistic value of a key that can be read.
fn examples(spec: &Spec) -> String {
    let examples = spec.keys.iter().filter(|key| key.readable()).filter_map(|key| {
        let (name, value) = (&key.short, key.example.as_ref()?.to_string());
        Some(quote!((#name, #value)))
    });
    quote! {
        /// A realistic value, as JSON, of every key for which the spec gives one.
        pub static EXAMPLES: &[(&str, &str)] = &[#(#examples),*];
    }
    .to_string()
}
