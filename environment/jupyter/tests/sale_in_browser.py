"""Uses the page of the flash sale as people do: two of them buy while each watches the other, one loses the line and comes back, and
logs out everywhere.

    sale_in_browser.py ADDRESS PICTURES

ADDRESS is the page of a sale on the model answers, with 20 tickets or fewer, to which nobody has come yet. PICTURES is a folder for
screenshots, wide and narrow.
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import parent  # noqa: E402
from browser import Browser  # noqa: E402

WIDE, NARROW = (1280, 900), (390, 844)


def text(selector):
    return f"(document.querySelector({json.dumps(selector)})?.textContent ?? '').trim()"


def number(browser, selector):
    return int(browser.wait(f"a number in {selector}", f"/^\\d+$/.test({text(selector)}) && {text(selector)}"))


def sign_in(browser, name):
    browser.wait("the form", "!document.getElementById('sign-in').hidden")
    for field, value in (("name", name), ("password", "correct horse")):
        browser.click(f"#sign-in [name={field}]")
        browser.send("Input.insertText", text=value)
    browser.click("#sign-in button")
    browser.wait(f"{name} to be signed in", f"{text('#name')}.startsWith({json.dumps(name)})")


def reserve(browser):
    browser.click("#action", "Join the waiting room")
    browser.click("#action", "Reserve a ticket")
    browser.wait("a ticket to be held", f"{text('#step')}.includes('is held for you')")


def pay(browser):
    """The bank may have a bad day, and then the button is pressed again."""
    for attempt in range(10):
        browser.click("#action", "Pay")
        browser.wait("an answer", f"!busy && {text('#answer')} !== ''")
        if browser.evaluate("!!me.ticket"):
            return
    raise AssertionError("paid ten times, and there is no ticket: " + browser.evaluate(text("#answer")))


def offline(browser, yes):
    browser.send("Network.emulateNetworkConditions", offline=yes, latency=0, downloadThroughput=-1, uploadThroughput=-1)


def fits(browser, width):
    wide = browser.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"the page is {wide} pixels wide in a window of {width}"


def run(ann, ben, address, pictures):
    for browser in (ann, ben):
        browser.open(address)
        browser.wait("the page to be live", f"{text('#line')} === 'live'")
    ann.picture(os.path.join(pictures, "sale-wide-signed-out.png"))

    before = number(ben, "#free")
    sign_in(ann, "Ann")
    reserve(ann)
    ben.wait("the second window to show one less", f"+{text('#free')} === {before - 1} && {text('#held')} === '1'", 10)
    pay(ann)
    ann.wait("the ticket on the page", f"{text('#step')}.includes('is yours')")
    ben.wait("the second window to show it sold", f"{text('#sold')} === '1' && {text('#held')} === '0'", 10)
    ben.wait("the second window to tell of it", f"{text('#feed')}.includes('Ann has a ticket')", 10)

    # Ben's line breaks; what happens meanwhile is on his page when it is back, without a reload.
    offline(ben, True)
    ben.wait("the page to notice that its line is broken", f"{text('#line')} === 'reconnecting'", 30)
    other = Browser(*WIDE)
    try:
        other.open(address)
        sign_in(other, "Cid")
        reserve(other)
        pay(other)
        offline(ben, False)
        ben.wait("the page to be live again", f"{text('#line')} === 'live'", 30)
        ben.wait("what was missed", f"{text('#sold')} === '2' && {text('#feed')}.includes('Cid has a ticket')", 10)

        sign_in(ben, "Ben")
        reserve(ben)
        ben.picture(os.path.join(pictures, "sale-narrow-held.png"))
        pay(ben)
        ben.picture(os.path.join(pictures, "sale-narrow.png"))
        ann.picture(os.path.join(pictures, "sale-wide.png"))
        fits(ann, WIDE[0])
        fits(ben, NARROW[0])

        # Ann is signed in a second time, and ends both sessions from here.
        other.click("#sign-out")
        sign_in(other, "Ann")
        other.wait("two sessions", f"{text('#name')} === 'Ann (2 sessions)'")
        other.click("#everywhere")
        for browser in (other, ann):
            browser.evaluate("refresh()")
            browser.wait("to be signed out", "!document.getElementById('sign-in').hidden", 10)
    finally:
        other.__exit__()
    for browser in (ann, ben):
        assert not browser.errors, f"errors in the page: {browser.errors}"
        assert not browser.foreign, f"the page asked other hosts: {browser.foreign}"


def main(address, pictures):
    parent.detach()
    with Browser(*WIDE) as ann, Browser(*NARROW) as ben:
        # The browsers end when the one who asked has gone.
        parent.when_gone(lambda: (ann.process.terminate(), ben.process.terminate()))
        try:
            run(ann, ben, address, pictures)
        except AssertionError as e:
            print(e, flush=True)
            ann.picture(os.path.join(pictures, "sale-failed-ann.png"))
            ben.picture(os.path.join(pictures, "sale-failed-ben.png"))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
