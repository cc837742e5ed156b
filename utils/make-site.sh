#!/bin/bash
# Makes the documentation site of doc/: manual, every option of the programs and every attribute of
# the classes as the built programs tell them, and a gallery of figures of real runs.
#
#   utils/make-site.sh [<build folder>]      into build-site/html; the programs are taken from build/
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1-build}
bin=$(cd "$build/bin" && pwd)
source=build-site/source

command -v sphinx-build >/dev/null ||
  { echo "make-site: sphinx-build is missing: apt-get install python3-sphinx" >&2; exit 2; }
rm -rf build-site
mkdir -p "$source/extra/gallery"
cp doc/*.rst doc/site/* "$source"
cp -r doc/figures "$source"
echo '.. |ns3| replace:: ns-3' >"$source/replace.txt"

heading() { printf '\n%s\n%s\n\n' "$1" "$(printf '%*s' "${#1}" '' | tr ' ' "$2")"; }
literal() { printf '.. code-block:: text\n\n'; sed 's/^/   /'; echo; }

{
  heading "Options of the programs" =
  echo "As \`\`--help\`\` tells them."
  for program in run design profile sweep report compare paper; do
    heading "coinference-$program" -
    "$bin/coinference-$program" --help | literal
  done
} >"$source/options.rst"

{
  heading "Attributes of the classes" =
  echo "As \`\`coinference-run --PrintAttributes=ns3::coinference::ComputeDevice\`\` and its like tell them."
  for class in EmbodiedAgent EdgeServer ComputeDevice ComputeEnergyModel AllocationController \
    AllocationCoordinator JointScheme RandomFeasibleScheme PpoScheme; do
    heading "$class" -
    "$bin/coinference-run" --PrintAttributes=ns3::coinference::$class | literal
  done
} >"$source/attributes.rst"

# Of a folder: each figure, and on narrow screens the one that is made for them.
pictures() {
  for narrow in "$1"/*-narrow.svg; do
    name=$(basename "$narrow" -narrow.svg)
    cp "$narrow" "$1/$name.svg" "$source/extra/gallery"
    printf '.. raw:: html\n\n   <p><picture><source media="(max-width:40rem)" srcset="gallery/%s">' "$(basename "$narrow")"
    printf '<img src="gallery/%s.svg" alt="%s" style="width:100%%"></picture></p>\n\n' "$name" "$name"
  done
}

# Figures of runs that take seconds.
"$bin/coinference-run" --output="$source/run" --report=on >/dev/null
{
  heading "Gallery" =
  echo "Each made with this page by the command above it."
  heading "\`\`coinference-run --output=DIR\`\`" -
  pictures "$source/run"
  for sweep in design-space crowd; do
    heading "\`\`coinference-sweep run examples/sweeps/$sweep.json\`\`" -
    (cd "$source" && "$bin/coinference-sweep" run "$OLDPWD/examples/sweeps/$sweep.json" >/dev/null)
    pictures "$source/$sweep-report"
  done
} >"$source/gallery.rst"
rm -rf "$source"/run "$source"/design-space* "$source"/crowd*

sphinx-build -q -W --keep-going "$source" build-site/html
! command -v doxygen >/dev/null ||
  (cd doc && { cat Doxyfile; printf "OUTPUT_DIRECTORY=../build-site/html\nHTML_OUTPUT=doxygen\n"; } | doxygen - >/dev/null)
echo "build-site/html/index.html"
