#!/bin/bash
# One command from nothing to a tested build on Debian 12: installs what is needed, builds, and
# passes all tests. Options go to CMake: utils/check.sh -DCOINFERENCE_WERROR=ON
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)

"$repository/utils/setup.sh"
"$repository/utils/build.sh" "$@"
ctest --test-dir "$repository/build" --output-on-failure --parallel "$(nproc)" --timeout 300
