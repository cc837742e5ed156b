#!/bin/bash
# Builds and tests the module in contrib/ of an ns-3 source tree.
#
#   utils/check-in-tree.sh [<ns-3 folder>]    without one: Debian's ns-3 sources, in build-in-tree/
#
# The files under version control are copied to contrib/coinference, in place of what is there.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
tree=${1-}

if [ -z "$tree" ]; then
  sources=$repository/build-in-tree
  compgen -G "$sources/ns3-*/ns-3*/ns3" >/dev/null ||
    "$repository/utils/debian-ns3-source.sh" "$sources"
  tree=$(dirname "$(compgen -G "$sources/ns3-*/ns-3*/ns3")")
fi
tree=$(cd "$tree" && pwd)
module=$tree/contrib/coinference

rm -rf "$module" "$tree/coinference-examples.txt"
mkdir -p "$module"
(cd "$repository" && git ls-files -z | xargs -0 cp --parents -t "$module")

cd "$tree"
unset USER # ns-3's script refuses root, which a container's user is
modules=core,network,internet,energy,stats,applications,csma,mobility,point-to-point,wifi
./ns3 configure --build-profile=default --enable-tests --enable-examples \
  --enable-modules=$modules,coinference --filter-module-examples-and-tests=coinference \
  -G Ninja -- -DCOINFERENCE_WERROR=ON -DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O0 # half the time
cmake --build cmake-cache --parallel "$(nproc)" # ./ns3 build leaves a core idle, whatever --jobs says

# test.py tells of the suite as a whole; its text file of every case.
./test.py --no-build --multiple --suite=coinference --text=coinference-tests ||
  { grep -A 7 '^FAIL: Test Case' coinference-tests.txt; exit 1; }
while read -r example; do # those that are built
  ! compgen -G "build/contrib/coinference/examples/ns3*-$example-*" >/dev/null ||
    ./test.py --no-build --example="$example" | tee -a coinference-examples.txt
done < <(sed -n 's/^ *("\([a-z-]*\)[ "].*/\1/p' contrib/coinference/test/examples-to-run.py)
! grep -E '(FAIL|CRASH).*: Example' coinference-examples.txt
grep -q 'PASS.*: Example' coinference-examples.txt
./ns3 run --no-build "coinference-run --duration=10"
echo '{"agentFlops":5.2096e11,"serverFlops":1.27e10}' | ./ns3 run --no-build coinference-design
passed=$(grep -c '^PASS: Test Case' coinference-tests.txt || true)
failed=$(grep -c '^FAIL: Test Case' coinference-tests.txt || true)
echo "$passed passed, $failed failed"
[ "$passed" -gt 0 ]
