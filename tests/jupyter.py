"""JupyterLab, as `make lab` opens it, with the lectures in a folder of their own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.lectures import LECTURES, ROOT

SECONDS_TO_START = 60
# Cells out of sight are rendered too, and nothing asks for news.
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start a server that trusts the lectures, and return the address of a lecture by its name."""
    folder = tmp_path_factory.mktemp("lab")
    lectures = folder / "lectures"
    lectures.mkdir()
    copies = [shutil.copy(path, lectures) for path in LECTURES]
    for name, setting in SETTINGS.items():
        file = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(setting), encoding="utf-8")
    environment = os.environ | {
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "PYTHONPATH": str(ROOT),
    }
    subprocess.run([*jupyter("trust"), *copies], env=environment, check=True, capture_output=True)
    with (folder / "log").open("w") as log:
        port = free_port()
        server = subprocess.Popen(
            [*jupyter("lab"), *OPTIONS, f"--port={port}", f"--ServerApp.root_dir={lectures}"],
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(f"http://localhost:{port}/api", server, folder / "log")
            yield lambda name: f"http://localhost:{port}/doc/tree/{name}.ipynb"
        finally:
            server.terminate()
            server.wait()


OPTIONS = [
    *("--no-browser", "--allow-root", "--IdentityProvider.token=", "--ServerApp.port_retries=0"),
    "--ServerApp.ip=localhost",
]


def jupyter(command):
    return [sys.executable, "-m", "jupyter", command]


def free_port():
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def wait_for(address, server, log):
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            urlopen(address, timeout=1).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
