#!/usr/bin/env python3
"""Opens pages of hostile names in Chromium: no script may run, nothing may be fetched, and no element or
attribute may be there that the same page with harmless names does not have.

`make hostile` writes the pages and runs this: .ci/hostile.py FOLDER; needs playwright and Chromium. The
XHTML of reps is read by an XML parser instead, which takes nothing that is not well formed.
"""
import email, email.policy, os, sys
import xml.etree.ElementTree as tree
from playwright.sync_api import sync_playwright

FOUND = """[!!window.ran, [...document.querySelectorAll('*')].map(
  e => e.namespaceURI + e.localName + ' ' + [...e.attributes].map(a => a.name).join(' ')).join()]"""
TRAP = "for (const n of ['alert', 'confirm', 'prompt', 'print', 'open']) window[n] = () => { window.ran = n; };"


def page_of(file):
    """The file itself, or the HTML part of a mail beside it."""
    if not file.endswith(".eml"):
        return file
    with open(file, "rb") as source:
        mail = email.message_from_binary_file(source, policy=email.policy.default)
    with open(file + ".html", "w", encoding="utf-8") as target:
        target.write(mail.get_body(("html",)).get_content())
    return file + ".html"


def pages(folder):
    for parent, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if not name.endswith(".eml.html"):
                yield os.path.relpath(os.path.join(parent, name), folder)


def parsed(file):
    """The same as FOUND, of well-formed XML."""
    try:
        return [(element.tag, sorted(element.attrib)) for element in tree.parse(file).iter()]
    except tree.ParseError as error:
        return str(error)


def main(folder):
    wanted, opened, ran, differ, asked = {}, 0, [], [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(300_000)
        page.add_init_script(TRAP)
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("file:") else None)
        for batch in sorted(os.listdir(folder), key=lambda name: (name != "harmless", name)):
            for path in pages(os.path.join(folder, batch)):
                file = os.path.join(folder, batch, path)
                opened += 1
                if path.startswith("reps/") and path.endswith(".xhtml"):
                    found = parsed(file)
                else:
                    page.goto("file://" + os.path.abspath(page_of(file)))
                    has_run, found = page.evaluate(FOUND)
                    if has_run:
                        ran.append(f"{batch}/{path}")
                # The pages of a batch differ from the harmless ones in nothing but names.
                if batch == "harmless":
                    wanted[path] = found
                elif found != wanted.get(path):
                    differ.append(f"{batch}/{path}")
            print(f"{batch}: {opened} pages, {len(ran)}, {len(differ)}, {len(asked)}", flush=True)
        browser.close()
    print(f"{opened} pages, {len(ran)} scripts run, {len(differ)} with other elements, {len(asked)} requests")
    for fault in (ran + differ + asked)[:20]:
        print(" ", fault)
    return 1 if ran or differ or asked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
