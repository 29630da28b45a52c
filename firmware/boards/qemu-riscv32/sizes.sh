#!/usr/bin/env bash
# Builds the image twice, with everything and without texts and Home Assistant, and prints what it needs of flash and
# RAM, in bytes, by part: Markdown for ../../SIZES.md. Exits with 2 where `run.sh` misses something.
set -eu
cd "$(dirname "$0")"
built=target/riscv32imc-unknown-none-elf/release/charger-qemu
kept=target/sizes
mkdir -p "$kept"

./run.sh --build --no-default-features
cp "$built" "$kept/without-texts"
# Last, so that this is the image that stays.
./run.sh --build
cp "$built" "$kept/all"
# From there: here cargo builds for the chip.
images=$PWD/$kept
cd ../sizes
cargo run --quiet --locked -- all="$images/all" 'without texts'="$images/without-texts"
