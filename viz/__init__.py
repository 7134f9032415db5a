"""chalkgrad's pictures: graphs, loss curves, decision boundaries, training to watch."""

from viz.animation import animate_training
from viz.dot import draw
from viz.plots import plot_decision_boundary, plot_loss

draw_dot = draw  # micrograd's name

__all__ = ["animate_training", "draw", "draw_dot", "plot_decision_boundary", "plot_loss"]
