"""Tests that need PyTorch; collected only where it can be imported."""
