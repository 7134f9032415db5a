"""chalkgrad's pictures: graphs and walks through them, loss curves, boundaries, training runs."""

from viz.animation import animate_training
from viz.dot import draw
from viz.plots import plot_decision_boundary, plot_loss
from viz.walk import walk

draw_dot = draw  # micrograd's name

__all__ = [
    "animate_training",
    "draw",
    "draw_dot",
    "plot_decision_boundary",
    "plot_loss",
    "walk",
]
