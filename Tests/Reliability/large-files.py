#!/usr/bin/env python3
"""large-files.py JALON [--stream-gb N]: files far larger than memory.

1. A cell of 1 GB, as an unclosed quote makes it, is refused with its line and column.
2. A file of 50 GB (sparse: it takes no room) whose rest is one cell is refused the same way.
3. A compressed export is read in the same memory whether its text is 1 GB or N GB (default 4), with
   the right count.

Each within 64 MiB of memory and without a crash; the export is refused with exit code 65. Takes
minutes, so that it is run by hand: `make large`."""
import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import zlib

CONFIGURATION = """company: Large
language: en
currency: EUR
time_zone: UTC
exports:
  calls:
    entity: activities
    files: {file}
    dates: ymd
    encoding: utf-8
pages: {{output: output}}
"""
HEADER = b"type,owner,activity_at,is_done,subject\n"
LIMIT = 64
failures = []


def run(binary, folder, name):
    """Exit code, standard output and error, peak memory in MiB."""
    with open(f"{folder}/jalon.yaml", "w", encoding="utf-8") as file:
        file.write(CONFIGURATION.format(file=name))
    command = [
        binary, "figures", "--config", f"{folder}/jalon.yaml", "--as-of", "2025-12-31",
        "--threads", "2", "--kpi", "calls", "--scope", "company",
    ]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, error = child.stdout.read(), child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, out.decode(), error.decode(), usage.ru_maxrss / 1024


def expect(title, is_right, seen):
    print(f"{'ok  ' if is_right else 'FAIL'} {title}: {seen}", flush=True)
    if not is_right:
        failures.append(title)


def refused(title, binary, folder, name, line):
    code, _, error, memory = run(binary, folder, name)
    first = error.splitlines()[0] if error else ""
    is_right = code == 65 and f"{name}:{line}:" in first and memory < LIMIT
    expect(title, is_right, f"exit {code}, {memory:.0f} MiB, {first[:120]}")


def long_cell(binary, folder):
    with open(f"{folder}/cell.csv", "wb") as file:
        file.write(HEADER + b"call,a,2025-01-01,true,one\ncall,b,2025-01-01,true,\"")
        for _ in range(1024):
            file.write(b"x" * (1 << 20))
        file.write(b"\"\n")
    refused("a cell of 1 GB", binary, folder, "cell.csv", 3)
    os.remove(f"{folder}/cell.csv")


def sparse(binary, folder):
    # Enough text before the cell to tell the encoding by.
    count = 20_000
    with open(f"{folder}/sparse.csv", "wb") as file:
        file.write(HEADER + b"call,a,2025-01-01,true,one\n" * count)
        file.write(b"call,b,2025-01-01,true,\"")
        file.truncate(50 << 30)
    refused("a sparse file of 50 GB", binary, folder, "sparse.csv", count + 2)
    os.remove(f"{folder}/sparse.csv")


def stream(binary, folder, gigabytes):
    """A gzip file of one compressed block of rows again and again."""
    count = 100_000
    rows = b"".join(
        b"call,person%d@example.com,2025-06-%02dT10:00:00,true,call number %d of the day\n"
        % (number % 50, number % 30 + 1, number) for number in range(count))
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    block = packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH)
    peaks = []
    for size in (1, gigabytes):
        times = (size << 30) // len(rows) + 1
        name = f"stream-{size}.csv.gz"
        with open(f"{folder}/{name}", "wb") as file:
            file.write(gzip.compress(HEADER)[:10])
            head = zlib.compressobj(6, zlib.DEFLATED, -15)
            file.write(head.compress(HEADER) + head.flush(zlib.Z_FULL_FLUSH))
            checksum, length = zlib.crc32(HEADER), len(HEADER)
            for _ in range(times):
                file.write(block)
                checksum, length = zlib.crc32(rows, checksum), length + len(rows)
            file.write(zlib.compressobj(6, zlib.DEFLATED, -15).flush())
            file.write(checksum.to_bytes(4, "little") + (length & 0xFFFF_FFFF).to_bytes(4, "little"))
        code, out, error, memory = run(binary, folder, name)
        os.remove(f"{folder}/{name}")
        peaks.append(memory)
        found = [line for line in out.splitlines() if ",2025-06," in line]
        is_right = code == 0 and any(f",{count * times}," in line for line in found)
        expect(
            f"a stream of {size} GB", is_right,
            f"exit {code}, {memory:.0f} MiB, {error.splitlines()[:1]}")
    expect(
        "memory does not grow with the stream", peaks[1] < peaks[0] + 8,
        f"{peaks[0]:.0f} and {peaks[1]:.0f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jalon")
    parser.add_argument("--stream-gb", type=int, default=4)
    options = parser.parse_args()
    binary = os.path.abspath(options.jalon)
    with tempfile.TemporaryDirectory() as folder:
        long_cell(binary, folder)
        sparse(binary, folder)
        stream(binary, folder, options.stream_gb)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
