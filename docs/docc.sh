#!/bin/sh
# Documentation archives of every library, by the toolchain's own docc; a warning is an error.
#
#   swift build && docs/docc.sh OUTPUT [BUILD]
#
# OUTPUT gets a NAME.doccarchive a library. BUILD is the build's folder, .build/debug by default.
set -eu
output=${1:?usage: docs/docc.sh OUTPUT [BUILD]}
root=$(cd "$(dirname "$0")/.." && pwd)
build=${2:-$root/.build/debug}
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT
target=$(swiftc -print-target-info | sed -n 's/.*"triple": "\([^"]*\)".*/\1/p' | head -1)
mkdir -p "$output"
for module in "$root"/Sources/ArchSim*; do
  module=$(basename "$module")
  mkdir "$graphs/$module"
  swift-symbolgraph-extract -module-name "$module" -target "$target" -I "$build/Modules" \
    -Xcc -I -Xcc "$root/.build/checkouts/Yams/Sources/CYaml/include" \
    -minimum-access-level public -skip-inherited-docs -output-dir "$graphs/$module"
  docc convert --warnings-as-errors --additional-symbol-graph-dir "$graphs/$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "org.archsim.$module" \
    --output-path "$output/$module.doccarchive"
done
