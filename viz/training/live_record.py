"""A recorded run as the data of its page, which replays it."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from viz.training.recording import RecordedHistory, check_recorded

__all__ = ["check_names", "in_base64", "record_data"]


def check_names(history: RecordedHistory, names: Sequence[str]) -> None:
    """Raise ValueError for a history without parameters or of another model."""
    check_recorded(history)
    if list(history.names) != list(names):
        raise ValueError(
            f"history: given one of {len(history.names)} parameters, from {history.names[0]}; "
            f"allowed: one of this model, of {len(names)}, from {names[0]}"
        )


def record_data(history: RecordedHistory, steps: Sequence[int], *, exact: bool) -> dict[str, Any]:
    """Return what JSON can hold of a history.

    steps  the indices of those that are shown, with all their numbers
    exact  whether all digits are kept, so that a training may go on from there
    """
    kept = float if exact else _short
    return {
        "shown": list(steps),
        "loss": [kept(loss) for loss in history.loss],
        "accuracy": [None if share is None else kept(share) for share in history.accuracy],
        "exact": exact,
        "parameters": in_base64([history.parameters[i] for i in steps], "<f8" if exact else "<f4"),
        "gradients": in_base64([history.gradients[i] for i in steps], "<f4"),
    }


def in_base64(numbers: Any, kind: str) -> str:
    """Write numbers as text, of a kind of NumPy's such as "<f4"."""
    return base64.b64encode(np.ascontiguousarray(numbers, dtype=kind).tobytes()).decode("ascii")


def _short(number: Any) -> float:
    return float(f"{number:.5g}")
