"""How fast a playground trains while it paints, in a headless Chromium."""

import tempfile
from pathlib import Path
from typing import Any

from tests.bench.pages import OPENED, chromium
from tests.bench.training import SAMPLES
from tests.browser import ARGUMENTS

SECONDS = 4
# Frames and steps of a playground that makes as many steps as fit, from its first second on.
PLAYED = f"""async () => {{
  const frame = () => new Promise(requestAnimationFrame);
  chalkgrad.play();
  let [now, frames] = [await frame(), 0];
  const warm = now + 1000;
  while (now < warm) now = await frame();
  const [begun, before] = [now, chalkgrad.state().step];
  for (; now - begun < {SECONDS * 1000}; frames++) now = await frame();
  const steps = chalkgrad.state().step - before;
  chalkgrad.pause();
  return {{ "steps a frame": steps / frames, "frames a second": (1000 * frames) / (now - begun) }};
}}"""


def measure_playing(what: str) -> dict[str, Any]:
    """Open the playground of a network such as "2-16-16-1", and let it play."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "playground.html"
        path.write_text(playground_of([int(size) for size in what.split("-")]), "utf-8")
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(path.as_uri())
        opened = page.evaluate(OPENED) / 1e3
        page.locator("#speed").select_option("as many as fit")
        played: dict[str, Any] = page.evaluate(PLAYED)
        browser.close()
        size = path.stat().st_size
    return {"size": size, "open": opened, **played}


def playground_of(sizes: list[int]) -> str:
    from nn import MLP, SGD
    from nn.data import moons
    from viz import playground

    model = MLP(sizes[0], sizes[1:], seed=0)
    optimizer = SGD(model.parameters(), lr=0.05, momentum=0.9)
    X, y = moons(SAMPLES, seed=0)
    return playground(model, X, y, optimizer=optimizer, test=moons(SAMPLES // 2, seed=1)).page()
