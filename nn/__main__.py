"""Train a network on toy or real data and show what it learned: python -m nn."""

import argparse
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from engine import Value, no_grad
from engine.extend import check_name, ending, write_file
from nn.data import DATASETS, IRIS_FEATURES, IRIS_SPECIES, split, standardized
from nn.history import History
from nn.layers import ACTIVATIONS, MLP
from nn.losses import LOSSES
from nn.optim import SGD, Adam, Optimizer
from nn.prediction import predictor
from nn.training import BACKENDS, fit

try:
    from viz import (
        animate_training,
        check_page_size,
        draw,
        playground,
        plot_decision_boundary,
        plot_loss,
    )
except ImportError:
    check_name("viz")
    raise

__all__ = ["main"]

REAL = ("iris", "digits")  # as many as there are, not drawn at random
OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {"adam": Adam, "sgd": SGD}


class OneLineParser(argparse.ArgumentParser):
    """A parser whose complaint is one line; --help tells the rest."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2 after one line on stderr."""
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: list[str] | None = None, program: str = "python -m nn") -> int:
    """Run the command line of a program; return the exit status, 2 for bad input."""
    options = _parser(program).parse_args(arguments)
    names = [options.data] if options.data else ["iris", "moons"]
    try:
        _check_files(options)
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


def _parser(program: str) -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog=program,
        description="Train a network, one Value per weight; without --data on iris and on moons.",
    )
    default = "(default: %(default)s)"
    parser.add_argument("--data", choices=DATASETS, help="data set")
    parser.add_argument(
        "--layers", type=_sizes, default="8,8", help=f"hidden neurons per layer {default}"
    )
    parser.add_argument(
        "--activation", choices=ACTIVATIONS, default="tanh", help=f"of the hidden layers {default}"
    )
    parser.add_argument("--loss", choices=LOSSES, help="default: the one that suits the labels")
    parser.add_argument(
        "--optimizer", choices=OPTIMIZERS, default="adam", help=f"rule of a step {default}"
    )
    parser.add_argument(
        "--backend", choices=BACKENDS, default="eager", help=f"what computes the steps {default}"
    )
    parser.add_argument("--lr", type=float, default=0.02, help=f"learning rate {default}")
    parser.add_argument("--steps", type=int, default=200, help=f"steps of training {default}")
    parser.add_argument("--batch-size", type=int, default=20, help=f"samples per step {default}")
    parser.add_argument(
        "--l2", type=float, default=1e-4, help=f"penalty on squared parameters {default}"
    )
    parser.add_argument(
        "--seed", type=_seed, default=0, help=f"of data, weights and batches {default}"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out"), help=f"folder for the pictures {default}"
    )
    parser.add_argument("--save", type=Path, help="write the trained weights to this JSON file")
    parser.add_argument("--load", type=Path, help="start from the weights in this JSON file")
    parser.add_argument(
        "--animate", type=Path, help="show the training in this .gif, or its end in this .png"
    )
    parser.add_argument(
        "--page", type=Path, help="write a page to drag through the training, an .html file"
    )
    parser.add_argument(
        "--playground",
        type=Path,
        help="write a page that trains the network itself, an .html file",
    )
    return parser


ENDINGS = {"--save": "", "--animate": ".gif .png", "--page": ".html", "--playground": ".html"}


def _check_files(options: argparse.Namespace) -> None:
    """Complain of files before the training, not after it."""
    written = {
        "--save": options.save,
        "--animate": options.animate,
        "--page": options.page,
        "--playground": options.playground,
    }
    given = [name for name, path in {**written, "--load": options.load}.items() if path]
    if given and not options.data:
        raise ValueError(f"{' and '.join(given)}: given without --data; name one data set")
    for name, path in written.items():
        if path is None:
            continue
        if path.is_dir() or not path.parent.is_dir():
            raise ValueError(f"{name}: {path} is a folder or its folder does not exist")
        allowed = ENDINGS[name].split()
        if allowed and ending(path) not in allowed:
            endings = " or ".join(allowed)
            raise ValueError(f"{name}: given {str(path)!r}; allowed: a name ending in {endings}")


def _sizes(text: str) -> list[int]:
    try:
        return [int(size) for size in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"given {text!r}; allowed: sizes such as 16,16") from None


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"given {text!r}; allowed: a whole number from 0 up")
    return int(text)


def _run(name: str, options: argparse.Namespace) -> tuple[str, list[Path]]:
    X, y = DATASETS[name]() if name in REAL else DATASETS[name](200, seed=options.seed)
    loss = options.loss or _suitable_loss(y)
    X_train, y_train, X_test, y_test = split(X, _labels_for(loss, y), seed=options.seed)
    X_train, X_test = standardized(X_train), standardized(X_test, like=X_train)
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
    return report, paths + [path for path in (options.playground,) if path]


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
