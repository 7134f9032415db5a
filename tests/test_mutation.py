"""The mutation testing of tests/mutation, on projects of a few lines."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.__main__ import equivalent, found, noticing, sample, summary
from tests.mutation.mutants import mutants, mutated
from tests.mutation.running import Seen

ROOT = Path(__file__).parent.parent

SNIPPET = '''"""What it does."""
__all__ = ["larger"]


def larger(x: "int", y: int = 2) -> int:
    """Return the larger."""
    if x > y:
        return x
    return y
'''


def changes(source):
    return [mutant.change for mutant in mutants("snippet.py", source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b", ["a + b → a - b"]),
        ("a * b ** c", ["a * b ** c → a / b ** c", "b ** c → b * c"]),
        ("a < b", ["a < b → a <= b", "a < b → a >= b"]),
        ("a == b", ["a == b → a != b"]),
        (
            "a < b is c",
            [f"a < b is c → {new}" for new in ("a <= b is c", "a >= b is c", "a < b is not c")],
        ),
        ("a and b", ["a and b → a or b"]),
        ("not a", ["not a → a"]),
        ("-a", ["-a → a"]),
        ("a if b else c", ["b → not b"]),
        ("[a for a in b if c]", ["c → not c"]),
        ("0, 1, 7", ["0 → 1", "1 → 0", "7 → 8"]),
        ("0.0, 0.5", ["0.0 → 1.0", "0.5 → 1.0"]),
        ("True", ["True → False"]),
        ("'a'", ["'a' → 'aX'"]),
        ("None", []),
        ("f(a, b)", ["f(a, b) → f(b, a)"]),
        ("f(a, a)", []),
        ("max(a, b)", []),
        ("f(n=a)", ["f(n=a) → f()"]),
        ("f(n=True)", ["True → False"]),
        ("cast('Value', a)", []),
    ],
)
def test_an_expression_has_these_mutants(source, expected):
    assert changes(f"x = {source}") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f():\n    return a", ["return a → return None"]),
        ("def f():\n    return None", []),
        ("def f():\n    a = b", ["a = b → pass"]),
        ("def f():\n    a: int = b", ["a: int = b → pass"]),
        ("def f():\n    a: int", []),
        ("a = b", []),
        ("class C:\n    a = b", []),
        ("a()", ["a() → pass"]),
        ("a += b", ["a += b → pass", "a += b → a = b", "a += b → a -= b"]),
        ("raise E('1' + '2') from None", ["raise E('1' + '2') from None → pass"]),
        ("assert a, 'b'", ["assert a, 'b' → pass", "a → not a"]),
        ("while a: break", ["a → not a", "break → continue"]),
        ("if not a: b()", ["not a → a", "b() → pass"]),
        ("@d(1)\ndef f(): ...", ["d(1) → d()", "1 → 0"]),
        ("if TYPE_CHECKING:\n    a()", []),
        ("'''Documented.'''", []),
        ("__all__ = ['a']", []),
        ("def f(x: 'int') -> 'int': ...", []),
    ],
)
def test_a_statement_has_these_mutants(source, expected):
    assert changes(source) == expected


def test_a_mutant_differs_from_the_source_in_its_change_only():
    for mutant in mutants("snippet.py", SNIPPET):
        before = ast.unparse(ast.parse(SNIPPET)).splitlines()
        after = mutated(SNIPPET, mutant.number).splitlines()
        differing = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        old, new = mutant.change.split(" → ")
        assert [(a.replace(old, new, 1), b) for a, b in differing] == [(differing[0][1],) * 2]


def test_without_a_change_the_program_is_the_same():
    assert ast.dump(ast.parse(mutated(SNIPPET, None))) == ast.dump(ast.parse(SNIPPET))


def test_a_mutant_says_where_it_is():
    first = mutants("snippet.py", SNIPPET)[1]
    assert (first.line, first.column, first.text) == (7, 8, "if x > y:")
    assert str(first) == "snippet.py:7:8  if x > y:  [x > y → x >= y]"


def test_the_lines_of_a_mutant_are_its_simple_statement_or_its_part_of_a_compound_one():
    source = "if (a and\n    b):\n    c(\n        1\n    )\n"
    assert {m.change: m.lines for m in mutants("snippet.py", source)} == {
        "a and b → not (a and b)": range(1, 3),
        "a and b → a or b": range(1, 3),
        "c(1) → pass": range(3, 6),
        "1 → 0": range(3, 6),
    }


SEEN = Seen(
    {
        **{"slow": 9.0, "fast": 1.0, "other": 0.5, "too slow": 99.0},
        **{"beside": 0.2, "elsewhere": 0.1, "no line": 0.3},
    },
    {
        "a.py": {1: {""}, 2: {"slow", "fast"}, 3: {"other", "too slow"}},
        "b.py": {1: {"beside"}},
        "c/d.py": {1: {"elsewhere"}},
    },
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (1, ["beside", "no line", "other", "fast", "slow", "too slow"]),
        (2, ["fast", "slow", "other"]),
        (3, ["other", "too slow", "fast", "slow"]),
        (4, ["other", "fast", "slow"]),
    ],
    ids=["import", "function", "slow tests of the line", "run by none"],
)
def test_the_tests_of_its_line_come_first_then_the_others_of_its_file(line, expected):
    (mutant,) = mutants("a.py", "\n" * (line - 1) + "x = 1")
    assert list(noticing(mutant, SEEN)) == expected


def test_a_sample_is_the_same_for_the_same_seed_and_in_the_order_of_the_files():
    every = mutants("snippet.py", "\n".join(f"x = {i}" for i in range(50)))
    assert sample(every, 9, seed=3) == sample(every, 9, seed=3) != sample(every, 9, seed=4)
    assert sample(every, 99, seed=0) == every


def test_the_summary_leaves_out_what_is_equivalent():
    line, rate = summary({"failed": 6, "timeout": 1, "crashed": 1, "passed": 2}, 5)
    assert rate == 0.8
    assert line == (
        "15 mutants, 8 killed (1 by time, 1 by a crash), 5 equivalent, 2 survived: "
        "80.0% of those that are not equivalent"
    )


def test_files_are_found_by_patterns(tmp_path):
    for name in ("a.py", "b/c.py", "b/__main__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert found(tmp_path, ["**/*.py", "a.py"], ["*/__main__.py"]) == ["a.py", "b/c.py"]


def test_every_mutant_that_is_listed_as_equivalent_exists():
    listed = equivalent(ROOT)
    files = {file: (ROOT / file).read_text("utf-8") for file, _, _ in listed}
    there = {mutant.key for file, source in files.items() for mutant in mutants(file, source)}
    assert listed - there == set()


PROJECT = {
    "tests/__init__.py": "",
    "tests/test_guarded.py": """
