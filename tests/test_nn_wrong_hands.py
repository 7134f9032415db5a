"""Mistakes that a class makes with models, optimizers and losses, and what it is told."""

import math

import numpy as np
import pytest

from engine import Value, exp, grad, log, replay, sqrt, tangents
from nn import MLP, SGD, Module, binary_cross_entropy, fit, hinge

X, Y = [[0.5, -1.0], [-1.5, 2.0], [1.0, 1.0]], [1, -1, 1]


def quiet(model, **settings):
    return fit(model, X, Y, progress=False, steps=2, **settings)


def test_an_optimizer_of_another_model_is_refused():
    stranger = SGD(MLP(2, [2, 1]).parameters(), lr=0.1)
    with pytest.raises(ValueError, match="another model's parameters"):
        quiet(MLP(2, [2, 1]), optimizer=stranger)


@pytest.mark.parametrize("optimizer", ["adam", SGD, 0.1], ids=str)
def test_an_optimizer_of_another_kind_is_refused(optimizer):
    with pytest.raises(TypeError, match=r"optimizer: given .*allowed: an Optimizer"):
        quiet(MLP(2, [2, 1]), optimizer=optimizer)


def test_a_model_of_another_kind_is_refused():
    with pytest.raises(TypeError, match="model: given 3; allowed: a Module"):
        quiet(3)


def test_parameters_are_asked_for_where_a_model_is_given():
    with pytest.raises(TypeError, match=r"write model.parameters\(\)"):
        SGD(MLP(2, [1]), lr=0.1)


def test_a_loss_that_returns_no_value_is_refused():
    with pytest.raises(TypeError, match="it must return a Value"):
        quiet(MLP(2, [1]), loss=lambda prediction, target: 3.0)


def test_a_known_loss_given_as_a_function_is_the_same_loss():
    by_name, by_function = (quiet(MLP(2, [2, 1], seed=0), loss=loss) for loss in ("hinge", hinge))
    assert by_name.accuracy == by_function.accuracy != [None, None]
    assert by_name.loss == by_function.loss


@pytest.mark.parametrize("f", [log, sqrt], ids=["log", "sqrt"])
def test_a_number_outside_the_domain_is_told_with_step_and_row(f):
    with pytest.raises(FloatingPointError, match=r"step 1: row 0: .*-1\.0"):
        quiet(MLP(2, [1], seed=0), loss=lambda prediction, target: f(prediction * 0.0 - 1.0))


def test_parameters_in_a_dictionary_are_parameters():
    class Model(Module):
        def __init__(self):
            self.h = {"w": Value(1.0), "b": Value(2.0)}

    assert [name for name, _ in Model().named_parameters()] == ["h.w", "h.b"]


@pytest.mark.parametrize("score", [20.0, 30.0, 40.0, 700.0])
def test_a_confident_right_answer_keeps_its_small_loss(score):
    expected = math.log1p(math.exp(-score))
    assert binary_cross_entropy(Value(score), 1).data == pytest.approx(expected, rel=1e-14)
    assert binary_cross_entropy(Value(-score), 0).data == pytest.approx(expected, rel=1e-14)


def test_tangents_by_a_constant_are_refused():
    n = Value(3.0, requires_grad=False)
    with pytest.raises(ValueError, match=r"requires_grad_\(\)"):
        tangents(Value(2.0) ** n, n)


def test_a_replay_on_texts_or_lists_is_refused():
    x = Value(1.0)
    for thing in ("3", [1.0]):
        with pytest.raises(TypeError, match="given"):
            replay(x + x, {x: thing})


def test_lists_are_told_what_to_write():
    with pytest.raises(TypeError, match=r"\[exp\(v\) for v in numbers\]"):
        exp([1.0, 2.0])
    with pytest.raises(TypeError, match="sum"):
        Value(1.0).backward([1.0, 2.0])


def test_an_array_of_one_number_without_a_shape_is_a_gradient():
    x = Value(1.0)
    (x * 3.0).backward(np.array(2.0))
    assert x.grad == 6.0


def test_the_derivative_of_a_list_is_refused():
    with pytest.raises(TypeError, match="returned list"):
        grad(lambda x: [x])(1.0)


def test_saving_through_a_link_keeps_the_link(tmp_path):
    target, link = tmp_path / "weights.json", tmp_path / "latest.json"
    target.write_text("{}")
    link.symlink_to(target)
    MLP(2, [1], seed=0).save(link)
    assert link.is_symlink()
    assert "layers.0.neurons.0.w0" in target.read_text()
