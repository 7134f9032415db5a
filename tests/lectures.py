"""The lectures: run one from a clean kernel, store its outputs and its cover.

python -m tests.lectures                                 all of them
python -m tests.lectures notebooks/01_derivatives.ipynb  one
"""

import base64
import re
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbmake.nb_run import NotebookRun

ROOT = Path(__file__).parent.parent
LECTURES = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECONDS_OF_A_CELL = 180  # so many mean that it hangs; a busy machine loads PyTorch slowly
SVG = "image/svg+xml"
PYTORCH = "# PyTorch"  # how a cell begins that is left out where PyTorch is not installed

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


# What is no English in Markdown.
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+?\$", re.DOTALL)


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def markdown(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def tagged(notebook: NotebookNode, tag: str) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def is_run(cell: NotebookNode) -> bool:
    """Whether a cell is run here: the cells of PyTorch are only where it is installed."""
    return find_spec("torch") is not None or not cell.source.startswith(PYTORCH)


def is_compared(cell: NotebookNode) -> bool:
    """Whether a cell prints here what is stored."""
    return is_run(cell) and "timing" not in cell.metadata.get("tags", [])


def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run a notebook in a folder, from a clean kernel. Raises RuntimeError if a cell fails."""
    path = folder / "lecture.ipynb"
    nbformat.write(notebook, path)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(ROOT))  # the kernel imports this checkout
        environment.setenv("SOURCE_DATE_EPOCH", "0")  # matplotlib writes no date of today
        result = NotebookRun(path, SECONDS_OF_A_CELL).execute()
    if result.error is not None:
        raise RuntimeError(result.error.trace)
    for cell in code_cells(result.nb):
        cell.outputs = joined(cell.outputs)
    return result.nb


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join what was printed in a row: where a kernel cuts a stream depends on the time."""
    rows: list[NotebookNode] = []
    for output in outputs:
        if rows and output.output_type == "stream" and rows[-1].get("name") == output.name:
            rows[-1].text += output.text
        else:
            rows.append(output)
    return rows


def spoken(cell: NotebookNode) -> str:
    """Return what a cell printed and the text of what it shows; pictures are told by their kind."""
    return "\n".join(_spoken(output) for output in cell.get("outputs", []))


def _spoken(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return output.text
    data = output.get("data", {})
    return f"{data.get('text/plain', '')} {sorted(data)}"


def cover(notebook: NotebookNode) -> tuple[str, bytes]:
    """Return the kind and the content of the picture that the cell tagged "cover" shows."""
    (cell,) = tagged(notebook, "cover")
    (data,) = (output.data for output in cell.outputs if "data" in output)
    if SVG in data:
        return "svg", data[SVG].encode("utf-8")
    return "png", base64.b64decode(data["image/png"])


def store(path: Path) -> float:
    """Run a lecture, write its outputs into the file and its cover beside it; return the seconds.

    A cover is notebooks/pictures/01_derivatives.svg or .png.
    """
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        done = run(read(path), Path(folder))
    seconds = time.perf_counter() - start
    done.metadata = nbformat.from_dict(METADATA)
    for cell in done.cells:
        cell.metadata.pop("execution", None)  # the times of this run
    kind, picture = cover(done)  # fails where a package is missing, before anything is written
    nbformat.write(done, path)
    (path.parent / "pictures" / f"{path.stem}.{kind}").write_bytes(picture)
    return seconds


def main(paths: list[str]) -> None:
    for path in [Path(path) for path in paths] or LECTURES:
        seconds = store(path)
        print(f"{path.name}  {seconds:.1f} s  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
