"""Completion: the student's own language model, which goes on with a text in a page."""

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.extend import check_whole, page_program
from viz.style import check_theme
from viz.text.language_model import text_of
from viz.web import build_page, framed, save_page

if TYPE_CHECKING:
    from nn import GPT

__all__ = ["Completion", "completion"]

WEB = Path(__file__).with_name("web")
TITLE = "The next letter"
HEIGHT = 660  # of the frame in a notebook
WITHOUT_SCRIPTS = "Here one types, and a language model goes on; that needs scripts."
MOST_INSTRUCTIONS = 200_000  # some 5 MB


def completion(
    model: "GPT", beginning: str = "", *, seed: int = 0, theme: str = "auto"
) -> "Completion":
    """Make a page in which a GPT of yours goes on, letter by letter, with what one types.

    It shows how probable each letter is to come next, and what each head takes from the places so
    far; it draws the next letter, or all to the end.

    model      a GPT; the page carries its program and its numbers
    beginning  what stands in the field at first
    seed       of the letters that are drawn, by a generator of the page's own
    theme      "light", "dark", or "auto", as the notebook or else the screen is

    The model is left as it is. Raises TypeError for what is no GPT, ValueError for a beginning with
    a letter that the model does not have or that is too long for it, for a parameter that is not
    finite, and for a model so large that a page would not open.
    """
    check_theme(theme)
    check_whole("seed", seed, least=0)
    text = text_of(model)
    model.rows([beginning])
    return Completion(len(text.numbers), _data(text, beginning, int(seed)), theme)


class Completion:
    """A page of a language model, which shows itself in a notebook and saves itself."""

    def __init__(self, parameters: int, data: dict[str, Any], theme: str = "auto") -> None:
        self.parameters = parameters
        self._text = build_page(WEB, TITLE, data, theme=theme)

    def page(self) -> str:
        """Return the page, which needs nothing else."""
        return self._text

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page to an .html file.

        Raises ValueError for another ending, OSError if the file cannot be written.
        """
        save_page(path, self._text)

    def __repr__(self) -> str:
        return f"Completion by a GPT of {self.parameters} parameters"

    def _repr_html_(self) -> str:
        return framed(self._text, TITLE, HEIGHT, grows=True, rest=WITHOUT_SCRIPTS)


def _data(text: Any, beginning: str, seed: int) -> dict[str, Any]:
    if not all(map(math.isfinite, text.numbers)):
        raise ValueError("model: given one with a parameter that is not finite; train it anew")
    lines = len(text.program.instructions)
    if lines > MOST_INSTRUCTIONS:
        raise ValueError(
            f"model: given a GPT whose program has {lines:,} lines; allowed: up to "
            f"{MOST_INSTRUCTIONS:,}; a shorter context makes it smaller"
        )
    return {
        "letters": list(text.letters),
        "places": text.places,
        "blocks": text.blocks,
        "heads": text.heads,
        "numbers": text.numbers,
        "program": page_program(text.program, averaged=False),
        "beginning": beginning,
        "seed": seed,
    }
