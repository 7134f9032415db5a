"""Data to learn from: toy sets, irises, handwritten digits, first names; how to split and scale.

Each toy set is a function of `n`, `noise` and `seed`. It returns exactly n samples, the classes as
equal as n allows, shuffled. The same seed gives the same numbers, and other noise moves the same
points; no global generator is touched. All of them raise ValueError if n is not an int with at
least one sample for each class, or if noise is negative or not finite.
"""

import csv
from collections.abc import Callable
from importlib.resources import files
from numbers import Real
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import ArrayLike, NDArray

from engine.extend import in_order, shortened, to_floats
from nn.toy_sets import (
    Labels,
    Points,
    Samples,
    blobs,
    circles,
    moons,
    require,
    sine,
    spirals,
    xor,
    yin_yang,
)

__all__ = [
    "DATASETS",
    "IRIS_FEATURES",
    "IRIS_SPECIES",
    "blobs",
    "circles",
    "digits",
    "iris",
    "moons",
    "names",
    "sine",
    "spirals",
    "split",
    "standardized",
    "xor",
    "yin_yang",
]


def __dir__() -> list[str]:
    # What completion offers.
    return __all__


Split = tuple[NDArray[Any], Labels, NDArray[Any], Labels]

IRIS_FEATURES = ("sepal_length", "sepal_width", "petal_length", "petal_width")
IRIS_SPECIES = ("setosa", "versicolor", "virginica")


def iris() -> Samples:
    """Fisher's 150 irises, fifty of each of three species.

    X is 150×4 in cm, its columns named by IRIS_FEATURES; y is an index into IRIS_SPECIES; sorted
    by species, not shuffled. Source: R. A. Fisher, The use of multiple measurements in taxonomic
    problems (1936), rows 35 and 38 as printed there: the well-known copy at UCI has them wrong.
    """
    text = files("nn").joinpath("iris.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    X = np.array([[float(row[name]) for name in IRIS_FEATURES] for row in rows])
    return X, np.array([IRIS_SPECIES.index(row["species"]) for row in rows])


DIGIT_LEVELS = "0123456789ABCDEFG"  # 17 of ink, as digits.txt writes them


def digits() -> Samples:
    """Handwritten digits: 1,797 images of 8 × 8 pixels, about 180 of each digit.

    X is 1797×64, the ink of each pixel from 0 to 1 in 17 levels, row after row from the top left;
    y is the digit; in the order of the source, not shuffled. Source: E. Alpaydin and C. Kaynak,
    Optical Recognition of Handwritten Digits (UCI Machine Learning Repository, 1998), its test
    part, by 13 writers; licensed CC BY 4.0.
    """
    lines = files("nn").joinpath("digits.txt").read_text(encoding="utf-8").splitlines()
    images = [[DIGIT_LEVELS.index(level) / 16.0 for level in line[2:]] for line in lines]
    return np.array(images), np.array([int(line[0]) for line in lines])


def names() -> list[str]:
    """5,163 first names in lower case, in the order of the alphabet, each once.

    They have 2 to 11 letters, a to z. Source: the names of women and men that at least 0.001 % of
    a sample of the US Census of 1990 had; public domain, as the package `names` carries them.
    """
    return files("nn").joinpath("names.txt").read_text(encoding="utf-8").split()


DATASETS: dict[str, Callable[..., Samples]] = {
    f.__name__: f for f in (moons, circles, xor, spirals, blobs, yin_yang, sine, iris, digits)
}


def split(X: ArrayLike, y: ArrayLike, test: float = 0.3, seed: int = 0) -> Split:
    """Split samples at random into X_train, y_train, X_test, y_test.

    The test part holds the fraction `test` of the samples, rounded. If y holds classes (ints,
    names, or floats that are all -1 or +1), both parts hold them in the proportion of y, and
    so does any run of samples in a part, up to rounding. Raises ValueError unless X has a row for
    each label, 0 < test < 1, and neither part is empty.
    """
    X, y = np.asarray(in_order("X", X)), np.asarray(in_order("y", y))
    require(X.shape[:1] == y.shape, f"X {X.shape} and y {y.shape}", "a row of X for each label")
    fits = isinstance(test, Real) and 0.0 < test < 1.0
    require(fits, f"test={shortened(test)}", "above 0, below 1")
    size = round(test * len(y))
    require(0 < size < len(y), f"{len(y)} samples, {size} to test", "a sample in each part")
    order = _proportional_order(y, default_rng(seed))
    train_rows, test_rows = order[size:], order[:size]
    return X[train_rows], y[train_rows], X[test_rows], y[test_rows]


def standardized(X: ArrayLike, like: ArrayLike | None = None) -> Points:
    """Shift and scale the columns of X so that those of `like` get mean 0 and deviation 1.

    `like` is X itself unless given. Scale the test set with `standardized(X_test, like=X_train)`:
    its own statistics would tell the model about samples that it must not have seen. Constant
    columns are only shifted. Raises ValueError if `like` is empty or has other columns than X,
    OverflowError for an int beyond the largest float.
    """
    X = to_floats("X", X)
    like = X if like is None else to_floats("like", like)
    fits = like.size > 0 and X.shape[1:] == like.shape[1:]
    require(fits, f"X {X.shape} and like {like.shape}", "the same columns, and rows in like")
    # Not `std == 0`: rounding gives three times 0.1 a deviation of 1e-17.
    constant = like.max(axis=0) == like.min(axis=0)
    return np.asarray((X - like.mean(axis=0)) / np.where(constant, 1.0, like.std(axis=0)))


def _proportional_order(y: Labels, rng: Generator) -> NDArray[Any]:
    # Each class spreads its samples evenly over [0, 1], so any stretch holds them in proportion.
    order = rng.permutation(len(y))
    are_classes = y.dtype.kind != "f" or np.isin(y, (-1.0, 1.0)).all()
    strata = y[order] if are_classes else np.zeros(len(y))
    place = np.empty(len(y))
    for label in np.unique(strata):
        members = np.flatnonzero(strata == label)
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    return np.asarray(order[np.argsort(place, kind="stable")])
