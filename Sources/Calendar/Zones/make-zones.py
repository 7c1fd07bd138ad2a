#!/usr/bin/env python3
"""Writes ZoneData.swift, the embedded rules of all time zones, from compiled IANA data.

    pip install tzdata && python3 make-zones.py
    python3 make-zones.py --zoneinfo /usr/share/zoneinfo --data-version 2025b

Without options the data is that of the `tzdata` package, which records its IANA version.

One line per distinct set of rules, fields separated by a space:

    names offsets transitions [rule]

names        comma-separated; the zone's own name first, then its links and its twins since 1970
offsets      comma-separated seconds east of UTC, named A, B, C ... in the transitions
transitions  the letter of the offset at 1970, then for each change the seconds since the previous
             change (the first since 1970) in base 36 lower case, and the letter of the new offset
rule         the POSIX TZ rule for the years after the last change, cut to numbers:
             standard offset, summer offset, then for the start and the end of summer time
             month.week.weekday.secondsOfDay; absent when nothing changes any more

A change that the rule gives as well is not listed. Everything is checked here against zoneinfo.
"""

import argparse
import io
import pathlib
import re
import struct
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

EPOCH_YEARS = range(1970, 2101)
END = int(datetime(2101, 1, 1, tzinfo=timezone.utc).timestamp())
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SKIPPED = ("posix/", "right/")


def base36(value):
    digits = ""
    while True:
        value, digit = divmod(value, 36)
        digits = DIGITS[digit] + digits
        if value == 0:
            return digits


def read_tzif(data):
    """The offset at 1970, the changes since, the last moment of the table, and the footer."""
    def header(at):
        magic, version, *counts = struct.unpack(">4sc15x6l", data[at:at + 44])
        assert magic == b"TZif" and version >= b"2"
        return counts
    isut, isstd, leap, times, types, chars = header(0)
    second = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    isut, isstd, leap, times, types, chars = header(second)
    at = second + 44
    moments = struct.unpack(f">{times}q", data[at:at + 8 * times])
    at += 8 * times
    indexes = data[at:at + times]
    at += times
    kinds = [struct.unpack(">lBB", data[at + 6 * i:at + 6 * i + 6]) for i in range(types)]
    at += 6 * types + chars + leap * 12 + isstd + isut
    footer = data[at:].decode().strip("\n")
    offset, changes = kinds[0][0], []
    for moment, index in zip(moments, indexes):
        new = kinds[index][0]
        if moment <= 0:
            offset = new
        elif new != (changes[-1][1] if changes else offset):
            changes.append((moment, new))
    return offset, changes, max(moments, default=0), footer


NAME = r"(?:[A-Za-z]+|<[^>]+>)"
TIME = r"[-+]?\d+(?::\d+(?::\d+)?)?"


def seconds(text):
    sign = -1 if text.startswith("-") else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")] + [0, 0]
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2])


def parse_rule(footer):
    """(standard, None) or (standard, (summer, start, end))."""
    match = re.fullmatch(
        rf"{NAME}({TIME})(?:{NAME}({TIME})?,M([\d.]+)(?:/({TIME}))?,M([\d.]+)(?:/({TIME}))?)?",
        footer)
    assert match, footer
    standard = -seconds(match[1])
    if match[3] is None:
        return standard, None
    summer = -seconds(match[2]) if match[2] else standard + 3600
    start = (*map(int, match[3].split(".")), seconds(match[4] or "2"))
    end = (*map(int, match[5].split(".")), seconds(match[6] or "2"))
    return standard, (summer, start, end)


def moment_of(year, rule, offset):
    month, week, weekday, second = rule
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - (first.isoweekday() % 7)) % 7 + 7 * (week - 1))
    while day.month != month:
        day -= timedelta(days=7)
    return (day - date(1970, 1, 1)).days * 86400 + second - offset


def rule_changes(rule):
    standard, summer = rule
    if summer is None:
        return []
    offset, start, end = summer
    changes = []
    for year in EPOCH_YEARS:
        changes.append((moment_of(year, start, standard), offset))
        changes.append((moment_of(year, end, offset), standard))
    return sorted(changes)


def after(changes, last):
    """What the rule gives after a moment."""
    return [change for change in changes if max(last, 0) < change[0] < END]


def moment_of_last(changes):
    return changes[-1][0] if changes else 0


def encode(data):
    offset, explicit, last, footer = read_tzif(data)
    rule = parse_rule(footer)
    ruled = rule_changes(rule)
    full = list(explicit)
    for moment, new in after(ruled, last):
        if new != (full[-1][1] if full else offset):
            full.append((moment, new))
    full = [change for change in full if change[0] < END]
    kept = len(full)
    while kept > 0:
        shorter = full[:kept - 1]
        if shorter + after(ruled, moment_of_last(shorter)) != full:
            break
        kept -= 1
    listed = full[:kept]
    offsets = []
    for value in [offset] + [new for _, new in listed]:
        if value not in offsets:
            offsets.append(value)
    assert len(offsets) <= 26
    letters, previous = chr(65), 0
    for moment, new in listed:
        letters += base36(moment - previous) + chr(65 + offsets.index(new))
        previous = moment
    fields = [",".join(map(str, offsets)), letters]
    if rule[1] is not None and full[kept:]:
        summer, start, end = rule[1]
        fields.append(",".join([
            str(rule[0]), str(summer), ".".join(map(str, start)), ".".join(map(str, end))]))
    return " ".join(fields), offset, full


def check(name, data, offset, changes):
    """The decoded changes against Python's own reading of the same file."""
    zone = ZoneInfo.from_file(io.BytesIO(data), key=name)
    moments = [(0, offset)] + changes + [(END, None)]
    for (moment, value), (following, _) in zip(moments, moments[1:]):
        for at in (moment, (moment + following) // 2, following - 1):
            found = datetime.fromtimestamp(at, zone).utcoffset()
            assert found == timedelta(seconds=value), (name, at, found, value)


def files_of_package():
    import importlib.resources
    import tzdata
    root = importlib.resources.files("tzdata").joinpath("zoneinfo")
    return pathlib.Path(str(root)), tzdata.IANA_VERSION


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zoneinfo", type=pathlib.Path)
    parser.add_argument("--data-version")
    options = parser.parse_args()
    if options.zoneinfo:
        root, version = options.zoneinfo, options.data_version
        assert version, "--data-version is missing"
    else:
        root, version = files_of_package()
    canonical = set()
    for line in (root / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            canonical.add(line.split("\t")[2])
    groups = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_dir() or name.startswith(SKIPPED) or name in ("Factory", "localtime"):
            continue
        data = path.read_bytes()
        if data[:4] != b"TZif":
            continue
        rules, offset, changes = encode(data)
        check(name, data, offset, changes)
        groups.setdefault(rules, []).append(name)
    lines = []
    for rules, names in groups.items():
        names.sort(key=lambda name: (name not in canonical, name))
        lines.append(f"{','.join(names)} {rules}")
    lines.sort()
    target = pathlib.Path(__file__).with_name("ZoneData.swift")
    target.write_text(
        "// swift-format-ignore-file\n"
        "// Written by make-zones.py; do not edit. The format is described there.\n\n"
        "/// Compiled rules of the IANA time zone database, 1970 to 2100.\n"
        "enum ZoneData {\n"
        f'  static let version = "{version}"\n\n'
        '  static let text = """\n'
        + "".join(f"    {line}\n" for line in lines)
        + '    """\n}\n')
    names = sum(len(names) for names in groups.values())
    print(f"{version}: {names} names, {len(lines)} sets of rules, {target.stat().st_size} bytes")


main()
