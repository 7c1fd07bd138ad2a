#!/bin/sh
# Makes a Debian package of the built binary: make-deb.sh BINARY VERSION DATE
set -eu
umask 022
cd "$(dirname "$0")/.."
binary=$1 version=$2 date=$3
architecture=$(dpkg --print-architecture)
root=.build/deb
rm -rf "$root"
make --no-print-directory install binary="$binary" -o "$binary" DESTDIR="$root" PREFIX=/usr
# Debian has its own place for zsh's functions.
mkdir -p "$root/usr/share/zsh/vendor-completions"
mv "$root/usr/share/zsh/site-functions/_jalon" "$root/usr/share/zsh/vendor-completions/"
rmdir "$root/usr/share/zsh/site-functions"
doc="$root/usr/share/doc/jalon"
for unit in jalon.service jalon.timer jalon-send.service jalon-send.timer; do
  install -D -m 0644 "packaging/$unit" "$root/usr/lib/systemd/system/$unit"
done
install -D -m 0644 packaging/jalon.cron "$doc/examples/jalon.cron"
install -D -m 0644 packaging/jalon.logrotate "$doc/examples/jalon.logrotate"
install -m 0644 docs/operations.md "$doc/operations.md"
# The parser of YAML is part of the Swift package Yams, which is linked in.
mkdir -p "$root/usr/share/lintian/overrides"
echo 'jalon: embedded-library libyaml *' > "$root/usr/share/lintian/overrides/jalon"
cat > "$doc/copyright" <<TEXT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: jalon

Files: *
Copyright: 2026 the Jalon developers
License: proprietary
 All rights reserved by the owner of the product.
TEXT
{
  echo "jalon ($version) unstable; urgency=medium"
  echo
  echo "  * See CHANGELOG.md of the product."
  echo
  echo " -- Jalon <jalon@example.com>  $(date -u -R -d "$date")"
} | gzip -9n > "$doc/changelog.gz"
# What the binary is linked with, as the packages of this release name it.
mkdir -p "$root/debian"
printf 'Source: jalon\n\nPackage: jalon\nArchitecture: any\n' > "$root/debian/control"
depends=$(cd "$root" && dpkg-shlibdeps -O usr/bin/jalon 2>/dev/null | sed 's/^shlibs:Depends=//')
rm -r "$root/debian"
mkdir -p "$root/DEBIAN"
cat > "$root/DEBIAN/control" <<TEXT
Package: jalon
Version: $version
Section: utils
Priority: optional
Architecture: $architecture
Maintainer: Jalon <jalon@example.com>
Installed-Size: $(du -sk "$root/usr" | cut -f 1)
Depends: adduser, ${depends:-libc6}
Recommends: default-mta | mail-transport-agent
Description: nightly sales performance reports from CRM exports
 Reads the CSV exports of a CRM and says, for every rep, every team and the
 company, who is ahead, on time or late against its objectives, why, and what
 to do about it: as web pages, as mails, and as a table of figures.
 .
 It runs from cron or a systemd timer, offline, with no server.
TEXT
cp packaging/postinst "$root/DEBIAN/postinst"
chmod 0755 "$root/DEBIAN/postinst"
package=.build/jalon_${version}_$architecture.deb
SOURCE_DATE_EPOCH=$(date -u -d "$date" +%s) \
  dpkg-deb --root-owner-group -Zxz -z1 --build "$root" "$package" > /dev/null
echo "$package"
if command -v lintian > /dev/null; then lintian --tag-display-limit 0 --allow-root "$package"; fi
