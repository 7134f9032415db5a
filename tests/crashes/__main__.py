"""What is left of a file of weights when the process that saves is killed, or its disk is full.

python -m tests.crashes kills at 200 random moments of a save, at 200 random times of endless saves,
lets two processes save at once, and fills a small tmpfs where one may be mounted. At any time the
old or the new weights can be read, whole.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.crashes.saving import (
    MOMENTS,
    dead_after,
    endless_saves,
    killed_at_event,
    killed_at_time,
    model_of,
    what_is_left,
)

NO_MOUNT = 77


def told(left: Counter[str]) -> str:
    return ", ".join(f"{count:,} times the {name} weights" for name, count in sorted(left.items()))


def seen_enough(left: Counter[str], count: int) -> bool:
    """Tell whether it was tried often enough: on a busy machine a saver may wait for its turn."""
    return left.total() >= count and left.keys() == {"old", "new"}


def killed_in_a_save(path: Path, rng: random.Random, count: int) -> str:
    left: Counter[str] = Counter()
    there = "nothing yet"
    for moment in sorted(rng.choices(range(1, MOMENTS), k=count)):
        if there != "old":
            model_of("old").save(path)
        killed_at_event(path, moment)
        there = what_is_left(path)
        left[there] += 1
    return told(left)


def killed_at_some_time(path: Path, rng: random.Random, count: int) -> str:
    left: Counter[str] = Counter()
    model_of("old").save(path)
    while not seen_enough(left, count):
        assert killed_at_time(path, rng.uniform(0.0, 0.1))
        left[what_is_left(path)] += 1
    return told(left)


def saved_by_two(path: Path, _rng: random.Random, count: int) -> str:
    left: Counter[str] = Counter()
    model_of("old").save(path)

    def read(processes: list[int]) -> None:
        try:
            while not seen_enough(left, count):
                left[what_is_left(path)] += 1
        finally:
            for process in processes:
                os.kill(process, signal.SIGKILL)

    assert dead_after([lambda: endless_saves(path)] * 2, read)
    return told(left)


def on_a_full_disk(path: Path, rng: random.Random, count: int) -> str:
    """Fill a tmpfs, in a namespace of its own, where that is allowed."""
    command = [sys.executable, "-m", "tests.crashes.full_disk", path.parent, str(count)]
    done = subprocess.run(["unshare", "-rm", *command], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else f"no tmpfs: {done.stderr.strip()}"


KINDS = {
    "moments": killed_in_a_save,
    "times": killed_at_some_time,
    "savers": saved_by_two,
    "disk": on_a_full_disk,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.crashes", description=__doc__)
    parser.add_argument("kinds", nargs="*", default=[*KINDS], metavar="kind", help=", ".join(KINDS))
    parser.add_argument("--count", type=int, default=200, help="of each kind, at least")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    options = parser.parse_args()
    for kind in options.kinds:
        with tempfile.TemporaryDirectory() as folder:
            path, rng = Path(folder) / "w.json", random.Random(options.seed)
            print(f"{kind}: {KINDS[kind](path, rng, options.count)}", flush=True)


if __name__ == "__main__":
    main()
