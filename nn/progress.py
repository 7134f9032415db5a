"""The progress bar of `fit`."""

import sys
import warnings
from collections.abc import Iterator
from typing import Any, TextIO

from nn.run import Run, Seen

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # in Jupyter without ipywidgets tqdm warns and draws a text bar
    from tqdm.auto import tqdm

__all__ = ["shown"]

REDRAW = 0.05  # seconds; a bar costs more than a step


def shown(run: Run) -> Iterator[Seen]:
    """Yield the steps of a run, and show a bar meanwhile."""
    seen, due = None, 0.0
    with tqdm(total=run.steps, unit="step", file=_file()) as bar:
        try:
            for seen in run:
                if seen.seconds >= due:
                    due = seen.seconds + REDRAW
                    _advance(bar, seen)
                yield seen
            if seen is not None:
                _advance(bar, seen)
        except KeyboardInterrupt:
            bar.set_postfix_str("stopped by Ctrl-C")
            raise


def _file() -> TextIO:
    """Return where the bar stands: a notebook sets all of stderr on red."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return sys.stdout if hasattr(shell, "kernel") else sys.stderr


def _advance(bar: Any, seen: Seen) -> None:
    bar.set_postfix_str(_summary(seen), refresh=False)
    bar.update(seen.step - bar.n)


def _summary(seen: Seen) -> str:
    accuracy = "" if seen.accuracy is None else f", accuracy {seen.accuracy:.3f}"
    return f"loss {seen.loss:.4f}{accuracy}"
