"""GIFs: one palette for all frames of a file, made of the colours that they are drawn with."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from engine.extend import float_or_nan, shortened

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["blended", "gif_of", "milliseconds_of", "palette_of"]

Channels = list[int]  # red, green and blue, from 0 to 255

SHARES = (0.25, 0.5, 0.75)  # of a line in the colours of its soft edge
MOST_COLORS = 256
SHORTEST, LONGEST = 0.02, 600.0  # seconds; browsers slow down what is shorter


def gif_of(
    frames: Iterable["Image"],
    palette: "Image",
    *,
    milliseconds: int,
    rest: int,
) -> bytes:
    """Return a GIF of frames of equal size that starts again at its end.

    palette       as `palette_of` gives it: what does not change then costs no room in the file
    milliseconds  that a frame stays
    rest          milliseconds that the last one stays
    """
    from PIL.Image import Dither

    first, *others = (frame.quantize(palette=palette, dither=Dither.NONE) for frame in frames)
    durations = [*[milliseconds] * len(others), rest]
    file = BytesIO()
    first.save(file, "GIF", save_all=True, append_images=others, duration=durations, loop=0)
    return file.getvalue()


def milliseconds_of(seconds_per_step: float) -> int:
    """Return how long a frame stays. Raises ValueError for what no GIF and no reader takes."""
    seconds = float_or_nan(seconds_per_step)
    if not SHORTEST <= seconds <= LONGEST:
        raise ValueError(
            f"seconds_per_step: given {shortened(seconds_per_step)}; allowed: a number from "
            f"{SHORTEST} to {LONGEST:g}"
        )
    return round(1000 * seconds)


def palette_of(grounds: Sequence[str], lines: Sequence[str]) -> "Image":
    """Return a palette of grounds, of lines drawn on them, and of the lines' soft edges.

    Colours are written as "#rrggbb"; from the 257th on they are left out.
    """
    import PIL.Image

    edges = [blended(line, ground, s) for ground in grounds for line in lines for s in SHARES]
    colors = [*grounds, *lines, *edges][:MOST_COLORS]
    palette = PIL.Image.new("P", (1, 1))
    palette.putpalette([channel for color in colors for channel in _channels(color)])
    return palette


def blended(line: str, ground: str, share: float) -> str:
    """Return the colour that a share of one colour, from 0 to 1, gives over another."""
    pairs = zip(_channels(ground), _channels(line), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(color: str) -> Channels:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]
