#!/usr/bin/env python3
"""Delivers the mails of a night to two real mail servers on this machine, and counts what arrives.

Usage: smtp.py BINARY

Needs msmtp, Python's aiosmtpd, and OpenSMTPD (smtpd) as root; says what is missing. The first server
is switched off for one night: its mails must arrive the next time, and none twice.
"""

import email
import glob
import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import time

binary = os.path.abspath(sys.argv[1])
folder = tempfile.mkdtemp(prefix="jalon-smtp-")
os.chmod(folder, 0o755)
failures = 0


def check(what, good):
    global failures
    failures += not good
    print(f"{what}: {'yes' if good else 'NO'}", flush=True)


def company(name, port):
    path = os.path.join(folder, name)
    os.makedirs(path)
    with open(path + "/msmtprc", "w") as file:
        file.write(f"account default\nhost 127.0.0.1\nport {port}\nauth off\ntls off\n"
                   "from jalon@example.com\n")
    os.chmod(path + "/msmtprc", 0o600)
    people = "".join(f"  - {{id: rep{i}, name: Rép Nº{i}, team: nord}}\n" for i in range(20))
    recipients = "".join(
        f"  - {{name: \"Rép, Nº{i}\", email: rep{i}@example.com, scope: rep:rep{i}}}\n"
        for i in range(20))
    with open(path + "/jalon.yaml", "w") as file:
        file.write(f"""company: Essai
exports:
  deals: {{entity: opportunities, files: deals.csv}}
people:
{people}teams:
  - {{id: nord, name: Nord}}
recipients:
{recipients}  - {{name: Direction, email: direction@example.com, scope: company}}
mail: {{from: Jalon <jalon@example.com>, program: msmtp -C {path}/msmtprc -t -i}}
gate: {{record_age_days: 3650}}
""")
    with open(path + "/deals.csv", "w") as file:
        file.write("id,owner,amount_net,status,stage,created_at,closed_at\n")
        for row in range(200):
            file.write(f"{row},rep{row % 20},{row}.50,won,,2026-01-01,2026-08-14\n")
    return path


def jalon(path, *arguments):
    return subprocess.run([binary, *arguments], cwd=path, capture_output=True, text=True)


def bodies(messages):
    return sorted(re.split(rb"\r?\n\r?\n", message, maxsplit=1)[1].replace(b"\r\n", b"\n").rstrip()
                  for message in messages)


def stored(path, day):
    return [open(name, "rb").read() for name in glob.glob(f"{path}/output/{day}/mail/*.eml")]


def aiosmtpd_server():
    try:
        from aiosmtpd.controller import Controller
    except ImportError:
        print("aiosmtpd: not tried, the Python package is missing")
        return

    class Handler:
        received = []

        async def handle_DATA(self, server, session, envelope):
            Handler.received.append((envelope.rcpt_tos, envelope.content))
            return "250 OK"

    path = company("aiosmtpd", 8125)
    check("server off: published, mails deferred (80)",
          jalon(path, "run", "--as-of", "2026-08-30", "--send").returncode == 80
          and os.path.exists(path + "/output/latest/index.html"))
    server = Controller(Handler(), hostname="127.0.0.1", port=8125)
    server.start()
    try:
        check("server on: send ends with 0", jalon(path, "send").returncode == 0)
        check("all 21 mails arrived, byte for byte",
              bodies(content for _, content in Handler.received) == bodies(stored(path, "2026-08-30")))
        check("each to its one recipient", all(
            len(to) == 1 and to[0] in email.message_from_bytes(content)["To"]
            for to, content in Handler.received))
        check("again: nothing more", jalon(path, "send").returncode == 0
              and len(Handler.received) == 21)
        jalon(path, "run", "--as-of", "2026-08-31", "--send")
        check("the next night: 21 more", len(Handler.received) == 42)
    finally:
        server.stop()


def opensmtpd():
    if not shutil.which("smtpd") and not os.path.exists("/usr/sbin/smtpd") or os.geteuid() != 0:
        print("OpenSMTPD: not tried, needs smtpd and root")
        return
    boxes = folder + "/Maildir"
    os.makedirs(boxes)
    os.chmod(boxes, 0o777)
    with open(folder + "/smtpd.conf", "w") as file:
        file.write(f'listen on 127.0.0.1 port 2625\n'
                   f'table users {{ "@" = nobody }}\n'
                   f'action "box" maildir "{boxes}" virtual <users>\n'
                   f'match from any for any action "box"\n')
    server = subprocess.Popen(["/usr/sbin/smtpd", "-d", "-f", folder + "/smtpd.conf"],
                              stdout=open(folder + "/smtpd.log", "w"), stderr=subprocess.STDOUT)
    try:
        for _ in range(100):
            time.sleep(0.1)
            try:
                smtplib.SMTP("127.0.0.1", 2625, timeout=1).quit()
                break
            except OSError:
                pass
        path = company("opensmtpd", 2625)
        result = jalon(path, "run", "--as-of", "2026-08-31", "--send")
        check("OpenSMTPD: run and send end with 0", result.returncode == 0)
        for _ in range(100):
            arrived = glob.glob(boxes + "/new/*")
            if len(arrived) >= 21:
                break
            time.sleep(0.2)
        check("OpenSMTPD: all 21 mails arrived, byte for byte",
              bodies(open(name, "rb").read() for name in arrived)
              == bodies(stored(path, "2026-08-31")))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


try:
    if not shutil.which("msmtp"):
        sys.exit("msmtp is missing")
    aiosmtpd_server()
    opensmtpd()
finally:
    shutil.rmtree(folder, ignore_errors=True)
sys.exit(1 if failures else 0)
