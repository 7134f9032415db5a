"""How fast the page of a walk opens and steps, in a headless Chromium."""

import math
import shutil
import statistics
import tempfile
import time
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
# Frames come as fast as they can. Something is done in each, so the time from one to the next is
# what it takes to compute and paint it; a single act would wait for the beat of the screen as well.
UNLIMITED = ["--disable-frame-rate-limit", "--disable-gpu-vsync"]
FRAMES = """async (act) => {
  const times = [], slider = document.querySelector(".leaf-row input[type=range]");
  const drag = (i) => {
    slider.value = Number(slider.min) + (0.2 + 0.005 * i) * (slider.max - slider.min);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const acts = { step: () => document.getElementById("forward").click(), drag };
  let before = await new Promise(requestAnimationFrame);
  for (let i = 0; i < 100; i++) {
    acts[act](i);
    await new Promise(requestAnimationFrame);
    times.push(performance.now() - before);
    before += times.at(-1);
  }
  return times;
}"""
PLACES = {  # at which a number is changed
    "begin": "chalkgrad.go(0)",
    "half": "chalkgrad.go(Math.floor(document.getElementById('slider').max / 2))",
    "end": "chalkgrad.go(Number(document.getElementById('slider').max))",
    "fit": "document.querySelector('[title=\"Fit the graph\"]').click()",
}
# Each folded box in turn; the one that is unfolded is not among them, and those after it move up.
UNFOLD = """async () => {
  const times = [];
  const folded = () => document.querySelectorAll(".node.group");
  const count = folded().length;
  for (let i = 0; i < count; i++) {
    await new Promise((done) => requestAnimationFrame(done));
    const box = folded()[Math.max(0, i - 1)];
    const begun = performance.now();
    box.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    document.body.getBoundingClientRect();
    times.push(performance.now() - begun);
  }
  return times;
}"""
# Milliseconds from the navigation to the first frame after the page has been built.
OPENED = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  .then(() => performance.now())"""


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def measure_page(what: str) -> dict[str, Any]:
    """Open the walk of a network such as "2-16-16-1" or "2-16-16-1 neuron", and step through it."""
    from playwright.sync_api import sync_playwright

    from engine import topological_order
    from tests.graphs import network
    from viz import walk

    sizes, _, collapse = what.partition(" ")
    loss, names = network([int(size) for size in sizes.split("-")[1:]])
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "walk.html"
        start = time.perf_counter()
        walk(loss, names=names, collapse=collapse or None).save(path)
        built = time.perf_counter() - start
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS + UNLIMITED)
        page = browser.new_page()
        page.goto(path.as_uri())
        opened = page.evaluate(OPENED) / 1e3
        steps = page.evaluate(STEP)
        painted = page.evaluate(FRAMES, "step")
        changed = {}
        for place, go in PLACES.items():
            page.evaluate(go)
            changed[place] = statistics.median(page.evaluate(FRAMES, "drag")) / 1e3
        unfolded = page.evaluate(UNFOLD) if collapse else [math.nan]
        browser.close()
        size = path.stat().st_size
    return {
        "nodes": len(topological_order(loss)),
        "size": size,
        "build": built,
        "open": opened,
        "step": statistics.median(steps) / 1e3,
        "paint": statistics.median(painted) / 1e3,
        **changed,
        "unfold": statistics.median(unfolded) / 1e3,
    }
