#!/usr/bin/env python3
"""Exports damaged as spreadsheets and scripts damage them: no figure differs in silence.

Usage: pollution.py BINARY

Four clean exports of the same deals, each polluted as a whole and in its first, a middle and its last
record. A case is right when its figures are those of the clean export; when the file is refused;
when what is rejected is named on a line of the polluted record, and the figures are those without that
record and the few that an open quote swallowed; or when a warning names that line. Ends with 1 when
anything else happened, and prints it.
"""

import collections
import functools
import os
import re
import subprocess
import sys
import tempfile
from datetime import date, timedelta

binary = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="jalon-pollution-")
tally = collections.Counter()
wrong = []
PEOPLE = """people:
  - {id: zoe, name: Zoé Martin, team: nord}
  - {id: karim, name: Karim Belkacem, team: nord}
  - {id: anne, name: Anne O'Neil, team: sud}
  - {id: soren, name: Søren "Ace" Lund, team: sud}
teams:
  - {id: nord, name: Nord}
  - {id: sud, name: Sud}
"""


class Export:
    """A table, and how it is written."""

    def __init__(self, name, header, rows, **style):
        self.name, self.header, self.rows = name, list(header), [list(row) for row in rows]
        self.delimiter, self.line_end, self.encoding = ",", "\n", "utf-8"
        self.quotes_all, self.settings, self.below, self.above = True, "", [], []
        self.quote, self.escaped_quote = '"', '""'
        self.__dict__.update(style)

    def copy(self):
        other = Export(self.name, self.header, self.rows)
        other.__dict__.update({k: v for k, v in self.__dict__.items() if k not in ("header", "rows")})
        other.above, other.below = list(self.above), list(self.below)
        return other

    def line(self, cells):
        special = (self.delimiter, self.quote, "\n", "\r")
        return self.delimiter.join(
            self.quote + cell.replace(self.quote, self.escaped_quote) + self.quote
            if self.quotes_all or any(s in cell for s in special) else cell for cell in cells)

    def lines(self):
        return self.above + [self.line(self.header)] + [self.line(row) for row in self.rows] + self.below

    def data(self, lines=None):
        return "".join(line + self.line_end for line in lines or self.lines()).encode(
            self.encoding, "surrogateescape" if self.encoding == "utf-8" else "replace")


def exports():
    owners = ["Zoé Martin", "Karim Belkacem", "Anne O'Neil", 'Søren "Ace" Lund']
    names = ["Deal {}", "Usine, lot {}", 'Contrat "Étoile" {}', "Ligne {}; suite", "Note {}\nend",
             'Tube {} 5" | x']
    deals = []
    for i in range(40):
        created, status = date(2026, 1, 5) + timedelta(5 * i), ("won", "lost", "won", "open")[i % 4]
        closed = date(2026, 11, 25) + timedelta(i) if status == "open" else created + timedelta(20 + i % 13)
        deals.append((i, names[i % 6].format(i), created, closed, status, 1000 + 137.5 * i, owners[i % 4],
                      ["", "a, b", "café", 'l\'été; "oui"'][i % 4]))
    stages = {"won": "Closed won", "lost": "Closed lost", "open": "Contract sent"}
    yield Export(
        "hubspot", ["Record ID", "Deal Name", "Deal Stage", "Amount", "Close Date", "Create Date",
                    "Deal owner", "Deal Description"],
        [(str(900100 + i), n, stages[s], f"{a:.2f}", f"{d} 17:00", f"{c} 09:12", o, t)
         for i, n, c, d, s, a, o, t in deals])
    american = lambda day: f"{day.month}/{day.day}/{day.year}"
    stages = {"won": "Closed Won", "lost": "Closed Lost", "open": "Prospecting"}
    yield Export(
        "salesforce", ["Opportunity ID", "Opportunity Name", "Stage", "Amount", "Close Date", "Created Date",
                       "Opportunity Owner", "Next Step"],
        [(f"00600000000{i:04}AAA", n, stages[s], f"{a:,.2f}", american(d), american(c), o, t)
         for i, n, c, d, s, a, o, t in deals],
        below=["", "Confidential Information - Do Not Distribute"])
    yield Export(
        "pipedrive", ["Deal - ID", "Deal - Title", "Deal - Status", "Deal - Value", "Deal - Won time",
                      "Deal - Lost time", "Deal - Deal created", "Deal - Owner", "Deal - Label"],
        [(str(i + 1), n, s.capitalize(), f"{a:g}", f"{d} 10:00:00" if s == "won" else "",
          f"{d} 10:00:00" if s == "lost" else "", f"{c} 08:00:00", o, t) for i, n, c, d, s, a, o, t in deals],
        quotes_all=False)
    stages = {"won": "Fermé gagné", "lost": "Fermé perdu", "open": "Contrat envoyé"}
    yield Export(
        "excel", ["ID de fiche d'informations", "Nom de la transaction", "Phase de la transaction", "Montant",
                  "Date de fermeture", "Date de création", "Propriétaire de la transaction",
                  "Description de la transaction"],
        [(str(900100 + i), n, stages[s], f"{a:.2f}".replace(".", ","), f"{d:%d/%m/%Y}", f"{c:%d/%m/%Y}", o, t)
         for i, n, c, d, s, a, o, t in deals],
        quotes_all=False, delimiter=";", line_end="\r\n", encoding="cp1252",
        settings='    decimal: ","\n    dates: dmy\n')


