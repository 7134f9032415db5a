"""A recorded run as the data of a playground, which replays it and goes on."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from viz.training.page import in_base64
from viz.training.recording import RecordedHistory, check_recorded, steps_shown

__all__ = ["record_of"]

FRAMES = 120  # steps that are shown, evenly over the run


def record_of(history: RecordedHistory, names: Sequence[str]) -> dict[str, Any]:
    """Return what JSON can hold of a history of a model with parameters of these names.

    Raises ValueError for a history without parameters or of another model.
    """
    check_recorded(history)
    if list(history.names) != list(names):
        raise ValueError(
            f"history: given one of {len(history.names)} parameters, from {history.names[0]}; "
            f"allowed: one of this model, of {len(names)}, from {names[0]}"
        )
    steps = steps_shown(len(history.loss), FRAMES)
    return {
        "shown": [i + 1 for i in steps],
        "loss": list(map(float, history.loss)),
        "accuracy": list(history.accuracy),
        "parameters": in_base64(np.array([history.parameters[i] for i in steps]), "<f8"),
        "gradients": in_base64(np.array([history.gradients[i] for i in steps]), "<f4"),
    }
