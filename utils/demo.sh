#!/bin/bash
# One command from nothing to results on Debian 12: installs what is needed, builds, and runs the
# default scenario. Options go to the program: utils/demo.sh --agents=8 --duration=30
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)

"$repository/utils/setup.sh"
"$repository/utils/build.sh" coinference-run
exec "$repository/build/bin/coinference-run" "$@"
