"""Recompute every stored number with PyTorch, and compare it with the file and with ours."""

import pytest
import torch

import engine
import nn
from engine import Value
from tests.ops import OPS
from tests.reference import agrees, evaluate, stored, write
from tests.test_reference import FUNCTIONS
from tests.test_reference_nn import trajectory


def close(a, b):
    assert len(a) == len(b)
    assert all(map(agrees, a, b)), f"{a} instead of {b}"


@pytest.mark.parametrize("row", stored("expressions"), ids=lambda row: row["text"][:60])
def test_an_expression_agrees_with_the_file_and_with_ours(row):
    live = write.of_expression(row["text"], row["at"])
    names = list(row["at"])
    theirs = [live["value"], *(live["gradient"][name] for name in names)]
    close(theirs, [row["value"], *(row["gradient"][name] for name in names)])
    variables = {name: Value(number) for name, number in row["at"].items()}
    root = evaluate(row["text"], FUNCTIONS, variables)
    root.backward()
    close([root.data, *(variables[name].grad for name in names)], theirs)


@pytest.mark.parametrize("row", stored("optimizers"), ids=lambda row: str(row["settings"]))
def test_an_optimizer_agrees_with_the_file_and_with_ours(row):
    live = write.of_optimizer(row["optimizer"], row["settings"])
    kind = getattr(nn, row["optimizer"])
    ours = trajectory(
        lambda weights: kind(weights, **row["settings"]), row["function"], row["start"], len(live)
    )
    for theirs, written, mine in zip(live, row["weights"], ours, strict=True):
        close(theirs, written)
        close(mine, theirs)


@pytest.mark.parametrize(
    "row", stored("losses"), ids=lambda row: f"{row['loss']} of {row['scores']}, {row['target']}"
)
def test_a_loss_agrees_with_the_file_and_with_ours(row):
    live = write.of_loss(row["loss"], row["scores"], row["target"])
    theirs = [live["value"], *live["gradient"]]
    close(theirs, [row["value"], *row["gradient"]])
    scores = [Value(score) for score in row["scores"]]
    loss = getattr(nn, row["loss"])(scores if len(scores) > 1 else scores[0], row["target"])
    loss.backward()
    close([loss.data, *(score.grad for score in scores)], theirs)


@pytest.mark.parametrize("name", write.FILES)
def test_a_file_holds_what_its_script_draws(name):
    answers = {"value", "gradient", "weights"}

    def questions(rows):
        return [{key: row[key] for key in row if key not in answers} for row in rows]

    assert questions(write.FILES[name]()) == questions(stored(name))


KINKS = [
    pytest.param(op, numbers, slopes, id=f"{op.name} at {numbers}")
    for op in OPS
    for numbers, slopes in op.kinks
    if op.name not in ("<", "<=")  # of which PyTorch has no gradient at all
]


@pytest.mark.parametrize(("op", "numbers", "slopes"), KINKS)
def test_a_kink_in_the_table_of_ops_is_what_pytorch_gives(op, numbers, slopes):
    special = {
        "**": torch.pow,
        "abs": torch.abs,
        "where": lambda condition, a, b: torch.where(condition != 0, a, b),
        "choose": lambda place, *numbers: torch.stack(numbers)[int(place)],
    }
    f = special.get(op.name) or getattr(torch, op.name)
    leaves = [write.tensor(number).requires_grad_() for number in numbers]
    assert write.gradients(f(*leaves), leaves) == list(slopes)


def test_two_backwards_on_a_retained_graph_accumulate_as_ours_do():
    def run(a, again):
        b = a + a
        c = b + b
        again(c)
        c.backward()
        return float(a.grad)

    theirs = run(write.tensor(1.0).requires_grad_(), lambda c: c.backward(retain_graph=True))
    assert run(engine.Value(1.0), lambda c: c.backward()) == theirs == 8.0
