"""Mutation testing of engine and nn: make mutation, or python -m tests.mutation."""

import argparse
import fnmatch
import functools
import hashlib
import importlib
import os
import pickle
import random
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants, mutated
from tests.mutation.running import FORK, Ending, Seen, copied, observed, run, written

ROOT = Path(__file__).resolve().parents[2]
FILES = ["engine/**/*.py", "nn/**/*.py"]
FILES_LEFT_OUT = ["*/__main__.py", "nn/__init__.py", "nn/data*", "nn/toy_sets*", "nn/pytorch*"]
TESTS_LEFT_OUT = [
    *("tests/live/*", "*lecture*", "*notebook*", "*page*", "*viz*", "*walk*", "*_main.py"),
    *("*mutation*", "*packaging*", "*readme*", "*spelling*"),
]
EQUIVALENT = "tests/mutation/equivalent.toml"
WARM = ["numpy", "hypothesis.strategies"]  # what the processes need not import again
BUDGET = 30.0  # seconds for tests of a mutant's file that do not seem to run its line
GOAL = 0.98

Tests = dict[str, float]  # with their seconds


def found(project: Path, patterns: Iterable[str], left_out: Iterable[str]) -> list[str]:
    paths = (path for pattern in patterns for path in sorted(project.glob(pattern)))
    files = dict.fromkeys(path.relative_to(project).as_posix() for path in paths)
    return [file for file in files if not any(fnmatch.fnmatch(file, p) for p in left_out)]


def equivalent(project: Path) -> set[tuple[str, str, str]]:
    path = project / EQUIVALENT
    listed = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return {(one["file"], one["line"], one["change"]) for one in listed.get("mutant", [])}


# ---- in a process of the pool, on its own copy of the project ----


def observe(project: Path, files: Sequence[str], test_file: str) -> Seen:
    return observed(_own_copy(project), test_file, files)


def run_unchanged(project: Path, files: Sequence[str], tests: Tests) -> Ending:
    """Run tests on files that are written as mutants are, but without a change."""
    return _run_changed(project, dict.fromkeys(files), tests, 60.0, stop=False)


def judge(project: Path, limit: float, case: tuple[Mutant, Tests]) -> Ending:
    mutant, tests = case
    return _run_changed(project, {mutant.file: mutant.number}, tests, limit, stop=True)


def _run_changed(
    project: Path, numbers: Mapping[str, int | None], tests: Tests, limit: float, *, stop: bool
) -> Ending:
    folder = _own_copy(project)
    sources = {file: (project / file).read_text("utf-8") for file in numbers}
    for file, source in sources.items():
        written(folder / file, mutated(source, numbers[file]))
    ending = run(folder, tests, limit, stop=stop)
    for file, source in sources.items():
        written(folder / file, source)
    return ending


def _own_copy(project: Path) -> Path:
    folder = project.with_name(str(os.getpid()))
    return folder if folder.exists() else copied(project, folder)


# ---- which tests ----


def learn(pool: ProcessPoolExecutor, project: Path, files: Sequence[str]) -> Seen:
    """Return what the tests see, without those that fail although nothing is changed."""
    seen = Seen()
    test_files = found(project, ["tests/**/test_*.py"], TESTS_LEFT_OUT)
    for part in pool.map(functools.partial(observe, project, files), test_files):
        seen.add(part)
    order = [*seen.fastest_first(seen.seconds).items()]
    halves = [dict(order[::2]), dict(order[1::2])]
    for ending in pool.map(functools.partial(run_unchanged, project, files), halves):
        if ending.how not in ("passed", "failed"):
            sys.exit(f"without a mutant the tests end so: {ending.how}")
        for test in ending.failed:
            print(f"left out, because it fails without a mutant: {test}")
            seen.seconds.pop(test, None)
    return seen


def remembered(pool: ProcessPoolExecutor, project: Path, files: Sequence[str], keep: Path) -> Seen:
    """Return what `learn` found on the same sources, from the file that keeps it if it is there."""
    digest = hashlib.sha256(repr((files, TESTS_LEFT_OUT)).encode())
    for path in sorted(path for path in project.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(project)).encode() + path.read_bytes())
    seen: Seen
    if keep.exists():
        key, seen = pickle.loads(keep.read_bytes())
        if key == digest.digest():
            return seen
    seen = learn(pool, project, files)
    keep.write_bytes(pickle.dumps((digest.digest(), seen)))
    return seen


