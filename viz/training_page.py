"""The page of a training run."""

from viz.recording import Recording


def page(recording: Recording) -> str:
    """Return the page."""
    return ""
