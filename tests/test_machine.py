"""The C machine: the bits of the graph over any number of rows, and no index out of range.

.ci/run runs this file once more with the machine built under the address and undefined behaviour
sanitizers.
"""

import dataclasses
import subprocess
import threading
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Program, Value, exp, log, relu, tanh, trace, where
from engine.program import toolchain
from engine.program.assembly import INSTRUCTION, Assembly, assemble, check
from engine.program.drafts import Ops
from engine.program.machine import Machine, _aligned, rows_of_a_block, table_of_ops
from engine.program.tracing import Tracer
from nn import MLP, hinge
from tests.numerics import all_close
from tests.ops import OPS
from tests.running import needs_compiler
from tests.test_expressions import expressions, numbers
from tests.test_programs import bits, eager, flat, traced

pytestmark = needs_compiler

BLOCK = 128
COUNTS = [1, 2, 7, 8, 9, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5]


def network(activation: str = "tanh") -> tuple[Program, list[float], Any, Any]:
    model = MLP(2, [5, 3, 1], activation, seed=3)
    x = [Value(0.1, "x0"), Value(0.2, "x1")]
    target = Value(1.0, "target")
    params = model.parameters()
    program = trace(relu(1.0 - model(x) * target), [*x, target], params)
    return program, [p.data for p in params], model, params


def rows_of(n: int, columns: int = 3) -> list[list[float]]:
    rng = Random(n)
    return [[rng.uniform(-2.0, 2.0) for _ in range(columns - 1)] + [1.0] for _ in range(n)]


# ---- the same bits ----


@pytest.mark.parametrize("n", COUNTS)
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "softplus", "linear"])
def test_means_over_rows_are_those_of_the_python_program(activation, n):
    program, params, *_ = network(activation)
    ours = flat(program.compile("c")(params, rows_of(n)))
    theirs = flat(program.compile("python")(params, rows_of(n)))
    assert all_close(ours, theirs, 1e-14)


def test_the_counts_of_rows_are_about_the_size_of_a_block():
    assert rows_of_a_block() == BLOCK


def test_one_row_has_the_bits_of_the_graph():
    program, numbers_, model, params = network()
    f = program.compile("c")
    for row in rows_of(20):
        model.zero_grad()
        loss = hinge(model(row[:2]), row[2])
        loss.backward()
        assert bits(flat(f(numbers_, [row]))) == bits([loss.data, *(p.grad for p in params)])


@given(expressions, numbers, st.integers(1, 2 * BLOCK))
def test_a_random_graph_has_its_bits_in_every_row(expression, xs, n):
    f = traced(expression.of_values, xs).compile("c")
    rng = Random(n)
    points = [tuple(rng.uniform(-2.0, 2.0) for _ in xs) for _ in range(n)]
    answers = np.array(flat(f(*np.array(points).T))).T.tolist()
    for point, answer in zip(points[-3:], answers[-3:], strict=True):
        assert bits(answer) == bits(eager(expression.of_values, point))


@given(expressions, numbers, numbers)
def test_params_and_inputs_change_places_without_changing_a_bit(expression, xs, others):
    leaves = [Value(x) for x in xs]
    program = trace(expression.of_values(*leaves), leaves[:1], leaves[1:])
    value, gradients = program.compile("c")(others[1:], [others[:1]])
    expected = eager(expression.of_values, others)
    assert bits([value, *gradients]) == bits([expected[0], *expected[2:]])


@pytest.mark.parametrize("sign", [0.0, -0.0])
def test_the_sign_of_a_zero_comes_through(sign):
    w, x = Value(2.0, "w"), Value(3.0, "x")
    value, gradients = trace(w * x, [x], [w]).compile("c")([2.0], [[sign]])
    assert bits([value, *gradients]) == bits([sign, sign])


def test_metrics_follow_the_gradients():
    w, x = Value(2.0, "w"), Value(3.0, "x", requires_grad=False)
    program = Tracer([x], [w]).program(w * x, [where(x > 2.0, 1.0, 0.0), 7.0])
    means, _ = Machine(program)(np.array([2.0]), np.array([[1.0], [3.0], [5.0], [7.0]]))
    assert means.tolist() == [8.0, 4.0, 0.75, 7.0]


def test_arrays_without_elements_give_arrays_without_elements():
    value, (dx, dy) = traced(lambda x, y: x * y, (1.0, 2.0)).compile("c")(np.ones(0), np.ones(0))
    assert value.shape == dx.shape == dy.shape == (0,)


