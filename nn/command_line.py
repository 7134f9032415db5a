"""The command line of python -m nn: its options, and what is refused before the training."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from engine.extend import ending
from nn.data import DATASETS
from nn.layers import ACTIVATIONS
from nn.losses import LOSSES
from nn.optim import SGD, Adam, Optimizer
from nn.training import BACKENDS

__all__ = ["OPTIMIZERS", "PICTURES", "check_options", "parser"]

OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {"adam": Adam, "sgd": SGD}
PICTURES = ("digits",)  # sets whose rows are pictures, which one can draw
ENDINGS = {
    **{"--save": "", "--animate": ".gif .png"},
    **{"--page": ".html", "--playground": ".html", "--draw": ".html"},
}


class OneLineParser(argparse.ArgumentParser):
    """A parser whose complaint is one line; --help tells the rest."""

    def error(self, message: str) -> NoReturn:
        """Exit with status 2 after one line on stderr."""
        self.exit(2, f"{self.prog}: {message}\n")


def parser(program: str) -> argparse.ArgumentParser:
    """Return what reads the options of a program."""
    made = OneLineParser(
        prog=program,
        description="Train a network, one Value per weight; without --data on iris and on moons.",
    )
    default = "(default: %(default)s)"
    made.add_argument("--data", choices=DATASETS, help="data set")
    made.add_argument(
        "--layers", type=_sizes, default="8,8", help=f"hidden neurons per layer {default}"
    )
    made.add_argument(
        "--activation", choices=ACTIVATIONS, default="tanh", help=f"of the hidden layers {default}"
    )
    made.add_argument("--loss", choices=LOSSES, help="default: the one that suits the labels")
    made.add_argument(
        "--optimizer", choices=OPTIMIZERS, default="adam", help=f"rule of a step {default}"
    )
    made.add_argument(
        "--backend", choices=BACKENDS, default="eager", help=f"what computes the steps {default}"
    )
    made.add_argument("--lr", type=float, default=0.02, help=f"learning rate {default}")
    made.add_argument("--steps", type=int, default=200, help=f"steps of training {default}")
    made.add_argument("--batch-size", type=int, default=20, help=f"samples per step {default}")
    made.add_argument(
        "--l2", type=float, default=1e-4, help=f"penalty on squared parameters {default}"
    )
    made.add_argument(
        "--seed", type=_seed, default=0, help=f"of data, weights and batches {default}"
    )
    made.add_argument(
        "--out", type=Path, default=Path("out"), help=f"folder for the pictures {default}"
    )
    made.add_argument("--save", type=Path, help="write the trained weights to this JSON file")
    made.add_argument("--load", type=Path, help="start from the weights in this JSON file")
    made.add_argument(
        "--animate", type=Path, help="show the training in this .gif, or its end in this .png"
    )
    made.add_argument(
        "--page", type=Path, help="write a page to drag through the training, an .html file"
    )
    made.add_argument(
        "--playground",
        type=Path,
        help="write a page that trains the network itself, an .html file",
    )
    made.add_argument(
        "--draw",
        type=Path,
        help="write a page on which one draws and the trained network answers, an .html file; "
        f"with --data {' or '.join(PICTURES)}",
    )
    return made


def check_options(options: argparse.Namespace) -> None:
    """Raise ValueError, before the training, for files and for a page that could not be written."""
    _check_files(options)
    if options.draw and options.data not in PICTURES:
        allowed = " or ".join(PICTURES)
        raise ValueError(f"--draw: given with --data {options.data}; allowed: --data {allowed}")
    if options.draw and options.loss not in (None, "cross_entropy"):
        raise ValueError(
            f"--draw: given with --loss {options.loss}; allowed: cross_entropy, which has a score "
            "for each class"
        )


def _check_files(options: argparse.Namespace) -> None:
    written = {
        "--save": options.save,
        "--animate": options.animate,
        "--page": options.page,
        "--playground": options.playground,
        "--draw": options.draw,
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
