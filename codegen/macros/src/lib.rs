//! The `api!` macro: a thin shim over `keywright-codegen`. Use it through the package `keywright`, which exports it.

use std::path::{Component, Path, PathBuf};

use keywright_codegen::{Diagnostic, Severity, Source, emit, load, render_each};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::LitStr;

/// Turns a spec into the api of a device: `keywright::api!("../spec/spec.yaml");`
///
/// The path is relative to the package's `Cargo.toml`. Each problem of the spec becomes one compile error that shows
/// the place in the YAML.
#[proc_macro]
pub fn api(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse::<LitStr>(input) {
        Ok(path) => expand(&path).into(),
        Err(error) => {
            let help = format!("{error}: `api!` takes the path of the spec, as in `api!(\"../spec/spec.yaml\")`");
            let error = syn::Error::new(error.span(), help).into_compile_error();
            let stub = emit::stub();
            quote!(#error #stub).into()
        }
    }
}

fn expand(path: &LitStr) -> TokenStream {
    let written = path.value();
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let file = root.join(&written);
    let source = match Source::read_as(&file, shown(&file)) {
        Ok(source) => source,
        // A file that is not there can't be watched either: `include_bytes!` would only add an error of its own.
        Err(error) => {
            let (error, stub) = (errors(path, &[error.to_string()]), emit::stub());
            return quote!(#error #stub);
        }
    };
    // Makes cargo see edits of the YAML, on the error path, too: else the mended spec would not be read.
    let watch = if Path::new(&written).is_absolute() {
        quote!(
            const _: &[u8] = ::core::include_bytes!(#written);
        )
    } else {
        quote!(
            const _: &[u8] = ::core::include_bytes!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #written));
        )
    };
    let loaded = load(&source);
    let items = match &loaded.spec {
        Some(spec) => emit::rust(spec),
        None => {
            let errors = errors(path, &messages(&loaded.diagnostics, &source));
            // The names that could be read: else rustc would complain of each use of them.
            let names = loaded.partial.as_ref().map_or_else(emit::stub, emit::rust);
            quote!(#errors #names)
        }
    };
    quote!(#watch #items)
}

/// The errors as people read them; warnings would only hide them here.
fn messages(diagnostics: &[Diagnostic], source: &Source) -> Vec<String> {
    let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
    let errors: Vec<Diagnostic> = diagnostics.iter().filter(is_error).cloned().collect();
    let mut messages = render_each(&errors, source, false);
    // rustc writes `error: ` itself.
    for message in &mut messages {
        *message = message.strip_prefix("error").unwrap_or(message).replacen("]: ", "] ", 1);
    }
    if errors.len() > messages.len() {
        messages.push(format!("… and {} more problems in {}", errors.len() - messages.len(), source.name));
    }
    messages
}

fn errors(path: &LitStr, messages: &[String]) -> TokenStream {
    messages.iter().map(|message| quote_spanned!(path.span()=> ::core::compile_error!(#message);)).collect()
}

/// The path as rustc shows those of Rust files: relative to where it runs, which is the workspace.
fn shown(file: &Path) -> String {
    let mut plain = PathBuf::new();
    for part in file.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    let here = std::env::current_dir().unwrap_or_default();
    plain.strip_prefix(&here).unwrap_or(&plain).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::Span;

    fn expanded(path: &str) -> String {
        expand(&LitStr::new(path, Span::call_site())).to_string()
    }

    #[test]
    fn each_mistake_is_one_compile_error() {
        let tokens = expanded("../tests/ui/ten_mistakes/input.yaml");
        assert_eq!(tokens.matches("compile_error !").count(), 10, "{tokens}");
        assert!(tokens.contains("--> "), "{tokens}");
        assert!(tokens.contains("ten_mistakes/input.yaml:8:11"), "{tokens}");
    }

    #[test]
    fn the_spec_is_watched_with_and_without_mistakes() {
        for case in ["all_well", "ten_mistakes"] {
            assert!(expanded(&format!("../tests/ui/{case}/input.yaml")).contains("include_bytes !"), "{case}");
        }
    }

    #[test]
    fn a_missing_spec_is_one_compile_error() {
        let tokens = expanded("no/spec.yaml");
        assert_eq!(tokens.matches("compile_error !").count(), 1);
        assert!(tokens.contains("there is no spec at"));
    }

    #[test]
    fn names_stay_when_there_are_mistakes() {
        assert!(expanded("../tests/ui/default_out_of_range/input.yaml").contains("fn set_ax"));
    }

    #[test]
    fn a_path_is_shown_without_detours() {
        let here = std::env::current_dir().unwrap_or_default();
        assert_eq!(shown(&here.join("firmware/../spec/./spec.yaml")), "spec/spec.yaml");
    }
}
