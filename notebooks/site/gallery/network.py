"""A network 2-4-1 and its loss, folded by neuron; click a box to look inside."""

from engine import Value
from nn import MLP, hinge
from viz import draw, walk

model = MLP(2, [4, 1], seed=1)
x = [Value(0.5, "x0", requires_grad=False), Value(-1.0, "x1", requires_grad=False)]
loss = hinge(model(x), 1)
loss.label = "loss"
loss.backward()

folded = {"names": model.named_parameters(), "collapse": "neuron"}
picture = draw(loss, **folded)
page = walk(loss, **folded)
