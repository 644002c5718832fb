#!/usr/bin/env bash
# Makes the text that bundled:ttt-tiny is trained on, out of what scripts/pretrain-sources.tsv names: documentation and
# library packages of Debian 12 and source jars from Maven Central. Nothing is installed; packages are only unpacked.
#
#   scripts/pretrain-corpus.sh [DIRECTORY]     (default .ttt/pretrain; about 4 GB while it works)
#
# Leaves DIRECTORY/train.jsonl.gz, DIRECTORY/heldout.jsonl.gz and DIRECTORY/versions.txt: what was really taken, since
# Debian removes a version once a security update has replaced it; then the newer one is taken and named there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
table=$here/scripts/pretrain-sources.tsv
work=${1:-$here/.ttt/pretrain}

for tool in apt-get apt-cache dpkg-deb java; do
  if ! type -P "$tool" >/dev/null; then
    printf 'pretrain-corpus: found no %s, wanted Debian 12 with a JDK 17 or newer\n' "$tool" >&2
    exit 1
  fi
done
mkdir -p "$work"/{debs,packages,jars}
work=$(cd "$work" && pwd)
: >"$work/versions.txt"

# rows ORIGIN: the coordinates of that origin, each once.
rows() { awk -F'\t' -v origin="$1" '$1 == origin && !seen[$2]++ { print $2 }' "$table"; }

# unpack PACKAGE=VERSION: downloads and unpacks a package into packages/PACKAGE, unless it is there.
unpack() {
  local package=${1%%=*} version=${1#*=} deb
  if ! [ -d "$work/packages/$package" ]; then
    if ! apt-cache show "$package=$version" >/dev/null 2>&1; then
      version=$(apt-cache policy "$package" | awk '/Candidate:/ { print $2 }')
    fi
    rm -f -- "$work/debs/${package}_"*.deb
    (cd "$work/debs" && apt-get download -q -o APT::Sandbox::User="$(id -un)" "$package=$version" >/dev/null)
    for deb in "$work/debs/${package}_"*.deb; do
      rm -rf -- "$work/packages/.$package"
      dpkg-deb -x "$deb" "$work/packages/.$package"
      mv -- "$work/packages/.$package" "$work/packages/$package"
    done
  fi
  for deb in "$work/debs/${package}_"*.deb; do basename -- "$deb" >>"$work/versions.txt"; done
}

while read -r coordinates; do unpack "$coordinates"; done < <(rows deb)

{
  cat <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.ttt4j</groupId>
  <artifactId>pretrain-sources</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <build><plugins><plugin>
    <groupId>org.apache.maven.plugins</groupId>
    <artifactId>maven-dependency-plugin</artifactId>
    <version>3.8.1</version>
    <configuration>
      <outputDirectory>$work/jars</outputDirectory>
      <artifactItems>
POM
  while IFS=: read -r group artifact version; do
    printf '<artifactItem><groupId>%s</groupId><artifactId>%s</artifactId>' "$group" "$artifact"
    printf '<version>%s</version><classifier>sources</classifier></artifactItem>\n' "$version"
  done < <(rows mvn)
  printf '</artifactItems></configuration></plugin></plugins></build></project>\n'
} >"$work/pom.xml"
"$here/mvnw" -B -q -f "$work/pom.xml" dependency:copy
rows mvn >>"$work/versions.txt"

java -Xmx3g -Xss64m "$here/scripts/PretrainText.java" "$table" "$work/packages" "$work/jars" "$work/documents.jsonl.gz"

# By source file, so that no held-out piece has a neighbour of its own file in training.
"$here/ttt" corpus build --from "$work/documents.jsonl.gz" --piece-bytes 8000 --split train=0.99,heldout=0.01 \
  --out "$work/corpus.jsonl.gz" --force
mv -- "$work/corpus-train.jsonl.gz" "$work/train.jsonl.gz"
mv -- "$work/corpus-heldout.jsonl.gz" "$work/heldout.jsonl.gz"