def _beside(file: str, files: Iterable[str]) -> list[str]:
    return [other for other in files if Path(other).parent == Path(file).parent]


def noticing(mutant: Mutant, seen: Seen) -> Tests:
    """Return the tests that may notice a mutant, those that run its line first."""
    lines = seen.lines.get(mutant.file, {})
    of_file = seen.of([mutant.file])
    of_line = set().union(*(lines.get(line, ()) for line in mutant.lines))
    if "" in of_line:  # run by an import: whatever runs the folder may notice
        of_line = of_file = seen.of(_beside(mutant.file, seen.lines)) | seen.of_no_line()
    chosen = seen.fastest_first(of_file & of_line)
    left = BUDGET
    for test, seconds in seen.fastest_first(of_file - of_line).items():
        left -= seconds
        if left >= 0.0:
            chosen[test] = seconds
    return chosen


# ---- the run ----


def judged(
    pool: ProcessPoolExecutor, project: Path, cases: Sequence[tuple[Mutant, Tests]], limit: float
) -> Counter[str]:
    """Run the mutants, say what became of each, and return how many ended how."""
    counts: Counter[str] = Counter()
    endings = pool.map(functools.partial(judge, project, limit), cases)
    for (mutant, _), ending in zip(cases, endings, strict=True):
        counts[ending.how] += 1
        how = "SURVIVED" if ending.how == "passed" else ending.how
        print(f"{how:8}  {mutant}  {', '.join(ending.failed)}".rstrip(), flush=True)
    return counts


def summary(counts: Mapping[str, int], equivalents: int) -> tuple[str, float]:
    """Return the last line, and the part of the mutants that was killed."""
    total = sum(counts.values())
    killed = total - counts.get("passed", 0)
    rate = killed / total if total else 1.0
    line = (
        f"{total + equivalents} mutants, {killed} killed "
        f"({counts.get('timeout', 0)} by time, {counts.get('crashed', 0)} by a crash), "
        f"{equivalents} equivalent, {total - killed} survived: "
        f"{rate:.1%} of those that are not equivalent"
    )
    return line, rate


def sample(every: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    places = random.Random(seed).sample(range(len(every)), min(count, len(every)))
    return [every[place] for place in sorted(places)]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("files", nargs="*", help="files or patterns; by default engine and nn")
    parser.add_argument("--count", type=int, default=100, help="mutants, chosen at random")
    parser.add_argument("--seed", type=int, default=0, help="of the choice")
    parser.add_argument("--all", action="store_true", help="every mutant, which takes hours")
    parser.add_argument("--equivalent", action="store_true", help="those listed: all must survive")
    parser.add_argument("--limit", type=float, default=5.0, help="seconds beside 10 times its own")
    parser.add_argument("--keep", type=Path, help="file of what the tests see, for the next run")
    parser.add_argument("--root", type=Path, default=ROOT, help="of the project")
    return parser.parse_args()


def main() -> None:
    asked = options()
    for name in WARM:
        importlib.import_module(name)
    with (
        tempfile.TemporaryDirectory(prefix="mutation-") as scratch,
        ProcessPoolExecutor(os.cpu_count(), mp_context=FORK) as pool,
    ):
        project = copied(asked.root, Path(scratch).resolve() / "project")
        files = found(project, asked.files or FILES, [] if asked.files else FILES_LEFT_OUT)
        every = [m for file in files for m in mutants(file, (project / file).read_text("utf-8"))]
        listed = equivalent(project)
        seen = remembered(pool, project, files, asked.keep or Path(scratch) / "seen")
        if asked.equivalent:
            chosen = [mutant for mutant in every if mutant.key in listed]
        else:
            chosen = every if asked.all else sample(every, asked.count, asked.seed)
        to_run = [m for m in chosen if asked.equivalent or m.key not in listed]
        cases = [(mutant, noticing(mutant, seen)) for mutant in to_run]
        counts = judged(pool, project, cases, asked.limit)
    if asked.equivalent:
        sys.exit(any(how != "passed" for how in counts))
    line, rate = summary(counts, len(chosen) - len(to_run))
    print(line)
    sys.exit(rate < GOAL)


if __name__ == "__main__":
    main()
