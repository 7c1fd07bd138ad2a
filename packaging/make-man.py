#!/usr/bin/env python3
"""Writes the manual page of jalon from what the binary says about itself.

Usage: make-man.py BINARY DATE > jalon.1
"""

import json
import subprocess
import sys

binary, date = sys.argv[1:3]
dump = subprocess.run(
    [binary, "--experimental-dump-help"], capture_output=True, text=True, check=True).stdout
command = json.loads(dump)["command"]
version = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.split()[1]

EXIT_CODES = """0 done
64 the arguments are wrong
65 bad data, or a published run that was changed
66 no export to read, or no such run
69 a mail was refused for good
70 internal error
73 an output cannot be created
74 reading or writing failed
75 locked by another run, or an export changed while it was read: run again
77 no permission
78 the configuration or a template has errors
79 a check held the report: nothing was published or sent
80 published, but mails wait: run 'jalon send' again"""


def text(words):
    """Words as roff takes them: no line may begin with a control, a hyphen is a hyphen."""
    words = words.replace("\\", "\\e").replace("-", "\\-").strip()
    return "\n".join("\\&" + line if line[:1] in ".'" else line for line in words.split("\n"))


def name(argument):
    names = ["\\fB" + ("--" if n["kind"] == "long" else "-").replace("-", "\\-")
             + text(n["name"]) + "\\fR" for n in argument.get("names", [])]
    value = argument.get("valueName", "")
    if argument["kind"] == "option":
        return ", ".join(names) + " \\fI" + text(value) + "\\fR"
    return ", ".join(names) if names else "\\fI" + text(value) + "\\fR"


def arguments(entry):
    for argument in entry.get("arguments", []):
        if not argument.get("shouldDisplay", True):
            continue
        words = argument.get("abstract", "")
        if argument.get("defaultValue"):
            words += f" (default: {argument['defaultValue']})"
        print(f".TP\n{name(argument)}\n{text(words)}")


print(f'.TH JALON 1 "{date}" "jalon {version}" "User Commands"')
print(".SH NAME\njalon \\- " + text(command["abstract"][0].lower() + command["abstract"][1:].rstrip(".")))
print(".SH SYNOPSIS\n\\fBjalon\\fR \\fIverb\\fR [\\fIarguments\\fR]")
print(".SH DESCRIPTION\n" + text(command["discussion"]))
print(".SH VERBS")
for verb in command["subcommands"]:
    if verb["commandName"] == "help":
        continue
    print(f".SS {text(verb['commandName'])}\n{text(verb['abstract'])}")
    for line in verb.get("discussion", "").split("\n"):
        print(f".br\n{text(line)}" if line.startswith("Example:") else text(line))
    arguments(verb)
print(".SH EXIT STATUS")
for line in EXIT_CODES.split("\n"):
    code, words = line.split(" ", 1)
    print(f".TP\n.B {code}\n{text(words)}")
print(""".SH FILES
.TP
.I jalon.yaml
The configuration; every key is explained in docs/configuration.yaml.
.TP
.I output/latest
The newest report.
.TP
.I output/mails.jsonl
What was mailed, and when.
.TP
.I archive/jalon.sqlite
The exports, the configuration and the figures of every run.
.SH SEE ALSO
.BR sendmail (8),
.BR systemd.timer (5),
.BR crontab (5)""")
