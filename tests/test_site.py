"""The builder of the class site, as far as it needs no other host."""

import hashlib
import json
import sys
import types
import zipfile

import nbformat
import pytest

from engine import Value
from notebooks.site import build, distribution, notebook_pages
from notebooks.site.distribution import closure, package_file
from notebooks.site.gallery import exhibits
from notebooks.site.packages import KATEX, _packed
from notebooks.site.pages import HERE, Site
from notebooks.site.synchronous import synchronous
from viz import draw
from viz.graph import in_browser

sys.path.insert(0, str(HERE / "python"))
from program import shown

# What is fetched.

CONTENT = b"a wheel"
PACKAGE = {"file_name": "some-1.0.whl", "sha256": hashlib.sha256(CONTENT).hexdigest()}


def folder(path):
    (path / "deep").mkdir()
    (path / "deep" / "some-1.0.whl").write_bytes(CONTENT)
    return path


def archive(path):
    with zipfile.ZipFile(path / "all.zip", "w") as files:
        files.writestr("pyodide/some-1.0.whl", CONTENT)
    return path / "all.zip"


@pytest.mark.parametrize("given", [folder, archive])
def test_a_package_is_taken_from_a_folder_or_an_archive(tmp_path, given):
    assert package_file(PACKAGE, given(tmp_path)) == CONTENT


def test_a_file_with_another_hash_is_not_taken(tmp_path):
    with pytest.raises(ValueError, match=r"some-1.0.whl: given SHA-256 .*; allowed: 0000"):
        package_file({**PACKAGE, "sha256": "0000"}, folder(tmp_path))


@pytest.mark.parametrize("place", ["nowhere", "."])
def test_a_package_that_is_not_there_is_named(tmp_path, place):
    with pytest.raises(FileNotFoundError, match=r"some-1.0.whl: not in "):
        package_file(PACKAGE, tmp_path / place)


def test_what_packages_depend_on_is_taken_too_each_once():
    depends = {"a": ["B"], "b": ["c", "a"], "c": [], "d": []}
    packages = {name: {"depends": others} for name, others in depends.items()}
    assert closure(packages, ["a"]) == ["a", "b", "c"]


def test_an_archive_of_npm_with_another_hash_is_not_unpacked(tmp_path, monkeypatch):
    (tmp_path / "katex.tgz").write_bytes(b"something else")
    done = types.SimpleNamespace(returncode=0, stdout="katex.tgz\n", stderr="")
    monkeypatch.setattr("notebooks.site.packages.subprocess.run", lambda *_, **__: done)
    monkeypatch.setattr("notebooks.site.packages.shutil.which", lambda name: name)
    with pytest.raises(ValueError, match=r"katex@0.16.22: given an archive with SHA-512"):
        _packed(KATEX, tmp_path)


def test_without_npm_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("notebooks.site.packages.shutil.which", lambda name: None)
    with pytest.raises(RuntimeError, match=r"found no npm to fetch katex with: .*apt install npm"):
        _packed(KATEX, tmp_path)


def test_graphviz_of_another_version_is_not_made_synchronous():
    with pytest.raises(ValueError, match=r"stands in it 0 times, not 1"):
        synchronous("async function f(){return await g('\\0asm...')}")


# What is written.


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").write_text("…")
    with pytest.raises(FileExistsError, match="which holds other files; allowed: a new folder"):
        build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_links_are_relative_wherever_a_page_is(tmp_path):
    site = Site(tmp_path)
    site.page("try/index.html", "try.html.j2", program="1 < 2")
    text = (tmp_path / "try" / "index.html").read_text("utf-8")
    assert 'href="../index.html"' in text
    assert "1 &lt; 2" in text


CELLS = [
    nbformat.v4.new_markdown_cell("# 1. A title\n\nSee [two](02_two.ipynb#x), $x^2$.\n\n$$y$$"),
    nbformat.v4.new_code_cell("# Check\nx = 1", metadata={"jupyter": {"source_hidden": True}}),
    nbformat.v4.new_code_cell(
        "f()",
        outputs=[
            nbformat.v4.new_output("stream", text="a < b\n"),
            nbformat.v4.new_output("display_data", {"image/svg+xml": "<?xml?><svg>…</svg>"}),
            nbformat.v4.new_output("error", ename="E", evalue="e", traceback=["\x1b[31mE: e"]),
        ],
    ),
]


