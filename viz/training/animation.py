"""A training run to watch: as a GIF, as a picture of its last frame, as a page to drag through."""

import base64
import os
from io import BytesIO
from pathlib import Path

from numpy.typing import ArrayLike

from engine.extend import ending, write_file
from viz.gif import gif_of, milliseconds_of
from viz.style import check_theme
from viz.training.gif_frames import Frames, frame_palette
from viz.training.page import page
from viz.training.recording import Predict, RecordedHistory, Recording
from viz.web import framed

__all__ = ["animate_training", "check_page_size"]

FORMATS = (".gif", ".png", ".html")
FRAME_MILLISECONDS = 100
END_MILLISECONDS = 2000  # the last frame stays, so that there is time to look
GIF_DPI, PNG_DPI = 90, 150
MOST_PARAMETERS = 2000  # of a page
HEIGHT = 760  # of the frame in a notebook, until the page says how high it is


def animate_training(
    history: RecordedHistory,
    predict: Predict,
    X: ArrayLike,
    y: ArrayLike,
    *,
    frames: int = 60,
    theme: str = "auto",
) -> "TrainingAnimation":
    """Show a training run step by step: the decision boundary, the loss, every gradient.

    history  of `fit(..., record=True)`
    predict  nn.predictor(model), or any function of parameters and rows that answers n × outputs
             scores, which decide as in `plot_decision_boundary`
    X        n rows of numbers; the decision boundary is left out unless there are two columns
    y        n labels
    frames   how many steps are shown, evenly from the first to the last
    theme    of the page: "light", "dark", or "auto", as the notebook or else the screen is

    A frame shows what its step saw, before it moved the parameters. `playground` with this history
    replays the run with the network's picture, and goes on from any step of it.

    Raises ValueError for a history without steps or without parameters, for samples that do not
    fit, and for frames below 1.
    """
    check_theme(theme)
    return TrainingAnimation(Recording.of(history, predict, X, y, frames), theme)


class TrainingAnimation:
    """A training run, which shows itself in a notebook and saves itself."""

    def __init__(self, recording: Recording, theme: str = "auto") -> None:
        self.recording = recording
        self.theme = theme

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
        check_page_size(len(self.recording.history.names))
        return page(self.recording, self.theme)

    def _page(self) -> bytes:
        return self.page().encode("utf-8")

    def _png(self) -> bytes:
        file = BytesIO()
        last = len(self.recording.steps) - 1
        Frames(self.recording, PNG_DPI).image(last).save(file, "PNG")
        return file.getvalue()

    def _gif(self, milliseconds: int = FRAME_MILLISECONDS) -> bytes:
        frames = Frames(self.recording, GIF_DPI)
        images = map(frames.image, range(len(self.recording.steps)))
        times = {"milliseconds": milliseconds, "rest": max(END_MILLISECONDS, milliseconds)}
        return gif_of(images, frame_palette(), **times)

    def __repr__(self) -> str:
        return f"Animation of {len(self.recording.steps)} steps"

    def _repr_html_(self) -> str:
        if len(self.recording.history.names) > MOST_PARAMETERS:
            picture = base64.b64encode(self._gif()).decode("ascii")
            return f'<img src="data:image/gif;base64,{picture}" alt="Training, step by step">'
        return framed(self.page(), "Training, step by step", HEIGHT, grows=True)


def check_page_size(parameters: int) -> None:
    """Raise ValueError for more parameters than a page can show, 2,000, before they are trained."""
    if parameters > MOST_PARAMETERS:
        raise ValueError(
            f"page: given {parameters:,} parameters; allowed: up to {MOST_PARAMETERS:,}; save a "
            ".gif, which has room for more"
        )


def _check_format(path: Path) -> None:
    if ending(path) not in FORMATS:
        raise ValueError(
            f"path: given {str(path)!r}; allowed: a name ending in .gif, .png or .html"
        )
