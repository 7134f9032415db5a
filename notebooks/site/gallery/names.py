"""A GPT of scalars: it goes on with the beginning of a name, and shows its attention."""

import matplotlib.pyplot as plt

from engine import no_grad
from nn import GPT, Adam, data, fit, next_token_loss
from viz import completion

model = GPT(width=8, heads=2, context=8, seed=0)
X, y = model.rows(name for name in data.names() if len(name) < 8)
adam = Adam(model.parameters(), lr=0.03)
settings = {"steps": 150, "batch_size": 64, "backend": "numpy", "progress": False}
fit(model, X, y, next_token_loss, optimizer=adam, **settings)
page = completion(model, "mar")

(tokens,), _ = model.rows(["maria"])
with no_grad():
    shares = [[float(share) for share in row] for row in model.shares(tokens)[0][0]]
picture = plt.figure(figsize=(4, 4)).add_subplot(title="what a head takes from each place")
picture.imshow([row + [0.0] * (6 - len(row)) for row in shares], cmap="gray_r")
picture.set(xticks=range(6), yticks=range(6), xticklabels=" maria", yticklabels=" maria")
