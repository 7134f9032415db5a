"""How fast the page of a walk opens and steps, in a headless Chromium."""

import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from tests.browser import ARGUMENTS, NAMES

STEP = """async () => {
  const times = [];
  for (let i = 0; i < 50; i++) {
    await new Promise((done) => requestAnimationFrame(done));
    const begun = performance.now();
    document.getElementById("forward").click();
    document.body.getBoundingClientRect(); // lays out what has changed
    times.push(performance.now() - begun);
  }
  return times;
}"""
# Milliseconds from the navigation to the first frame after the page has been built.
OPENED = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  .then(() => performance.now())"""


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def measure_page(network: str) -> dict[str, Any]:
    """Open the walk of a network such as 2-16-16-1, and step through it."""
    from playwright.sync_api import sync_playwright

    from engine import topological_order
    from tests.bench.programs import loss_of
    from viz import walk

    loss, _, _ = loss_of([int(size) for size in network.split("-")])
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "walk.html"
        walk(loss).save(path)
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page()
        page.goto(path.as_uri())
        opened = page.evaluate(OPENED) / 1e3
        steps = page.evaluate(STEP)
        browser.close()
        size = path.stat().st_size
    nodes = len(topological_order(loss))
    return {"nodes": nodes, "open": opened, "step": statistics.median(steps) / 1e3, "size": size}
