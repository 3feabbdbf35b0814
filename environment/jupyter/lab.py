"""Starts JupyterLab for the course.

    lab.py [--front-end DIR] JUPYTER-OPTION...

Without --front-end it is the JupyterLab of this interpreter; with it, Debian's Jupyter server around the front end that
was unpacked into DIR (see front_end.py). Called by `./course lab`, which sets Jupyter's folders in the environment.
"""
import glob
import os
import signal
import sys

import nbformat
from nbformat.sign import NotebookNotary

import parent


def trust_notebooks():
    """Has the committed charts and tables show before any cell runs: who starts the course trusts its notebooks."""
    notary = NotebookNotary()
    for path in glob.glob(os.path.join("notebooks", "*.ipynb")):
        try:
            notary.sign(nbformat.read(path, as_version=4))
        except Exception as e:  # Not a notebook: JupyterLab says so to whoever opens it.
            print(f"{path} is not trusted: {e}", file=sys.stderr)
    notary.store.close()


def main(arguments):
    parent.detach()
    parent.when_gone(lambda: os.kill(os.getpid(), signal.SIGTERM))
    trust_notebooks()
    if arguments[:1] == ["--front-end"]:
        os.environ["COURSE_FRONT_END"] = arguments[1]
        from front_end import FrontEnd
        FrontEnd.launch_instance(arguments[2:])
    else:
        from jupyterlab.labapp import LabApp
        LabApp.launch_instance(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
