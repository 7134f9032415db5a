"""Handwriting: a pad on which you draw a digit, and the network answers."""

import matplotlib.pyplot as plt

from nn import MLP, Adam, data, fit
from viz import drawing_pad

X, y = data.digits()
model = MLP(64, [32, 10], "relu", seed=0)
adam = Adam(model.parameters(), lr=0.02)
settings = {"steps": 150, "batch_size": 128, "backend": "numpy", "progress": False}
fit(model, X, y, loss="cross_entropy", optimizer=adam, **settings)
page = drawing_pad(model, X, y)

picture = plt.figure(figsize=(4, 4)).add_subplot(title=f"a {y[3]}")
picture.imshow(X[3].reshape(8, 8), cmap="gray_r", interpolation="none")
