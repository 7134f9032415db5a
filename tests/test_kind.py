"""What is no Value: the error names what it is and where it comes from, and what to write."""

import importlib
import re
import sys

import pytest

import viz
from engine import (
    Value,
    local_gradients,
    operation_counts,
    replay,
    tangents,
    topological_order,
    trace,
    zero_grad,
)
from engine.extend import shortened
from nn import MLP, SGD, fit

TAKES_A_VALUE = {
    "draw": viz.draw,
    "walk": viz.walk,
    "trace": lambda v: trace(v, []),
    "topological_order": topological_order,
    "zero_grad": zero_grad,
    "replay": lambda v: replay(v, {}),
    "local_gradients": local_gradients,
    "tangents": lambda v: tangents(v, Value(1.0)),
    "tangents by": lambda v: tangents(Value(1.0), v),
    "operation_counts": lambda v: operation_counts(v, [Value(1.0)]),
    "backward": Value.backward,
}
each_taker = pytest.mark.parametrize("take", TAKES_A_VALUE.values(), ids=TAKES_A_VALUE)


class Own:
    """A Value as a student's own notebook has it."""

    def __init__(self, data):
        self.data, self.grad, self._prev, self._op = data, 0.0, set(), ""


@pytest.fixture(scope="module")
def other_import():
    """Return the Value class of an `engine` that is imported a second time, as by a reload."""
    ours = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "engine"}
    for name in ours:
        del sys.modules[name]
    try:
        return importlib.import_module("engine").Value
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "engine"]:
            del sys.modules[name]
        sys.modules.update(ours)


@each_taker
@pytest.mark.parametrize("thing", [3.0, "x", None, {Value(1.0)}, Value], ids=repr)
def test_what_does_not_look_like_a_value_is_named(take, thing):
    name = "the class Value" if thing is Value else type(thing).__name__
    with pytest.raises(TypeError, match=f": given {name}; allowed: a Value") as raised:
        take(thing)
    assert "import" not in str(raised.value)


def test_what_is_written_instead_is_told_word_for_word(other_import):
    mine = Own(1.0)
    with pytest.raises(TypeError) as raised:
        Value(mine)
    assert str(raised.value) == (
        f"a Value holds one number: given Own {shortened(mine)}; allowed: int, float, "
        "bool, NumPy scalar; or a Value of engine; write `from engine import Value` below every "
        "other import or class of that name, and make it of these"
    )
    with pytest.raises(TypeError) as raised:
        topological_order(other_import(1.0))
    assert str(raised.value) == (
        "root: given engine.value.Value; allowed: a Value of the engine as it is now; "
        "this one was made before a reload, so restart the kernel, or run again all cells that "
        "import or make Values"
    )


@each_taker
def test_a_class_of_ones_own_is_named_with_its_module_and_the_import_to_write(take):
    kind = re.escape(f"{Own.__module__}.Own")
    with pytest.raises(TypeError, match=rf"given {kind}; .*write `from engine import Value` below"):
        take(Own(1.0))


@each_taker
def test_a_value_of_another_import_names_the_reload(take, other_import):
    with pytest.raises(
        TypeError, match=r"engine\.value\.Value; .*before a reload.*restart the ker"
    ):
        take(other_import(1.0))


@pytest.mark.parametrize(
    "mix",
    [
        lambda v: Value(1.0) + v,
        lambda v: v.data * Value(1.0) + v,
        lambda v: Value(1.0).maximum(v),
        Value,
    ],
)
def test_an_op_with_another_kind_of_value_says_the_same(mix, other_import):
    with pytest.raises(TypeError, match=r"or a Value of engine; write `from engine import Value`"):
        mix(Own(1.0))
    with pytest.raises(TypeError, match=r"or a Value of the engine as it is now"):
        mix(other_import(1.0))


def test_an_input_of_another_kind_of_value_says_the_same(other_import):
    with pytest.raises(ValueError, match=r"params, each a Value of engine; write"):
        trace(Value(1.0), [Own(1.0)])
    with pytest.raises(ValueError, match=r"params, each a Value of the engine as it is now"):
        trace(Value(1.0), [other_import(1.0)])


def test_a_parameter_of_another_kind_of_value_says_the_same(other_import):
    with pytest.raises(ValueError, match=r"parameters\(\), each a Value of engine; write"):
        SGD([Own(1.0)], lr=0.1)
    with pytest.raises(ValueError, match=r"parameters\(\), each a Value of the engine as it is"):
        SGD([other_import(1.0)], lr=0.1)


def test_a_loss_of_another_kind_of_value_says_the_same():
    with pytest.raises(TypeError, match=r"must return a Value of engine; write"):
        fit(MLP(1, [1]), [[1.0]], [1.0], lambda prediction, y: Own(1.0), steps=1, progress=False)


def test_of_a_list_or_an_array_one_element_is_walked_through():
    with pytest.raises(
        TypeError, match=r"walk: given list; .* walk through one element, or the sum"
    ):
        viz.walk([Value(1.0)])
