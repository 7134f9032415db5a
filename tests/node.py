"""Node.js, which runs the scripts of pages where Chromium would take longer."""

import os
import shutil

import pytest

__all__ = ["node_or_skip"]


def node_or_skip() -> str:
    """Return the path of Node; without it a test is skipped, or fails with CI set."""
    path = shutil.which("node")
    if path is None and "CI" in os.environ:
        pytest.fail("found no node, and with CI set the scripts must be tested")
    return path or pytest.skip("there is no Node; Chromium runs the same scripts")
