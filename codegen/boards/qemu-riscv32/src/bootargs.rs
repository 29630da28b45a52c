//! What QEMU tells the machine: `-append` and randomness, in the device tree.

use fdt::Fdt;

/// What the machine is told when it starts.
pub struct BootArgs {
    text: &'static str,
    /// Another one for each machine and each start, where QEMU tells one.
    pub seed: Option<u64>,
}

impl BootArgs {
    /// Reads the device tree at `address`.
    pub fn read(address: usize) -> Self {
        // SAFETY: QEMU puts a device tree there, into memory that nothing else uses.
        let tree = unsafe { Fdt::from_ptr(address as *const u8) };
        let Ok(tree) = tree else { return Self { text: "", seed: None } };
        let chosen = tree.find_node("/chosen");
        let text = chosen.and_then(|node| node.property("bootargs")).and_then(|args| args.as_str());
        let seed = chosen.and_then(|node| node.property("rng-seed")).and_then(|seed| seed.value.first_chunk());
        Self { text: text.unwrap_or_default(), seed: seed.map(|seed| u64::from_le_bytes(*seed)) }
    }

    /// The value of `name` in `name=value name=value`.
    pub fn get(&self, name: &str) -> Option<&'static str> {
        self.text.split_ascii_whitespace().find_map(|arg| arg.strip_prefix(name)?.strip_prefix('='))
    }
}
