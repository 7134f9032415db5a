"""A sine wave: a network with one input, and the curve that it fits."""

import matplotlib.pyplot as plt

from engine import no_grad
from nn import MLP, Adam, data, fit
from viz import playground

X, y = data.sine(60, noise=0.1, seed=0)
model = MLP(1, [12, 12, 1], seed=0)
adam = Adam(model.parameters(), lr=0.02)
page = playground(model, X, y, loss="mse", optimizer=adam)

fit(model, X, y, loss="mse", optimizer=adam, steps=300, backend="numpy", progress=False)
picture = plt.figure(figsize=(6, 4)).add_subplot(xlabel="x", ylabel="y")
picture.plot(X[:, 0], y, "o", label="samples")
with no_grad():
    picture.plot(sorted(X[:, 0]), [float(model([x])) for x in sorted(X[:, 0])], label="network")
picture.legend()