from package import endless, guarded

def test_it_counts():
    assert guarded.doubled(3) == 6

def test_it_ends():
    assert endless.first() == 0
""",
    "tests/test_cannot_fail.py": """
from package import unguarded

def test_it_runs():
    unguarded.doubled(3)
""",
    "tests/test_fails_anyway.py": """
from package import unguarded

def test_it_fails():
    assert unguarded.doubled(3) == 5
""",
    "package/__init__.py": "",
    "package/guarded.py": "def doubled(x):\n    y = x + x\n    return y\n",
    "package/unguarded.py": "def doubled(x):\n    return x + x\n",
    "package/endless.py": """
from itertools import count

def first():
    for n in count():
        break
    return n
""",
    "tests/mutation/equivalent.toml": """
[[mutant]]
file = "package/guarded.py"
line = "return y"
change = "return y → return None"
reason = "none, but so it is not run"
""",
}


@pytest.fixture(scope="module")
def run_on_a_project(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    for name, text in PROJECT.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    command = [sys.executable, "-m", "tests.mutation", "--all", "--limit", "0.5"]
    done = subprocess.run(
        [*command, "--root", str(root), "package/*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert (done.stderr, done.returncode) == ("", 1)
    return done.stdout.splitlines()


def endings(lines, file):
    return {line.partition("  [")[2]: line.split()[0] for line in lines if f" {file}:" in line}


def test_a_mutant_that_a_test_notices_is_killed_and_the_test_named(run_on_a_project):
    by = "tests/test_guarded.py::test_it_counts"
    assert endings(run_on_a_project, "package/guarded.py") == {
        f"y = x + x → pass]  {by}": "failed",
        f"x + x → x - x]  {by}": "failed",
    }


def test_an_endless_loop_is_ended(run_on_a_project):
    assert "timeout" in endings(run_on_a_project, "package/endless.py").values()
    assert any(
        line.startswith("timeout") and "break → continue" in line for line in run_on_a_project
    )


def test_tests_that_cannot_fail_let_mutants_survive(run_on_a_project):
    assert endings(run_on_a_project, "package/unguarded.py") == {
        "return x + x → return None]": "SURVIVED",
        "x + x → x - x]": "SURVIVED",
    }


def test_a_test_that_fails_without_a_mutant_kills_none(run_on_a_project):
    (left_out,) = (line for line in run_on_a_project if line.startswith("left out"))
    assert left_out.endswith("tests/test_fails_anyway.py::test_it_fails")


def test_the_last_line_counts(run_on_a_project):
    assert run_on_a_project[-1] == (
        "7 mutants, 4 killed (1 by time, 0 by a crash), 1 equivalent, 2 survived: "
        "66.7% of those that are not equivalent"
    )
