#!/bin/sh
# Builds the fuzz targets, or runs one: fuzz.sh build FOLDER | fuzz.sh run FOLDER TARGET SECONDS
#
# TARGET is scanner, decoders, numbers, dates or columns. FOLDER takes the binary, the growing corpus of each
# target and what was found. Needs a Swift toolchain with libFuzzer and libarchive-dev.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sources=$here/../../Sources
mkdir -p "$2"
work=$(cd "$2" && pwd)

case $1 in
build)
  swift_home=$(dirname "$(dirname "$(command -v swiftc)")")
  flags="-O -wmo -swift-version 6 -package-name jalon -parse-as-library -sanitize=fuzzer,address
    -enable-upcoming-feature MemberImportVisibility
    -enable-upcoming-feature InternalImportsByDefault -I $work -I $sources/CScan/include
    -I $sources/CArchive"
  cd "$work"
  printf 'module CScan { header "%s/CScan/include/cscan.h" export * }\n' "$sources" \
    > module.modulemap
  "${CC:-$swift_home/bin/clang}" -O2 -g -fsanitize=address,fuzzer-no-link \
    -I "$sources/CScan/include" -c "$sources/CScan/cscan.c" -o cscan.o
  package=$here/../..
  swift build --package-path "$package" --product embed-text
  find "$sources/Ingest" -name '*.tsv' | sort | xargs \
    "$(swift build --package-path "$package" --show-bin-path)/embed-text" \
    EmbeddedText.swift "$sources/Ingest"
  # The whole of Calendar and Ingest with the targets, instrumented alike.
  # shellcheck disable=SC2046,SC2086
  swiftc $flags -emit-library -static -emit-module -module-name Calendar -o libCalendar.a \
    $(find "$sources/Calendar" -name '*.swift')
  # shellcheck disable=SC2046,SC2086
  swiftc $flags -use-ld=lld -module-name Ingest -o jalon-fuzz EmbeddedText.swift cscan.o libCalendar.a -larchive \
    $(find "$sources/Ingest" -name '*.swift') "$here"/Targets/*.swift
  ;;
run)
  # The backtracer of Swift hangs behind a sanitizer; the thread count keeps libFuzzer to one core.
  mkdir -p "$work/corpus-$3" "$work/found-$3"
  JALON_FUZZ=$3 SWIFT_BACKTRACE=enable=no exec "$work/jalon-fuzz" \
    -max_total_time="$4" -max_len=4096 -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$work/found-$3/" "$work/corpus-$3" "$here/seeds/$3"
  ;;
*)
  sed -n 2,5p "$0"
  exit 64
  ;;
esac
