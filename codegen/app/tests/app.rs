//! The App and the spec can't drift: what the App's code says of the spec is checked when it is built.

use std::fs;
use std::path::{Path, PathBuf};

use keywright_app::{Sources, make};
use keywright_codegen::{Source, Spec, load};

const SPEC: &str = "keys:
  amp:
    name: requested_current
    type: uint8
    access: R/W
    category: Config
    default: 6
    en: { title: Current, text: How much is asked for. }
    de: { title: Strom, text: Wie viel verlangt wird. }
  car:
    name: car_state
    type: CarState
    access: R
    category: Status
    en: { title: Car, text: What the car does. }
    de: { title: Auto, text: Was das Auto tut. }
";

fn spec(keys: &str) -> Spec {
    let head = "format: 1
device:
  name: oven
  languages: [en, de]
  mqtt: { prefix: { default: oven } }
types:
  CarState:
    enum: uint8
    en: What the car does.
    de: Was das Auto tut.
    values:
      Idle: { value: 1, en: no car, de: kein Auto }
      Charging: { value: 2, en: it charges, de: es lädt }
";
    let loaded = load(&Source { name: "spec.yaml".to_owned(), text: format!("{head}{keys}") });
    loaded.spec.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
}

/// The sources of an App: `main.js`, and its texts.
struct Own(tempfile::TempDir);

impl Own {
    fn new(main: &str, texts: &str) -> Self {
        let sources = Self(tempfile::tempdir().unwrap());
        sources.write("index.html", "<link href=\"app.css\"><script src=\"app.js\"></script>");
        sources.write("style/a.css", "/* grey */\nbody { color: grey; }\n");
        sources.write("src/main.js", main);
        sources.write("texts.yaml", texts);
        sources
    }

    fn write(&self, path: &str, text: &str) {
        let path: PathBuf = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What is wrong, with the folder left out.
    fn wrong(&self, spec: &Spec) -> Vec<String> {
        let folder = format!("oven/{}/", self.0.path().display());
        let sources = Sources::new(Some(self.0.path()), Some("oven"));
        let wrong = make(spec, &sources).map(|_| Vec::new()).unwrap_or_else(|wrong| wrong);
        wrong.into_iter().map(|line| line.replace(&folder, "")).collect()
    }
}

const SAVE: &str = "save: { en: Save, de: Speichern }\n";

/// Errors of the build of the standard App.
fn standard(spec: &Spec) -> Vec<String> {
    make(spec, &Sources::new(None, None)).map(|_| Vec::new()).unwrap_or_else(|wrong| wrong)
}

#[test]
fn a_device_without_pages_of_its_own_has_an_app() {
    assert_eq!(standard(&spec(SPEC)), Vec::<String>::new());
}

#[test]
fn a_device_with_every_role_has_an_app() {
    let source = Source::read(Path::new("../device/tests/lamp.yaml")).unwrap();
    assert_eq!(standard(&load(&source).spec.unwrap()), Vec::<String>::new());
}

#[test]
fn every_standard_text_is_used() {
    let text = fs::read_to_string("web/texts.yaml").unwrap();
    let names: Vec<_> = text.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    let mut code = String::new();
    for folder in ["web/src", "web/src/pages", "web/src/controls"] {
        for entry in fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_file()) {
            code.push_str(&fs::read_to_string(entry.path()).unwrap());
        }
    }
    let used = |name: &str| {
        let end = |rest: &str| !rest.starts_with(|char: char| char.is_ascii_alphanumeric() || char == '_');
        code.split(&format!("T.{name}")).skip(1).any(end)
    };
    let unused: Vec<_> = names.into_iter().filter(|name| !name.starts_with('#') && !used(name)).collect();
    assert_eq!(unused, Vec::<&str>::new());
}

#[test]
fn a_key_that_the_spec_loses_is_told_with_its_place() {
    let sources = Own::new("export function page() {\n  show(K.amp, T.save);\n}\n", SAVE);
    assert_eq!(sources.wrong(&spec(SPEC)), Vec::<String>::new());
    let renamed = SPEC.replace("  amp:", "  amps:");
    assert_eq!(sources.wrong(&spec(&renamed)), ["src/main.js:2:8: amp is no api key, did you mean amps?"]);
}

#[test]
fn a_key_that_is_not_on_http_is_none_for_the_app() {
    let sources = Own::new("show(K.amp, T.save);\n", SAVE);
    let hidden = SPEC.replace("    default: 6\n", "    default: 6\n    transports: [mqtt]\n");
    assert_eq!(sources.wrong(&spec(&hidden)), ["src/main.js:1:6: amp is no api key"]);
}

#[test]
fn a_value_that_the_spec_loses_is_told_with_its_place() {
    let sources = Own::new("if (values[K.car] === E.CarState.Loading) show(T.save);\n", SAVE);
    assert_eq!(
        sources.wrong(&spec(SPEC)),
        ["src/main.js:1:23: CarState.Loading is no value of an enum, did you mean CarState.Charging?"]
    );
}

#[test]
fn a_text_has_to_be_there_in_every_language_and_to_be_used() {
    let sources = Own::new(
        "show(T.save, T.sent_off, [...T.zebra]);\n",
        "save: { en: Save }\nold: { en: Old, de: Alt, fr: Vieux }\n",
    );
    assert_eq!(
        sources.wrong(&spec(SPEC)),
        [
            "texts.yaml: old has a text in fr, which is no language of the device",
            "texts.yaml: save lacks its text in de",
            "src/main.js:1:14: sent_off is no text in texts.yaml",
            "src/main.js:1:30: zebra is no text in texts.yaml",
            "texts.yaml: old is used nowhere; take it out",
        ]
    );
}

#[test]
fn two_modules_can_not_declare_the_same_name() {
    let sources = Own::new("import { show } from \"./other.js\";\n\nfunction draw() {\n  show(T.save);\n}\n", SAVE);
    sources.write("src/other.js", "export const draw = 1;\n");
    let wrong = sources.wrong(&spec(SPEC));
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].starts_with("src/main.js:3: draw is declared in "), "{wrong:?}");
    assert!(wrong[0].ends_with("src/other.js:1, too"), "{wrong:?}");
}

#[test]
fn a_module_that_is_missing_is_told() {
    let sources = Own::new("import { show } from \"./other.js\";\nshow(T.save);\n", SAVE);
    let wrong = sources.wrong(&spec(SPEC));
    assert!(matches!(&wrong[..], [line] if line.starts_with("src/other.js: ")), "{wrong:?}");
}

#[test]
fn what_is_too_large_for_a_chip_is_refused() {
    // Digits that do not compress well.
    let mut state: u64 = 1;
    let digits: String = (0..120_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'0' + (state >> 60) as u8 % 10)
        })
        .collect();
    let sources = Own::new(&format!("show(T.save, \"{digits}\");\n"), SAVE);
    let wrong = sources.wrong(&spec(SPEC));
    assert!(matches!(&wrong[..], [line] if line.ends_with("at most 40960 are wanted")), "{wrong:?}");
}
