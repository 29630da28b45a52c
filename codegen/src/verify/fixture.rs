//! A small device for the tests of this module.

use crate::{Source, load, model::Spec};

/// A lamp with something of everything.
pub(super) const LAMP: &str = r##"format: 1
device:
  name: lamp
  languages: [en]
types:
  Mode:
    enum: uint8
    en: How it shines.
    values:
      Steady: { value: 0, en: steadily }
      Blinking: { value: 1, en: on and off }
  Problems:
    flags: uint8
    en: What is wrong.
    values:
      Hot: { value: 1, en: too hot }
      Loose: { value: 2, en: a loose contact }
  Network:
    en: A network.
    fields:
      ssid: { type: string(32), en: its name }
      chan: { type: optional<uint8>, omit_null: true, en: its channel }
keys:
  bri: { name: brightness, type: uint8, access: R/W, category: Config, range: 0..100, default: 50, en: { title: Brightness, text: How bright it is. } }
  swi: { name: switched_on, type: bool, access: R/W, category: Config, default: true, en: { title: Switch, text: Whether it is on. } }
  mod: { name: mode, type: optional<Mode>, access: R/W, category: Config, default: null, en: { title: Mode, text: How it shines. } }
  prb: { name: problems, type: Problems, access: R, category: Status, en: { title: Problems, text: What is wrong. } }
  net: { name: networks, type: "array<Network, 2>", access: R, category: Status, en: { title: Networks, text: What it knows. } }
  col: { name: colour, type: string(7), pattern: "#[0-9A-F]{6}", access: R/W, category: Config, default: "#FFFFFF", en: { title: Colour, text: The colour. } }
  tmp: { name: temperature, type: float, access: R, category: Status, range: -40..125, unit: °C, transports: [http], en: { title: Temperature, text: How hot it is. } }
  pwd: { name: password, type: string(32), access: R/W, category: Config, secret: true, default: "", en: { title: Password, text: The password. } }
  ext: { name: extra, type: json(32), access: R, category: Status, en: { title: Extra, text: Anything. } }
  rst: { name: restart, type: bool, access: W, category: Other, en: { title: Restart, text: Starts again. } }
"##;

/// What a lamp says that is just as the spec has it.
pub(super) const GOOD: &str = r##"{"bri":50,"swi":true,"mod":1,"prb":3,"net":[{"ssid":"a"},{"ssid":"b","chan":6}],
    "col":"#00FF00","tmp":21.5,"pwd":"***","ext":{"any":[1,2]}}"##;

pub(super) fn spec() -> Spec {
    let source = Source { name: "lamp.yaml".to_owned(), text: LAMP.to_owned() };
    let loaded = load(&source);
    loaded.spec.unwrap_or_else(|| panic!("{}", crate::render(&loaded.diagnostics, &source, false)))
}
