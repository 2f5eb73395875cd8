# SPDX-License-Identifier: BSD-3-Clause
# What run and run_pdn share; sourced, not run.

trim() {
    printf '%s\n' "$1" | sed 's/^ *//; s/ *$//'
}

# A figure of irdrop-eval's output: file, name.
figure() {
    awk -v name="$2" '$1 == name { print $2 }' "$1"
}
