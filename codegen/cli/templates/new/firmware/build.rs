//! Whenever the spec has changed, writes the documents anew and makes the App.

fn main() {
    keywright_app::Build::new("../spec/spec.yaml")
        .documents("../generated-docs")
        .run();
}
