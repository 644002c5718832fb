#!/usr/bin/env bash
# Builds modules twice, in two copies of what is committed, and compares the jars byte by byte:
# scripts/reproducible.sh [MODULE,...] [MAVEN-OPTION...], without an argument all modules.
set -euo pipefail

root=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/..
modules=${1:-'!integration-tests'}
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

git clone -q -- "$root" "$work/one"
cp -r -- "$work/one" "$work/two"
for copy in one two; do
  (cd -- "$work/$copy" && ./mvnw -B -q -ntp package -Dmaven.test.skip=true -Dttt.archives.skip=true -am -pl "$modules" "${@:2}")
  (cd -- "$work/$copy" && find . -path '*/target/ttt-*.jar' -print0 | sort -z | xargs -0 sha256sum) >"$work/$copy.sums"
done

if [ ! -s "$work/one.sums" ]; then
  echo 'reproducible.sh: no jar was built' >&2
  exit 1
fi
diff -- "$work/one.sums" "$work/two.sums"
echo "$(wc -l <"$work/one.sums") jars, the same in both builds"
