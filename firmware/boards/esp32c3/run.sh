#!/usr/bin/env bash
# Builds the charger for the ESP32-C3, and puts it on the one that is connected. Installs nothing.
#
#   run.sh                     builds, flashes and shows the log; needs espflash
#   run.sh --build [OPTION …]  only builds, and makes target/charger.bin where esptool is; options are those of cargo
set -eu
cd "$(dirname "$0")"

only_build=0
options=()
if [ "${1:-}" = --build ]; then
    only_build=1
    options=("${@:2}")
fi
program=target/riscv32imc-unknown-none-elf/release/charger-esp32c3

missing=()
need() { [ -e "$1" ] || missing+=("$2"); }
need /usr/bin/rustc rustc-web
need /usr/bin/cargo cargo-web
[ ! -x /usr/bin/rustc ] || need "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/core" rust-web-src
linker=$(sed -nE 's/^linker = "ld\.(lld-[0-9]+)"/\1/p' .cargo/config.toml)
command -v "ld.$linker" >/dev/null || missing+=("$linker")
if [ ${#missing[@]} -gt 0 ]; then
    echo "missing: ${missing[*]}" >&2
    echo "on Debian: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 2
fi
if [ "$only_build" = 0 ] && ! command -v espflash >/dev/null; then
    echo "missing: espflash (cargo install espflash --locked)" >&2
    exit 2
fi

# The sources of Debian's compiler build `core` for the chip; that is not a stable feature of it.
PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 /usr/bin/cargo build --locked --release "${options[@]}"

if command -v esptool >/dev/null; then
    esptool --chip esp32c3 elf2image --flash-mode dio --flash-size 4MB -o target/charger.bin "$program"
elif [ "$only_build" = 1 ]; then
    echo "target/charger.bin is not made: esptool is missing (pip install esptool)" >&2
fi
[ "$only_build" = 0 ] || exit 0
exec espflash flash --chip esp32c3 --flash-size 4mb --partition-table partitions.csv --monitor "$program"
