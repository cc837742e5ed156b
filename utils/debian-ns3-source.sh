#!/bin/bash
# Fetches and unpacks the sources of Debian's ns-3: utils/debian-ns3-source.sh <folder>
#
# Source repositories are switched on in a private list only: the machine's apt is left as it is.
set -euo pipefail
folder=$1
mkdir -p "$folder"
cd "$folder"

mkdir -p lists/partial
list_sources() {
  apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' 'Origin: Debian' | sort -u >sources.list
  [ -s sources.list ]
}
if ! list_sources; then
  apt-get -qq update || true # a new machine's apt knows no repository yet
  list_sources || { echo "debian-ns3-source: apt knows no Debian repository" >&2; exit 1; }
fi
apt=(apt-get -qq -o Dir::Etc::SourceList="$PWD/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o Dir::State::Lists="$PWD/lists" -o APT::Sandbox::User="$(id -un)")
"${apt[@]}" update
version=$(dpkg-query -W -f '${source:Version}' libns3-dev 2>/dev/null || true)
"${apt[@]}" source "ns3${version:+=$version}"
