"""Formulas: TeX set by KaTeX while the site is built, so that no page needs a script for it."""

import json
import shutil
import subprocess
from collections.abc import Sequence

from .packages import KATEX, fetched
from .pages import Site

__all__ = ["typeset", "write_fonts"]

# Reads [[formula, is_display], …] and writes the HTML of each.
PROGRAM = """
const katex = require("katex");
const formulas = JSON.parse(require("fs").readFileSync(0, "utf-8"));
const set = ([tex, displayMode]) => katex.renderToString(tex, { displayMode, strict: "error" });
process.stdout.write(JSON.stringify(formulas.map(set)));
"""


def typeset(formulas: Sequence[tuple[str, bool]]) -> list[str]:
    """Return the HTML of formulas, each with whether it stands alone; MathML for who hears it.

    Raises ValueError for one that KaTeX cannot read, RuntimeError where there is no Node.js.
    """
    node = shutil.which("node") or shutil.which("nodejs")
    if not node:
        raise RuntimeError("found no Node.js to set formulas with: https://nodejs.org")
    script = PROGRAM.replace('"katex"', json.dumps(str(fetched(KATEX) / "dist" / "katex.js")))
    done = subprocess.run(
        [node, "-e", script],
        input=json.dumps(formulas),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise ValueError(f"KaTeX cannot read a formula: {done.stderr.strip()[-500:]}")
    return list(json.loads(done.stdout))


def write_fonts(site: Site) -> None:
    """Write the style of formulas and its fonts, in the format that every browser reads."""
    files = fetched(KATEX) / "dist"
    site.write("katex/katex.css", (files / "katex.min.css").read_bytes())
    for font in (files / "fonts").glob("*.woff2"):
        site.write(f"katex/fonts/{font.name}", font.read_bytes())