def test_arrays_of_any_layout_and_kind_give_the_same_numbers():
    f = traced(lambda x, y: x * y - y, (1.0, 2.0)).compile("c")
    x, y = np.arange(12.0).reshape(3, 4), np.arange(12.0)[::-1].reshape(4, 3).T
    expected = (x * y - y).tolist()
    for kind in (">f8", "<f4", "int32", "uint8"):
        assert f(x.astype(kind), y.astype(kind))[0].tolist() == expected


def test_several_threads_may_run_one_program():
    program, params, *_ = network()
    f = program.compile("c")
    batches = [rows_of(n) for n in (100, 200, 300, 400)]
    expected = [f(params, rows) for rows in batches]
    wrong = []

    def work(i: int) -> None:
        wrong.extend(1 for _ in range(50) if f(params, batches[i]) != expected[i])

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("number", [float(i) for i in range(16)])
def test_a_constant_is_not_taken_for_the_line_of_that_number(number):
    def f(x, y):
        product = x * y
        return (product + number) * (number + y * y) + number * exp(x) - number

    for point in [(0.5, 0.25), (-1.5, 2.0)]:
        ours = traced(f, (1.0, 1.0)).compile("c")(*point)
        assert bits(flat(ours)) == bits(eager(f, point))


# ---- numbers that are not finite ----

LEAVING = {
    "overflow of a product": (lambda x: x * 1e300 * 1e300, 1e-300, 1.0),
    "overflow of exp": (exp, 1.0, 1000.0),
    "overflow that is hidden": (lambda x: tanh(x * 1e308 * 10.0), 1e-300, 1.0),
    "division by zero": (lambda x: 1.0 / x, 1.0, 0.0),
    "log of a negative number": (log, 1.0, -1.0),
    "a negative base": (lambda x: x**0.5, 1.0, -1.0),
}


@pytest.mark.parametrize(("f", "inside", "outside"), LEAVING.values(), ids=LEAVING)
@pytest.mark.parametrize("n", [1, 9, BLOCK + 1])
def test_the_machine_tells_whether_an_op_left_the_finite_numbers(f, inside, outside, n):
    run = Machine(traced(f, (0.5,)))
    rows = np.full((n, 1), inside)
    assert run(np.empty(0), rows)[1] is False
    rows[-1] = outside
    assert run(np.empty(0), rows)[1] is True
    rows[-1] = inside
    assert run(np.empty(0), rows)[1] is False


def test_a_number_that_becomes_zero_is_finite():
    run = Machine(traced(exp, (0.5,)))
    assert run(np.empty(0), np.full((1, 1), -1000.0))[1] is False


# ---- no index leaves its array ----


def instructions(assembly: Assembly) -> list[tuple[int, ...]]:
    return list(INSTRUCTION.iter_unpack(assembly.code))


def corrupted(assembly: Assembly, at: int, field: int, number: int) -> Assembly:
    code = instructions(assembly)
    code[at] = (*code[at][:field], number, *code[at][field + 1 :])
    return dataclasses.replace(assembly, code=b"".join(INSTRUCTION.pack(*some) for some in code))


def test_what_is_assembled_passes_the_check():
    for op in OPS:
        check(assemble(traced(op.of_values, op.some_points()[0]), table_of_ops()), table_of_ops())
    check(assemble(network()[0], table_of_ops()), table_of_ops())


FIELDS = {"op": 0, "result": 1, "a": 2, "b": 3, "c": 4, "s": 5, "u": 6}


def used_fields(ops: Ops, kind: int) -> set[str]:
    form = ops.forms[kind]
    used = {letter if letter in "abcu" else "s" for letter in form}
    return used | {"op"} | (set() if set(form) & {"t", "k"} else {"result"})


WITH_CONSTANTS = [
    lambda x: x + 2.0,
    lambda x: x - 2.0,
    lambda x: 2.0 - x,
    lambda x: x * 2.0,
    lambda x: x + x * 2.0,
    lambda x: x + x * 2.0 + exp(x) * 3.0,
    lambda x: x + exp(x) * tanh(x),
]