def test_a_notebook_becomes_a_page(monkeypatch):
    asked = []

    def typeset(formulas):
        asked.extend(formulas)
        return [f"<i>{formula}</i>" for formula, _ in formulas]

    monkeypatch.setattr(notebook_pages, "typeset", typeset)
    notebook = nbformat.v4.new_notebook(cells=CELLS)
    text = notebook_pages.body(notebook)
    assert notebook_pages.title(notebook) == "1. A title"
    assert asked == [("x^2", False), ("y", True)]
    assert '<a href="02_two.html#x">' in text
    assert "<i>x^2</i>" in text
    assert "<summary>Check</summary>" in text
    assert "a &lt; b" in text
    assert "<figure><svg>" in text
    assert "E: e" in text
    assert "\x1b" not in text


def test_each_exhibit_says_what_it_shows_and_leaves_a_page_and_a_picture():
    for exhibit in exhibits():
        assert exhibit.about.endswith(".")
        assert "\npicture = " in exhibit.code
        assert "\npage = " in exhibit.code


def test_the_lock_names_packages_as_their_dependencies_are_written(monkeypatch, tmp_path):
    (tmp_path / "pyodide-lock.json").write_text('{"packages": {"Jinja2_x": {"depends": []}}}')
    monkeypatch.setattr(distribution, "fetched", lambda package: tmp_path)
    assert list(distribution.lock()["packages"]) == ["jinja2-x"]


# A student's program.

QUESTION = (
    "line 1\nRuntimeError: input() has nobody to ask in this page; "
    "write what it would answer instead\n"
)
PROGRAMS = {
    "what it prints": ("print('hello')", {"text": "hello\n", "failed": False}),
    "a last expression": ("x = 2\nx + 1", {"text": "3\n"}),
    "nothing": ("", {"text": "", "failed": False}),
    "an error": ("x = 1\n\n1 / 0", {"text": "line 3\nZeroDivisionError: division by zero\n"}),
    "an error in a function": ("def f():\n    g()\nf()", {"failed": True}),
    "a question": ("input('x')", {"text": QUESTION, "failed": True}),
    "no Python": ("for", {"failed": True}),
    "an end": ("raise SystemExit", {"failed": True}),
}


@pytest.mark.parametrize(("code", "told"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_is_told_by_what_it_prints(code, told):
    result = json.loads(shown(code))
    assert {key: result[key] for key in told} == told
    assert result["drawing"] == result["walk"] == ""


def test_a_value_at_the_end_of_a_program_is_drawn_with_its_gradients():
    result = json.loads(shown("from engine import Value\nValue(2.0, 'a') * 3"))
    assert result["text"] == ""
    assert "<svg" in result["drawing"]
    assert ">a<" in result["drawing"]
    assert result["walk"].startswith("<!doctype html>")


def test_what_one_program_names_another_does_not_know():
    shown("secret = 1")
    assert "NameError" in json.loads(shown("secret"))["text"]


# Graphviz, where no process can be started.


def test_the_graphviz_of_a_page_draws_each_graph_in_each_format(monkeypatch):
    asked = []

    def render(source, engine, formats, attributes):
        asked.append((source, engine, formats, attributes))
        return {"json0": "{}", "svg": '<text font-family="DejaVu Sans"/>'}

    module = types.SimpleNamespace(render=render)
    monkeypatch.setitem(sys.modules, "chalkgrad_graphviz", module)
    source = 'digraph { node [fontname="DejaVu Sans,Verdana,sans-serif"] }'
    drawn = in_browser.run(source, "dot", ["json0", "svg"], ["-Gdpi=72"])
    assert drawn == b'{}<text font-family="DejaVu Sans,Verdana,sans-serif"/>'
    measured = 'digraph { node [fontname="DejaVu Sans"] }'
    assert asked == [(measured, "dot", ["json0", "svg"], {"dpi": "72"})]


def test_a_page_without_graphviz_says_so():
    assert "chalkgrad_graphviz" not in sys.modules
    with pytest.raises(RuntimeError, match="found no Graphviz to draw with"):
        in_browser.run(draw(Value(1.0)).source, "dot", ["svg"])
