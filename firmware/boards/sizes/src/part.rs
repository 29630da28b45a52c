//! The parts of an image, and what belongs to which of them.

/// A part of the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Tables of keys and rules, names of keys, lookup.
    Registry,
    /// What the device tells of its keys, in each language.
    Texts,
    /// What the spec becomes besides tables: accessors, structures from and to JSON, dispatch of commands.
    Generated,
    /// JSON, the one way to set a key, the one way to write it, texts of refusals.
    Codec,
    /// The server and what it serves.
    Http,
    /// The client and its session.
    Mqtt,
    /// Announcements.
    HomeAssistant,
    /// Settings in flash.
    Storage,
    /// TCP/IP and the network card.
    Network,
    /// The page for browsers.
    App,
    /// What every device does besides its own behaviour: password, certificates, status.
    Roles,
    /// The charger itself: logic, commands, clock.
    Charger,
    /// Car, grid and house.
    Simulator,
    /// Executor, timers, start, log, and what else the board is.
    Board,
    /// What the compiler brings, where nobody in particular uses it.
    Core,
    /// Names of files in which something may panic, and lines in them.
    Places,
    /// Nothing else.
    Other,
}

impl Part {
    /// All of them, in the order of the tables.
    pub const ALL: [Self; 17] = [
        Self::Registry,
        Self::Texts,
        Self::Generated,
        Self::Codec,
        Self::Http,
        Self::Mqtt,
        Self::HomeAssistant,
        Self::Storage,
        Self::Network,
        Self::App,
        Self::Roles,
        Self::Charger,
        Self::Simulator,
        Self::Board,
        Self::Core,
        Self::Places,
        Self::Other,
    ];

    /// As the tables call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Registry => "registry: tables, names, lookup",
            Self::Texts => "texts of keys",
            Self::Generated => "generated code: structures, commands, accessors",
            Self::Codec => "codec: JSON, setting, reading, refusals",
            Self::Http => "HTTP",
            Self::Mqtt => "MQTT",
            Self::HomeAssistant => "Home Assistant",
            Self::Storage => "settings in flash",
            Self::Network => "network stack and card",
            Self::App => "App",
            Self::Roles => "roles: password, certificates, status",
            Self::Charger => "charging logic",
            Self::Simulator => "simulator",
            Self::Board => "executor, time, start, log",
            Self::Core => "core and compiler-builtins",
            Self::Places => "file names and lines for panics",
            Self::Other => "other",
        }
    }
}

/// What a source file says of who its code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This part.
    Part(Part),
    /// Whoever calls it; this part, where that can't be told.
    Caller(Part),
}

