#!/bin/bash
# Installs what the module needs on Debian 12 or newer, and only what is missing.
#
#   utils/setup.sh          what it takes to build, test and run everything
#   utils/setup.sh --ci     also what the project's own checks need (.ci/run)
set -euo pipefail

packages=(
  g++ cmake ninja-build
  ns3 libns3-dev libgsl-dev libxml2-dev libpython3-dev # ns-3's CMake package names files of all
  libsqlite3-dev libsqlitecpp-dev libcli11-dev libeigen3-dev libboost-dev nlohmann-json3-dev
  libgtest-dev libboost-filesystem-dev # Boost.Process, with which tests start the programs
  gnuplot-nox parallel # sweeps: figures and many runs at once
)
ci_packages=(
  git ccache clang-format-14 pkg-config
  libbenchmark-dev libnlopt-dev libnlopt-cxx-dev # benchmarks
  doxygen python3-sphinx # reference of the classes; the documentation site
  libtorch-dev libopenblas0-pthread # training of the PPO policy; running real models
  libonnx-dev libprotobuf-dev # what tests compare the reading of ONNX files with
  python3-torchvision # architectures whose work tests count
  python3-pil fonts-dejavu-core # signs that a text recogniser reads
  python3-pybindgen # whether the bindings for ns-3.36 compile
  python3-matplotlib python3-pandas # the notebook, and what coinference.py gives pandas
  dpkg-dev python3 # ns-3's sources and its own build script
)

case "${1-}" in
  "") ;;
  --ci) packages+=("${ci_packages[@]}") ;;
  *) echo "setup: unknown option $1, only --ci is allowed" >&2; exit 2 ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "setup: this installs Debian packages, and there is no apt-get here. Needed:" >&2
  echo "  ${packages[*]}" >&2
  exit 1
fi

# The models that tests measure come by npm; Debian's brings hundreds of packages along.
[ "${1-}" != --ci ] || command -v npm >/dev/null || packages+=(npm)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: not root, and there is no sudo. Have this run as root, then try again:" >&2
    echo "  apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1 </dev/null ||
    { tail -n 20 "$log" >&2; echo "setup: failed: $*" >&2; exit 1; }
}
quietly apt-get update
quietly apt-get install -y --no-install-recommends "${missing[@]}"
