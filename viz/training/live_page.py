"""A playground: the student's own model, which trains in a page."""

import html
import os
from collections.abc import Callable
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.extend import check_name, ending, shortened, write_file
from viz.training.live_data import live_data
from viz.training.showable import check_numbers, column_names
from viz.web import build_page

if TYPE_CHECKING:
    from nn import Module
    from nn.extend import PortableTraining

__all__ = ["Playground", "playground"]

LIVE = Path(__file__).with_name("live")
TITLE = "Playground"
MOST_PARAMETERS = 5000


def playground(
    model: "Module",
    X: Any,
    y: Any,
    *,
    loss: str | Callable[[Any, Any], Any] = "hinge",
    optimizer: Any = None,
    test: Any = None,
    batch_size: int | None = None,
    l2: float = 0.0,
    seed: int = 0,
    threshold: float | None = None,
) -> "Playground":
    """Make a page that trains a model of yours, whose settings and samples may be changed.

    model, X, y, loss, optimizer, l2  as for `fit`; the page goes on from the model's parameters
    test        (X, y) of samples that were held out: never trained on, and measured as well
    batch_size  samples per step; by default all, and then the page's numbers are those of `fit`
    seed        of batches and of new random weights, which a generator of the page's own draws
    threshold   the score from which on a single one means the larger of two labels; by default 0,
                and the middle between two labels for mse

    The model is left as it is. With two inputs the page shows the plane, with one the fitted curve,
    with more how often each class is taken for each.

    Raises as `fit` does, and ValueError, with what to write instead, for a model, a loss or an
    optimizer that cannot be traced, as a page runs a traced program.
    """
    check_name("nn")  # where Python finds another nn than ours, it has no door for this
    from nn.extend import portable

    _check_whole("seed", seed, least=0)
    if batch_size is not None:
        _check_whole("batch_size", batch_size, least=1)
    training = portable(model, X, y, loss=loss, optimizer=optimizer, test=test, l2=l2)
    check_numbers("X: given {}", training.rows)
    if len(training.names) > MOST_PARAMETERS:
        raise ValueError(
            f"playground: given {len(training.names):,} parameters; allowed: up to "
            f"{MOST_PARAMETERS:,}; train it by fit(…, record=True) and save a .gif"
        )
    options = {"batch": int(batch_size or 0), "seed": int(seed), "threshold": threshold}
    return Playground(training, column_names(X), options)


class Playground:
    """A model that trains in a page, which shows itself in a notebook and saves itself."""

    def __init__(
        self, training: "PortableTraining", columns: list[str], options: dict[str, Any]
    ) -> None:
        self.training = training
        self.columns = columns
        self.options = options
        self._text = build_page(LIVE, TITLE, live_data(training, columns, **options))

    def page(self) -> str:
        """Return the page, which needs nothing else."""
        return self._text

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page to an .html file.

        Raises ValueError for another ending, OSError if the file cannot be written.
        """
        path = Path(path)
        if ending(path) != ".html":
            raise ValueError(f"path: given {str(path)!r}; allowed: a name ending in .html")
        write_file(path, self._text.encode("utf-8"))

    def __repr__(self) -> str:
        return f"Playground of {len(self.training.names)} parameters"

    def _repr_html_(self) -> str:
        # A page of its own, so that several in one notebook cannot disturb each other.
        document = html.escape(self._text)
        return (
            f'<iframe srcdoc="{document}" title="{TITLE}" '
            'sandbox="allow-scripts allow-downloads" '
            'style="width: 100%; height: 740px; border: 0"></iframe>'
        )


def _check_whole(name: str, number: Any, least: int) -> None:
    if not isinstance(number, Integral) or isinstance(number, bool) or number < least:
        raise ValueError(f"{name}: given {shortened(number)}; allowed: an int from {least} up")
