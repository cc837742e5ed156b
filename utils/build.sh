#!/bin/bash
# Builds into build/ against the installed ns-3: utils/build.sh [CMake option | target]...
set -euo pipefail
cd "$(dirname "$0")/.."

options=()
targets=()
for argument in "$@"; do
  case "$argument" in
    -*) options+=("$argument") ;;
    *) targets+=(--target "$argument") ;;
  esac
done

[ -f build/CMakeCache.txt ] || options+=(-G Ninja)
cmake -S . -B build "${options[@]}"
cmake --build build --parallel "$(nproc)" "${targets[@]}"