/// Part of a path, as `trim-paths` leaves it, and whose it is. The first that is in the path counts. `*` is a version.
const FILES: &[(&str, Owner)] = &[
    // Before the runtime, whose name these begin with.
    ("/keywright-embassy-*/src/http/", Owner::Part(Part::Http)),
    ("/keywright-embassy-*/src/window.rs", Owner::Part(Part::Http)),
    ("/keywright-embassy-*/src/mqtt/", Owner::Part(Part::Mqtt)),
    ("/keywright-embassy-*/src/settings_writer.rs", Owner::Part(Part::Storage)),
    ("/keywright-embassy-*/src/", Owner::Part(Part::Board)),
    ("/keywright-device-*/src/", Owner::Part(Part::Roles)),
    ("/keywright-qemu-riscv32-*/src/network.rs", Owner::Part(Part::Network)),
    ("/keywright-qemu-riscv32-*/src/plic.rs", Owner::Part(Part::Network)),
    ("/keywright-qemu-riscv32-*/src/flash.rs", Owner::Part(Part::Storage)),
    ("/keywright-qemu-riscv32-*/src/", Owner::Part(Part::Board)),
    ("/keywright-*/src/http/", Owner::Part(Part::Http)),
    ("/keywright-*/src/mqtt/home_assistant", Owner::Part(Part::HomeAssistant)),
    ("/keywright-*/src/home_assistant", Owner::Part(Part::HomeAssistant)),
    ("/keywright-*/src/mqtt/", Owner::Part(Part::Mqtt)),
    ("/keywright-*/src/storage/", Owner::Part(Part::Storage)),
    ("/keywright-*/src/table", Owner::Part(Part::Registry)),
    ("/keywright-*/src/values", Owner::Part(Part::Registry)),
    ("/keywright-*/src/bits", Owner::Caller(Part::Registry)),
    ("/keywright-*/src/", Owner::Part(Part::Codec)),
    ("/firmware-*/src/api.rs", Owner::Part(Part::Generated)),
    ("/firmware-*/src/app.rs", Owner::Part(Part::App)),
    ("/firmware-*/src/sim/", Owner::Part(Part::Simulator)),
    ("/firmware-*/src/", Owner::Part(Part::Charger)),
    // The board itself.
    ("/./src/flash.rs", Owner::Part(Part::Storage)),
    ("/./src/", Owner::Part(Part::Board)),
    ("/picoserve-", Owner::Part(Part::Http)),
    ("/rust-mqtt-", Owner::Part(Part::Mqtt)),
    ("/sequential-storage-", Owner::Part(Part::Storage)),
    ("/embedded-storage-", Owner::Part(Part::Storage)),
    ("/crc-", Owner::Part(Part::Storage)),
    ("/smoltcp-", Owner::Part(Part::Network)),
    ("/embassy-net-", Owner::Part(Part::Network)),
    ("/virtio-drivers-", Owner::Part(Part::Network)),
    ("/managed-", Owner::Part(Part::Network)),
    ("/itoa-", Owner::Part(Part::Codec)),
    ("/zmij-", Owner::Part(Part::Codec)),
    ("/percent-encoding-", Owner::Caller(Part::Http)),
    ("/sha2-", Owner::Part(Part::Roles)),
    ("/pbkdf2-", Owner::Part(Part::Roles)),
    ("/hmac-", Owner::Part(Part::Roles)),
    ("/base64ct-", Owner::Part(Part::Roles)),
    ("/der-", Owner::Part(Part::Roles)),
    ("/embassy-executor-", Owner::Part(Part::Board)),
    ("/embassy-time-", Owner::Part(Part::Board)),
    ("/riscv", Owner::Part(Part::Board)),
    ("/fdt-", Owner::Part(Part::Board)),
    // Waiting, locks, lists: of who waits, locks and lists.
    ("/index.crates.io-", Owner::Caller(Part::Board)),
    ("/compiler-builtins/", Owner::Part(Part::Core)),
    ("/library/", Owner::Caller(Part::Core)),
];

/// Whose code a source file has; [`None`] where the file says nothing of that.
pub fn of_file(path: &str) -> Option<Owner> {
    // Paths are relative: each name in them begins with a slash then.
    let path = format!("/{path}");
    FILES.iter().find(|(part, _)| is_in(&path, part)).map(|(_, owner)| *owner)
}

fn is_in(path: &str, part: &str) -> bool {
    let Some((package, file)) = part.split_once('*') else { return path.contains(part) };
    path.match_indices(package).any(|(at, _)| {
        let version = path.get(at + package.len()..).unwrap_or_default();
        version.find('/').and_then(|end| version.get(end..)).is_some_and(|rest| rest.starts_with(file))
    })
}

/// Ends of the names of statics, and whose they are: those of the boards are named after what uses them.
const STATICS: &[(&str, Part)] = &[
    ("serve::POOL", Part::Http),
    ("::OUT", Part::Http),
    ("::GUARD", Part::Http),
    ("talk_mqtt::POOL", Part::Mqtt),
    ("::BUFFERS", Part::Mqtt),
    ("run_network::POOL", Part::Network),
    ("network::POOL", Part::Network),
    ("network::USED", Part::Network),
    ("::RECEIVE", Part::Network),
    ("::SEND", Part::Network),
    ("::SOCKET_SET", Part::Network),
    ("plic::NETWORK", Part::Network),
    ("plic::DEVICE", Part::Network),
    ("::STORE_CELL", Part::Storage),
    ("::STORE", Part::Storage),
    ("keep::POOL", Part::Storage),
    ("::UNIT", Part::Charger),
    ("::SHARED", Part::Charger),
];

