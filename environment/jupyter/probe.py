"""Prints what this interpreter has of Jupyter, a name and a version a line; `can-make-venv` when it can make one."""
import importlib.util
import sys
from importlib.metadata import PackageNotFoundError, version

print("python", ".".join(map(str, sys.version_info[:3])))
for name in ("pip", "jupyterlab", "jupyterlab_server", "jupyter_server", "jupyter_client", "nbclient",
             "nbconvert", "nbformat"):
    try:
        print(name, version(name))
    except PackageNotFoundError:
        pass
if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
    print("can-make-venv yes")
