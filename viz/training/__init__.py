"""Training runs: curves, boundaries, and a run to watch as a page or a GIF."""
