"""Two moons: a network 2-8-8-1 that trains in the page."""

from nn import MLP, data, fit
from viz import playground, plot_decision_boundary

X, y = data.moons(100, noise=0.1, seed=0)
model = MLP(2, [8, 8, 1], seed=0)
page = playground(model, X, y)

fit(model, X, y, steps=200, backend="numpy", progress=False)
picture = plot_decision_boundary(model, X, y)