@pytest.mark.parametrize("number", [-1, 10**6, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize("field", FIELDS)
def test_an_index_out_of_range_is_refused_in_every_kind_of_instruction(field, number):
    ops, some = table_of_ops(), [network()[0]]
    some += [traced(op.of_values, op.some_points()[0]) for op in OPS]
    some += [traced(f, (0.5,)) for f in WITH_CONSTANTS]
    kinds = set()
    for assembly in (assemble(program, ops) for program in some):
        for at, instruction in enumerate(instructions(assembly)):
            if field in used_fields(ops, instruction[0]):
                kinds.add(instruction[0])
                with pytest.raises(ValueError, match=rf"instruction {at} is .* out of range"):
                    check(corrupted(assembly, at, FIELDS[field], number), ops)
    possible = {kind for kind in range(len(ops.forms)) if field in used_fields(ops, kind)}
    assert kinds == possible


@pytest.mark.parametrize("field", ["a", "b", "c"])
def test_a_result_in_a_register_that_it_is_computed_from_is_refused(field):
    x, y, z = leaves = [Value(0.5), Value(0.25), Value(0.75)]
    ops = table_of_ops()
    assembly = assemble(trace(x + y * z, leaves), ops)
    code = instructions(assembly)
    (at,) = [i for i, row in enumerate(code) if ops.forms[row[0]] == "abc"]
    with pytest.raises(ValueError, match="out of range"):
        check(corrupted(assembly, at, FIELDS[field], code[at][1]), ops)


@pytest.mark.parametrize("params", [True, False], ids=["sums", "columns"])
def test_an_output_that_no_instruction_writes_is_refused(params):
    program = network()[0] if params else traced(lambda x, y: x * y, (1.0, 2.0))
    ops, letter = table_of_ops(), "t" if params else "k"
    assembly = assemble(program, ops)
    size = "sums" if params else "columns"
    larger = dataclasses.replace(assembly, **{size: getattr(assembly, size) + 1})
    with pytest.raises(ValueError, match=r"output (\d+) of .* is written by no instruction"):
        check(larger, ops)
    code = instructions(assembly)
    writing = [i for i, row in enumerate(code) if letter in ops.forms[row[0]]]
    first, last = writing[0], writing[-1]
    twice = corrupted(assembly, last, FIELDS["s"], code[first][5])
    with pytest.raises(ValueError, match=f"output {code[last][5]} of .* is written by no"):
        check(twice, ops)


@pytest.mark.parametrize("size", ["registers", "scalars", "inputs", "sums"])
def test_every_array_is_no_larger_than_it_needs_to_be(size):
    assembly = assemble(network()[0], table_of_ops())
    smaller = dataclasses.replace(assembly, **{size: getattr(assembly, size) - 1})
    with pytest.raises(ValueError, match="out of range"):
        check(smaller, table_of_ops())


@pytest.mark.parametrize(
    "change",
    [lambda code: code[:-4], bytearray, lambda code: np.frombuffer(code, dtype=np.int32)],
    ids=["a field less", "may change", "an array"],
)
def test_code_of_another_shape_is_refused(change):
    assembly = assemble(network()[0], table_of_ops())
    with pytest.raises(ValueError, match="allowed: bytes, 28 an instruction"):
        check(dataclasses.replace(assembly, code=change(assembly.code)), table_of_ops())


# ---- what is fused ----


def ops_of(program: Program) -> list[str]:
    ops = table_of_ops()
    names = {code: name for name, forms in ops.codes.items() for code in forms.values()}
    return [names[row[0]] for row in instructions(assemble(program, ops))]


def test_a_product_that_is_only_added_is_one_instruction_with_the_sum():
    x, y, w = Value(1.0, "x"), Value(2.0, "y"), Value(3.0, "w")
    program = Tracer([x, y], [w]).program(y + w * x, differentiate=False)
    assert ops_of(program) == ["load", "load", "+*", "sum"]


def weighted(count: int) -> Program:
    """Return a bias plus `count` products of an input by a weight."""
    inputs = [Value(1.0, f"x{i}") for i in range(count)]
    weights = [Value(2.0, f"w{i}") for i in range(count)]
    products = [w * x for w, x in zip(weights, inputs, strict=True)]
    return Tracer(inputs, weights).program(sum(products, Value(1.0)), differentiate=False)


@pytest.mark.parametrize(("count", "fused"), [(2, 1), (3, 1), (4, 2), (5, 2)])
def test_sums_of_products_by_scalars_are_instructions_of_two_products_each(count, fused):
    ops = ops_of(weighted(count))
    assert ops.count("+*+*") == fused
    assert ops.count("+*") == count - 2 * fused


def test_a_sum_that_is_read_twice_takes_no_second_product():
    x, y, w = Value(1.0, "x"), Value(2.0, "y"), Value(3.0, "w")
    first = y + w * x
    program = Tracer([x, y], [w]).program(first + w * exp(first), differentiate=False)
    assert "+*+*" not in ops_of(program)


def test_a_product_that_is_read_twice_stays_apart():
    x, w = Value(1.0, "x"), Value(3.0, "w")
    forward = Tracer([x], [w]).program(w * x + exp(w * x), differentiate=False)
    assert ops_of(forward).count("*") == 1
    assert "+*" not in ops_of(forward)


def test_a_product_that_is_a_gradient_is_one_instruction_with_its_sum():
    program, *_ = network()
    assert ops_of(program).count("dot") == 2 * 5 + 5 * 3 + 3


def test_registers_are_used_again():
    total = x = Value(0.5, "x")
    for _ in range(50):
        total = total + tanh(total)
    forward = Tracer([x]).program(total, differentiate=False)
    assert assemble(forward, table_of_ops()).registers <= 4
    assert assemble(trace(total, [x]), table_of_ops()).registers <= 60


# ---- new ops ----


def test_an_op_without_an_instruction_is_refused_with_the_table_to_add_to(asinh):
    with pytest.raises(
        ValueError,
        match=r"'asinh' is none of the machine's; write compile\(.numpy.\) .*program/machine\.c",
    ):
        traced(asinh, (0.5,)).compile("c")


def test_an_op_with_a_line_in_the_table_runs(asinh, monkeypatch, tmp_path):
    lines = toolchain.SOURCE.read_text("utf-8")
    line = '    OP(ASINH, "asinh", "a", asinh(a[r])) \\\n    OP(EXP, '
    (tmp_path / "machine.c").write_text(lines.replace("    OP(EXP, ", line, 1), "utf-8")
    header = toolchain.SOURCE.with_name("functions.h")
    (tmp_path / header.name).write_text(header.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(toolchain, "SOURCE", tmp_path / "machine.c")
    monkeypatch.setattr("engine.program.machine.library", toolchain.library.__wrapped__)
    f = traced(asinh, (0.5,)).compile("c")
    assert bits(flat(f(1.5))) == bits(eager(asinh, (1.5,)))


# ---- the text of the file ----


def test_the_file_compiles_with_warnings_as_errors(tmp_path):
    command = next(toolchain.compilers())
    strict = ["-Wall", "-Wextra", "-Wconversion", "-Wno-sign-conversion", "-Werror", "-pedantic"]
    done = subprocess.run(
        [*command, *toolchain.FLAGS, *strict, "-c", str(toolchain.SOURCE)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("size", [0, 1, 8, 129])
def test_the_memory_of_the_machine_starts_at_a_cache_line(size):
    arrays = [_aligned(size) for _ in range(20)]
    assert {array.ctypes.data % 64 for array in arrays} == {0}
    assert {len(array) for array in arrays} == {size}


@pytest.mark.parametrize("field", ["op", "result", "a", "b", "c"])
def test_the_first_index_beyond_an_array_is_refused(field):
    x, y, z = leaves = [Value(0.5), Value(0.25), Value(0.75)]
    ops = table_of_ops()
    assembly = assemble(trace(x + y * z, leaves), ops)
    (at,) = [i for i, row in enumerate(instructions(assembly)) if ops.forms[row[0]] == "abc"]
    size = len(ops.forms) if field == "op" else assembly.registers
    with pytest.raises(ValueError, match=f"instruction {at} is .* out of range"):
        check(corrupted(assembly, at, FIELDS[field], size), ops)


def test_outputs_are_sums_with_params_and_columns_without():
    with_params, without = network()[0], traced(lambda x, y: x * y, (1.0, 2.0))
    ours = [assemble(program, table_of_ops()) for program in (with_params, without)]
    assert [(one.sums, one.columns) for one in ours] == [(len(with_params.outputs), 0), (0, 3)]


def test_the_code_that_was_checked_cannot_be_written_to():
    assert memoryview(Machine(network()[0]).assembly.code).readonly


ONE_LINE = [
    lambda x: x + 2.0,
    lambda x: 2.0 + x,
    lambda x: x - 2.0,
    lambda x: 2.0 - x,
    lambda x: x * 2.0,
    lambda x: 2.0 * x,
]


@pytest.mark.parametrize("f", ONE_LINE)
def test_a_constant_beside_an_operator_takes_no_instruction_of_its_own(f):
    x = Value(1.0, "x")
    forward = Tracer([x]).program(f(x), differentiate=False)
    (op,) = [line.op for line in forward.instructions]
    assert ops_of(forward) == ["load", op, "store"]


def test_every_register_is_used():
    for program in (network()[0], *(traced(op.of_values, op.some_points()[0]) for op in OPS)):
        ops = table_of_ops()
        assembly = assemble(program, ops)
        code = instructions(assembly)
        results = [row[1] for row in code if not set(ops.forms[row[0]]) & {"t", "k"}]
        assert set(results) == set(range(assembly.registers))
