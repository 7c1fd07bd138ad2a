#!/bin/sh
# What is installed: packaging.sh BINARY
#
# Installs into a folder of its own and makes the Debian package, then looks at each piece with the
# tool that will read it: man, the shells, systemd, logrotate, lintian. What is missing is said.
set -u
binary=$(realpath "$1")
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# check WHAT COMMAND...: the command must end well and print nothing.
check() {
  what=$1
  shift
  if found=$("$@" 2>&1) && [ -z "$found" ]; then
    echo "$what: yes"
  else
    echo "$what: NO"
    echo "$found" | head -20 | sed 's/^/  /'
    failures=$((failures + 1))
  fi
}

# with TOOL WHAT COMMAND...: as check, where the tool is there.
with() {
  tool=$1
  shift
  if command -v "$tool" > /dev/null; then check "$@"; else echo "$1: not tried, needs $tool"; fi
}

installed() { make -s install binary="$binary" -o "$binary" DESTDIR="$folder/system" PREFIX=/usr; }

night() {
  mkdir -p "$folder/company"
  cp -R sample-data/hubspot-fr/. "$folder/company"
  cd "$folder/company" && env -i "$1" run --as-of 2026-11-20 && env -i "$1" verify
}

check "make install" installed
share=$folder/system/usr/share
with man "the manual page renders without a warning" \
  sh -c "man --warnings -E UTF-8 -l -Tutf8 -Z '$share/man/man1/jalon.1.gz' 2>&1 > /dev/null"
check "bash completes" bash -n "$share/bash-completion/completions/jalon"
with zsh "zsh completes" zsh -n "$share/zsh/site-functions/_jalon"
with fish "fish completes" fish --no-execute "$share/fish/vendor_completions.d/jalon.fish"
check "the installed binary makes a report, with an empty environment" \
  night "$folder/system/usr/bin/jalon"

make -s deb binary="$binary" -o "$binary" > "$folder/deb.log" 2> "$folder/deb.err"
package=$(grep '\.deb$' "$folder/deb.log" | head -1)
if [ -z "$package" ]; then
  echo "the package is made: NO"
  cat "$folder/deb.err"
  exit 1
fi
echo "the package is made: yes, $(du -k "$package" | cut -f 1) kB," \
  "$(dpkg-deb -f "$package" Depends)"
with lintian "lintian finds nothing" \
  lintian --fail-on error,warning --tag-display-limit 0 --allow-root "$package"
rm -rf "$folder/system"
check "the package unpacks" dpkg-deb -x "$package" "$folder/system"
mkdir "$folder/units"
for unit in jalon.service jalon.timer jalon-send.service jalon-send.timer; do
  sed "s|/usr/bin/jalon|$folder/system/usr/bin/jalon|" "$folder/system/usr/lib/systemd/system/$unit" \
    > "$folder/units/$unit"
done
with systemd-analyze "systemd takes both services and timers" \
  systemd-analyze verify --man=no "$folder/units"/*.timer "$folder/units"/*.service
with logrotate "logrotate takes the example" sh -c "
  sed \"s|/var/log|$folder/log|; s|jalon adm|\$(id -un) \$(id -gn)|\" \
    '$folder/system/usr/share/doc/jalon/examples/jalon.logrotate' > '$folder/rotate'
  mkdir -p '$folder/log/jalon'
  echo message > '$folder/log/jalon/run.log'
  chmod -R go-w '$folder/log'
  logrotate -f -s '$folder/state' '$folder/rotate'
  test -f '$folder/log/jalon/run.log.1'"
rm -rf "$folder/company"
check "the unpacked binary makes a report" night "$folder/system/usr/bin/jalon"
[ "$failures" = 0 ]
