"""What the page of a drawing pad is given: a program, the shape of its pixels, classes, samples."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.extend import check_whole, float_or_nan, in_order, page_program, shortened, to_floats
from viz.checks import checked_names
from viz.pad.classifier import classifier_of

__all__ = ["pad_data"]

MOST_PIXELS = 1024  # that a pointer can aim at, and of which a page draws two pictures
MOST_LEVELS = 256
SAMPLES = 20  # that are shown


def pad_data(
    model: Any,
    X: Any,
    y: Any,
    *,
    shape: Any,
    classes: Any,
    levels: Any,
    ink: Any,
) -> dict[str, Any]:
    """Return what JSON can hold; raises as `drawing_pad` does."""
    empty, full = _checked_ink(ink)
    check_whole("levels", levels, least=2)
    if levels > MOST_LEVELS:
        raise ValueError(f"levels: given {levels}; allowed: 2 to {MOST_LEVELS}")
    samples = None if X is None else _checked_samples(X, empty, full)
    rows, columns = _checked_shape(shape, samples)
    classifier = classifier_of(model, rows * columns)
    count = classifier.classes
    names = [str(k) for k in range(count)]
    if classes is not None:
        names = checked_names("classes", classes, count)
    labels = [] if y is None else _checked_labels(y, samples, count)
    return {
        "rows": rows,
        "columns": columns,
        "levels": int(levels),
        "ink": [empty, full],
        "classes": names,
        "program": _program(classifier.program),
        "samples": [] if samples is None else samples[:SAMPLES].tolist(),
        "labels": labels[:SAMPLES],
    }


def _checked_ink(ink: Any) -> tuple[float, float]:
    is_pair = isinstance(ink, (tuple, list)) and len(ink) == 2
    numbers = [float_or_nan(number) for number in ink] if is_pair else []
    if not is_pair or not all(map(math.isfinite, numbers)) or numbers[0] >= numbers[1]:
        raise ValueError(
            f"ink: given {shortened(ink)}; allowed: the numbers of an empty pixel and of a full "
            "one, the smaller first, as (0, 1)"
        )
    return numbers[0], numbers[1]


def _checked_samples(X: Any, empty: float, full: float) -> NDArray[Any]:
    samples = to_floats("X", X)
    if samples.ndim != 2 or samples.size == 0:
        advice = "; write X.reshape(len(X), -1)" if samples.ndim > 2 and samples.size else ""
        raise ValueError(
            f"X: given shape {samples.shape}; allowed: n × pixels with n above 0{advice}"
        )
    outside = samples[~((samples >= empty) & (samples <= full))]  # and nan
    if outside.size:
        raise ValueError(
            f"X: given the ink {outside[0].item()!r}; allowed: {empty:g} to {full:g}; for other "
            "numbers of an empty pixel and of a full one write ink=(…, …)"
        )
    return samples


def _checked_shape(shape: Any, samples: NDArray[Any] | None) -> tuple[int, int]:
    count = None if samples is None else samples.shape[1]
    rows, columns = _given_shape(shape) if shape is not None else _square(count)
    if count is not None and rows * columns != count:
        raise ValueError(
            f"shape: given {rows} × {columns}; allowed: as many pixels as X has columns, {count}"
        )
    if rows * columns > MOST_PIXELS:
        raise ValueError(f"shape: given {rows} × {columns}; allowed: up to {MOST_PIXELS} pixels")
    return rows, columns


def _given_shape(shape: Any) -> tuple[int, int]:
    if not isinstance(shape, (tuple, list)) or len(shape) != 2:
        raise ValueError(f"shape: given {shortened(shape)}; allowed: (rows, columns), as (8, 8)")
    for name, size in zip(("rows", "columns"), shape, strict=True):
        check_whole(f"shape: {name}", size, least=1)
    return int(shape[0]), int(shape[1])


def _square(count: int | None) -> tuple[int, int]:
    if count is None:
        raise ValueError("shape: given none, and no X; write shape=(8, 8), or give samples")
    side = math.isqrt(count)
    if side * side != count:
        raise ValueError(
            f"shape: given none for the {count} columns of X, which are no square; write "
            "shape=(rows, columns)"
        )
    return side, side


def _checked_labels(y: Any, samples: NDArray[Any] | None, count: int) -> list[int]:
    labels = np.asarray(in_order("y", y))
    expected = 0 if samples is None else len(samples)
    if labels.shape != (expected,):
        raise ValueError(
            f"y: given shape {labels.shape}; allowed: ({expected},), as X has {expected} rows"
        )
    for label in labels.tolist():
        number = float_or_nan(label)
        if not number.is_integer() or not 0.0 <= number < count:
            raise ValueError(
                f"y: given {shortened(label)}; allowed: the number of a class, 0 to {count - 1}"
            )
    return [int(label) for label in labels]


def _program(program: Any) -> dict[str, Any]:
    try:
        return page_program(program)
    except ValueError as error:
        op = str(error).partition(";")[0]
        raise ValueError(
            f"drawing_pad: {op}, so a page cannot run it; write it with the engine's own functions"
        ) from None
