"""A playground: the student's own model, which trains in a page."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from engine.extend import check_whole
from viz.checks import checked_names
from viz.style import check_theme
from viz.training.folder import built, in_frame
from viz.training.live_data import live_data
from viz.training.live_record import check_names, record_data
from viz.training.page_size import check_page_size
from viz.training.portable import training_of
from viz.training.recording import RecordedHistory, steps_shown
from viz.training.showable import check_numbers, column_names
from viz.web import save_page

if TYPE_CHECKING:
    from nn import Module

__all__ = ["Playground", "playground"]

TITLE = "Playground"
FRAMES = 120  # steps of a history that are shown, evenly over the run


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
    inputs: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
    history: RecordedHistory | None = None,
    theme: str = "auto",
) -> "Playground":
    """Make a page that trains a model of yours, whose settings and samples may be changed.

    model, X, y, loss, optimizer, l2  as for `fit`; the page goes on from the model's parameters
    test        (X, y) of samples that were held out: never trained on, and measured as well
    batch_size  samples per step; by default all, and then the page's numbers are those of `fit`
    seed        of batches and of new random weights, which a generator of the page's own draws
    threshold   the score from which on a single one means the larger of two labels; by default 0,
                and the middle between two labels for mse
    inputs      names of the inputs; by default those of X's columns, if it has any, else x0, x1, …
    classes     names of the classes, from the smallest label to the largest; by default the labels
    history     of `fit(…, record=True)` of this model: the page opens as a replay of that run, with
                a slider, and goes on training from any step of it
    theme       "light", "dark", or "auto", as the notebook or else the screen is

    The model is left as it is. With two inputs the page shows the plane, with one the fitted curve,
    with more how often each class is taken for each.

    Raises as `fit` does, and ValueError, with what to write instead, for a model, a loss or an
    optimizer that cannot be traced, as a page runs a traced program.
    """
    check_theme(theme)
    check_whole("seed", seed, least=0)
    if batch_size is not None:
        check_whole("batch_size", batch_size, least=1)
    training = training_of(model, X, y, loss=loss, optimizer=optimizer, test=test, l2=l2)
    check_numbers("X: given {}", training.rows)
    check_page_size(len(training.names))
    if history is not None:
        check_names(history, training.names)
    columns = (
        column_names(X) if inputs is None else checked_names("inputs", inputs, training.inputs)
    )
    options: dict[str, Any] = {
        "classes": classes,
        "batch": int(batch_size or 0),
        "seed": int(seed),
        "threshold": threshold,
    }
    record = (
        None
        if history is None
        else record_data(history, steps_shown(len(history.loss), FRAMES), exact=True)
    )
    data = live_data(training, columns, **options)
    return Playground(len(training.names), {**data, "record": record}, theme)


class Playground:
    """A model that trains in a page, which shows itself in a notebook and saves itself."""

    def __init__(self, parameters: int, data: dict[str, Any], theme: str = "auto") -> None:
        self.parameters = parameters
        self._text = built(TITLE, data, theme)

    def page(self) -> str:
        """Return the page, which needs nothing else."""
        return self._text

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page to an .html file.

        Raises ValueError for another ending, OSError if the file cannot be written.
        """
        save_page(path, self._text)

    def __repr__(self) -> str:
        return f"Playground of {self.parameters} parameters"

    def _repr_html_(self) -> str:
        return in_frame(self._text, TITLE, trains=True)
