"""Uses the page of the flash sale as people do. Ann buys while Ben watches; their server goes, Cid buys at the other one,
and when theirs is back they see it; Redis stops answering and answers again; Ann logs out everywhere.

    sale_in_browser.py PICTURES COMMAND...

PICTURES is a folder for screenshots, wide and narrow. COMMAND starts the servers: beyondcache.cli.SaleServers.
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import parent  # noqa: E402
from browser import Browser  # noqa: E402

WIDE, NARROW = (1280, 900), (390, 844)


class Servers:
    """Two servers of the shop and their Redis; they end when their input does."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def addresses(self):
        """Once both are there; meanwhile the browsers can start."""
        return self.process.stdout.readline().split()

    def order(self, what):
        print(what, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        assert answer == "done", f"the servers did not {what}: {answer}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(20)


def text(selector):
    return f"(document.querySelector({json.dumps(selector)})?.textContent ?? '').trim()"


def hidden(selector, yes):
    return f"document.querySelector({json.dumps(selector)})?.hidden === {json.dumps(yes)}"


def shows(browser, free, held, sold):
    numbers = " ".join(map(str, (free, held, sold)))
    shown = f"[{text('#free')}, {text('#held')}, {text('#sold')}].join(' ')"
    browser.wait(f"free, held, sold to be {numbers}", f"{shown} === '{numbers}'", 10)


def live(browser):
    browser.wait("the page to be live", f"{text('#line')} === 'live'", 20)


def sign_in(browser, name):
    browser.wait("the form", hidden("#sign-in", False), 10)
    for field, value in (("name", name), ("password", "correct horse")):
        browser.click(f"#sign-in [name={field}]")
        browser.send("Input.insertText", text=value)
    browser.click("#sign-in button")
    browser.wait(f"{name} to be signed in", f"{hidden('#desk', False)} && {text('#name')}.startsWith({json.dumps(name)})", 10)


def reserve(browser):
    browser.click("#action", "Join the waiting room", 10)
    browser.click("#action", "Reserve a ticket", 10)
    browser.wait("a ticket to be held", f"{text('#step')}.includes('is held for you')", 10)


def pay(browser):
    browser.click("#action", "Pay", 10)
    browser.wait("the ticket", f"{text('#step')}.includes('is yours') && {text('#answer')}.startsWith('Paid.')", 10)


def heard(browser, *events):
    """In the feed, each once, the latest first."""
    feed = json.dumps(list(events))
    browser.wait(f"the feed to tell of {feed}", f"""JSON.stringify([...document.querySelectorAll('#feed .bought')]
        .map(li => li.textContent)) === JSON.stringify({feed})""", 10)


def fits(browser, width):
    wide = browser.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"the page is {wide} pixels wide in a window of {width}"


def run(servers, ann, ben, cid, picture):
    first, second = servers.addresses()
    for browser, address in ((ann, first), (ben, first), (cid, second)):
        browser.open(address)
    for browser in (ann, ben, cid):
        live(browser)
        browser.wait("the form", hidden("#sign-in", False), 10)
    shows(ben, 20, 0, 0)
    picture("signed-out")

    sign_in(ann, "Ann")
    reserve(ann)
    shows(ben, 19, 1, 0)
    picture("held")
    pay(ann)
    shows(ben, 19, 0, 1)
    heard(ben, "Ann has a ticket")

    # What happens while the line is broken is on the page when it is back, without a reload, and once.
    servers.order("stop the first")
    for browser in (ann, ben):
        browser.wait("the page to notice that its line is broken", f"{text('#line')} === 'reconnecting'", 10)
    sign_in(cid, "Cid")
    reserve(cid)
    pay(cid)
    picture("reconnecting")
    servers.order("start the first")
    for browser in (ann, ben):
        live(browser)
        shows(browser, 18, 0, 2)
        heard(browser, "Cid has a ticket", "Ann has a ticket")

    sign_in(ben, "Ben")
    reserve(ben)
    servers.order("pause redis")
    ben.wait("the page to say that Redis is gone", f"{hidden('#alarm', False)} && {text('#free')} === '–'", 20)
    picture("redis-gone")
    servers.order("resume redis")
    ben.wait("the page to say no more that Redis is gone", hidden("#alarm", True), 20)
    pay(ben)
    shows(ann, 17, 0, 3)
    picture("bought")

    # Ann is signed in a second time, and ends both sessions from there.
    cid.click("#sign-out")
    sign_in(cid, "Ann")
    cid.wait("two sessions", f"{text('#name')} === 'Ann (2 sessions)'", 10)
    cid.click("#everywhere")
    cid.wait("to be signed out", f"{hidden('#sign-in', False)} && {text('#answer')} === 'Sessions ended: 2.'", 10)
    ann.send("Page.reload")
    ann.wait("the other window to be signed out", hidden("#sign-in", False), 10)
    ben.send("Page.reload")
    ben.wait("Ben to be signed in still", f"{hidden('#desk', False)} && {text('#name')} === 'Ben'", 10)

    fits(ann, WIDE[0])
    fits(ben, NARROW[0])
    for browser in (ann, ben, cid):
        assert not browser.errors, f"errors in the page: {browser.errors}"
        assert not browser.foreign, f"the page asked other hosts: {browser.foreign}"


def main(pictures, *command):
    parent.detach()
    with Servers(command) as servers, Browser(*WIDE) as ann, Browser(*NARROW) as ben, Browser(*WIDE) as cid:
        # All of it ends when the one who asked has gone.
        parent.when_gone(lambda: [process.terminate() for process in
                                  (ann.process, ben.process, cid.process, servers.process)])

        def picture(name):
            for width, browser in (("wide", ann), ("narrow", ben)):
                browser.picture(os.path.join(pictures, f"sale-{name}-{width}.png"))

        try:
            run(servers, ann, ben, cid, picture)
        except AssertionError as e:
            print(e, flush=True)
            picture("failed")
            cid.picture(os.path.join(pictures, "sale-failed-third.png"))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
