"""Notebooks executed on the real Java kernel: what is said about them, and what becomes of their files."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SCRIPTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PATIENCE = 120


def book(*sources, **metadata):
    cells = [{"cell_type": "code", "source": source, "outputs": [], "execution_count": None, "metadata": metadata}
             for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


class Executing(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="beyondcache-Übung mit Leerzeichen-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        return path

    def start(self, *arguments):
        command = [sys.executable, os.path.join(SCRIPTS, "execute.py"), "--out", os.path.join(self.folder, "out"),
                   *arguments]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.addCleanup(process.stdin.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def run_all(self, *arguments):
        process = self.start(*arguments)
        events = [json.loads(line) for line in process.stdout]
        self.assertEqual(0, process.wait(PATIENCE))
        return events

    def only(self, event, events):
        found = [e for e in events if e["event"] == event]
        self.assertEqual(1, len(found), events)
        return found[0]

    def read(self, path):
        with open(path, "rb") as file:
            return file.read()

    def test_in_place_twice_gives_the_same_bytes(self):
        path = self.file("a.ipynb", book('System.out.println("Grüße");', "6 * 7"))
        self.assertTrue(self.only("done", self.run_all("--inplace", path))["replaced"])
        once = self.read(path)
        again = self.run_all("--inplace", path)
        self.assertFalse(self.only("done", again)["replaced"])
        self.assertEqual(([], []), (self.only("faults", again)["faults"], self.only("faults", again)["differences"]))
        self.assertEqual(once, self.read(path))
        self.assertTrue(once.endswith(b"}\n"))
        self.assertIn("Grüße".encode(), once)
        self.assertEqual(["a.ipynb"], [f for f in os.listdir(self.folder) if f != "out"])

    def test_a_varying_output_is_no_change(self):
        path = self.file("a.ipynb", book("System.out.println(System.nanoTime());", tags=["varies"]))
        self.run_all("--inplace", path)
        once = self.read(path)
        self.assertFalse(self.only("done", self.run_all("--inplace", path))["replaced"])
        self.assertEqual(once, self.read(path))
        self.assertTrue(self.only("done", self.run_all("--inplace", "--fresh", path))["replaced"])

    def test_nothing_changes_without_being_asked(self):
        path = self.file("a.ipynb", book("1"))
        before = self.read(path)
        self.assertTrue(os.path.exists(self.only("done", self.run_all(path))["out"]))
        self.assertEqual(before, self.read(path))

    def test_a_failing_cell_is_named_with_its_exception(self):
        path = self.file("a.ipynb", book("1", "", 'throw new IllegalStateException("so");', "2"))
        before = self.read(path)
        failed = self.only("failed", self.run_all("--inplace", path))
        self.assertEqual(2, failed["cell"])
        self.assertIn("IllegalStateException", failed["what"])
        self.assertIn("so", failed["what"])
        self.assertIn("throw new", failed["source"])
        self.assertEqual(before, self.read(path))

    def test_a_cell_without_end_is_cut_short(self):
        path = self.file("a.ipynb", book("Thread.sleep(600_000);"))
        failed = self.only("failed", self.run_all("--cell-timeout", "2", path))
        self.assertIn("did not end within 2 s", failed["what"])

    def test_a_kernel_that_dies_is_said_to_have_died(self):
        failed = self.only("failed", self.run_all(self.file("a.ipynb", book("Runtime.getRuntime().halt(1);"))))
        self.assertEqual(1, failed["cell"])
        self.assertIn("kernel", failed["what"])

    def test_no_notebook_is_no_end(self):
        events = self.run_all(self.file("a.ipynb", '{"cells": ['), self.file("b.ipynb", book("1")))
        self.assertIn("not a notebook", self.only("failed", events)["what"])
        self.assertTrue(self.only("done", events)["notebook"].endswith("b.ipynb"))

    def test_a_notebook_that_changes_meanwhile_is_left_alone(self):
        path = self.file("a.ipynb", book("Thread.sleep(3000);"))
        process = self.start("--inplace", path)
        for line in process.stdout:
            if json.loads(line)["event"] == "cell":
                self.file("a.ipynb", book("2"))
                break
        self.assertIn("was changed", self.only("failed", [json.loads(line) for line in process.stdout])["what"])
        self.assertEqual(book("2"), self.read(path).decode())

    def test_no_kernel_stays_behind(self):
        pid_file = os.path.join(self.folder, "pid")
        pid = '"" + ProcessHandle.current().pid()'
        cell = f'java.nio.file.Files.writeString(java.nio.file.Path.of("{pid_file}"), {pid});'
        for way in ("the pipe ends", "terminated"):
            with self.subTest(way):
                process = self.start(self.file("a.ipynb", book(cell, "Thread.sleep(600_000);")))
                for line in process.stdout:
                    if json.loads(line).get("cell") == 2:
                        break
                with open(pid_file, encoding="utf-8") as file:
                    kernel = int(file.read())
                if way == "the pipe ends":
                    process.stdin.close()
                else:
                    process.send_signal(signal.SIGTERM)
                    process.stdin.close()  # As `course` does: asked first, and then left.
                process.wait(PATIENCE)
                self.await_end(kernel)

    def await_end(self, pid):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.05)
        self.fail(f"process {pid} is still there")


if __name__ == "__main__":
    unittest.main()
