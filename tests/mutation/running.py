"""Running: pytest on a copy of the project, each time in a process of its own.

The process is a fork of one that has imported pytest, NumPy and Hypothesis and nothing of the
project, so it starts at once and imports the project from the copy.
"""

import importlib.util
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import coverage
import hypothesis
import pytest

__all__ = ["FORK", "Ending", "Seen", "copied", "observed", "run", "written"]

FORK = multiprocessing.get_context("fork")
HIDDEN = shutil.ignore_patterns(".*", "__pycache__", "out", "build", "dist", "*.egg-info")
MEMORY = 8 << 30  # bytes, for a mutant that would fill it
TIMES = 10  # what a test takes by itself, and the limit beside: so long it may run
OPTIONS = ["-q", "-p", "no:cacheprovider", "--rootdir=."]


def copied(root: Path, folder: Path) -> Path:
    return Path(shutil.copytree(root, folder, ignore=HIDDEN))


def written(path: Path, source: str) -> None:
    """Write a source file, and remove what was compiled from the one before."""
    path.write_text(source, "utf-8")
    Path(importlib.util.cache_from_source(path)).unlink(missing_ok=True)


@dataclass
class Seen:
    """What tests do by themselves: their seconds, and who runs each line of each file."""

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, set[str]]] = field(default_factory=dict)  # by "" in an import

    def add(self, other: "Seen") -> None:
        self.seconds.update(other.seconds)
        for file, lines in other.lines.items():
            for line, tests in lines.items():
                self.lines.setdefault(file, {}).setdefault(line, set()).update(tests)

    def of(self, files: Iterable[str]) -> set[str]:
        """Return the tests that run any line of the files."""
        lines = (tests for file in files for tests in self.lines.get(file, {}).values())
        return self.seconds.keys() & set().union(*lines)

    def of_no_line(self) -> set[str]:
        """Return the tests that run no line of any file, as of what a dataclass writes itself."""
        return self.seconds.keys() - self.of(self.lines)

    def fastest_first(self, tests: Iterable[str]) -> dict[str, float]:
        """Return tests with their seconds."""
        return {test: self.seconds[test] for test in sorted(tests, key=self.seconds.__getitem__)}


@dataclass(frozen=True)
class Ending:
    """How tests ended: "passed", "failed", "timeout" or "crashed"; and which of them failed."""

    how: str
    failed: tuple[str, ...] = ()


def observed(folder: Path, test_file: str, files: Collection[str]) -> Seen:
    """Run a file of tests and see which lines of the files each of them runs."""
    return Seen(*_in_a_process(3600.0, folder, _observe, test_file, files))


def run(folder: Path, tests: Mapping[str, float], limit: float, *, stop: bool) -> Ending:
    """Run tests, given with their seconds, in their order; up to the first failure, or all.

    limit  seconds of processor time that each test may take beside 10 times its own
    """
    if not tests:
        return Ending("passed")
    seconds = 60.0 + limit + TIMES * sum(tests.values())  # for what waits without working
    try:
        return Ending(*_in_a_process(seconds, folder, _run, tests, limit, stop))
    except TimeoutError:
        return Ending("timeout")
    except ChildProcessError:
        return Ending("crashed")


def _in_a_process(seconds: float, folder: Path, function: Callable[..., Any], *args: Any) -> Any:
    """Return the function's answer; raise TimeoutError or ChildProcessError if there is none."""
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_answer, args=(theirs, folder, function, args))
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise TimeoutError
        return ours.recv()
    except EOFError:
        process.join()
        if process.exitcode == -signal.SIGPROF:
            raise TimeoutError from None
        raise ChildProcessError(_output(folder).read_text(errors="replace")) from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid or 0, signal.SIGKILL)  # with what it has started
        process.join()


def _answer(
    answer: Connection, folder: Path, function: Callable[..., Any], args: tuple[Any, ...]
) -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with _output(folder).open("w") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    _enter(folder)
    answer.send(function(*args))  # plain data: this process has let go of the classes here


def _output(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-output")


def _enter(folder: Path) -> None:
    """Let the project, here and in processes started from here, be that of the folder."""
    scratch = folder.with_name(f"{folder.name}-scratch")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    os.environ.update(
        PYTHONPATH=str(folder), TMPDIR=str(scratch), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"
    )
    tempfile.tempdir = None
    os.chdir(folder)
    sys.path[0] = str(folder)
    for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
        del sys.modules[name]


class _Observer:
    """Notes the seconds of each test, and tells coverage whose lines are running."""

    def __init__(self, files: Collection[str]) -> None:
        paths = [str(Path(file).resolve()) for file in files]
        self.coverage = coverage.Coverage(data_file=None, config_file=False, include=paths)
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        yield
        self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration


def _observe(test_file: str, files: Collection[str]) -> tuple[Any, ...]:
    observer = _Observer(files)
    observer.coverage.start()
    pytest.main([*OPTIONS, test_file], plugins=[observer])
    observer.coverage.stop()
    data = observer.coverage.get_data()
    lines = {file: data.contexts_by_lineno(str(Path(file).resolve())) for file in files}
    return observer.seconds, {
        file: {n: set(tests) for n, tests in by.items()} for file, by in lines.items()
    }


class _Selected:
    """Runs chosen tests, in their order, each within a limit of processor time."""

    def __init__(self, tests: Mapping[str, float], limit: float) -> None:
        self.tests = tests
        self.limit = limit
        self.place = {test: i for i, test in enumerate(tests)}
        self.failed: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        # After conftest.py has loaded its own; an example that fails need not be made smaller.
        short = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile(
            "mutation", hypothesis.settings(), phases=short, report_multiple_bugs=False
        )
        hypothesis.settings.load_profile("mutation")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self.place]
        items[:] = sorted(chosen, key=lambda item: self.place[item.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        _end_after(self.limit + TIMES * self.tests[nodeid])

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def _note(self, report: pytest.CollectReport | pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def _end_after(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, seconds)  # then SIGPROF ends the process


def _run(tests: Mapping[str, float], limit: float, stop: bool) -> tuple[Any, ...]:
    selected = _Selected(tests, limit)
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    _end_after(6.0 * limit)  # for the imports
    status = pytest.main([*OPTIONS, *(["-x"] if stop else []), *files], plugins=[selected])
    if status == pytest.ExitCode.USAGE_ERROR:
        selected.failed.append("conftest.py")  # which cannot be imported
    if selected.failed:
        return "failed", tuple(dict.fromkeys(selected.failed))
    passed = status in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    return ("passed" if passed else "crashed",)
