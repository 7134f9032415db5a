"""A sine wave: a network with one input, and the curve that it fits."""

from nn import MLP, Adam, data, fit, predictor
from viz import playground, plot_loss

X, y = data.sine(60, noise=0.1, seed=0)
model = MLP(1, [12, 12, 1], seed=0)
adam = Adam(model.parameters(), lr=0.02)
page = playground(model, X, y, loss="mse", optimizer=adam)

history = fit(model, X, y, loss="mse", optimizer=adam, steps=300, backend="numpy", progress=False)
picture = plot_loss(history)
