"""Speed and memory beside micrograd, NumPy and PyTorch, measured in one run: make bench.

Each measurement is a fresh process, and the competitors take turns, so that a change in the speed
of the machine meets all of them. The tables give the median of the rounds, and of the ratios within
each round.
"""

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from tests.bench.graphs import measure_chain, measure_graph
from tests.bench.pages import chromium, measure_page
from tests.bench.programs import ROWS, measure_program
from tests.bench.training import COMPETITORS, measure_steps

KINDS = {
    "page": measure_page,
    "steps": measure_steps,
    "program": measure_program,
    "graph": measure_graph,
    "chain": measure_chain,
}

Rows = list[tuple[str, ...]]


def in_fresh_process(kind: str, what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench", "--measure", kind, what]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def in_turns(kind: str, whats: Sequence[str], rounds: int) -> dict[str, list[dict[str, Any]]]:
    runs: dict[str, list[dict[str, Any]]] = {what: [] for what in whats}
    for _ in range(rounds):
        for what in whats:
            runs[what].append(in_fresh_process(kind, what))
    return runs


def median(runs: list[dict[str, Any]], key: str) -> float:
    return float(statistics.median(run[key] for run in runs))


def ratio(slow: list[dict[str, Any]], fast: list[dict[str, Any]], key: str) -> float:
    return statistics.median(a[key] / b[key] for a, b in zip(slow, fast, strict=True))


def time_of(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"


def times_of(factor: float) -> str:
    return f"{factor:,.0f} ×" if factor >= 100 else f"{factor:.3g} ×"


PEERS = ("micrograd", "NumPy by hand", "PyTorch eager, one thread")


def compared(rounds: int) -> Rows:
    has_torch = importlib.util.find_spec("torch") is not None
    names = [name for name in COMPETITORS if has_torch or "PyTorch" not in name]
    runs = in_turns("steps", names, rounds)
    expected = median(runs["micrograd"], "loss")
    rows = []
    for name, some in runs.items():
        assert abs(median(some, "loss") - expected) < 1e-9, f"{name}: not the same computation"
        times = [
            times_of(ratio(runs[peer], some, "seconds")) if peer in runs else "" for peer in PEERS
        ]
        memory = f"{median(some, 'megabytes'):.1f} MB"
        rows.append((name, time_of(median(some, "seconds")), *times, memory))
    return rows


NETWORKS = ("2-4-1", "2-16-16-1", "8-64-64-1", "8-128-128-1", "16-160-160-1", "16-240-240-1")


def programs(rounds: int) -> Rows:
    runs = in_turns("program", NETWORKS, rounds)
    return [
        (
            network,
            f"{some[0]['lines']:,}",
            f"{some[0]['instructions']:,}",
            f"{some[0]['registers']:,}",
            time_of(median(some, "trace")),
            time_of(median(some, "assemble")),
            time_of(median(some, "step")),
            f"{median(some, 'step') / some[0]['instructions'] / ROWS * 1e9:.3f} ns",
            f"{median(some, 'kilobytes'):,.0f} kB",
            f"{median(some, 'megabytes'):.1f} MB",
        )
        for network, some in runs.items()
    ]


def building(rounds: int) -> Rows:
    some = in_turns("program", ["2-16-16-1"], rounds)["2-16-16-1"]
    return [tuple(time_of(median(some, part)) for part in ("build", "trace", "assemble"))]


PAGES = ("2-4-1", "2-16-16-1", "2-16-16-1 neuron", "2-16-16-1 layer")


def pages(rounds: int) -> Rows:
    return [
        (
            what.replace(" ", ", folded by "),
            f"{some[0]['nodes']:,}",
            f"{some[0]['size'] / 1e3:,.0f} kB",
            time_of(median(some, "build")),
            time_of(median(some, "open")),
            time_of(median(some, "step")),
            time_of(median(some, "paint")),
            time_of(median(some, "unfold")) if " " in what else "",
        )
        for what, some in in_turns("page", PAGES, rounds).items()
    ]


def scaled(rounds: int) -> Rows:
    runs = in_turns("graph", ("1e3", "1e4", "1e5", "1e6"), rounds)
    return [
        (
            size,
            f"{median(some, 'paused'):,.0f}",
            f"{ratio(runs['1e3'], some, 'paused'):.2f}",
            f"{median(some, 'running'):,.0f}",
        )
        for size, some in runs.items()
    ]


def printed(title: str, head: tuple[str, ...], rows: Rows) -> None:
    table = [head, *rows]
    widths = [max(len(row[i]) for row in table) for i in range(len(head))]
    print(f"\n{title}")
    for row in table:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", nargs=2, metavar=("KIND", "WHAT"), help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts")
    options = parser.parse_args()
    if options.measure:
        kind, what = options.measure
        print(json.dumps(KINDS[kind](what)))
        return
    printed(
        "A training step of MLP 2-16-16-1 on 100 moons, hinge + L2, and how often it fits into "
        "that of a peer",
        ("", "time", *PEERS, "peak memory of the steps"),
        compared(options.rounds),
    )
    printed(
        "The C machine: to build it, once in a process; to trace and to assemble 2-16-16-1",
        ("build", "trace", "assemble"),
        building(options.rounds),
    )
    printed(
        f"Programs on the C machine, by size; a step has {ROWS:,} rows",
        (
            *("network", "lines", "instructions", "registers", "trace", "assemble", "step"),
            *("per instruction and row", "code and registers", "peak memory"),
        ),
        programs(options.rounds),
    )
    if chromium():
        printed(
            "The page of a walk, in Chromium",
            (
                "network",
                "nodes",
                "size",
                "to build",
                "to open",
                "to step",
                "and paint",
                "to unfold",
            ),
            pages(options.rounds),
        )
    printed(
        "Nodes per second, forward and backward, by size of the graph",
        ("nodes", "collector paused", "slower than 1e3", "collector running"),
        scaled(options.rounds),
    )
    chain = in_fresh_process("chain", "1e6")
    printed(
        "A chain 1,000,000 nodes deep",
        ("forward", "backward", "drop"),
        [tuple(f"{chain[part]:.2f} s" for part in ("forward", "backward", "drop"))],
    )


if __name__ == "__main__":
    main()
