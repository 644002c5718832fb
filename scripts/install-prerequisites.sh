#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that building TTT4J needs, and those named as arguments, where they are missing;
# asks for nothing when none is. Without the right to install, prints the one command to type and exits 1.
# TTT_SKIP_PREREQUISITES=1 skips it all: for other systems, and for a FAISS of your own (-Dfaiss.home=).
set -euo pipefail

# The C++ compiler, FAISS with its headers, the BLAS it calls, and what the Maven wrapper unpacks Maven with.
packages=(g++ libfaiss-dev libopenblas-dev unzip "$@")

if [ "${TTT_SKIP_PREREQUISITES:-0}" = 1 ]; then exit 0; fi
if ! type -P dpkg-query apt-get >/dev/null; then
  printf 'ttt: found no dpkg and apt-get here, wanted Debian or Ubuntu: install what corresponds to "%s" and set TTT_SKIP_PREREQUISITES=1\n' \
    "${packages[*]}" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  # shellcheck disable=SC2016 # the braces are dpkg's
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=none
  if [ "$status" != installed ]; then missing+=("$package"); fi
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if type -P sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  else
    printf 'ttt: these packages are missing and installing them needs root; type\n\n    sudo apt-get update && sudo apt-get install -y %s\n\nand then the same ./ttt again\n' \
      "${missing[*]}" >&2
    exit 1
  fi
fi

# apt_get ARGUMENTS: waits for another apt to finish, asks nothing, writes to the log.
log=$(mktemp)
trap 'rm -f -- "$log"' EXIT
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@" >>"$log" 2>&1 </dev/null
}

printf 'ttt: installing %s\n' "${missing[*]}" >&2
# The package lists may be old or, in a container, absent: fetched anew only when the first try fails.
if ! apt_get install -y --no-install-recommends "${missing[@]}"; then
  if ! { apt_get update && apt_get install -y --no-install-recommends "${missing[@]}"; }; then
    tail -n 20 -- "$log" >&2
    printf 'ttt: apt-get could not install %s (its last lines are above)\n' "${missing[*]}" >&2
    exit 1
  fi
fi
