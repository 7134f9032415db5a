"""Labels that do not fit a loss: what to write instead."""

from collections.abc import Sequence
from typing import Any

from engine import Value
from engine.extend import float_or_nan

__all__ = ["advice", "number_of"]


def number_of(label: Any) -> float:
    """Return the number of a label, a Value or what is one; NaN for anything else."""
    return float(label) if isinstance(label, Value) else float_or_nan(label)


def advice(loss: str, labels: Sequence[Any], use: str = "use {}") -> str:
    """Say, in brackets, what to write for labels that do not fit a loss; "" if nothing is known.

    loss  its name
    use   how another loss is asked for, with {} in the place of its name
    """
    words = [label for label in labels if isinstance(label, str)]
    told = _of_words(words) if words else _of_numbers(loss, set(map(number_of, labels)), use)
    return told and f" ({told})"


def _of_words(words: list[str]) -> str:
    try:
        list(map(float, words))
    except ValueError:
        return "for words write [sorted(set(y)).index(word) for word in y]"
    return "for text write [float(text) for text in y]"


def _of_numbers(loss: str, numbers: set[float], use: str) -> str:
    if loss == "hinge" and numbers <= {0.0, 1.0}:
        return "for labels of 0 and 1 write 2 * y - 1"
    if loss != "hinge" and numbers <= {-1.0, 1.0}:
        return "for labels of -1 and +1 write (y + 1) / 2"
    if loss == "mse" or not all(abs(number) < float("inf") for number in numbers):
        return ""
    if not all(map(float.is_integer, numbers)):
        return f"for numbers to be learned {use.format('mse')}"
    are_classes = loss != "cross_entropy" and min(numbers) >= 0.0
    return f"for several classes {use.format('cross_entropy')}" if are_classes else ""
