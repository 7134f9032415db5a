"""The tables of the bench: what is measured for each, and how it reads."""

import importlib.util
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.engines import ENGINES, TUPLES
from tests.bench.long import USES as LONG_USES
from tests.bench.names import COMPETITORS as NAMES
from tests.bench.pages import PLACES, chromium
from tests.bench.programs import ROWS
from tests.bench.rounds import Runs, in_fresh_process, in_turns, median, ratio, time_of, times_of
from tests.bench.training import COMPETITORS, KEPT

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """A title, the head of each column, and the function of a number of rounds for the rows."""

    title: str
    head: tuple[str, ...]
    rows: Callable[[int], Rows]

    def print(self, rounds: int) -> None:
        lines = [self.head, *self.rows(rounds)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        print(f"\n{self.title}")
        for line in lines:
            cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            print("  " + "  ".join(cells).rstrip(), flush=True)


PEERS = ("micrograd", "NumPy by hand", "PyTorch eager, one thread")


def training(rounds: int) -> Rows:
    has_torch = importlib.util.find_spec("torch") is not None
    names = [name for name in COMPETITORS if has_torch or "PyTorch" not in name]
    runs = in_turns("steps", names, rounds)
    expected = median(runs["micrograd"], "loss")
    rows = []
    for name, some in runs.items():
        assert abs(median(some, "loss") - expected) < 1e-9, f"{name}: not the same computation"
        seconds = (time_of(median(some, clock)) for clock in ("processor", "wall"))
        memory = f"{median(some, 'megabytes'):.1f} MB"
        collected = f"{median(some, 'collections'):.1f}"
        rows.append((name, *seconds, *times_in_peers(name, runs), collected, memory))
    return rows


def times_in_peers(name: str, runs: dict[str, Runs]) -> list[str]:
    """Return how often a step fits into one of each peer, which keeps its losses if we do."""
    kept = KEPT if name.endswith(KEPT) else ""
    peers = [runs.get(peer + kept) for peer in PEERS]
    return [times_of(ratio(peer, runs[name], "processor")) if peer else "" for peer in peers]


def gpt(rounds: int) -> Rows:
    runs = in_turns("gpt", (TUPLES, "chalkgrad"), rounds)
    peer = runs[TUPLES]
    rows = []
    for name, some in runs.items():
        for loss, expected in zip(some[0]["losses"], peer[0]["losses"], strict=True):
            assert abs(loss - expected) < 1e-12, f"{name}: not the same computation"
        cells = [time_of(median(some, "wall"))]
        for way in ("running", "kept", "paused"):
            cells += [time_of(median(some, way)), times_of(ratio(some, peer, way))]
        collected = f"{median(some, 'collections'):.1f}"
        rows.append((name, *cells, collected, f"{median(some, 'megabytes'):.1f} MB"))
    return rows


def names(rounds: int) -> Rows:
    runs = in_turns("names", list(NAMES), rounds)
    peer = runs[TUPLES]
    rows = []
    for name, some in runs.items():
        for loss, expected in zip(some[0]["losses"], peer[0]["losses"], strict=False):
            assert abs(loss - expected) < 1e-9, f"{name}: not the same computation"
        times = (time_of(median(some, clock)) for clock in ("wall", "processor", "name"))
        collected = f"{median(some, 'collections'):.2f}"
        rest = (f"{median(some, 'preparation'):.1f} s", f"{median(some, 'megabytes'):.0f} MB")
        rows.append((name, *times, times_of(ratio(peer, some, "name")), collected, *rest))
    return rows


def script(rounds: int) -> Rows:
    if not chromium():
        return []
    names = {"steps": ["micrograd", "chalkgrad, fit, c"], "script": ["chalkgrad, in a page"]}
    runs: dict[str, Runs] = {name: [] for some in names.values() for name in some}
    for _ in range(rounds):
        for kind, some in names.items():
            for name, found in in_turns(kind, some, 1).items():
                runs[name] += found
    expected = median(runs["micrograd"], "loss")
    rows = []
    for name, found in runs.items():
        assert abs(median(found, "loss") - expected) < 1e-9, f"{name}: not the same computation"
        rows.append(
            (
                name,
                time_of(median(found, "wall")),
                times_of(ratio(runs["micrograd"], found, "wall")),
            )
        )
    return rows


GRAPHS = {"name": "the loss of a name by the GPT", "loss": "the loss of 100 moons by 2-16-16-1"}


def memory(_rounds: int) -> Rows:
    rows = []
    for kind, graph in GRAPHS.items():
        for engine in ENGINES:
            some = in_fresh_process(f"{kind} memory", engine)
            sizes = (f"{some[when]:.0f}" for when in ("forward", "backward", "peak"))
            rows.append((graph, engine, f"{some['nodes']:,}", *sizes))
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
    if not chromium():
        return []
    return [
        (
            what.replace(" ", ", folded by "),
            f"{some[0]['nodes']:,}",
            f"{some[0]['size'] / 1e3:,.0f} kB",
            time_of(median(some, "build")),
            time_of(median(some, "open")),
            time_of(median(some, "step")),
            time_of(median(some, "paint")),
            *(time_of(median(some, place)) for place in PLACES),
            time_of(median(some, "unfold")) if " " in what else "",
        )
        for what, some in in_turns("page", PAGES, rounds).items()
    ]


PLAYGROUNDS = ("2-4-1", "2-16-16-1", "2-43-43-1", "2-68-68-1")  # the last has 4,965 parameters


def playing(rounds: int) -> Rows:
    if not chromium():
        return []
    return [
        (
            what,
            f"{median(some, 'size') / 1e3:,.0f} kB",
            time_of(median(some, "open")),
            f"{median(some, 'steps a frame'):.0f}",
            f"{median(some, 'frames a second'):.0f}",
        )
        for what, some in in_turns("playing", PLAYGROUNDS, rounds).items()
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


def chain(_rounds: int) -> Rows:
    some = in_fresh_process("chain", "1e6")
    return [tuple(f"{some[part]:.2f} s" for part in ("forward", "backward", "drop"))]


USES = ("names", "save", "load", "zero_grad", "optimizer", "step", "eager", "numpy")


def parameters(rounds: int) -> Rows:
    runs = in_turns("parameters", ("1e1", "1e2", "1e3", "6e3"), rounds)
    return [
        (f"{some[0]['parameters']:,}", *(f"{median(some, use) * 1e6:.2f} µs" for use in USES))
        for some in runs.values()
    ]


def long(_rounds: int) -> Rows:
    rows = []
    for what in LONG_USES:
        with tempfile.TemporaryDirectory() as folder:
            some = in_fresh_process("long", what, TMPDIR=folder)
            left = len(list(Path(folder).rglob("*")))
        ends = [some[figure][i] for figure in ("objects", "megabytes", "files") for i in (0, -1)]
        units = (",.0f", ",.0f", ".1f", ".1f", ".0f", ".0f")
        cells = (format(figure, unit) for figure, unit in zip(ends, units, strict=True))
        rows.append((f"{some['count']:,} {what}", *cells, str(left), f"{some['seconds']:.0f} s"))
    return rows


TABLES = {
    "training": Table(
        "A training step of MLP 2-16-16-1 on 100 moons, hinge + L2, Python's collector running, "
        "and how often its processor time fits into a peer's",
        (
            *("", "processor time", "wall time", *PEERS),
            *("collections a step", "peak memory of the steps"),
        ),
        training,
    ),
    "script": Table(
        "A training step of MLP 2-16-16-1 on 100 moons, hinge + L2, on the machine of pages, in "
        "Chromium where there is one; wall time",
        ("", "wall time", "micrograd"),
        script,
    ),
    "gpt": Table(
        "A training step of a GPT of 4,192 scalars on the name annabel, and its processor time as "
        "a multiple of the tuples'",
        (
            *("", "wall time", "processor time, collector running", "of the tuples'"),
            *("each loss kept until the next", "of the tuples'"),
            *("collector paused", "of the tuples'"),
            *("collections a step, running", "peak memory of the steps"),
        ),
        gpt,
    ),
    "names": Table(
        "A training step of nn.GPT, 4,192 scalars, on a name of six letters or more names, Adam "
        "included, Python's collector running; and how often the processor time of a name fits "
        "into the tuples'",
        (
            *("", "wall time", "processor time", "for a name", "tuples"),
            *("collections a step", "to trace and assemble", "peak memory"),
        ),
        names,
    ),
    "memory": Table(
        "Bytes per node, parameters and constants included",
        ("graph", "engine", "nodes", "after forward", "after backward", "at most"),
        memory,
    ),
    "building": Table(
        "The C machine: to build it, once in a process; to trace and to assemble 2-16-16-1",
        ("build", "trace", "assemble"),
        building,
    ),
    "programs": Table(
        f"Programs on the C machine, by size; a step has {ROWS:,} rows",
        (
            *("network", "lines", "instructions", "registers", "trace", "assemble", "step"),
            *("per instruction and row", "code and registers", "peak memory"),
        ),
        programs,
    ),
    "pages": Table(
        "The page of a walk, in Chromium where there is one",
        (
            *("network", "nodes", "size", "to build", "to open", "to step", "and paint"),
            *(f"to drag, {place}" for place in PLACES),
            "to unfold",
        ),
        pages,
    ),
    "playing": Table(
        "A playground that makes as many steps as fit, 100 moons in a batch, tanh, in Chromium "
        "where there is one",
        ("network", "size", "to open", "steps a frame", "frames a second"),
        playing,
    ),
    "graphs": Table(
        "Nodes per second, forward and backward, by size of the graph",
        ("nodes", "collector paused", "slower than 1e3", "collector running"),
        scaled,
    ),
    "parameters": Table(
        "Processor time for each parameter, by their number: what grows is not linear",
        (
            *("parameters", "to name", "save", "load", "zero_grad", "make SGD", "a step of SGD"),
            *("a step of train, eager", 'backend="numpy"'),
        ),
        parameters,
    ),
    "long": Table(
        "Long use of one process: after a quarter, and at the end",
        (
            *("", "objects", "at the end", "megabytes", "at the end"),
            *("temporary files", "at the end", "and after it", "took"),
        ),
        long,
    ),
    "chain": Table("A chain 1,000,000 nodes deep", ("forward", "backward", "drop"), chain),
}
