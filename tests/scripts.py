"""The machine of pages in the two places where JavaScript runs: in Chromium, and in Node."""

import base64
import json
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engine.extend import page_program
from engine.program.pages import SCRIPT
from tests.node import node_or_skip
from viz.web import build_page

# Numbers go to and fro as their bits, for JSON has no nan and no -0.
ANSWER = """
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const numbers = (text) => new Float64Array(bytes(text).buffer);
const text = (given) => btoa(Array.from(new Uint8Array(Float64Array.from(given).buffer),
  (byte) => String.fromCharCode(byte)).join(""));
const answer = ({ program, params, rows, n }) => {
  const machine = new Machine(program);
  const how = program.columns ? "columns" : "run";
  const found = machine[how](numbers(params), numbers(rows), n);
  return { numbers: text(found), fault: machine.fault };
};
"""
IN_NODE = f"""
import {{ createInterface }} from "readline";
import {{ Machine }} from "./machine.js";
{ANSWER}
for await (const line of createInterface({{ input: process.stdin }})) {{
  console.log(JSON.stringify(answer(JSON.parse(line))));
}}
"""
IN_PAGE = f"""import {{ Machine }} from "./machine.js";
{ANSWER}
Object.assign(globalThis, {{ Machine, answer }});
"""

Ask = Callable[[dict[str, Any]], dict[str, Any]]


def encoded(numbers: Sequence[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(numbers)}d", *numbers)).decode("ascii")


def decoded(text: str) -> list[float]:
    return [number for (number,) in struct.iter_unpack("<d", base64.b64decode(text))]


class Script:
    """Runs programs on machine.js."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def __call__(
        self,
        program: Any,
        rows: Sequence[Sequence[float]],
        params: Sequence[float] = (),
        *,
        averaged: bool = True,
    ) -> tuple[list[float], str]:
        """Return the answers, and what the machine says of them."""
        job = {
            "program": json.loads(
                json.dumps(page_program(program, averaged=averaged), allow_nan=False)
            ),
            "params": encoded(params),
            "rows": encoded([number for row in rows for number in row]),
            "n": len(rows),
        }
        answer = self.ask(job)
        return decoded(answer["numbers"]), answer["fault"]


def copy_machine(folder: Path) -> None:
    for path in SCRIPT.parent.glob("*.js"):
        shutil.copy(path, folder)


def page_of_the_machine(folder: Path) -> str:
    """Return the text of a page that holds the machine, with `Machine` and `answer` to ask it."""
    for name in ("body.html", "style.css"):
        (folder / name).write_text("", "utf-8")
    copy_machine(folder)
    (folder / "main.js").write_text(IN_PAGE, "utf-8")
    return build_page(folder, "machine", {})


@contextmanager
def in_chromium(browser: Any, folder: Path) -> Iterator[Script]:
    page = browser.new_page()
    path = folder / "page.html"
    path.write_text(page_of_the_machine(folder), "utf-8")
    page.goto(path.as_uri())
    yield Script(lambda job: page.evaluate("(job) => answer(job)", job))
    page.close()


@contextmanager
def in_node(folder: Path) -> Iterator[Script]:
    path = node_or_skip()
    copy_machine(folder)
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    (folder / "main.mjs").write_text(IN_NODE, "utf-8")
    with subprocess.Popen(
        [path, "main.mjs"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def ask(job: dict[str, Any]) -> Any:
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield Script(ask)
        process.stdin.close()
