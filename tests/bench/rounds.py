"""Measurements in fresh processes, in turns, and what their rounds say."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

# Processor time counts what a library's further threads do, so every peer has one.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

Runs = list[dict[str, Any]]


def in_fresh_process(kind: str, what: str, **variables: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench", "--measure", kind, what]
    environment = {**os.environ, **dict.fromkeys(THREADS, "1"), **variables}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def in_turns(kind: str, whats: Sequence[str], rounds: int) -> dict[str, Runs]:
    runs: dict[str, Runs] = {what: [] for what in whats}
    for _ in range(rounds):
        for what in whats:
            runs[what].append(in_fresh_process(kind, what))
    return runs


def median(runs: Runs, key: str) -> float:
    return float(statistics.median(run[key] for run in runs))


def ratio(slow: Runs, fast: Runs, key: str) -> float:
    return statistics.median(a[key] / b[key] for a, b in zip(slow, fast, strict=True))


def time_of(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"


def times_of(factor: float) -> str:
    return f"{factor:,.0f} ×" if factor >= 100 else f"{factor:.3g} ×"
