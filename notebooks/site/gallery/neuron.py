"""A neuron: a weighted sum of its inputs, through tanh."""

from engine import Value
from viz import draw, walk

x1, x2 = Value(2.0, "x1"), Value(0.0, "x2")
w1, w2 = Value(-3.0, "w1"), Value(1.0, "w2")
b = Value(6.8813735870195432, "b")

o = (x1 * w1 + x2 * w2 + b).tanh()
o.label = "o"
o.backward()

weights = {"w1": w1, "w2": w2, "b": b}
picture = draw(o, names=weights, edge_gradients=True)
page = walk(o, names=weights)
