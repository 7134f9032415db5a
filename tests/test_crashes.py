"""Crashes: of a process that is killed while it saves, on a full disk, beside another one."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def ran(*arguments):
    """Run a program in a process of one thread, as one that forks must be."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(("kind", "count"), [("moments", 200), ("times", 20), ("savers", 100)])
def test_whatever_kills_a_saver_the_old_or_the_new_weights_are_whole(kind, count):
    done = ran("-m", "tests.crashes", kind, "--count", str(count))
    assert (done.returncode, done.stderr) == (0, "")
    left = {name: int(times) for times, name in re.findall(r"(\d+) times the (\w+)", done.stdout)}
    assert left.keys() == {"old", "new"}
    assert sum(left.values()) >= count


def test_a_full_disk_leaves_the_old_weights():
    # Where no tmpfs may be mounted it says so; test_files fills a disk by a limit.
    done = ran("-m", "tests.crashes", "disk", "--count", "12")
    assert (done.returncode, done.stderr) == (0, "")
    both = r"disk: [1-9]\d* times the new weights, [1-9]\d* times the old weights\n"
    assert re.fullmatch(f"{both}|disk: no tmpfs: .*\n", done.stdout)


IN_PLACE = """
import sys
from tests.crashes import saving
saving.MOMENTS = 20
from tests.crashes.__main__ import main

def write_file(path, content):
    with open(path, "wb") as file:
        {writes}

saving.write_file = write_file
sys.argv = ["crashes", "moments", "--count", "60"]
main()
"""


@pytest.mark.parametrize(
    "writes",
    ["file.write(content)", "file.write(content[:1000]); file.flush(); file.write(content[1000:])"],
    ids=["in one", "in two"],
)
def test_a_file_that_is_written_in_place_is_found(writes):
    done = ran("-c", IN_PLACE.format(writes=writes))
    assert done.returncode == 1
    assert "Error" in done.stderr
    assert "crashes/saving.py" in done.stderr
