//! The same device as a tree for miniconf, with its JSON.

use core::fmt::Write as _;

use heapless::String;
use miniconf::{ConstPath, Tree, TreeSchema as _, json_core, leaf};
use serde::{Deserialize, Serialize};

/// On the wire an enum is a number.
macro_rules! number {
    ($name:ident { $first:ident = 0 $(, $variant:ident = $value:literal)* }) => {
        #[derive(Clone, Copy, Serialize, Deserialize)]
        #[serde(try_from = "u8", into = "u8")]
        #[repr(u8)]
        enum $name { $first $(, $variant = $value)* }

        impl TryFrom<u8> for $name {
            type Error = &'static str;

            fn try_from(number: u8) -> Result<Self, Self::Error> {
                match number {
                    0 => Ok(Self::$first),
                    $($value => Ok(Self::$variant),)*
                    _ => Err("no such value"),
                }
            }
        }

        impl From<$name> for u8 {
            fn from(value: $name) -> u8 {
                value as u8
            }
        }
    };
}
number!(Mode { Off = 0, Eco = 1, Comfort = 2 });
number!(Valve { Closed = 0, Auto = 1, Open = 2, Test = 3 });

#[derive(Serialize, Deserialize)]
struct Point {
    x: f32,
    y: Option<f32>,
}

#[derive(Tree)]
struct Settings {
    heat: bool,
    cool: bool,
    fan: bool,
    lock: bool,
    away: bool,
    boost: bool,
    vent: bool,
    alarm: bool,
    hum: u8,
    lvl: u8,
    prio: u8,
    retry: u8,
    chan: u8,
    bri: u8,
    hold: u16,
    idle: u16,
    port: u16,
    rate: u16,
    off: i32,
    tz: i32,
    cnt: i32,
    pos: i32,
    tgt: f32,
    min: f32,
    max: f32,
    hyst: f32,
    gain: f32,
    bias: f32,
    #[tree(with = leaf)]
    mode: Mode,
    #[tree(with = leaf)]
    night: Mode,
    #[tree(with = leaf)]
    valve: Valve,
    #[tree(with = leaf)]
    pump: Valve,
    #[tree(with = leaf)]
    name: String<32>,
    #[tree(with = leaf)]
    room: String<32>,
    #[tree(with = leaf)]
    ssid: String<32>,
    #[tree(with = leaf)]
    low: Point,
    #[tree(with = leaf)]
    high: Point,
    #[tree(with = leaf)]
    cur: [f32; 4],
    #[tree(with = leaf)]
    until: Option<u32>,
    #[tree(with = leaf)]
    delay: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            heat: false,
            cool: false,
            fan: false,
            lock: false,
            away: false,
            boost: false,
            vent: false,
            alarm: false,
            hum: 50,
            lvl: 5,
            prio: 5,
            retry: 3,
            chan: 6,
            bri: 80,
            hold: 60,
            idle: 60,
            port: 60,
            rate: 60,
            off: 0,
            tz: 0,
            cnt: 0,
            pos: 0,
            tgt: 20.5,
            min: 20.5,
            max: 20.5,
            hyst: 20.5,
            gain: 20.5,
            bias: 20.5,
            mode: Mode::Eco,
            night: Mode::Eco,
            valve: Valve::Auto,
            pump: Valve::Auto,
            name: String::new(),
            room: String::new(),
            ssid: String::new(),
            low: Point { x: 1.5, y: None },
            high: Point { x: 1.5, y: None },
            cur: [20.5, 30.5, 40.5, 50.5],
            until: None,
            delay: None,
        }
    }
}

/// Where a key is in the tree.
type Path = ConstPath<String<16>, '/'>;

pub struct Device(Settings);

impl Device {
    pub fn new() -> Self {
        Self(Settings::default())
    }

    pub fn get(&self, name: &str, out: &mut [u8]) -> Option<usize> {
        json_core::get_by_key(&self.0, [name], out).ok()
    }

    pub fn set(&mut self, name: &str, json: &mut [u8], out: &mut [u8]) -> Option<usize> {
        match json_core::set_by_key(&mut self.0, [name], json) {
            Ok(_) => put(out, 0, b"true"),
            Err(error) if cfg!(feature = "reasons") => {
                let mut text = Text { out, length: 0 };
                write!(text, "{name}: {error}").ok().map(|()| text.length)
            }
            Err(_) => None,
        }
    }

    pub fn all(&self, out: &mut [u8]) -> Option<usize> {
        let mut length = 0;
        for path in Settings::SCHEMA.nodes::<Path, 1>() {
            let path = path.ok()?;
            let name = path.as_ref().get(1..)?;
            length = put(out, length, if length == 0 { b"{\"" } else { b",\"" })?;
            length = put(out, length, name.as_bytes())?;
            length = put(out, length, b"\":")?;
            length += json_core::get_by_key(&self.0, [name], out.get_mut(length..)?).ok()?;
        }
        put(out, length, b"}")
    }
}

/// Appends bytes. Returns how long the text is then.
fn put(out: &mut [u8], length: usize, bytes: &[u8]) -> Option<usize> {
    let end = length.checked_add(bytes.len())?;
    out.get_mut(length..end)?.copy_from_slice(bytes);
    Some(end)
}

struct Text<'a> {
    out: &'a mut [u8],
    length: usize,
}

impl core::fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.length = put(self.out, self.length, text.as_bytes()).ok_or(core::fmt::Error)?;
        Ok(())
    }
}
