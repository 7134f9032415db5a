"""chalkgrad's pictures: graphs, loss curves, decision boundaries."""

from viz.dot import draw
from viz.plots import plot_decision_boundary, plot_loss

draw_dot = draw  # micrograd's name

__all__ = ["draw", "draw_dot", "plot_decision_boundary", "plot_loss"]
