#!/usr/bin/env bash
# Builds the same 40 keys with keywright and with miniconf, and prints what each needs of flash and RAM; then what a
# key more needs. Installs nothing; exits with 2 where something is missing. With QEMU, it is made sure that both answer
# the same.
set -eu
cd "$(dirname "$0")"
built=target/riscv32imc-unknown-none-elf/release/keywright-size
kept=$PWD/target/images
mkdir -p "$kept"

missing=()
need() { [ -e "$1" ] || missing+=("$2"); }
need /usr/bin/rustc rustc-web
need /usr/bin/cargo cargo-web
[ ! -x /usr/bin/rustc ] || need "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/core" rust-web-src
linker=$(sed -nE 's/^linker = "ld\.(lld-[0-9]+)"/\1/p' .cargo/config.toml)
command -v "ld.$linker" >/dev/null || missing+=("$linker")
command -v size >/dev/null || missing+=(binutils)
if [ ${#missing[@]} -gt 0 ]; then
    echo "missing: ${missing[*]}" >&2
    echo "on Debian: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 2
fi

# build NAME FEATURES [KEYS]: an image of this name.
build() {
    [ -z "${3:-}" ] || export KEYS=$3
    PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
        /usr/bin/cargo build --locked --quiet --release --features "$2"
    unset KEYS
    cp "$built" "$kept/$1"
}
build nothing ''
build keywright keywright
build keywright-reasons keywright,reasons
build miniconf miniconf
build miniconf-reasons miniconf,reasons
build keys-100 keywright 100
build keys-500 keywright 500

# answers NAME: what an image says to `requests.txt`.
answers() {
    timeout 60 qemu-system-riscv32 -M virt -bios none -m 4M -display none -monitor none -serial stdio \
        -kernel "$kept/$1" <requests.txt
}
if command -v qemu-system-riscv32 >/dev/null; then
    diff <(answers keywright) <(answers miniconf) || { echo 'keywright and miniconf answer differently' >&2; exit 1; }
else
    echo 'answers are not compared: there is no qemu-system-riscv32 (package qemu-system-misc)' >&2
fi

# flash NAME, ram NAME: bytes.
flash() { size -A "$kept/$1" | awk '$1 ~ /^\.(text|init\.rust|rodata|data)$/ { sum += $2 } END { print sum }'; }
ram() { size -A "$kept/$1" | awk '$1 ~ /^\.(data|bss)$/ { sum += $2 } END { print sum }'; }
row() { printf '| %s | %d | %d |\n' "$1" $(($(flash "$2") - $(flash nothing))) $(($(ram "$2") - $(ram nothing))); }
echo '| 40 keys | flash | RAM |'
echo '| --- | ---: | ---: |'
row keywright keywright
row miniconf miniconf
row 'keywright, with reasons of refusals' keywright-reasons
row 'miniconf, with reasons of refusals' miniconf-reasons

# The difference of 400 keys; eight of them, one after the other, hold 15 bytes of values.
echo
echo '| a key more, a number | bytes |'
echo '| --- | ---: |'
awk -v flash=$(($(flash keys-500) - $(flash keys-100))) -v ram=$(($(ram keys-500) - $(ram keys-100))) 'BEGIN {
    printf "| flash | %.1f |\n| RAM | %.2f |\n| RAM beyond the value | %.2f |\n", flash / 400, ram / 400, (ram - 750) / 400
}'
