"""What is looked at in a site that was built: links, pages, a program, lectures that run."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.lectures import LECTURES, code_cells, joined, read, spoken
from tests.site.lectures_in_browser import run
from tests.site.serving import opened

__all__ = ["dead_links", "faults_of_a_lecture", "faults_of_pages", "faults_of_programs"]

SCRIPT = re.compile(r"<script.*?</script>|srcdoc='[^']*'", re.DOTALL)
LINK = re.compile(r'<\w+[^<>]*\b(?:href|src)="([^"#?]*)[^"]*"')
ELSEWHERE = ("http:", "https:", "data:", "mailto:", "javascript:")
OWN = ("index.html", "lectures", "gallery", "try")
SERIOUS = ("serious", "critical")


def pages(folder: Path) -> list[Path]:
    """Return the pages that this project's templates make, and the live ones."""
    found = [folder / "index.html"]
    for name in OWN[1:]:
        found += sorted((folder / name).rglob("*.html"))
    return found


def dead_links(folder: Path) -> Iterator[str]:
    """Tell of each link to a file that is not there; the code of live pages is no link."""
    for page in [*pages(folder), *sorted((folder / "reference").rglob("*.html"))]:
        text = re.sub(
            r"<script.*?</script>|srcdoc='[^']*'", "", page.read_text("utf-8"), flags=re.S
        )
        for link in set(LINK.findall(text)) - {""}:
            if link.startswith(ELSEWHERE):
                continue
            target = page.parent / unquote(urlsplit(link).path)
            if not target.exists():
                yield f"{page.relative_to(folder)}: {link} leads nowhere"


def faults_of_pages(browser: Browser, base: str, folder: Path) -> Iterator[str]:
    """Open every page, and look at those of the templates with axe, light and dark."""
    axe = Axe()
    for path in pages(folder):
        address = path.relative_to(folder).as_posix()
        with opened(browser, base, address) as visit:
            yield from (f"{address}: {text}" for text in visit.complaints)
            yield from (f"{address} asks {url}" for url in visit.elsewhere)
            if "main" not in visit.page.content():
                continue
            for scheme in ("light", "dark"):
                visit.page.emulate_media(color_scheme=scheme)
                found = axe.run(visit.page, options={"iframes": False}).response["violations"]
                for one in found:
                    if one["impact"] in SERIOUS:
                        where = one["nodes"][0]["target"]
                        yield f"{address}, {scheme}: {one['id']} at {where}"
            visit.page.set_viewport_size({"width": 390, "height": 800})
            wide = "document.documentElement.scrollWidth - innerWidth"
            if visit.page.evaluate(wide) > 0:
                yield f"{address} scrolls sideways at 390 px"


PROGRAMS = {
    "from engine import Value\nValue(2.0, 'a') * 3": "#drawing svg",
    "print('hello')": "text=hello",
    "1 / 0": "text=ZeroDivisionError",
}


def faults_of_programs(browser: Browser, base: str) -> Iterator[str]:
    """Run programs on the page for them, by the addresses that carry them."""
    for program, shown in PROGRAMS.items():
        with opened(browser, base, "try/index.html") as visit:
            visit.page.evaluate("program => ace.edit('editor').setValue(program, -1)", program)
            try:
                visit.page.wait_for_selector(shown, timeout=90_000)
            except Exception as error:
                yield f"try it, {program!r}: {error}"
            yield from (f"try it: {text}" for text in (*visit.complaints, *visit.elsewhere))


def is_of_fonts(output: Any) -> bool:
    """Tell whether matplotlib says that it looks for fonts, as it does in each new browser."""
    return bool(output.get("text", "").startswith("Matplotlib is building the font cache"))


def faults_of_a_lecture(browser: Browser, base: str, name: str) -> Iterator[str]:
    """Run a lecture in the browser; tell of cells that fail, or say what is not stored."""
    (path,) = [path for path in LECTURES if path.stem.startswith(name)]
    done = run(browser, base, path.stem)
    times = f"{done.first:.1f} s to the first cell, {done.all:.1f} s in all"
    print(f"{path.stem}: {times}, {done.bytes / 1e6:.1f} MB")
    yield from (f"{name} asks {url}" for url in done.elsewhere)
    for stored, ran in zip(code_cells(read(path)), code_cells(done.notebook), strict=True):
        errors = [output for output in ran.outputs if output.output_type == "error"]
        yield from (f"{name}: {error.ename}: {error.evalue}" for error in errors)
        ran.outputs = joined(output for output in ran.outputs if not is_of_fonts(output))
        is_timing = "timing" in stored.metadata.get("tags", [])
        if not errors and not is_timing and spoken(stored) != spoken(ran):
            yield f"{name}: {stored.source[:60]!r}\n  {spoken(stored)!r}\n  {spoken(ran)!r}"
