"""How much room a text takes, estimated without a font."""

import unicodedata

from viz.style import AFTER

__all__ = ["WIDEST", "Size", "shortened", "text_width"]

LONGEST_NAME = 40  # letters of a name in a box
WIDEST = "−0.0001234"  # of numbers: boxes have room for it, and keep their size whatever they show

NARROW, WIDE = set(" .,:;'|!()[]{}ijlrtfI/\"`"), set("mwMWQO@%−+<=>≤≥≠×÷→~_–")

Size = tuple[float, float]  # width and height, in points


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate the width of a text in the drawings' font, rather too wide than too narrow.

    size: of the letters, in points, as the width.
    """
    return sum(map(_advance, text)) * size * (1.12 if bold else 1.0)


def shortened(name: str) -> str:
    """Return as much of a name as a box has room for; the rest is told beside the graph."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _advance(character: str) -> float:
    """Return the width of a letter, by its size."""
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in NARROW:
        return 0.42
    if character == AFTER:
        return 1.0
    return 0.88 if character in WIDE else 0.72 if character.isupper() else 0.645
