"""Train a network on toy or real data and show what it learned: python -m nn."""

import argparse
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from engine import Value, no_grad
from engine.extend import check_name, write_file
from nn.command_line import OPTIMIZERS, check_options, parser
from nn.data import DATASETS, IRIS_FEATURES, IRIS_SPECIES, split, standardized
from nn.history import History
from nn.layers import MLP
from nn.losses import LOSSES
from nn.module import Module
from nn.prediction import predictor
from nn.training import fit

try:
    from viz import (
        animate_training,
        check_page_size,
        draw,
        drawing_pad,
        playground,
        plot_decision_boundary,
        plot_loss,
    )
except ImportError:
    check_name("viz")
    raise

__all__ = ["Standardizing", "main"]

REAL = ("iris", "digits")  # as many as there are, not drawn at random


def main(arguments: list[str] | None = None, program: str = "python -m nn") -> int:
    """Run the command line of a program; return the exit status, 2 for bad input."""
    options = parser(program).parse_args(arguments)
    names = [options.data] if options.data else ["iris", "moons"]
    try:
        check_options(options)
        options.out.mkdir(parents=True, exist_ok=True)
        reports = [_run(name, options) for name in names]
    except (ValueError, ArithmeticError, OSError, RuntimeError) as error:
        print(f"{program}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{program}: interrupted", file=sys.stderr)
        return 130
    for accuracies, paths in reports:
        print(accuracies)
        for path in paths:
            print(f"  wrote {path}")
    return 0


def _run(name: str, options: argparse.Namespace) -> tuple[str, list[Path]]:
    X, y = DATASETS[name]() if name in REAL else DATASETS[name](200, seed=options.seed)
    loss = options.loss or _suitable_loss(y)
    X_train, y_train, X_test, y_test = split(X, _labels_for(loss, y), seed=options.seed)
    raw_train, raw_test = X_train, X_test
    X_train, X_test = standardized(raw_train), standardized(raw_test, like=raw_train)
    outputs = len(np.unique(y)) if loss == "cross_entropy" else 1
    model = MLP(X.shape[1], [*options.layers, outputs], options.activation, seed=options.seed)
    if options.load:
        model.load(options.load)
    if options.page or options.playground:
        check_page_size(len(model.parameters()))
    print(f"{name}: {len(X_train)} samples to train on, {len(X_test)} held out, loss {loss}")
    print(model)
    optimizer = OPTIMIZERS[options.optimizer](model.parameters(), lr=options.lr)
    settings = {
        "loss": loss,
        "optimizer": optimizer,
        "batch_size": options.batch_size,
        "l2": options.l2,
        "seed": options.seed,
    }
    if options.playground:  # from where the training starts
        page = playground(
            model, X_train, y_train, test=(X_test, y_test), **settings, **_names(name)
        )
        page.save(options.playground)
    history = fit(
        model,
        X_train,
        y_train,
        **settings,
        steps=options.steps,
        backend=options.backend,
        record=bool(options.animate or options.page),
    )
    if options.save:
        model.save(options.save)
    scores = [
        _score(model, rows, targets, loss)
        for rows, targets in ((X_train, y_train), (X_test, y_test))
    ]
    measure = "loss" if LOSSES[loss].is_right is None else "accuracy"
    report = f"{name}: {measure} {scores[0]:.3f} on the training set, {scores[1]:.3f} held out"
    paths = _pictures(name, model, history, X_train, y_train, options.out)
    goes_on = {key: settings[key] for key in ("loss", "optimizer", "l2")}
    goes_on["test"] = (X_test, y_test)
    paths += _animations(model, history, X_train, y_train, options, goes_on)
    if options.draw:
        drawing_pad(Standardizing(model, raw_train), raw_test, y_test).save(options.draw)
    return report, paths + [path for path in (options.playground, options.draw) if path]


class Standardizing(Module):
    """A model of standardized inputs as one of inputs as they come."""

    def __init__(self, model: Module, like: Any) -> None:
        self.model = model
        width = like.shape[1]
        at_0, at_1 = standardized([[0.0] * width, [1.0] * width], like=like).tolist()
        self.shifts = at_0
        self.scales = [one - zero for zero, one in zip(at_0, at_1, strict=True)]

    def __call__(self, row: Sequence[Any]) -> Any:
        """Return what the model answers to a row."""
        parts = zip(row, self.scales, self.shifts, strict=True)
        return self.model([x * scale + shift for x, scale, shift in parts])


def _names(name: str) -> dict[str, Any]:
    return {"inputs": IRIS_FEATURES, "classes": IRIS_SPECIES} if name == "iris" else {}


def _suitable_loss(y: Any) -> str:
    if y.dtype.kind == "f":
        return "mse"
    return "hinge" if set(y) == {-1, 1} else "cross_entropy"


def _labels_for(loss: str, y: Any) -> Any:
    # Two-class sets come with labels of ±1, which are 0 and 1 to the cross entropies.
    is_binary = y.dtype.kind != "f" and set(y) == {-1, 1}
    return (y + 1) // 2 if is_binary and loss.endswith("cross_entropy") else y


def _score(model: MLP, X: Any, y: Any, loss: str) -> float:
    is_right, function = LOSSES[loss].is_right, LOSSES[loss].function
    with no_grad():
        outcomes = [
            float(is_right(model(row), target) if is_right else function(model(row), target))
            for row, target in zip(X, y, strict=True)
        ]
    return sum(outcomes) / len(outcomes)


def _pictures(name: str, model: MLP, history: History, X: Any, y: Any, out: Path) -> list[Path]:
    from matplotlib.figure import Figure  # it takes longer than all else that --help imports

    paths = []
    if len(history):
        figure = Figure(layout="constrained")
        plot_loss(history, figure.subplots())
        paths.append(out / f"{name}_loss.png")
        write_file(paths[-1], _png(figure))
    if X.shape[1] == 2:
        figure = Figure(layout="constrained")
        with no_grad():
            axes = plot_decision_boundary(model, X, y, figure.subplots())
        axes.set_title(f"{name}, standardized")
        paths.append(out / f"{name}_boundary.png")
        write_file(paths[-1], _png(figure))
    drawing = _neuron(name, model, X[0])
    for suffix in ("svg", "png"):
        paths.append(out / f"{name}_neuron.{suffix}")
        write_file(paths[-1], drawing.pipe(suffix))
    return paths


def _png(figure: Any) -> bytes:
    file = BytesIO()
    figure.savefig(file, format="png", dpi=120, bbox_inches="tight")
    return file.getvalue()


def _animations(
    model: MLP,
    history: History,
    X: Any,
    y: Any,
    options: argparse.Namespace,
    goes_on: dict[str, Any],
) -> list[Path]:
    paths = [path for path in (options.animate, options.page) if path]
    if paths:
        animation = animate_training(history, predictor(model), X, y, **goes_on)
        for path in paths:
            animation.save(path)
    return paths


def _neuron(name: str, model: MLP, row: Any) -> Any:
    names = IRIS_FEATURES if name == "iris" else [f"x{i}" for i in range(len(row))]
    neuron = model.layers[0].neurons[0]
    inputs = [Value(number, label) for number, label in zip(row, names, strict=True)]
    neuron.zero_grad()
    output = neuron(inputs)
    output.backward()
    return draw(output, names=neuron.named_parameters())


if __name__ == "__main__":
    sys.exit(main())