def of_files(clean):
    """Pollutions of a whole file: (name, bytes)."""
    def changed(**style):
        export = clean.copy()
        export.__dict__.update(style)
        return export.data()

    text, width = clean.data().decode(clean.encoding), len(clean.header)
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "latin-1", "mac-roman", "utf-16", "utf-16-le",
                     "utf-16-be", "utf-32"):
        yield "encoding " + encoding, text.encode(encoding, "replace")
    yield "twice, marks and all", ("\ufeff" + text).encode() * 2
    yield "two encodings", text.encode() + text.encode("cp1252", "replace")
    for delimiter in (",", ";", "\t", "|", ":", "~", "^", " ", ", ", "\t\t", "||", "\x01"):
        yield f"delimiter {delimiter!r}", changed(delimiter=delimiter)
        if len(delimiter) == 1:
            yield f"sep={delimiter!r}", changed(delimiter=delimiter, above=["sep=" + delimiter])
    for end in ("\n", "\r\n", "\r", "\n\n", "\r\r\n", "\n\r", "\x0b", "\x0c", "\x1e"):
        yield f"line end {end!r}", changed(line_end=end)
    yield "no last line end", clean.data().rstrip(b"\r\n")
    for quote, escaped in (("'", "''"), ("\u201d", "\u201d\u201d"), ('"', '\\"'), ('"', '"')):
        yield f"quote {quote} escaped {escaped}", changed(quote=quote, escaped_quote=escaped)
    yield "quotes everywhere", changed(quotes_all=True)
    for count in (1, 3, 29, 40):
        yield f"{count} titles", changed(above=["Report of deals"] * count)
        yield f"{count} titles, delimited", changed(above=["Report" + clean.delimiter * (width - 1)] * count)
        yield f"{count} titles with commas", changed(above=["Deals, all time, of today"] * count + [""])
    for cells in (1, 3, width, width + 3):
        table = [clean.delimiter.join(f"{x}{i}" for i in range(cells)) for x in "TUV"]
        yield f"a table of {cells} below", changed(below=clean.below + [""] + table)
        yield f"a table of {cells} directly below", changed(below=table)
    for note in ("Exported by Anne", "Somme des montants", "Total", "(40 rows affected)", "\x1a"):
        yield f"note {note!r}", changed(below=[note])
        yield f"note {note!r}, delimited", changed(below=[note + clean.delimiter * (width - 1)])
    for name, header in (
        ("none", None), ("twice", clean.header), ("a group above", ["General"] + [""] * (width - 1)),
        ("units below", ["text"] * width), ("upper case", [x.upper() for x in clean.header]),
        ("a cell more", clean.header + [""]), ("a cell less", clean.header[:-1])):
        lines = clean.lines()
        other = clean.line(header or [])
        lines[0:1] = {"none": [], "a group above": [other, lines[0]], "twice": [lines[0], other],
                      "units below": [lines[0], other]}.get(name, [other])
        yield "header: " + name, clean.data(lines)
    for count in (1_024, 17_000):
        export = clean.copy()
        export.header += [f"column {i}" for i in range(count)]
        export.rows = [row + [""] * count for row in export.rows]
        yield f"{count} columns more", export.data()
    for junk in (b"", b"\n" * 9, b'"' * 999, b'"' * 1000, b"," * 999, b"\r" * 999, b"\0" * 999,
                 b"Error: log in\n", b'{"error": 1}', b"<html></html>"):
        yield f"{junk[:12]!r}", junk
    for share in (10, 33, 50, 75, 99):
        yield f"cut at {share} %", clean.data()[: len(clean.data()) * share // 100]


def of_records(clean, row):
    """Pollutions of one record: (name, bytes)."""
    before = clean.lines()
    index = len(clean.above) + 1 + row

    def with_line(line):
        return clean.data(before[:index] + [line] + before[index + 1:])

    cells = clean.rows[row]
    # Without any cell it is a blank line, which tells nothing.
    for count in (1, 5, len(cells) - 1):
        yield f"{count} cells", with_line(clean.line(cells[:count]))
    yield "a cell more", with_line(clean.line(cells + ["x"]))
    yield "an empty cell more", with_line(clean.line(cells + [""]))
    for name, style in (("semicolons", {"delimiter": ";" if clean.delimiter != ";" else ","}),
                        ("tabs", {"delimiter": "\t"}), ("single quotes", {"quote": "'", "quotes_all": True})):
        other = clean.copy()
        other.__dict__.update(style)
        yield name, with_line(other.line(cells))
    for end in ("\r", "\n", "\r\n", "\n\n"):
        yield f"ends with {end!r}", with_line(before[index] + end)
    quoted = clean.copy()
    quoted.quotes_all = True
    for column in (0, 2, 3, len(cells) - 1):
        written = [quoted.line([cell]) for cell in cells]
        for name, cell in (("opened twice", '"' + written[column]), ("closed twice", written[column] + '"'),
                           ("not opened", written[column][1:]), ("not closed", written[column][:-1]),
                           ("in the middle", written[column][:3] + '"' + written[column][3:])):
            changed = written[:column] + [cell] + written[column + 1:]
            yield f"quote {name} in cell {column}", with_line(clean.delimiter.join(changed))
        for byte in ("\0", "\x1a", "\udcff", "\udce9", "\udcc0\udcaf", "\udced\udca0\udc80", "\ufffe",
                     "\ufeff", "\u200b"):
            # In a stage such a character makes another stage, which the pages show.
            is_stage = column == 2 and byte in "\x1a\ufffe"
            if not is_stage and (clean.encoding == "utf-8" or byte < "\x7f"):
                changed = cells[:column] + [byte + cells[column]] + cells[column + 1:]
                yield f"{byte!a} in cell {column}", with_line(clean.line(changed))
    for line in (clean.line(clean.header), "", clean.delimiter * (len(cells) - 1), before[index]):
        yield f"a line more: {line[:9]!r}", clean.data(before[:index] + [line] + before[index:])


def jalon(export, data, verb, *arguments):
    with open(folder + "/export.csv", "wb") as file:
        file.write(data)
    with open(folder + "/jalon.yaml", "w") as file:
        file.write("company: Essai\nexports:\n  deals:\n    entity: opportunities\n    files: export.csv\n"
                   + export.settings + PEOPLE)
    try:
        done = subprocess.run([binary, verb, "--as-of", "2026-11-20", *arguments], cwd=folder, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True)
    except subprocess.TimeoutExpired:
        return "hang", b"", ""
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def values(figures):
    """Without the reasons why a figure is absent, which a rejected record may change."""
    return [line.split(b",")[:12] for line in figures.split(b"\n")]


@functools.cache
def without(export, row, count):
    rest = export.copy()
    del rest.rows[row: row + count]
    return values(jalon(export, rest.data(), "figures")[1])


def judge(export, clean, name, data, row=None):
    """Counts how a case ended; a line of the polluted record must be named where anything is."""
    def record(outcome, text=""):
        tally[outcome] += 1
        if outcome == "wrong":
            wrong.append(f"{export.name}, {name}: {text}")

    code, figures, said = jalon(export, data, "figures")
    if code == 0 and figures == clean:
        return record("the same figures")
    if code not in (0, 65, 66) or ("fix:" not in said and code):
        return record("wrong", f"ended with {code}: {said[:300]}")
    if code and "[too-many-rejects]" not in said:
        return record("refused")
    _, _, said = jalon(export, data, "check", "--max-rejects", "1000")
    places = [int(line) for line in re.findall(r"^export\.csv:(\d+)(?::\d+)?: (?:warning|error)", said, re.M)]
    if row is None:
        return record("told" if places or "[source-file-" in said else "wrong", said[:300])
    start = sum(line.count("\n") + 1 for line in export.lines()[: len(export.above) + 1 + row])
    lines = range(start + 1, start + 8)
    if not any(line in lines for line in places):
        return record("wrong", f"line {start + 1} is not named: {said[:300]}")
    if code == 0:
        return record("read with a warning")
    _, figures, _ = jalon(export, data, "figures", "--max-rejects", "1000")
    if any(values(figures) == without(export, row, count) for count in range(5)):
        return record("rejected, the others count")
    record("wrong", f"other figures: {said[:300]}")


for export in exports():
    code, clean, said = jalon(export, export.data(), "figures")
    assert code == 0, said
    for name, data in of_files(export):
        judge(export, clean, name, data)
    for row in (0, len(export.rows) // 2, len(export.rows) - 1):
        for name, data in of_records(export, row):
            judge(export, clean, f"record {row + 1}, {name}", data, row)
print("\n".join(wrong))
print(f"polluted exports: {sum(tally.values())} cases, "
      + ", ".join(f"{tally[key]} {key}" for key in sorted(tally) if key != "wrong") + f", {tally['wrong']} wrong")
sys.exit(1 if wrong else 0)
