"""A training run to watch: as a GIF, as a picture of its last frame, as a page to drag through."""

import base64
import html
import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from viz.training.gif_frames import Frames
from viz.training.page import MOST_PARAMETERS, page
from viz.training.recording import History, Predict, Recording

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["TrainingAnimation", "animate_training"]

FORMATS = (".gif", ".png", ".html")
FRAME, PAUSE = 100, 2000  # milliseconds that a frame stays, and the last one
GIF_DPI, PNG_DPI = 90, 150
COLORS = 64  # of the palette that the frames share
PAPER = 245  # what is lighter than this is white


def animate_training(
    history: History, predict: Predict, X: Any, y: Any, *, frames: int = 60
) -> "TrainingAnimation":
    """Show a training run step by step: the decision boundary, the loss, every gradient.

    history  of `fit(..., record=True)`
    predict  nn.predictor(model), or any function of parameters and rows that answers n × outputs
             scores, which decide as in `plot_decision_boundary`
    X        n rows of numbers; the decision boundary is left out unless there are two columns
    y        n labels
    frames   how many steps are shown, evenly from the first to the last

    A frame shows what its step saw, before it moved the parameters. Raises ValueError for a history
    without steps or without parameters, for samples that do not fit, and for frames below 1.
    """
    return TrainingAnimation(Recording.of(history, predict, X, y, frames))


class TrainingAnimation:
    """A training run, which shows itself in a notebook and saves itself."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a .gif of all frames, a .png of the last one, or a page, .html.

        Raises ValueError for another ending, OSError if the file cannot be written.
        """
        path = Path(path)
        check_format(path)
        if path.suffix == ".html":
            path.write_text(self.page(), encoding="utf-8")
        elif path.suffix == ".png":
            last = len(self.recording.steps) - 1
            Frames(self.recording, PNG_DPI).image(last).save(path)
        else:
            path.write_bytes(self._gif())

    def page(self) -> str:
        """Return the page, which needs nothing else: drag through the steps, look at each weight.

        Raises ValueError for more parameters than a page can show.
        """
        return page(self.recording)

    def _gif(self) -> bytes:
        from PIL.Image import Dither

        frames = Frames(self.recording, GIF_DPI)
        images = [frames.image(i) for i in range(len(self.recording.steps))]
        palette = _palette(images)
        first, *others = [image.quantize(palette=palette, dither=Dither.NONE) for image in images]
        duration = [FRAME] * len(others) + [PAUSE]
        file = BytesIO()
        first.save(file, "GIF", save_all=True, append_images=others, duration=duration, loop=0)
        return file.getvalue()

    def __repr__(self) -> str:
        return f"Animation of {len(self.recording.steps)} steps"

    def _repr_html_(self) -> str:
        if len(self.recording.history.names) > MOST_PARAMETERS:
            picture = base64.b64encode(self._gif()).decode("ascii")
            return f'<img src="data:image/gif;base64,{picture}" alt="Training, step by step">'
        # A page of its own, so that several in one notebook cannot disturb each other.
        document = html.escape(self.page())
        return (
            f'<iframe srcdoc="{document}" title="Training, step by step" sandbox="allow-scripts" '
            'style="width: 100%; height: 760px; border: 0"></iframe>'
        )


def _palette(images: "list[Image]") -> "Image":
    """Return one palette, so that colours do not flicker and what stays the same costs nothing."""
    import PIL.Image

    width, height = images[0].size
    chosen = [images[0], images[len(images) // 2], images[-1]]
    sheet = PIL.Image.new("RGB", (width, height * len(chosen)))
    for i, image in enumerate(chosen):
        sheet.paste(image, (0, i * height))
    palette = sheet.quantize(COLORS)
    colors = palette.getpalette() or []
    for i in range(0, len(colors), 3):
        if min(colors[i : i + 3]) > PAPER:
            colors[i : i + 3] = [255, 255, 255]  # the paper, which quantizing tints
    palette.putpalette(colors)
    return palette


def check_format(path: Path) -> None:
    """Raise ValueError unless a file's name ends as one of the formats."""
    if path.suffix not in FORMATS:
        raise ValueError(
            f"path: given {str(path)!r}; allowed: a name ending in .gif, .png or .html"
        )
