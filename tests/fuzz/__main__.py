"""Differential fuzzing of programs and trainings: make fuzz, or python -m tests.fuzz."""

import argparse
import itertools
import secrets
import sys
import time
from collections.abc import Iterator
from random import Random

from tests.fuzz.judge import mismatches
from tests.fuzz.programs import random_program
from tests.fuzz.shrink import shrunk
from tests.fuzz.snippet import snippet
from tests.fuzz.trainings import random_training, training_mismatches, training_text

__all__ = ["found", "main"]

EVERY = 50  # programs, then a training
SECONDS = 60.0
REPORT = 60.0  # seconds between two lines that tell how far it is


def found(seed: int, number: int) -> Iterator[str]:
    """Yield a text for each mismatch of a program, and of the training that comes with some."""
    for mismatch in itertools.islice(mismatches(random_program(of(seed, number))), 1):
        small = shrunk(mismatch)
        text = snippet(small.ways, small.program, small.point)
        yield f"{' and '.join(small.ways)}, {small}\n\n{text}"
    if number % EVERY == 0:
        for mismatch in training_mismatches(random_training(of(seed, number))):
            yield f"eager and {mismatch.backend}: {mismatch.what}\n\n{training_text(mismatch)}"


def of(seed: int, number: int) -> Random:
    """Return the source of a program: it is the same whatever was drawn before it."""
    return Random(f"{seed}/{number}")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, help="how many programs")
    parser.add_argument("--seconds", type=float, help=f"how long; without a count {SECONDS:g}")
    parser.add_argument("--seed", type=int, help="of the programs; by default a new one")
    parser.add_argument("--start", type=int, default=0, help="number of the first program")
    return parser.parse_args()


def main() -> None:
    asked = options()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    seconds = asked.seconds or (float("inf") if asked.count else SECONDS)
    print(f"seed {seed}; one program again: python -m tests.fuzz --seed {seed} --count 1 --start N")
    start = due = time.monotonic()
    count = wrong = 0
    for number in itertools.islice(itertools.count(asked.start), asked.count):
        now = time.monotonic()
        if now - start > seconds:
            break
        for text in found(seed, number):
            wrong += 1
            print(f"\n---- program {number}: {text}", flush=True)
        count += 1
        if now >= due:
            due = now + REPORT
            print(f"{count} programs, {wrong} mismatches, {now - start:.0f} s", flush=True)
    print(f"{count} programs from seed {seed}, start {asked.start}: {wrong} mismatches")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
