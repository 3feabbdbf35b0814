"""Runs one notebook in JupyterLab the way a learner does: opens the page, waits for the kernel, Run, Run All Cells.

    run_in_browser.py ADDRESS NOTEBOOK PICTURE

ADDRESS is the page that shows the notebook, NOTEBOOK the file that JupyterLab serves there; it is saved. PICTURE is where a
screenshot goes, also when it fails.
"""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import notebooks  # noqa: E402
import parent  # noqa: E402
from browser import Browser  # noqa: E402

PANEL = "document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)')"
KERNEL_IDLE = f"""{PANEL}?.querySelector('.jp-Toolbar-kernelName')?.textContent.trim() === 'Java'
    && {PANEL}.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'"""
LONGEST = 600
# So many looks in a row that find an idle kernel and nothing executed mean that Run All Cells was lost.
LOST = 5


def run(browser, address, path):
    browser.open(address)
    browser.wait("the notebook", f"!!{PANEL}?.querySelector('.jp-Notebook')", 120)
    browser.wait("the kernel to be idle", KERNEL_IDLE, 120)
    choose(browser, "Edit", "editmenu:clear-all")
    choose(browser, "Run", "runmenu:run-all")
    after = await_last_cell(browser, path)
    faults = [fault for fault in notebooks.faults(after) if "error" in fault or "count" in fault]
    assert not faults, "\n".join(faults)
    assert not browser.foreign, f"the page asked other hosts: {browser.foreign}"


def await_last_cell(browser, path):
    """Saves until the file has the last cell's execution, or an error; cells out of sight are not in the page.

    Right after a kernel has come up, JupyterLab has been seen to forget what it was told to run: the kernel is idle, the last
    cell selected, and none executed. Then whoever sits there chooses Run All Cells again.
    """
    deadline = time.monotonic() + LONGEST
    idle = 0
    while time.monotonic() < deadline:
        choose(browser, "File", "docmanager:save")
        time.sleep(1)
        try:
            saved = notebooks.read(path)
        except notebooks.NotANotebook:
            continue  # JupyterLab is writing it.
        cells = notebooks.code_cells(saved)
        failed = any(o["output_type"] == "error" for _, cell in cells for o in cell["outputs"])
        if failed or cells[-1][1]["execution_count"] == len(cells):
            return saved
        untouched = not any(cell["execution_count"] for _, cell in cells)
        idle = idle + 1 if untouched and browser.evaluate(KERNEL_IDLE) else 0
        if idle == LOST:
            choose(browser, "Run", "runmenu:run-all")
            idle = 0
    raise AssertionError(f"the last cell had not run after {LONGEST} s")


def choose(browser, menu, command):
    """A click that comes while JupyterLab is busy may close the menu again; then it is opened once more."""
    for attempt in range(5):
        browser.click(".lm-MenuBar-itemLabel", menu)
        try:
            return browser.click(f".lm-Menu-item[data-command='{command}']", seconds=5)
        except AssertionError:
            browser.escape()
    raise AssertionError(f"there is no {command} in the menu {menu}")


def main(address, path, picture):
    parent.detach()
    with Browser() as browser:
        # The browser ends when the one who asked has gone.
        parent.when_gone(browser.process.terminate)
        try:
            run(browser, address, path)
        except AssertionError as e:
            print(e, flush=True)
            return 1
        finally:
            browser.picture(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
