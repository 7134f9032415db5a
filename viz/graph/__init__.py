"""Drawings of graphs: what stands in a box, which boxes fold, and how Graphviz draws them."""
