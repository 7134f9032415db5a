"""Losses and optimizers give PyTorch's numbers, as stored, and every setting matters."""

import pytest

import nn
from engine import Value
from nn import SGD, Adam
from tests.reference import agrees, evaluate, stored
from tests.test_reference import FUNCTIONS

OPTIMIZERS = stored("optimizers")
LOSSES = stored("losses")


def trajectory(make, function, start, steps):
    weights = {name: Value(number, name) for name, number in start.items()}
    optimizer = make(list(weights.values()))
    visited = []
    for _ in range(steps):
        optimizer.zero_grad()
        evaluate(function, FUNCTIONS, weights).backward()
        optimizer.step()
        visited.append([weight.data for weight in weights.values()])
    return visited


def name_of(row):
    settings = ", ".join(f"{name}={value}" for name, value in row["settings"].items())
    return f"{row['optimizer']}({settings})"


@pytest.mark.parametrize("row", OPTIMIZERS, ids=name_of)
def test_an_optimizer_makes_the_steps_that_pytorch_makes(row):
    kind = getattr(nn, row["optimizer"])
    settings = {} if kind is Adam else {"lr": row["settings"]["lr"]}
    settings |= row["settings"]
    ours = trajectory(
        lambda weights: kind(weights, **settings),
        row["function"],
        row["start"],
        len(row["weights"]),
    )
    assert len(ours) == 50
    for step, (mine, theirs) in enumerate(zip(ours, row["weights"], strict=True)):
        assert all(map(agrees, mine, theirs)), f"step {step}: {mine} instead of {theirs}"


@pytest.mark.parametrize(
    ("kind", "settings", "change"),
    [
        (SGD, {"lr": 0.01}, {"lr": 0.02}),
        (SGD, {"lr": 0.01}, {"momentum": 0.9}),
        (SGD, {"lr": 0.01, "momentum": 0.9}, {"momentum": 0.8}),
        (SGD, {"lr": 0.01}, {"weight_decay": 0.01}),
        (SGD, {"lr": 0.01, "momentum": 0.9}, {"weight_decay": 0.01}),
        (Adam, {}, {"lr": 0.002}),
        (Adam, {"lr": 0.05}, {"betas": (0.8, 0.999)}),
        (Adam, {"lr": 0.05}, {"betas": (0.9, 0.99)}),
        (Adam, {"lr": 0.05}, {"eps": 1e-3}),
        (Adam, {"lr": 0.05}, {"weight_decay": 0.01}),
    ],
    ids=lambda x: x.__name__ if isinstance(x, type) else str(x),
)
def test_every_setting_of_an_optimizer_matters(kind, settings, change):
    function, start = OPTIMIZERS[0]["function"], OPTIMIZERS[0]["start"]
    plain, changed = (
        trajectory(lambda weights, s=s: kind(weights, **s), function, start, 50)
        for s in (settings, settings | change)
    )
    assert max(abs(a - b) for a, b in zip(plain[-1], changed[-1], strict=True)) > 1e-5


@pytest.mark.parametrize(
    ("kind", "defaults"),
    [
        (SGD, {"momentum": 0.0, "weight_decay": 0.0}),
        (Adam, {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0}),
    ],
    ids=["SGD", "Adam"],
)
def test_the_defaults_of_an_optimizer_are_those_of_pytorch(kind, defaults):
    function, start = OPTIMIZERS[0]["function"], OPTIMIZERS[0]["start"]
    plain, spelled_out = (
        trajectory(lambda weights, s=s: kind(weights, lr=0.001, **s), function, start, 10)
        for s in ({}, defaults)
    )
    assert plain == spelled_out


def test_the_stored_optimizers_vary_every_setting():
    varied = {(row["optimizer"], name) for row in OPTIMIZERS for name in row["settings"]}
    assert varied == {
        *(("SGD", name) for name in ("lr", "momentum", "weight_decay")),
        *(("Adam", name) for name in ("lr", "betas", "eps", "weight_decay")),
    }


@pytest.mark.parametrize(
    "row", LOSSES, ids=lambda row: f"{row['loss']} of {row['scores']}, {row['target']}"
)
def test_a_loss_has_the_value_and_the_gradient_that_pytorch_gives(row):
    scores = [Value(score) for score in row["scores"]]
    loss = getattr(nn, row["loss"])(scores if len(scores) > 1 else scores[0], row["target"])
    loss.backward()
    assert agrees(loss.data, row["value"])
    for score, slope in zip(scores, row["gradient"], strict=True):
        assert agrees(score.grad, slope)


@pytest.mark.parametrize("name", ["mse", "hinge", "binary_cross_entropy", "cross_entropy"])
def test_a_loss_is_stored_for_moderate_and_for_extreme_scores(name):
    rows = [row for row in LOSSES if row["loss"] == name]
    assert len(rows) >= 30
    assert sum(max(map(abs, row["scores"])) == 1000.0 for row in rows) >= 4
