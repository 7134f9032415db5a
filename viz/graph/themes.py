"""Drawings on dark grounds: the dark colour for each light one, in DOT and in SVG."""

import re

from viz.style import THEMES

__all__ = ["AUTO", "darkened", "follow_screen"]

# Of the light palette, which drawings are made with. Of two names with one light colour the later
# one counts: lines and letters of gradients look like those of a result.
DARK = {THEMES["light"][name]: color for name, color in THEMES["dark"].items() if name != "paper"}

AUTO = "chalkgrad"  # the class of a drawing that is light or dark as the screen is
COLOR = re.compile(r"""((?:COLOR="|color="?))(#[0-9a-f]{6})""", re.IGNORECASE)
MARKED = f'class="graph {AUTO}"'.encode()


def darkened(dot: str) -> str:
    """Return a piece of DOT in dark colours."""
    return COLOR.sub(lambda found: found[1] + DARK.get(found[2], found[2]), dot)


def follow_screen(svg: bytes) -> bytes:
    """Let a drawing of this class be dark where its surroundings are.

    A notebook shows it as a picture, which learns from `color-scheme` whether these are dark.
    """
    if MARKED not in svg:
        return svg
    rules = (
        f'.{AUTO} [{what}="{light}"]{{{what}:{dark}}}'
        for what in ("fill", "stroke")
        for light, dark in DARK.items()
        if f'{what}="{light}"'.encode() in svg
    )
    style = f"<style>@media (prefers-color-scheme:dark){{{''.join(rules)}}}</style>\n<g id="
    return svg.replace(b"<g id=", style.encode(), 1)
