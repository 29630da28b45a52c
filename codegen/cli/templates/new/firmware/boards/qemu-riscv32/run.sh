#!/usr/bin/env bash
# Builds the device for QEMU and starts it. Says where it is reached; Ctrl-C ends it.
#
#   run.sh [NAME=VALUE …]   mqtt=mqtt://10.0.2.2:1883   the broker of a new device; 10.0.2.2 is this computer
#                           serial=000001
#
# DEVICE_HTTP is the port on this computer (8080), DEVICE_FLASH the file that holds the settings.
set -eu
cd "$(dirname "$0")"
command -v qemu-system-riscv32 >/dev/null || { echo 'missing: qemu-system-riscv32' >&2; exit 2; }

rustup target add riscv32imc-unknown-none-elf 2>/dev/null || true
cargo build --release
port=${DEVICE_HTTP:-8080}
flash=${DEVICE_FLASH:-target/flash.img}
image=${CARGO_TARGET_DIR:-target}/riscv32imc-unknown-none-elf/release/{{name}}-qemu
[ -e "$flash" ] || truncate -s 32M "$flash"
echo "http://127.0.0.1:$port once the address of the device is shown"
exec qemu-system-riscv32 -M virt -bios none -m 4M -display none -monitor none -serial stdio \
    -kernel "$image" -device "loader,file=$image" -append "$*" \
    -drive "if=pflash,unit=1,format=raw,file=$flash" \
    -netdev "user,id=net,hostfwd=tcp:127.0.0.1:$port-:80" -device virtio-net-device,netdev=net
