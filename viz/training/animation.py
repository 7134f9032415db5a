"""A training run to watch: as a GIF, as a picture of its last frame, as a page to drag through."""

import base64
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from engine.extend import ending, write_file
from viz.gif import gif_of, milliseconds_of
from viz.style import check_theme
from viz.training.choices import PACE
from viz.training.folder import built, in_frame
from viz.training.gif_frames import Frames, frame_palette
from viz.training.live_data import live_data
from viz.training.live_record import check_names, record_data
from viz.training.page_size import check_page_size, fits_page
from viz.training.portable import training_of
from viz.training.recording import Predict, RecordedHistory, Recording
from viz.training.replay_data import replay_data
from viz.training.showable import column_names

__all__ = ["animate_training"]

FORMATS = (".gif", ".png", ".html")
END_MILLISECONDS = 2000  # the last frame stays, so that there is time to look
GIF_DPI, PNG_DPI = 90, 150
TITLE = "Training, step by step"


def animate_training(
    history: RecordedHistory,
    predict: Predict,
    X: ArrayLike,
    y: ArrayLike,
    *,
    frames: int = 60,
    loss: str | Callable[[Any, Any], Any] | None = None,
    optimizer: Any = None,
    test: Any = None,
    l2: float = 0.0,
    theme: str = "auto",
) -> "TrainingAnimation":
    """Show a training run step by step: the network, the decision boundary, the loss, gradients.

    history  of `fit(..., record=True)`
    predict  nn.predictor(model), or any function of parameters and rows that answers n × outputs
             scores, which decide as in `plot_decision_boundary`
    X        n rows of numbers; the decision boundary is left out unless there are two columns
    y        n labels
    frames   how many steps are shown, evenly from the first to the last
    loss, optimizer, test, l2  as for `playground`: with the loss of a training by
             nn.predictor(model), its page goes on training from any step, as a playground
    theme    of the page: "light", "dark", or "auto", as the notebook or else the screen is

    A frame shows what its step saw, before it moved the parameters; page and GIF count the steps
    that had been made then. The page has the network's picture if predict is nn.predictor(model).

    Raises ValueError for a history without steps or without parameters, for samples that do not
    fit, for frames below 1, and for a training that a page cannot go on with.
    """
    check_theme(theme)
    recording = Recording.of(history, predict, X, y, frames)
    training = _training(predict, X, y, loss, {"optimizer": optimizer, "test": test, "l2": l2})
    if training is not None:
        check_names(history, training.names)
    return TrainingAnimation(recording, theme, training, column_names(X))


def _training(predict: Any, X: Any, y: Any, loss: Any, settings: dict[str, Any]) -> Any:
    """Return an `nn.extend.PortableTraining`, None where there is no loss to go on with."""
    if loss is None:
        given = next((name for name, item in settings.items() if item), None)
        if given is not None:
            raise ValueError(
                f"{given}: given without a loss; allowed: with the loss that the history was "
                'trained with, such as loss="hinge"'
            )
        return None
    if not hasattr(predict, "model"):
        raise ValueError(
            "loss: given with a function of your own for predict; allowed: with "
            "nn.predictor(model), as a page trains a model"
        )
    return training_of(predict.model, X, y, loss=loss, **settings)


class TrainingAnimation:
    """A training run, which shows itself in a notebook and saves itself."""

    def __init__(
        self, recording: Recording, theme: str = "auto", training: Any = None, inputs: Any = ()
    ) -> None:
        self.recording = recording
        self.theme = theme
        self.training = training
        self.inputs = list(inputs)

    def save(self, path: str | os.PathLike[str], *, seconds_per_step: float = 0.1) -> None:
        """Write a .gif of all frames, a .png of the last one, or a page, .html.

        seconds_per_step: how long a GIF stays at each frame. Raises ValueError for another ending
        and for seconds that are not from 0.02 to 600; OSError if the file cannot be written.
        """
        path = Path(path)
        _check_format(path)
        milliseconds = milliseconds_of(seconds_per_step)
        if ending(path) == ".gif":
            write_file(path, self._gif(milliseconds))
        else:
            write_file(path, self._page() if ending(path) == ".html" else self._png())

    def page(self) -> str:
        """Return the page, which needs nothing else: drag through the steps, look at each weight.

        Raises ValueError for more parameters than a page can show.
        """
        history = self.recording.history
        check_page_size(len(history.names))
        if self.training is None:
            data = replay_data(self.recording, self.inputs)
            return built(TITLE, data, self.theme, main="replay.js")
        record = record_data(history, self.recording.steps, exact=True)
        data = {**live_data(self.training, self.inputs), "record": record}
        return built(TITLE, data, self.theme)

    def _page(self) -> bytes:
        return self.page().encode("utf-8")

    def _png(self) -> bytes:
        file = BytesIO()
        last = len(self.recording.steps) - 1
        Frames(self.recording, PNG_DPI).image(last).save(file, "PNG")
        return file.getvalue()

    def _gif(self, milliseconds: int = PACE) -> bytes:
        frames = Frames(self.recording, GIF_DPI)
        images = map(frames.image, range(len(self.recording.steps)))
        times = {"milliseconds": milliseconds, "rest": max(END_MILLISECONDS, milliseconds)}
        return gif_of(images, frame_palette(), **times)

    def __repr__(self) -> str:
        return f"Animation of {len(self.recording.steps)} steps"

    def _repr_html_(self) -> str:
        if not fits_page(len(self.recording.history.names)):
            picture = base64.b64encode(self._gif()).decode("ascii")
            return f'<img src="data:image/gif;base64,{picture}" alt="Training, step by step">'
        return in_frame(self.page(), TITLE, trains=self.training is not None)


def _check_format(path: Path) -> None:
    if ending(path) not in FORMATS:
        raise ValueError(
            f"path: given {str(path)!r}; allowed: a name ending in .gif, .png or .html"
        )
