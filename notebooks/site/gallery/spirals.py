"""Spirals: three classes, wound around one another."""

from nn import MLP, Adam, data, fit
from viz import playground, plot_decision_boundary

X, y = data.spirals(90, noise=0.05, seed=0)
model = MLP(2, [12, 12, 3], seed=0)
adam = Adam(model.parameters(), lr=0.02)
page = playground(model, X, y, loss="cross_entropy", optimizer=adam)

fit(model, X, y, loss="cross_entropy", optimizer=adam, steps=200, backend="numpy", progress=False)
picture = plot_decision_boundary(model, X, y)
