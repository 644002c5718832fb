#!/usr/bin/env bash
# Builds FAISS for processors with AVX2 and our JNI library on it, as a jar beside the ones of the application.
#
#   native-faiss.sh APP JAR   APP: a packaged distribution; JAR: what to write
#
# Debian compiles FAISS without SSE3. Its source package builds an AVX2 variant too; it is fetched in the version that is
# installed, without touching the system's package sources. Takes about three minutes on two cores, once.
set -euo pipefail

app=$1 jar=$2
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
platform=linux-x86_64 extension=-avx2

say() { printf 'ttt: %s\n' "$*" >&2; }

flags=$(sed -n 's/^flags[^:]*:\(.*\)/\1 /p;T;q' /proc/cpuinfo 2>/dev/null || true)
for flag in avx2 fma f16c popcnt; do
  case " $flags" in
    *" $flag "*) ;;
    *)
      say "found a processor without $flag, wanted one with AVX2: the generic library stays in use"
      exit 1
      ;;
  esac
done

"$root/scripts/install-prerequisites.sh" cmake make dpkg-dev

work=$(mktemp -d)
log=$jar.log
trap 'rm -rf -- "$work"' EXIT
# Says what failed, with the end of the log.
fail() {
  tail -n 20 -- "$log" >&2
  say "could not $1 (the last lines are above, all of them in $log); the generic library stays in use"
  exit 1
}

# Where the installed package came from: "500 http://deb.debian.org/debian bookworm/main amd64 Packages".
version=$(dpkg-query -W -f '${source:Version}' libfaiss-dev)
read -r site suite component < <(
  apt-cache policy libfaiss-dev | awk '$2 ~ /^[a-z+]+:\/\// { split($3, part, "/"); print $2, part[1], part[2]; exit }'
) || true
site=${site:-http://deb.debian.org/debian} suite=${suite:-stable} component=${component:-main}

# apt in a folder of its own: nothing of the system is changed.
mkdir -p -- "$work/apt/lists/partial" "$work/apt/archives/partial"
printf 'deb-src %s %s %s\n' "$site" "$suite" "$component" >"$work/apt/sources.list"
apt_here=(
  -q -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache::archives=$work/apt/archives"
  -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o "APT::Sandbox::User=$(id -un)"
)
say "fetching the source of FAISS $version from $site"
: >"$log"
apt-get "${apt_here[@]}" update >>"$log" 2>&1 </dev/null || fail 'fetch the list of sources'
(cd -- "$work" && apt-get "${apt_here[@]}" source --download-only "faiss=$version") >>"$log" 2>&1 </dev/null ||
  fail 'fetch the source of FAISS'
dpkg-source --extract "$work"/faiss_*.dsc "$work/source" >>"$log" 2>&1 || fail 'unpack the source of FAISS'

say "compiling FAISS for AVX2 (log: $log)"
cmake -S "$work/source" -B "$work/build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
  -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF -DFAISS_OPT_LEVEL=avx2 \
  -DFAISS_ENABLE_GPU=OFF -DFAISS_ENABLE_PYTHON=OFF -DFAISS_ENABLE_C_API=OFF >>"$log" 2>&1 || fail 'configure FAISS'
# A bare --parallel starts a compiler for every file at once
cmake --build "$work/build" --target faiss_avx2 --parallel "$(nproc)" >>"$log" 2>&1 || fail 'compile FAISS'
mkdir -p -- "$work/lib"
mv -- "$work/build/faiss/libfaiss_avx2.a" "$work/lib/libfaiss.a" # under the name that the preset links

# The same call as Maven's for the generic library (ttt-index-faiss/pom.xml), on what the application consists of.
say 'compiling the bindings'
target=$work/jar/org/ttt4j/index/faiss/$platform$extension
mkdir -p -- "$target"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$java" -cp "$app/lib/*" org.bytedeco.javacpp.tools.Builder \
  -properties "$platform" -Dplatform.extension="$extension" -Dplatform.compiler=g++ \
  -Dplatform.includepath="$root/ttt-index-faiss/src/main/native" \
  -Xcompiler "-L$work/lib" -Xcompiler -DTTT_FAISS_CPU -Xcompiler -fopenmp -Xcompiler -Wno-invalid-offsetof \
  -Xcompiler -Wl,-z,defs -Xcompiler -Wl,--exclude-libs,ALL \
  -nodelete -d "$target" org.ttt4j.index.faiss.bindings.Faiss >>"$log" 2>&1 || fail 'compile the bindings'
if ! [ -s "$target/libjnittt_faiss.so" ]; then fail 'find the compiled bindings'; fi
find "$target" -type f ! -name libjnittt_faiss.so -delete

printf 'Automatic-Module-Name: org.ttt4j.index.faiss.linux.x86_64.avx2\n' >"$work/manifest"
"${java%java}jar" --create --file "$jar.tmp" --manifest "$work/manifest" -C "$work/jar" . >>"$log" 2>&1 ||
  fail 'write the jar'
mv -- "$jar.tmp" "$jar"
