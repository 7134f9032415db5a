"""chalkgrad's pictures: graphs and walks through them, loss curves, boundaries, training runs."""

from viz.graph.drawing import draw
from viz.notebook import load_ipython_extension, unload_ipython_extension
from viz.training.animation import animate_training
from viz.training.plots import plot_decision_boundary, plot_loss
from viz.walkthrough.walking import walk

draw_dot = draw  # micrograd's name

__all__ = [
    "animate_training",
    "draw",
    "draw_dot",
    "load_ipython_extension",
    "plot_decision_boundary",
    "plot_loss",
    "unload_ipython_extension",
    "walk",
]
