"""Executes notebooks, each on a fresh kernel in its own folder, and says how it goes in lines of JSON.

    execute.py --out DIR [--cell-timeout SECONDS] [--inplace [--fresh]] NOTEBOOK...

The executed notebooks go to DIR in their normal form; the given files are only read, unless --inplace replaces them.
Then the outputs of cells tagged `varies` stay as they are while no code has changed; --fresh replaces those as well.
Events, in the order of their coming:
    {"event": "start", "notebook": PATH, "cells": N}
    {"event": "cell", "notebook": PATH, "cell": K, "cells": N}
    {"event": "faults", "notebook": PATH, "faults": [...], "differences": [...]}     of the committed file
    {"event": "done", "notebook": PATH, "cells": N, "seconds": S, "out": PATH, "replaced": BOOLEAN}
    {"event": "failed", "notebook": PATH, "cell": K or null, "what": SENTENCE, "trace": TEXT, "source": TEXT}
"""
import argparse
import copy
import json
import os
import re
import shutil
import signal
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

import notebooks
import parent

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
LARGEST_TRACE = 4000


class Execution:
    """One notebook on one kernel."""

    # The kernel of the notebook that is running, for when we have to end early.
    kernel = None

    def __init__(self, path, options):
        self.path, self.options = path, options
        self.out = os.path.join(options.out, os.path.basename(path))
        self.cell, self.cells = None, 0

    def say(self, event, **more):
        print(json.dumps({"event": event, "notebook": self.path, **more}), flush=True)

    def failed(self, what, trace=""):
        number, source = None, ""
        if self.cell is not None:
            number, source = self.cell[0], notebooks.text(self.cell[1]["source"])
        self.say("failed", cell=number, what=what, trace=ANSI.sub("", trace)[-LARGEST_TRACE:], source=source)

    def run(self):
        try:
            committed = notebooks.read(self.path)
        except notebooks.NotANotebook as e:
            self.failed(f"This is not a notebook: {e}.")
            return
        started = time.monotonic()
        # Ids of ours first: the library would make random ones.
        executed = self.execute(nbformat.reads(json.dumps(notebooks.normalise(copy.deepcopy(committed))), as_version=4))
        if executed is None:
            return
        seconds = round(time.monotonic() - started, 3)
        notebooks.normalise(executed)
        self.say("faults", faults=notebooks.faults(committed), differences=notebooks.differences(executed, committed))
        replaced = False
        if self.options.inplace:
            if not self.options.fresh:
                notebooks.keep_varying_outputs(executed, committed)
            if notebooks.read(self.path) != committed:
                self.cell = None
                self.failed("It was changed while it ran, and has been left as it is now.")
                return
            replaced = replace(self.path, in_bytes(executed))
        with open(self.out, "wb") as file:
            file.write(in_bytes(executed))
        self.say("done", cells=self.cells, seconds=seconds, out=self.out, replaced=replaced)

    def execute(self, notebook):
        numbers = {id(cell): number for number, cell in notebooks.code_cells(notebook)}
        self.cells = len(numbers)
        self.say("start", cells=self.cells)

        def on_cell_start(cell, cell_index):
            if id(cell) in numbers:
                self.cell = numbers[id(cell)], cell
                self.say("cell", cell=self.cell[0], cells=self.cells)

        client = NotebookClient(
            notebook, kernel_name="java", timeout=self.options.cell_timeout, startup_timeout=60, record_timing=False,
            store_widget_state=False, on_cell_start=on_cell_start,
            resources={"metadata": {"path": os.path.dirname(os.path.abspath(self.path))}})
        Execution.kernel = client
        try:
            client.execute()
            return notebook
        except CellExecutionError as e:
            self.failed(f"{e.ename}: {e.evalue}" if e.evalue else e.ename, e.traceback)
        except CellTimeoutError:
            self.failed(f"It did not end within {self.options.cell_timeout} s, the longest that a cell may take here "
                        "(--cell-timeout).")
        except DeadKernelError:
            self.failed("The kernel ended in the middle of it: out of memory, or killed.")
        except RuntimeError as e:  # So says jupyter_client of a kernel that does not come up.
            self.failed(f"The Java kernel did not start: {e}")
        finally:
            Execution.kernel = None
        return None


def in_bytes(notebook):
    return (nbformat.writes(nbformat.reads(json.dumps(notebook), as_version=4)) + "\n").encode()


def replace(path, content):
    """Replaces a file at once or not at all; says whether there was anything to change."""
    path = os.path.realpath(path)
    with open(path, "rb") as file:
        if file.read() == content:
            return False
    new = f"{path}.{os.getpid()}.new"
    try:
        with open(new, "wb") as file:
            file.write(content)
        shutil.copymode(path, new)
        os.replace(new, path)
    finally:
        if os.path.exists(new):
            os.remove(new)
    return True


def end_early(*_):
    """The one who asked has gone: no kernel stays behind. A kernel stops its servers when it is asked to end."""
    client = Execution.kernel
    manager = getattr(client, "km", None)
    process = getattr(getattr(manager, "provisioner", None), "process", None)
    if process is not None and process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except Exception:
            os.killpg(process.pid, signal.SIGKILL)
    if manager is not None:
        manager.cleanup_connection_file()
    os._exit(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", required=True)
    parser.add_argument("--cell-timeout", type=int, default=180)
    parser.add_argument("--inplace", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("notebooks", nargs="+")
    options = parser.parse_args()
    parent.detach()
    parent.when_gone(end_early)
    os.makedirs(options.out, exist_ok=True)
    for path in options.notebooks:
        # nbclient takes the signals for itself while it runs; the pipe is what ends us.
        Execution(path, options).run()


if __name__ == "__main__":
    sys.exit(main())
