#!/usr/bin/env python3
"""Breaks a copy of the sources, one place at a time, and says which test notices. See README.md."""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# By test target, what it is built with. Fewer targets make a round shorter.
TARGETS = {
    "CalendarTests": ["Calendar", "embed-text"],
    "AnalysisTests": ["Calendar", "CScan", "CArchive", "Ingest", "Analysis", "embed-text"],
    "ConfigurationTests": [
        "Calendar", "CScan", "CArchive", "Ingest", "Analysis", "Configuration", "embed-text"],
}
SLOW = "(took too long)"
FAILED = re.compile(r'^✘ Test (?:"(.+?)"|([^\s"]\S*)) (?:failed|with \d+ test cases? failed)', re.M)


def entries():
    with open(HERE / "mutations.toml", "rb") as file:
        return tomllib.load(file)["mutation"]


def declarations():
    """The lines of each target in the package's own manifest, without warnings as errors."""
    text = (ROOT / "Package.swift").read_text(encoding="utf-8")
    body = text[text.index("  targets: ["):text.index("  swiftLanguageModes")]
    parts = re.split(r'^(?=    \.\w+\()', body, flags=re.M)[1:]
    return {name: re.sub(r"^ *(//.*|\],)\n", "", part, flags=re.M)
            for name, part in ((re.search(r'name: "([\w-]+)"', p).group(1), p) for p in parts)}


def manifest(tests):
    known = declarations()
    names = [*TARGETS[tests], tests, "EmbedText"]
    yams = ('  dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.0")],\n'
            if "Configuration" in names else "")
    settings = ", ".join(
        f'.enableUpcomingFeature("{name}")' for name in
        ("ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"))
    return (
        "// swift-tools-version: 6.2\nimport PackageDescription\n\n"
        f"let strict: [SwiftSetting] = [{settings}]\n"
        f'let package = Package(\n  name: "mutated",\n{yams}  targets: [\n'
        + "".join(known[name] for name in names) + "  ],\n  swiftLanguageModes: [.v6]\n)\n")


def copy(tests, folder):
    """Brings a copy up to date, without touching what is the same: builds stay incremental."""
    folders = [f"Sources/{name}" for name in TARGETS[tests]] + [f"Tests/{tests}", "Plugins"]
    if tests == "ConfigurationTests":
        folders += ["Tests/ObjectiveExamples", "docs", "sample-data"]
    wanted = {
        path.relative_to(ROOT) for name in folders for path in (ROOT / name).rglob("*")
        if path.is_file()}
    for name in wanted:
        target = folder / name
        content = (ROOT / name).read_bytes()
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for name in {Path(name).parts[0] for name in folders}:
        for path in (folder / name).rglob("*"):
            if path.is_file() and path.relative_to(folder) not in wanted:
                path.unlink()
    text = manifest(tests)
    if not (folder / "Package.swift").exists() or (folder / "Package.swift").read_text() != text:
        (folder / "Package.swift").write_text(text)
    if (ROOT / "Package.resolved").exists() and "Configuration" in TARGETS[tests]:
        if not (folder / "Package.resolved").exists():
            shutil.copy(ROOT / "Package.resolved", folder)


def run(arguments, folder, seconds):
    try:
        done = subprocess.run(
            arguments, cwd=folder, capture_output=True, text=True, timeout=seconds)
        return done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired:
        return None, ""


class Copy:
    def __init__(self, tests, root):
        self.tests, self.folder = tests, root / tests
        self.folder.mkdir(parents=True, exist_ok=True)
        copy(tests, self.folder)
        status, text = self.build()
        if status != 0:
            sys.exit(f"{tests}: the sources do not build as they are\n{text[-2000:]}")
        failing = self.failing(None)
        if failing:
            sys.exit(f"{tests}: fails as it is: {', '.join(failing)}")

    def build(self):
        return run(["swift", "build", "--build-tests"], self.folder, 1800)

    def failing(self, pattern):
        """The tests that fail, or what happened instead."""
        arguments = ["swift", "test", "--disable-xctest", "--skip-build"]
        status, text = run(arguments + (["--filter", pattern] if pattern else []), self.folder, 300)
        if status == 0:
            if re.search(r"Test run with 0 tests", text):
                sys.exit(f"no test is called {pattern}")
            return []
        if status is None:
            return [SLOW]
        names = dict.fromkeys(quoted or plain for quoted, plain in FAILED.findall(text))
        return list(names) or ["(the process ended)"]

    def judge(self, entry):
        path = self.folder / entry["file"]
        whole = path.read_text(encoding="utf-8")
        if whole.count(entry["old"]) != 1:
            return "does not apply", [f"{whole.count(entry['old'])} places in {entry['file']}"]
        path.write_text(whole.replace(entry["old"], entry["new"]), encoding="utf-8")
        try:
            status, text = self.build()
            if status != 0:
                errors = [line for line in text.splitlines() if "error:" in line]
                return "does not build", errors[:1]
            failing = self.failing(entry.get("filter"))
            if failing == [SLOW]:
                return "not known", failing
            return ("noticed" if failing else "SURVIVED"), failing
        finally:
            path.write_text(whole, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="rules or parts of names, by default all")
    parser.add_argument("--work", type=Path, help="where the copies are kept, for the next time")
    options = parser.parse_args()
    chosen = [
        e for e in entries() if not options.only or any(
            o == e["rule"] or o.lower() in e["name"].lower() for o in options.only)]
    bad, copies = 0, {}
    with tempfile.TemporaryDirectory() as scratch:
        root = (options.work or Path(scratch)).resolve()
        for tests in TARGETS:
            for entry in chosen:
                if entry.get("tests", "AnalysisTests") != tests:
                    continue
                if tests not in copies:
                    copies[tests] = Copy(tests, root)
                outcome, details = copies[tests].judge(entry)
                bad += outcome != "noticed"
                print(f"| {entry['rule']} | {entry['name']} | {outcome} | "
                      f"{'; '.join(details[:3])}{'; …' if len(details) > 3 else ''} |", flush=True)
    print(f"{len(chosen)} mutations, {bad} not noticed")
    sys.exit(1 if bad or not chosen else 0)


if __name__ == "__main__":
    main()
