"""Weights: {name: number}, read from a JSON file, checked, and written to one."""

import json
import math
import os
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from engine.extend import float_or_nan, shortened, write_file

__all__ = ["check_weights", "read_weights", "write_weights"]


def write_weights(path: str | os.PathLike[str], weights: Mapping[str, float]) -> None:
    """Write weights to a file, which is replaced in one step.

    Raises ValueError if one is not finite, OSError if the file cannot be written.
    """
    check_weights(weights, weights)
    write_file(path, (json.dumps(weights, indent=1) + "\n").encode("utf-8"))


def read_weights(path: str | os.PathLike[str], names: Collection[str]) -> Any:
    """Return what a file says of some names; it is to be checked.

    Raises ValueError for what is no JSON, says a name twice or is too long for so many numbers;
    OSError if it cannot be read.
    """
    most = _most_bytes(names)
    with Path(path).open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(
            f"{path}: given more than {most:,} bytes; allowed: what `save` writes, "
            f"of {len(names):,} parameters"
        )
    try:
        text = content.decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_with_names_once, parse_int=float)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: not a JSON file of parameters: {error}") from None


def _most_bytes(names: Collection[str]) -> int:
    # JSON writes at most twelve bytes for a letter; the rest is for numbers and layout.
    return 1_000_000 + sum(1000 + 12 * len(name) for name in names)


def _with_names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        times = Counter(name for name, _ in pairs)
        twice = [name for name in times if times[name] > 1]
        raise ValueError(f"given twice: {_listed(twice)}; allowed: each name once")
    return mapping


def check_weights(weights: Any, names: Collection[str]) -> None:
    """Raise ValueError unless weights have exactly these names, with finite numbers."""
    if not isinstance(weights, Mapping):
        raise ValueError(f"given {type(weights).__name__}; allowed: a mapping of names to numbers")
    known = set(names)
    complaints = {
        "missing": [name for name in names if name not in weights],
        "unknown": [name for name in weights if name not in known],
        "not a finite number": [
            f"{_short(name)} = {shortened(number)}"
            for name, number in weights.items()
            if not _is_finite(number)
        ],
    }
    for complaint, culprits in complaints.items():
        if culprits:
            raise ValueError(
                f"{len(culprits)} parameters {complaint}: {_listed(culprits)}; nothing was changed"
            )


def _is_finite(number: Any) -> bool:
    return not isinstance(number, bool) and math.isfinite(float_or_nan(number))


def _listed(names: list[Any]) -> str:
    return ", ".join(map(_short, names[:5])) + (", …" if len(names) > 5 else "")


def _short(name: Any) -> str:
    text = str(name)
    text = text if len(text) <= 100 else f"{text[:60]}…{text[-39:]}"
    return text if text.isprintable() else ascii(text)
