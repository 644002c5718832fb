# What bin/ttt of the distribution and ./ttt of a checkout share; both source it.
# shellcheck shell=bash

# Java 17 decodes arguments, file names and output by the locale: without one, all that is not ASCII would become "?".
use_utf8() {
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]-8* | *[Uu][Tt][Ff]8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
}

# Feature version of the Java in a directory ("17"), or nothing when there is no Java.
java_major_of() {
  local line version=
  [ -x "$1/bin/java" ] || return 0
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in JAVA_VERSION=*) version=${line#*=} ;; esac
    done <"$1/release"
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -XshowSettings:properties -version 2>&1 |
      sed -n 's/^ *java\.specification\.version = //p') || true
  fi
  version=${version//\"/}
  version=${version#1.}
  printf '%s' "${version%%[!0-9]*}"
}

# Where a Java may be, best first, one per line; those of the system in order of version, so that the oldest that will
# do, the one the tests run on first, is taken.
java_candidates() {
  local tool
  if [ -n "${JAVA_HOME:-}" ]; then printf '%s\n' "${JAVA_HOME%/}"; fi
  for tool in javac java; do
    tool=$(type -P "$tool") && tool=$(readlink -f -- "$tool") && printf '%s\n' "${tool%/bin/*}"
  done
  find /usr/lib/jvm /opt/java /usr/local "${HOME:-/nonexistent}/.sdkman/candidates/java" \
    "${HOME:-/nonexistent}/.jdks" -mindepth 1 -maxdepth 1 -type d 2>/dev/null | sort -V
}

# find_java MINIMUM TOOL: sets java_home and java_major; TOOL is java or javac. Without a match, says on stderr what is
# wanted and what there is, and returns 1.
find_java() {
  local minimum=$1 tool=$2 candidate major seen='' kind='Java runtime' package=default-jre-headless
  if [ "$tool" = javac ]; then kind=JDK package=default-jdk-headless; fi
  while IFS= read -r candidate; do
    major=$(java_major_of "$candidate")
    [ -n "$major" ] || continue
    if [ "$major" -ge "$minimum" ] && [ -x "$candidate/bin/$tool" ]; then
      # Read by whoever sources this file.
      # shellcheck disable=SC2034
      java_home=$candidate java_major=$major
      return 0
    fi
    case $seen in *"$candidate ("*) ;; *) seen="${seen:+$seen, }$candidate (version $major)" ;; esac
  done < <(java_candidates)
  printf 'ttt: found %s, wanted a %s of version %s or newer: install one (Debian, Ubuntu: apt-get install %s) or set JAVA_HOME\n' \
    "${seen:-no Java}" "$kind" "$minimum" "$package" >&2
  return 1
}
