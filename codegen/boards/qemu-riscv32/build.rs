//! Puts the memory layout where the linker looks for it.

use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=memory.x");
    let Some(out) = env::var_os("OUT_DIR").map(PathBuf::from) else { return };
    if let Err(error) = fs::copy("memory.x", out.join("memory.x")) {
        println!("cargo::error=memory.x can't be copied: {error}");
    }
    println!("cargo::rustc-link-search={}", out.display());
}
