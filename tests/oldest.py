"""The oldest versions that pyproject.toml allows: python -m tests.oldest installs and tests them.

They go into an environment of their own, .venv-oldest, beside the newest versions of everything
that the project does not name. The oldest NumPy has wheels for Python 3.11 and 3.12. Types are left
out: those of old libraries are others.
"""

import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-oldest"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

# What the tests below need beside the project.
TOOLS = ("pytest", "hypothesis", "nbmake", "playwright", "pyspellchecker")

# The tests of what stands on somebody else's library: arrays, drawings, plots, GIFs, the bar.
TESTS = (
    "tests/test_chalkgrad.py",
    "tests/test_data.py",
    "tests/test_nn_backends.py",
    "tests/test_nn_main.py",
    "tests/test_nn_stops.py",
    "tests/test_notebook_display.py",
    "tests/test_numpy.py",
    "tests/test_viz_animation.py",
    "tests/test_viz_dot.py",
    "tests/test_viz_plots.py",
    "tests/test_viz_render.py",
    "tests/test_viz_walk.py",
)


def oldest(requirements: Iterable[str]) -> Iterator[str]:
    """Yield the oldest version that each requirement allows, such as "numpy==1.26"."""
    for requirement in requirements:
        name, bound = re.match(r"([\w-]+)>=([\d.]+)", requirement).groups()
        yield f"{name}=={bound}"


def wanted() -> list[str]:
    tools = [line for line in PROJECT["optional-dependencies"]["test"] if line.startswith(TOOLS)]
    return [*oldest(PROJECT["dependencies"]), *oldest(tools)]


def main() -> int:
    versions = wanted()
    print(*versions, flush=True)
    venv.create(FOLDER, clear=True, with_pip=True)
    python = FOLDER / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--editable", ROOT, *versions], check=True)
    # Old libraries call what newer ones beside them have deprecated.
    test = [python, "-m", "pytest", "-W", "ignore::DeprecationWarning", *TESTS]
    return subprocess.run(test, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
