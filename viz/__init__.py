"""chalkgrad's pictures: graphs, walks through them, loss curves, decision boundaries."""

from viz.dot import draw
from viz.plots import plot_decision_boundary, plot_loss
from viz.walk import walk

draw_dot = draw  # micrograd's name

__all__ = ["draw", "draw_dot", "plot_decision_boundary", "plot_loss", "walk"]
