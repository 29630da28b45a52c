#!/usr/bin/env bash
# Prints what the image needs of flash and RAM, in bytes, by section and by part: `run.sh --build` comes first.
# Needs `size` and `nm` (package binutils).
set -eu
cd "$(dirname "$0")"
image=target/riscv32imc-unknown-none-elf/release/charger-qemu
for tool in size nm; do
    command -v "$tool" >/dev/null || { echo "missing: $tool (package binutils)" >&2; exit 2; }
done

echo '| section | bytes | |'
echo '| --- | ---: | --- |'
size -A "$image" | awk '
    $1 == ".text" { printf "| code | %d | flash |\n", $2; flash += $2 }
    $1 == ".rodata" { printf "| constants, texts, App | %d | flash |\n", $2; flash += $2 }
    $1 == ".data" { printf "| values at the start | %d | flash and RAM |\n", $2; flash += $2; ram += $2 }
    $1 == ".bss" { printf "| statics, tasks | %d | RAM |\n", $2; ram += $2 }
    END { printf "| **flash** | **%d** | |\n| **RAM without stack** | **%d** | |\n", flash, ram }'

# Parts are the crates that a symbol is of: the first one that is named in it, generic code by what it is made for.
parts() {
    nm -S -t d "$image" | awk -v kinds="$1" '
        BEGIN {
            split("9picoserve rust_mqtt 8smoltcp embassy_net 8keywright 4sequ virtio_drivers firmware_board 8firmware embassy_executor 4core compiler_builtins charger_qemu", order, " ")
        }
        NF == 4 && index(kinds, $3) {
            part = "other"
            for (i = 1; i in order; i++) if (index($4, order[i])) { part = order[i]; sub(/^[0-9]+/, "", part); break }
            if (part == "sequ") part = "sequential_storage"
            sum[part] += $2
        }
        END { for (part in sum) print sum[part], part }' | sort -rn | awk '{ printf "| %s | %d |\n", $2, $1 }'
}
echo
echo '| code of | bytes |'
echo '| --- | ---: |'
parts tT
echo
echo '| RAM of | bytes |'
echo '| --- | ---: |'
nm -S -t d --size-sort -r "$image" | awk '
    NF == 4 && $3 ~ /[bBdD]/ && $2 >= 1024 {
        name = $4
        gsub(/_RNv|[A-Z]s[0-9A-Za-z]+_|N[vt]+/, " ", name)
        gsub(/[0-9]+/, " ", name)
        n = split(name, words, " ")
        printf "| %s | %d |\n", (n > 1 ? words[n - 1] " " : "") words[n], $2
    }'
