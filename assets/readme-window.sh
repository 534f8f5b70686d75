#!/bin/sh
# Draws the picture of the README anew.
set -eu
cd "$(dirname "$0")/.."
cargo run --release --locked -- picture -o assets/readme-window.png --size 1600x1000 --select captured
