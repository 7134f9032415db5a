"""Random texts for `python -m viz` and for files of weights: python -m tests.text --count 1000000.

Each is read or refused by a clear, short error, within a second; nothing crashes, and nothing is
evaluated. The text of a seed is always the same.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import viz.__main__ as command
from tests.text.checks import outcome_of_arguments, outcome_of_weights
from tests.text.generating import arguments, weights

LONGEST = 1.0  # second of processor time


def run(kind: str, outcome: Callable[[int], str], seeds: range, until: float) -> None:
    """Check the texts of some seeds; say what came out, and which took longest."""
    outcomes: Counter[str] = Counter()
    slowest, its_seed = 0.0, seeds.start
    for seed in seeds:
        start = time.process_time()
        try:
            outcomes[outcome(seed)] += 1
        except BaseException:
            print(f"{kind}: seed {seed} failed")
            raise
        seconds = time.process_time() - start
        if seconds > slowest:
            slowest, its_seed = seconds, seed
        if time.monotonic() > until:
            break
    told = ", ".join(f"{count:,} {what}" for what, count in sorted(outcomes.items()))
    print(
        f"{kind}: seeds {seeds.start} to {seed}: {told}; longest {slowest:.2f} s, seed {its_seed}"
    )
    assert slowest < LONGEST, f"{kind}: seed {its_seed} took {slowest:.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.text", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="of texts, half of each kind")
    parser.add_argument("--seed", type=int, default=0, help="the first")
    parser.add_argument("--minutes", type=float, default=1e6, help="to stop after")
    options = parser.parse_args()
    half = options.minutes * 30.0
    seeds = range(options.seed, options.seed + options.count // 2)
    # Made once: that takes longer than most expressions.
    command._parser = cache(command._parser)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.json"
        outcome_of_arguments(["--", "x", "x=1"])  # imports what is imported on first use
        start = time.monotonic()
        run("expressions", lambda s: outcome_of_arguments(arguments(s)), seeds, start + half)
        run("weights", lambda s: outcome_of_weights(weights(s), path), seeds, start + 2.0 * half)


if __name__ == "__main__":
    main()
