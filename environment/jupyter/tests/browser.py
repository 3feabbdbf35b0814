"""Drives a Chromium by its DevTools protocol: enough of it to use JupyterLab as a person does."""
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

import websocket  # of websocket-client, which every Jupyter server brings

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
         "--remote-debugging-port=0", "--remote-allow-origins=*", "--force-device-scale-factor=1")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable():
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One window on one page; a context manager that leaves neither process nor profile behind."""

    session = None

    def __init__(self, width=1400, height=1000):
        self.profile = tempfile.mkdtemp(prefix="beyondcache-browser-")
        self.log = open(os.path.join(self.profile, "log"), "w+b")
        self.process = subprocess.Popen(
            [executable(), *FLAGS, f"--window-size={width},{height}", f"--user-data-dir={self.profile}", "about:blank"],
            # Where it leaves its temporary files, which it does not remove when it is told to end.
            env={**os.environ, "TMPDIR": self.profile},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log, start_new_session=True)
        self.count, self.errors, self.foreign = 0, [], []
        try:
            self.connection = websocket.create_connection(self.address(), timeout=60, suppress_origin=True)
            target = next(t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page")
            self.session = self.send("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Network"):
                self.send(domain + ".enable")
            self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                      mobile=False)
        except BaseException:
            self.__exit__()
            raise

    def address(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            with open(self.log.name, encoding="utf-8", errors="replace") as log:
                found = re.search(r"DevTools listening on (ws://\S+)", log.read())
            if found:
                return found.group(1)
            time.sleep(0.05)
        with open(self.log.name, encoding="utf-8", errors="replace") as log:
            raise AssertionError("Chromium did not start; its log ends: " + log.read()[-2000:])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        try:
            # Its helpers may live a little longer, and would write into the profile again.
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        deadline = time.monotonic() + 10
        while os.path.exists(self.profile) and time.monotonic() < deadline:
            shutil.rmtree(self.profile, ignore_errors=True)
            time.sleep(0.2)

    def send(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.connection.send(json.dumps(message))
        while True:
            answer = json.loads(self.connection.recv())
            self.note(answer)
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]

    def note(self, event):
        if event.get("method") == "Runtime.exceptionThrown":
            self.errors.append(event["params"]["exceptionDetails"].get("text", ""))
        if event.get("method") == "Network.requestWillBeSent":
            url = event["params"]["request"]["url"]
            if not re.match(r"(data|blob|about|chrome|file):|(http|ws)://127\.0\.0\.1[:/]", url):
                self.foreign.append(url)

    def open(self, url):
        self.send("Page.navigate", url=url)

    def evaluate(self, expression):
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise AssertionError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, what, expression, seconds=60):
        """Until the expression is true in the page."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            value = self.evaluate(expression)
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} s in vain for: {what}")

    def escape(self):
        """Closes an open menu."""
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key="Escape", code="Escape", windowsVirtualKeyCode=27)

    def click(self, selector, text=None, seconds=60):
        """Clicks the middle of the first visible element that matches, and has the text where one is given."""
        place = self.wait(f"{selector} {text or ''}", f"""(() => {{
            const all = [...document.querySelectorAll({json.dumps(selector)})];
            const it = all.find(e => e.getClientRects().length
                && ({json.dumps(text)} === null || e.textContent.trim() === {json.dumps(text)}));
            if (!it) return null;
            const box = it.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()""", seconds)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))