/// Part of a name, and whose it is. The one that comes first in the name counts.
const NAMES: &[(&str, Part)] = &[
    ("firmware::api::KEYS", Part::Registry),
    ("firmware::api::RULES", Part::Registry),
    ("firmware::api::TEXTS", Part::Registry),
    ("firmware::api::TABLES", Part::Registry),
    ("firmware::api::HOME_ASSISTANT", Part::HomeAssistant),
    ("firmware::api::DESCRIPTIONS", Part::Texts),
    ("firmware::api::", Part::Generated),
    ("firmware::app::", Part::App),
    ("firmware::sim::", Part::Simulator),
    ("firmware::", Part::Charger),
    ("keywright_device::", Part::Roles),
    ("keywright_embassy::http::", Part::Http),
    ("keywright_embassy::mqtt::", Part::Mqtt),
    ("keywright_embassy::settings_writer::", Part::Storage),
    ("keywright::http::", Part::Http),
    ("keywright::mqtt::home_assistant", Part::HomeAssistant),
    ("keywright::mqtt::", Part::Mqtt),
    ("keywright::storage::", Part::Storage),
    ("keywright::table::", Part::Registry),
    ("keywright::values::", Part::Registry),
    ("keywright::", Part::Codec),
    ("picoserve::", Part::Http),
    ("rust_mqtt::", Part::Mqtt),
    ("sequential_storage::", Part::Storage),
    ("embedded_storage", Part::Storage),
    ("crc::", Part::Storage),
    ("smoltcp::", Part::Network),
    ("embassy_net", Part::Network),
    ("virtio_drivers::", Part::Network),
    ("zmij::", Part::Codec),
    ("itoa::", Part::Codec),
    ("sha2::", Part::Roles),
    ("embassy_", Part::Board),
    ("riscv", Part::Board),
    ("keywright_qemu_riscv32::", Part::Board),
    ("charger_qemu::", Part::Board),
    ("charger_esp32c3::", Part::Board),
    ("keywright_embassy::", Part::Board),
];

/// Whose something is, by its name. What only `core` is named in belongs to it.
pub fn of_name(name: &str) -> Option<Part> {
    if let Some((_, part)) = STATICS.iter().find(|(end, _)| name.ends_with(end)) {
        return Some(*part);
    }
    let found = NAMES.iter().enumerate().filter_map(|(order, (text, part))| Some((name.find(text)?, order, *part)));
    found.min_by_key(|(place, order, _)| (*place, *order)).map(|(_, _, part)| part).or_else(|| {
        let of_compiler = name.contains("core::") || name.contains("compiler_builtins::");
        of_compiler.then_some(Part::Core)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generic_code_is_of_who_is_named_first() {
        let name = "<keywright::storage::Storage<charger_qemu::flash::Flash>>::holds::<firmware::api::DeviceRef<_>>";
        assert_eq!(of_name(name), Some(Part::Storage));
        assert_eq!(of_name("<core::option::Option<smoltcp::wire::Ipv4Address>>::map"), Some(Part::Network));
        assert_eq!(of_name("core::fmt::write"), Some(Part::Core));
        assert_eq!(of_name("_start_trap"), None);
    }

    #[test]
    fn a_static_is_of_who_uses_it() {
        assert_eq!(of_name("charger_qemu::serve::POOL"), Some(Part::Http));
        assert_eq!(of_name("charger_qemu::network::POOL"), Some(Part::Network));
        assert_eq!(of_name("firmware::api::KEYS"), Some(Part::Registry));
    }

    #[test]
    fn a_file_tells_whose_code_it_has() {
        let of = |path| of_file(path);
        assert_eq!(of("keywright-0.1.0/src/mqtt/session.rs"), Some(Owner::Part(Part::Mqtt)));
        assert_eq!(of("./keywright-0.1.0/src/json/reader.rs"), Some(Owner::Part(Part::Codec)));
        assert_eq!(of("./keywright-embassy-0.1.0/src/http/body.rs"), Some(Owner::Part(Part::Http)));
        assert_eq!(of("firmware-0.1.0/src/charger/mod.rs"), Some(Owner::Part(Part::Charger)));
        assert_eq!(of("keywright-qemu-riscv32-0.1.0/src/network.rs"), Some(Owner::Part(Part::Network)));
        let smoltcp = "keywright-embassy-0.1.0/index.crates.io-0123/smoltcp-0.13.1/src/lib.rs";
        assert_eq!(of(smoltcp), Some(Owner::Part(Part::Network)));
        assert_eq!(of("./index.crates.io-0123/heapless-0.9.0/src/vec.rs"), Some(Owner::Caller(Part::Board)));
        assert_eq!(of("/rustc/0123/library/core/src/iter.rs"), Some(Owner::Caller(Part::Core)));
        assert_eq!(of("start.S"), None);
    }
}
