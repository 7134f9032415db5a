"""Toy sets: points that a network learns to tell apart, and a wave to follow.

What all of them promise stands in nn/data.py, the door that offers them.
"""

import math
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from engine.extend import float_or_nan, shortened

__all__ = [
    "Labels",
    "Points",
    "Samples",
    "blobs",
    "circles",
    "moons",
    "require",
    "sine",
    "spirals",
    "xor",
    "yin_yang",
]

Points = NDArray[np.float64]
Labels = NDArray[Any]  # ints for classes, float64 where y is a number to predict
Samples = tuple[Points, Labels]


def moons(n: int = 100, noise: float = 0.1, seed: int = 0) -> Samples:
    """Two half circles, each reaching into the other.

    X is n×2, y is -1 on the upper moon and +1 on the lower one; `noise` is the standard deviation
    of both coordinates. Source: scikit-learn's make_moons, which labels them 0 and 1.
    """
    rng = _checked_generator(n, noise, seed, classes=2)
    upper, lower = (_polar(1.0, np.linspace(0.0, np.pi, size)) for size in _sizes(n, 2))
    return _mixed([upper, (1.0, 0.5) - lower], (-1, 1), noise, rng)


def circles(n: int = 100, noise: float = 0.1, seed: int = 0) -> Samples:
    """Two circles, one inside the other.

    X is n×2, y is -1 on the circle of radius 1 and +1 on the circle of radius 0.5; `noise` is the
    standard deviation of both coordinates. Source: scikit-learn's make_circles with factor=0.5.
    """
    rng = _checked_generator(n, noise, seed, classes=2)
    outer, inner = (_polar(1.0, 2.0 * np.pi * np.arange(size) / size) for size in _sizes(n, 2))
    return _mixed([outer, 0.5 * inner], (-1, 1), noise, rng)


def xor(n: int = 100, noise: float = 0.05, seed: int = 0) -> Samples:
    """Four squares, one in each quadrant, where opposite ones share a label.

    X is n×2, y is the product of the signs of the two coordinates before the noise: exclusive or,
    where -1 stands for true. The squares end 0.1 away from the axes; `noise` is the standard
    deviation of both coordinates. Source: Minsky and Papert, Perceptrons (1969).
    """
    rng = _checked_generator(n, noise, seed, classes=2)
    labels = (-1, 1)
    sizes = zip(labels, _sizes(n, 2), strict=True)
    return _mixed([_opposite_squares(*pair, rng) for pair in sizes], labels, noise, rng)


def spirals(n: int = 100, noise: float = 0.2, seed: int = 0) -> Samples:
    """Three spiral arms that start together at the origin.

    X is n×2, y is the arm 0, 1 or 2; `noise` is the standard deviation of the angle in radians, so
    that the radius stays exact. Source: the case study of Stanford's course CS231n.
    """
    rng = _checked_generator(n, noise, seed, classes=3)
    arms = [_spiral_arm(arm, size, noise, rng) for arm, size in enumerate(_sizes(n, 3))]
    return _mixed(arms, (0, 1, 2), 0.0, rng)


def blobs(n: int = 100, noise: float = 0.3, seed: int = 0) -> Samples:
    """Three round clusters, the corners of a triangle.

    X is n×2, y is the cluster 0, 1 or 2, counter-clockwise from the top; the centres lie on the
    circle of radius 1, and `noise` is the standard deviation of both coordinates.
    """
    rng = _checked_generator(n, noise, seed, classes=3)
    centres = _polar(1.0, np.radians((90.0, 210.0, 330.0)))
    clusters = [np.tile(c, (size, 1)) for c, size in zip(centres, _sizes(n, 3), strict=True)]
    return _mixed(clusters, (0, 1, 2), noise, rng)


def yin_yang(n: int = 100, noise: float = 0.0, seed: int = 0) -> Samples:
    """Three classes in one disc: yin, yang and the two dots.

    X is n×2 in the disc of radius 1, y is 0 for yin (below the curve), 1 for yang (above it) and 2
    for the dots of radius 0.2; `noise` is the standard deviation of both coordinates, added after
    the label is known. Source: Kriener, Göltz and Petrovici, The Yin-Yang Dataset (2021),
    arXiv:2102.08211, with its labels; there the disc fills the unit square, here it is centred.
    """
    rng = _checked_generator(n, noise, seed, classes=3)
    regions = [_yin_yang_points(label, size, rng) for label, size in enumerate(_sizes(n, 3))]
    return _mixed(regions, (0, 1, 2), noise, rng)


def sine(n: int = 100, noise: float = 0.1, seed: int = 0) -> Samples:
    """One period of a sine wave, for regression.

    X is n×1, evenly spaced from -π to π; y is sin(x) plus noise of the given standard deviation.
    """
    rng = _checked_generator(n, noise, seed, classes=1)
    x = np.linspace(-np.pi, np.pi, n)
    return _shuffled(x[:, np.newaxis], _blurred(np.sin(x), noise, rng), rng)


def require(holds: bool, given: str, allowed: str) -> None:
    """Raise ValueError, with what was given and what is allowed, unless something holds."""
    if not holds:
        raise ValueError(f"given {given}; allowed: {allowed}")


def _checked_generator(n: int, noise: float, seed: int, classes: int) -> Generator:
    fits = isinstance(n, Integral) and n >= classes
    require(fits, f"n={shortened(n)}", f"an int from {classes} up")
    fits = isinstance(noise, Real) and 0.0 <= float_or_nan(noise) < math.inf
    require(fits, f"noise={shortened(noise)}", "a finite number from 0 up")
    return default_rng(seed)


def _sizes(n: int, classes: int) -> list[int]:
    return [(n + i) // classes for i in range(classes)]


def _mixed(by_class: list[Points], labels: Sequence[int], noise: float, rng: Generator) -> Samples:
    y = np.repeat(labels, [len(points) for points in by_class])
    return _shuffled(_blurred(np.concatenate(by_class), noise, rng), y, rng)


def _blurred(numbers: Points, noise: float, rng: Generator) -> Points:
    return numbers + noise * rng.normal(size=numbers.shape)


def _shuffled(X: Points, y: Labels, rng: Generator) -> Samples:
    order = rng.permutation(len(y))
    return X[order], y[order]


def _polar(radius: float | Points, angle: Points) -> Points:
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _opposite_squares(label: int, size: int, rng: Generator) -> Points:
    sign = (-1.0) ** np.arange(size)
    return rng.uniform(0.1, 1.0, (size, 2)) * np.column_stack([sign, label * sign])


def _spiral_arm(arm: int, size: int, noise: float, rng: Generator) -> Points:
    radius = np.linspace(0.0, 1.0, size)
    turn = _blurred(4.0 * (arm + radius), noise, rng)
    return _polar(radius, np.pi / 2.0 - turn)  # CS231n turns clockwise from the top


def _yin_yang_points(label: int, size: int, rng: Generator) -> Points:
    points = np.empty((0, 2))
    while len(points) < size:
        square = rng.uniform(-1.0, 1.0, (8 * size, 2))
        points = np.concatenate([points, square[_yin_yang_label(square) == label]])
    return points[:size]


def _yin_yang_label(points: Points) -> Labels:
    x, y = points.T
    width = np.abs(x)
    # Two half circles of radius 0.5, above the axis on the right, below it on the left.
    curve = np.sign(x) * np.sqrt(width * (1.0 - width))
    on_dot = np.hypot(width - 0.5, y) < 0.2
    return np.where(np.hypot(x, y) > 1.0, -1, np.where(on_dot, 2, y > curve))
