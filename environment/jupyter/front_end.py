"""JupyterLab from two Debian releases: the server of the installed one around the front end of a newer one.

Debian 12 has the Jupyter server and jupyterlab-server, but no JupyterLab; the static files of Debian 13's `jupyterlab`
package, unpacked into the folder COURSE_FRONT_END, are the missing part.
"""
import json
import os
from os.path import join

from jupyter_core.paths import jupyter_path
from jupyterlab_server import LabServerApp


class FrontEnd(LabServerApp):
    folder = os.environ.get("COURSE_FRONT_END", "")
    name = "lab"
    app_name = "JupyterLab"
    app_namespace = "lab"
    app_url = extension_url = default_url = "/lab"
    load_other_extensions = True
    static_dir = templates_dir = join(folder, "static")
    schemas_dir = join(folder, "schemas")
    themes_dir = join(folder, "themes")
    app_settings_dir = join(folder, "settings")
    user_settings_dir = os.environ.get("JUPYTERLAB_SETTINGS_DIR", "")
    workspaces_dir = os.environ.get("JUPYTERLAB_WORKSPACES_DIR", "")
    labextensions_path = jupyter_path("labextensions")

    @property
    def app_version(self):
        with open(join(self.static_dir, "package.json"), encoding="utf-8") as package:
            return json.load(package)["jupyterlab"]["version"]


def _jupyter_server_extension_points():
    return [{"module": "front_end", "app": FrontEnd}]
