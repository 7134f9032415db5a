"""Numbers that PyTorch gave in double precision, and how to read them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def stored(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def evaluate(text: str, functions: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
    # Python syntax with nothing but the given names; the texts are our own.
    return eval(text, {"__builtins__": {}}, {"abs": abs, **functions, **variables})


def agrees(ours: float, theirs: float, relative: float = 1e-12, absolute: float = 1e-13) -> bool:
    # The floor is for sums that cancel: their last digits depend on the order of summation.
    return abs(ours - theirs) <= relative * abs(theirs) + absolute
