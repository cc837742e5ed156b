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
cp -r doc/*.rst doc/site/* "$source"
cp -r doc/figures "$source"
echo '.. |ns3| replace:: ns-3' >"$source/replace.txt"

heading() { printf '\n%s\n%s\n\n' "$1" "$(printf '%*s' "${#1}" '' | tr ' ' "$2")"; }
literal() { printf '.. code-block:: text\n\n'; sed 's/^/   /'; echo; }

{
  heading "Options of the programs" =
  echo "As \`\`--help\`\` tells them."
  for program in run design profile "sweep run" "sweep report" "sweep export" "sweep status" \
    report compare paper train-ppo train-fcdnn; do
    [ -x "$bin/coinference-${program%% *}" ] || continue # without LibTorch
    text=$("$bin"/coinference-$program --help) || continue
    heading "coinference-$program" -
    literal <<<"$text"
  done
} >"$source/options.rst"

{
  heading "Attributes of the classes" =
  echo "As \`\`coinference-run --PrintAttributes=ns3::coinference::ComputeDevice\`\` and its like tell them."
  for class in $("$bin/coinference-run" --PrintGroup=Coinference | grep -o "ns3::coinference::[A-Za-z]*"); do
    text=$("$bin/coinference-run" --PrintAttributes="$class")
    [ "$(wc -l <<<"$text")" -gt 1 ] || continue # it has none
    heading "${class##*::}" -
    literal <<<"$text"
  done
} >"$source/attributes.rst"

# Of a folder: each figure in the order in which it was drawn, and on narrow screens the one that is
# made for them, with the captions of its page.
pictures() {
  local captions=() i=0 caption name
  mapfile -t captions < <(grep -o '<figcaption>[^<]*' "$1/report.html" | sed 's/<figcaption>//')
  while read -r narrow; do
    name=$(basename "$narrow" -narrow.svg)
    caption=${captions[i]-$name}
    i=$((i + 1))
    cp "$narrow" "$1/$name.svg" "$source/extra/gallery"
    printf '.. raw:: html\n\n   <figure><picture><source media="(max-width:40rem)" srcset="gallery/%s">' "$(basename "$narrow")"
    printf '<img src="gallery/%s.svg" alt="%s" style="width:100%%"></picture>' "$name" "$caption"
    printf '<figcaption>%s</figcaption></figure>\n\n' "$caption"
  done < <(ls -tr "$1"/*-narrow.svg)
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
