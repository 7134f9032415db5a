"""A lecture run from top to bottom in JupyterLite."""

import time
from typing import Any, NamedTuple

import nbformat
from playwright.sync_api import Browser

from tests.site.serving import opened

__all__ = ["Run", "run"]

SECONDS = 900  # for a lecture, on a busy machine
NOTEBOOK = "window.jupyterapp?.shell?.currentWidget?.content?.model"
READY = "window.jupyterapp.shell.currentWidget.sessionContext.ready.then(() => true)"
BEGIN = """() => {
  const { commands } = window.jupyterapp;
  window.ended = false;
  commands.execute("notebook:clear-all-cell-outputs")
    .then(() => commands.execute("notebook:run-all-cells"))
    .then(() => (window.ended = true), () => (window.ended = true));
}"""
CELLS = "window.jupyterapp.shell.currentWidget.content.model.toJSON()"
COUNT = f"() => {CELLS}.cells.filter((cell) => cell.execution_count).length"
MODEL = f"() => JSON.stringify({CELLS})"


class Run(NamedTuple):
    """A lecture as it ended, after how many seconds its first cell and all were done, and bytes."""

    notebook: Any
    first: float
    all: float
    bytes: int
    elsewhere: list[str]


def run(browser: Browser, base: str, lecture: str) -> Run:
    """Run a lecture by its name, such as 01_derivatives."""
    start = time.perf_counter()
    with opened(browser, base, f"lite/notebooks/index.html?path={lecture}.ipynb") as visit:
        page = visit.page
        page.wait_for_function(NOTEBOOK, timeout=180_000)
        page.evaluate(READY)
        page.evaluate(BEGIN)
        first = 0.0
        while not page.evaluate("window.ended"):
            if not first and page.evaluate(COUNT):
                first = time.perf_counter() - start
            if time.perf_counter() - start > SECONDS:
                raise TimeoutError(f"{lecture}: not done after {SECONDS} s")
            page.wait_for_timeout(250)
        took = time.perf_counter() - start
        page.wait_for_timeout(1000)
        notebook = nbformat.reads(page.evaluate(MODEL), as_version=4)
        return Run(notebook, first or took, took, visit.bytes, visit.elsewhere)
