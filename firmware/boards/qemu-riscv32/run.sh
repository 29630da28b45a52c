#!/usr/bin/env bash
# Builds the charger for QEMU and starts it. Installs nothing. Says where it is reached; Ctrl-C ends it.
#
#   run.sh [NAME=VALUE …]     mqtt=mqtt://10.0.2.2:1883   the broker of a new device; 10.0.2.2 is this computer
#                             serial=123456               six digits
#                             stack=watch                 tells how much of the stack is used at most
#
#   run.sh --build [OPTION …]  only builds the image; options are those of cargo
#
# CHARGER_HTTP is the port on this computer (8080), CHARGER_FLASH the file that holds the settings.
set -eu
cd "$(dirname "$0")"

only_build=0
options=()
if [ "${1:-}" = --build ]; then
    only_build=1
    options=("${@:2}")
fi
port=${CHARGER_HTTP:-8080}
flash=${CHARGER_FLASH:-target/flash.img}
image=target/riscv32imc-unknown-none-elf/release/charger-qemu

missing=()
need() { [ -e "$1" ] || missing+=("$2"); }
need /usr/bin/rustc rustc-web
need /usr/bin/cargo cargo-web
[ ! -x /usr/bin/rustc ] || need "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/core" rust-web-src
linker=$(sed -nE 's/^linker = "ld\.(lld-[0-9]+)"/\1/p' .cargo/config.toml)
command -v "ld.$linker" >/dev/null || missing+=("$linker")
command -v qemu-system-riscv32 >/dev/null || missing+=(qemu-system-misc)
if [ ${#missing[@]} -gt 0 ]; then
    echo "missing: ${missing[*]}" >&2
    echo "on Debian: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 2
fi

# The sources of Debian's compiler build `core` for the chip; that is not a stable feature of it.
PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 /usr/bin/cargo build --locked --release "${options[@]}"
[ "$only_build" = 0 ] || exit 0

[ -e "$flash" ] || truncate -s 32M "$flash"
echo "http://127.0.0.1:$port once the address of the device is shown"
# QEMU of this version starts nothing but the flash where there is one; the image is loaded beside it. -kernel is for
# -append.
exec qemu-system-riscv32 -M virt -bios none -m 4M -display none -monitor none -serial stdio \
    -kernel "$image" -device "loader,file=$image" -append "$*" \
    -drive "if=pflash,unit=1,format=raw,file=$flash" \
    -netdev "user,id=net,hostfwd=tcp:127.0.0.1:$port-:80" -device virtio-net-device,netdev=net
