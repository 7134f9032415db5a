"""A number that is used twice: its gradient is the sum of two contributions."""

from engine import Value
from viz import draw, walk

a = Value(3.0, "a")
b = a + a
b.label = "b"
b.backward()

picture = draw(b, edge_gradients=True)
page = walk(b, compare=True)
