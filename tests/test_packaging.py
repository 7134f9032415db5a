"""What goes into the wheel and into the sdist."""

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.oldest import PROJECT, TESTS, oldest, wanted

ROOT = Path(__file__).parent.parent


def built(target, folder):
    """Build the wheel or the sdist from the checkout; return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target]
    subprocess.run(
        [*command, "--directory", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    (path,) = folder.iterdir()
    return path


def files_of(*names):
    """Yield the files below, as they are tracked: without what Python has compiled."""
    for name in names:
        below = (ROOT / name).rglob("*") if (ROOT / name).is_dir() else [ROOT / name]
        for path in below:
            hidden = [
                part for part in path.relative_to(ROOT).parts if part.startswith((".", "__p"))
            ]
            if path.is_file() and not hidden:
                yield path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    with zipfile.ZipFile(built("wheel", tmp_path_factory.mktemp("wheel"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    with tarfile.open(built("sdist", tmp_path_factory.mktemp("sdist"))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def test_the_wheel_holds_chalkgrad_and_every_file_of_the_three_packages(wheel):
    for path in files_of("chalkgrad.py", "engine", "nn", "viz"):
        assert path.relative_to(ROOT).as_posix() in wheel


def test_the_wheel_holds_the_lectures_and_what_makes_a_site_of_them(wheel):
    lectures = {path.name: path.read_bytes() for path in ROOT.glob("notebooks/*.ipynb")}
    prefix = "nn/lectures/"
    held = {name.removeprefix(prefix): wheel[name] for name in wheel if name.startswith(prefix)}
    builder = {name: content for name, content in held.items() if name.startswith("site/")}
    assert {name: held[name] for name in held.keys() - builder.keys()} == lectures
    assert builder == {
        f"site/{path.relative_to(ROOT / 'notebooks/site').as_posix()}": path.read_bytes()
        for path in files_of("notebooks/site")
    }
    assert lectures


def test_the_wheel_holds_nothing_else(wheel):
    tops = {name.split("/")[0] for name in wheel}
    packages = {top for top in tops if not top.endswith(".dist-info")}
    assert packages == {"chalkgrad.py", "engine", "nn", "viz"}


@pytest.mark.parametrize(
    "name",
    [
        "engine/py.typed",
        "nn/py.typed",
        "viz/py.typed",
        "nn/iris.csv",
        "nn/digits.txt",
        "nn/names.txt",
    ],
)
def test_the_wheel_holds_data_and_type_markers(wheel, name):
    assert name in wheel


def test_the_description_on_pypi_links_to_no_file_beside_it(wheel):
    (metadata,) = [content for name, content in wheel.items() if name.endswith("METADATA")]
    description = metadata.decode().partition("\n\n")[2]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert description.count("\n```python\n") == readme.count("\n```python\n") > 5
    links = [
        *re.findall(r"\]\(([^)\s]+)\)", description),
        *re.findall(r'src="([^"]+)', description),
    ]
    assert [link for link in links if not link.startswith("https://")] == []
    assert "![" not in description


def test_the_wheel_brings_the_command(wheel):
    (told,) = (wheel[name] for name in wheel if name.endswith("entry_points.txt"))
    assert told.decode("utf-8").split() == ["[console_scripts]", "chalkgrad", "=", "chalkgrad:main"]


def test_the_sdist_holds_what_the_tests_read(sdist):
    read = ("chalkgrad.py", "engine", "nn", "viz", "notebooks", "tests")
    read += ("Makefile", "README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml")
    missing = {path.relative_to(ROOT).as_posix() for path in files_of(*read)} - sdist
    assert missing == set()


def test_every_dependency_has_an_oldest_version_that_is_tested():
    names = {line.partition(">=")[0] for line in PROJECT["dependencies"]}
    assert names <= {version.partition("==")[0] for version in wanted()}
    assert list(oldest(["ruff>=0.9,<0.18", "axe-core>=1"])) == ["ruff==0.9", "axe-core==1"]
    assert [path for path in TESTS if not (ROOT / path).is_file()] == []
