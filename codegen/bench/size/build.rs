//! Makes the keywright device from `spec.yaml`, or from as many scalar keys as the variable `KEYS` says.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=memory.x");
    println!("cargo::rustc-link-search={}", std::env::var("CARGO_MANIFEST_DIR")?);
    #[cfg(feature = "keywright")]
    device::write()?;
    Ok(())
}

#[cfg(feature = "keywright")]
mod device {
    use std::error::Error;
    use std::fmt::Write as _;
    use std::path::Path;

    use keywright_codegen::{Source, emit, load, render};

    const SPEC: &str = "spec.yaml";
    const KEYS: &str = "KEYS";
    /// One after the other: 15 bytes of values in eight keys.
    const TYPES: [&str; 8] =
        ["bool", "bool", "uint8, range: 6..32", "uint8", "uint16", "float, unit: A", "optional<int32>", "Mode"];

    pub fn write() -> Result<(), Box<dyn Error>> {
        println!("cargo::rerun-if-changed={SPEC}");
        println!("cargo::rerun-if-env-changed={KEYS}");
        let source = match std::env::var(KEYS).ok() {
            Some(keys) => Source { name: KEYS.to_owned(), text: scalars(keys.parse()?)? },
            None => Source::read(SPEC)?,
        };
        let loaded = load(&source);
        let Some(spec) = loaded.spec else { return Err(render(&loaded.diagnostics, &source, false).into()) };
        let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
        std::fs::write(Path::new(&out).join("device.rs"), emit::rust(&spec).to_string())?;
        Ok(())
    }

    /// A spec of so many keys that are numbers.
    fn scalars(keys: usize) -> Result<String, std::fmt::Error> {
        let mut text = String::from(
            "format: 1\ndevice: { name: Scalars, languages: [en] }\n\
             types:\n  Mode: { enum: uint8, en: Modes., values: { A: { value: 0, en: a }, B: { value: 1, en: b } } }\nkeys:\n",
        );
        for key in 0..keys {
            let ty = TYPES[key % TYPES.len()];
            writeln!(
                text,
                "  k{key:03}: {{ name: key_{key}, type: {ty}, access: R, category: Status, en: {{ title: k, text: One. }} }}"
            )?;
        }
        Ok(text)
    }
}
