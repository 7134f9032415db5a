"""Programs in C: valid whatever the labels are, and the bits of the graph."""

import ctypes
import itertools
import math
import random
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from engine import Program, Value, trace
from engine.program.languages import C_COMMAND
from engine.program.toolchain import compilers
from tests.numerics import all_close
from tests.ops import OPS
from tests.running import needs_compiler
from tests.test_expressions import expressions, numbers
from tests.test_programs import (
    COMPARED,
    ROWS,
    bits,
    eager,
    flat,
    network,
    outcome,
    special_points,
    traced,
)
from tests.test_trace import EXERCISES, HOSTILE, with_labels

pytestmark = needs_compiler

CC = next(compilers(), ["cc"])
FLAGS = [word for word in C_COMMAND.split() if word.startswith("-") and word != "-c"]
STRICT = [*CC, *FLAGS, "-Wall", "-Wextra", "-Werror", "-pedantic"]

Build = Callable[[Program], ctypes.CDLL]


@pytest.fixture(scope="session")
def build(tmp_path_factory) -> Build:
    folder = tmp_path_factory.mktemp("c")
    count = itertools.count()

    def built(program: Program) -> ctypes.CDLL:
        path = folder / f"program{next(count)}.c"
        path.write_text(program.source("c"), "utf-8")
        library = path.with_suffix(".so")
        run(*STRICT, "-shared", "-fPIC", str(path), "-o", str(library), "-lm")
        return ctypes.CDLL(str(library))

    return built


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:1000]


def of_numbers(library: ctypes.CDLL, inputs: int) -> Callable[..., list[float]]:
    library.f.restype = ctypes.c_double
    gradient = (ctypes.c_double * inputs)()

    def f(*xs: float) -> list[float]:
        return [library.f(*map(ctypes.c_double, xs), gradient), *gradient]

    return f


def of_rows(library: ctypes.CDLL, params: Sequence[float], rows: Any) -> list[float]:
    library.f.restype = ctypes.c_double
    flat = [number for row in rows for number in row]
    gradient = (ctypes.c_double * len(params))()
    value = library.f(
        (ctypes.c_double * len(params))(*params),
        (ctypes.c_double * len(flat))(*flat),
        ctypes.c_long(len(rows)),
        gradient,
    )
    return [value, *gradient]


def compile_all(programs: Sequence[Program], folder: Path) -> None:
    paths = []
    for i, program in enumerate(programs):
        paths.append(folder / f"program{i}.c")
        paths[-1].write_text(program.source("c"), "utf-8")
    together = folder / "all.c"
    together.write_text("".join(apart(path, i) for i, path in enumerate(paths)), "utf-8")
    run(*STRICT, "-c", str(together), "-o", str(folder / "all.o"))


def apart(path: Path, i: int) -> str:
    # Each program and its helpers under names of their own.
    ours = ("f", "sigmoid", "softplus", "relu", "maximum", "minimum")
    defines = "".join(f"#define {name} {name}_{i}\n" for name in ours)
    ends = "".join(f"#undef {name}\n" for name in ours)
    return f'{defines}#include "{path}"\n{ends}'


@pytest.mark.parametrize("params", [False, True], ids=["numbers", "rows"])
def test_the_source_is_valid_without_a_warning_whatever_the_labels_are(params, tmp_path):
    programs = [with_labels(label, params=params) for label in HOSTILE.values()]
    for program in programs:
        assert "system(" not in program.source("c")
        assert program.source("c").isascii()
    compile_all(programs, tmp_path)


def corners() -> dict[str, Program]:
    x, unused, w, idle = (Value(2.0, name) for name in ("x", "unused", "w", "idle"))
    return {
        "an unused input": trace(x * x, [x, unused]),
        "an unused param": trace(w * x, [x, unused], [w, idle]),
        "a constant": trace(Value(7.0), [x]),
        "infinite constants": trace(x * Value(float("inf")) + Value(float("-inf")), [x]),
        "huge and tiny": trace(x * 1e300 * 5e-324 - 1e16, [x]),
        "no columns": trace(w * w, [], [w]),
        "no inputs": trace(x * x, []),
    }


@pytest.mark.parametrize("name", corners())
def test_a_corner_compiles_without_a_warning(name, build):
    build(corners()[name])


def test_the_lecture_exercises_compile_without_a_warning(tmp_path):
    compile_all([exercise() for exercise in EXERCISES], tmp_path)


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_c_gives_the_bits_of_the_graph(op, build):
    f = of_numbers(build(traced(op.of_values, op.some_points()[0])), op.arity)
    wrong = []
    for point in [*op.some_points(20), *special_points(op)]:
        expected = outcome(eager, op.of_values, point)
        if not isinstance(expected, type) and bits(f(*point)) != expected:
            wrong.append(point)
    assert not wrong, f"{len(wrong)} points, such as {wrong[:3]}"


POWERS = {"square": 2.0, "reciprocal": -1.0, "root": 0.5, "inverse root": -0.5, "cube": 3.0}


@pytest.mark.parametrize("exponent", POWERS.values(), ids=POWERS)
def test_a_power_has_the_bits_of_the_graph_at_many_points(exponent, build):
    by_hand = of_numbers(build(traced(lambda x: x**exponent, (1.5,))), 1)
    rng = random.Random(0)
    for x in (rng.uniform(0.1, 10.0) for _ in range(5000)):
        assert by_hand(x) == eager(lambda x: x**exponent, (x,))


@given(expressions, numbers, numbers)
@settings(max_examples=10)
def test_c_gives_the_bits_of_a_random_graph(build, expression, xs, others):
    program = traced(expression.of_values, xs)
    by_hand, on_the_machine = of_numbers(build(program), len(xs)), program.compile("c")
    for point in (xs, others):
        assert bits(by_hand(*point)) == bits(eager(expression.of_values, point))
        assert bits(by_hand(*point)) == bits(flat(on_the_machine(*point)))


@pytest.mark.parametrize("f", COMPARED.values(), ids=COMPARED)
def test_a_comparison_is_the_number_1_or_0(f, build):
    program = of_numbers(build(traced(f, (2.0, 1.0))), 2)
    for point in [(1.0, 2.0), (2.0, 1.0), (1.0, 1.0)]:
        assert program(*point) == [float(number) for number in eager(f, point)]


def test_a_network_gives_the_mean_loss_and_gradients_over_rows(build):
    program, weights, mean = network()
    library = build(program)
    assert all_close(of_rows(library, weights, ROWS), mean(weights, ROWS), 1e-12)


@pytest.mark.parametrize("n", [1, 5, 8, 64, 127, 128, 129, 300])
def test_compiled_by_hand_a_network_gives_the_bits_of_the_machine_over_any_rows(n, build):
    program, weights, _ = network()
    rows = [(0.03 * i - 1.0, math.sin(i), (-1.0) ** i) for i in range(n)]
    by_hand = of_rows(build(program), weights, rows)
    assert bits(by_hand) == bits(flat(program.compile("c")(weights, rows)))
