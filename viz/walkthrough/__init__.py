"""Walks: backpropagation step by step on a graph of your own, as a page or a GIF."""
