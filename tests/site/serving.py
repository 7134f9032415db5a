"""A plain static server on this machine, and a browser that reaches nothing else."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

__all__ = ["Visit", "opened", "served"]

TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm"}


class _Server(http.server.SimpleHTTPRequestHandler):
    def guess_type(self, path: Any) -> str:
        """Return the type of a file, also of those that Python knows on some machines only."""
        return TYPES.get(Path(path).suffix) or super().guess_type(path)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; yield its address, which ends in a path, for a site works at any."""
    handler = functools.partial(_Server, directory=str(folder.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/{folder.name}"
        finally:
            server.shutdown()


class Visit:
    """A page, with what it complained of, what it asked other hosts for, and what it fetched."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.bytes = 0
        page.context.route("**/*", self._route)
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._count)

    def _route(self, route: Route) -> None:
        if route.request.url.startswith((self.base, "data:", "blob:")):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def _count(self, response: Any) -> None:
        self.bytes += int(response.headers.get("content-length", 0))


@contextmanager
def opened(browser: Browser, base: str, address: str, **options: Any) -> Iterator[Visit]:
    """Open a page of the site in a profile of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, **options)
    try:
        visit = Visit(context.new_page(), base)
        visit.page.goto(f"{base}/{address}")
        yield visit
    finally:
        context.close()
