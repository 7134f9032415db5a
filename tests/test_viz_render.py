"""Pictures without a `dot` program: formats, fonts, engines, errors, and a quiet stderr."""

import gzip
import hashlib
import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

import graphviz
import pytest

from engine import Value
from nn import MLP, hinge
from viz import draw
from viz.graph import process
from viz.graph.rendering import Drawing

ROOT = Path(__file__).resolve().parents[1]
SIGNATURES = {"svg": b"<?xml", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-"}
REMEDIES = {
    "no_library": "`pip install pygraphviz` brings its libraries",
    "broken_library": "pygraphviz is installed, and cannot be loaded: libcgraph.so.6 is missing. "
    "On Debian and Ubuntu `apt install libglib2.0-0 libx11-6 libxext6 libxrender1` brings ",
}


def neuron():
    w, b = Value(-3.0, "w"), Value(6.88, "b")
    root = (w * Value(2.0, "x", requires_grad=False) + b).tanh()
    root.backward()
    return draw(root, names=[("unit.w", w), ("unit.b", b)], edge_gradients=True)


@pytest.fixture(scope="module")
def drawing():
    return neuron()


@pytest.fixture(scope="module")
def unlabelled():
    """Return a drawing that is laid out once: no edge has a label to be placed."""
    return draw(Value(-3.0, "w") * 2.0)


@pytest.fixture(scope="module")
def svg(drawing):
    return drawing.pipe("svg")


@pytest.fixture
def no_program(monkeypatch):
    monkeypatch.setenv("PATH", "")


@pytest.fixture
def no_library(monkeypatch):
    monkeypatch.setattr(process, "find_spec", lambda n: None if n == "pygraphviz" else find_spec(n))


def size_of(png):
    return struct.unpack(">II", png[16:24])


# Formats. No test but those of a `dot` program needs one: an empty PATH proves it.


@pytest.mark.parametrize("format", SIGNATURES)
def test_pipe_gives_the_bytes_of_the_format(drawing, format, no_program):
    assert drawing.pipe(format=format).startswith(SIGNATURES[format])


def test_pipe_gives_text_if_an_encoding_is_given(drawing, svg, no_program):
    text = drawing.pipe("svg", encoding="utf-8")
    assert "−3" in text
    assert text == svg.decode("utf-8")


def test_the_format_given_to_draw_counts_where_none_is_given_later(tmp_path, no_program):
    drawing = draw(Value(1.0), format="png")
    assert drawing.pipe().startswith(SIGNATURES["png"])
    assert draw(Value(1.0)).pipe().startswith(SIGNATURES["svg"])
    rendered = Path(drawing.render(tmp_path / "a"))
    assert rendered.name == "a.png"
    assert rendered.read_bytes().startswith(SIGNATURES["png"])


def test_formats_beyond_the_three_work_too(drawing):
    assert gzip.decompress(drawing.pipe("svgz")).startswith(SIGNATURES["svg"])
    assert b"pos=" in drawing.pipe("dot")


def test_an_engine_may_be_given(drawing, svg):
    picture = drawing.pipe("svg", engine="neato")
    assert picture.startswith(SIGNATURES["svg"])
    assert picture != svg


def test_a_notebook_shows_the_svg(drawing, svg, no_program):
    assert drawing._repr_mimebundle_() == {"image/svg+xml": svg.decode("utf-8")}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"format": "docx"}, "format: given 'docx'; allowed: .*pdf.*png.*svg"),
        ({"format": "svg", "engine": "maze"}, "engine: given 'maze'; allowed: .*dot.*neato"),
    ],
    ids=["format", "engine"],
)
def test_an_unknown_format_or_engine_is_refused_with_the_allowed_ones(drawing, given, words):
    with pytest.raises(ValueError, match=words):
        drawing.pipe(**given)


# The size of a PNG.


@pytest.mark.parametrize(
    ("settings", "dpi"), [({"dpi": 72}, 72), ({}, 144), ({"dpi": 216}, 216)], ids=repr
)
def test_a_png_is_as_large_as_the_svg_says_times_dpi(drawing, svg, settings, dpi):
    size = [ET.fromstring(svg).get(side).removesuffix("pt") for side in ("width", "height")]
    expected = [float(points) * dpi / 72.0 for points in size]
    assert size_of(drawing.pipe("png", **settings)) == pytest.approx(expected, abs=3)


def test_a_huge_png_is_scaled_down_and_an_svg_is_not():
    root = Value(0.0, "x")
    for _ in range(60):
        root = root.tanh()
    drawing = draw(root)
    width, height = size_of(drawing.pipe("png"))
    assert 3000 < width <= 3168  # 22 inches at 144 dpi
    assert 0 < height < 100
    assert float(ET.fromstring(drawing.pipe("svg")).get("width").removesuffix("pt")) > 3168


# Files.


RENDERED = [
    ({"filename": "a"}, "a.svg", "a"),
    ({"filename": "a.gv", "format": "pdf"}, "a.gv.pdf", "a.gv"),
    ({"filename": "a", "directory": "sub"}, "sub/a.svg", "sub/a"),
    ({"filename": "a", "cleanup": True}, "a.svg", None),
    ({"outfile": "a.png"}, "a.png", "a.gv"),
    ({"outfile": Path("sub") / "a.pdf"}, "sub/a.pdf", "sub/a.gv"),
    ({"outfile": "a.png", "cleanup": True}, "a.png", None),
    ({"outfile": "a.b", "format": "png"}, "a.b", "a.gv"),
    ({"outfile": "a"}, "a", "a.gv"),
    ({"outfile": "a.svg", "filename": "b.dot"}, "a.svg", "b.dot"),
    ({}, "Drawing.gv.svg", "Drawing.gv"),
    ({"outfile": "A.PDF"}, "A.PDF", "A.gv"),
    ({"outfile": "A.GV", "format": "png"}, "A.GV", "A.GV.gv"),
    ({"filename": "a", "format": "PNG"}, "a.png", "a"),
    ({"filename": "a.svg"}, "a.svg", "a.gv"),
    ({"filename": "A.PNG", "directory": "b"}, "b/A.PNG", "b/A.gv"),
    ({"filename": "a.pdf", "format": "PDF", "cleanup": True}, "a.pdf", None),
]


@pytest.mark.parametrize(
    ("arguments", "picture", "source"),
    RENDERED,
    ids=[" ".join(f"{k}={v}" for k, v in arguments.items()) for arguments, *_ in RENDERED],
)
def test_render_writes_picture_and_text(
    arguments, picture, source, tmp_path, monkeypatch, no_program
):
    monkeypatch.chdir(tmp_path)
    drawing = draw(Value(1.0, "a"))
    assert Path(drawing.render(**arguments)) == Path(picture)
    format = next((f for f in ("png", "pdf") if f in f"{arguments}".lower()), "svg")
    assert Path(picture).read_bytes().startswith(SIGNATURES[format])
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {picture, source} - {None}
    if source:
        assert Path(source).read_text(encoding="utf-8") == drawing.source


def test_render_never_puts_text_and_picture_into_one_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rendered = draw(Value(1.0, "a")).render(outfile="a.gv", cleanup=True)
    assert "pos=" in Path(rendered).read_text(encoding="utf-8")


@pytest.mark.parametrize("names", [{"outfile": "a.svg"}, {"filename": "a.gv"}], ids=str)
def test_cleanup_leaves_a_file_alone_that_has_the_name_of_the_text(names, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.gv").write_text("of somebody else")
    rendered = draw(Value(1.0, "a")).render(**names, cleanup=True)
    assert Path("a.gv").read_text() == "of somebody else"
    assert {path.name for path in tmp_path.iterdir()} == {"a.gv", rendered}


@pytest.mark.parametrize("name", ["a.gv", "a.dot", "a.txt", "a", "a.b.gv"])
def test_save_writes_text_into_what_is_no_picture(name, tmp_path):
    drawing = draw(Value(1.0, "a"))
    assert Path(drawing.save(name, tmp_path)) == tmp_path / name
    assert (tmp_path / name).read_text(encoding="utf-8") == drawing.source
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.svg", "A.SVG", "b/a.png", "a.pdf", "a.jpg", "a.jpeg", "a.gif"])
def test_save_writes_the_picture_that_its_name_says(name, tmp_path):
    drawing = draw(Value(1.0, "a"))
    path = tmp_path / name
    assert drawing.save(path) == str(path)
    starts = {**SIGNATURES, "jpg": b"\xff\xd8", "jpeg": b"\xff\xd8", "gif": b"GIF8"}
    assert path.read_bytes().startswith(starts[path.suffix[1:].lower()])
    assert [path.name for path in path.parent.iterdir()] == [path.name]
    path.write_text("kept")
    assert drawing.save(path.name, path.parent, skip_existing=True) == str(path)
    assert path.read_text() == "kept"


def test_a_name_of_one_picture_and_the_format_of_another_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"a.svg' with format 'png'.*write render\('.*a', format="):
        draw(Value(1.0)).render(tmp_path / "a.svg", format="png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", ["SVG", "Png", "PDF"])
def test_a_format_may_be_given_in_capitals(format, drawing, no_program):
    assert drawing.pipe(format).startswith(SIGNATURES[format.lower()])
    of_the_drawing = draw(Value(1.0), format=format)
    assert of_the_drawing.pipe().startswith(SIGNATURES[format.lower()])


def test_nothing_is_written_for_an_unknown_format(tmp_path):
    with pytest.raises(ValueError, match="docx"):
        draw(Value(1.0)).render(outfile=tmp_path / "a.docx")
    assert list(tmp_path.iterdir()) == []


def test_render_opens_the_picture_only_if_told(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(graphviz, "view", lambda path, quiet: opened.append((path, quiet)))
    drawing = draw(Value(1.0))
    drawing.render(tmp_path / "a")
    assert opened == []
    rendered = drawing.render(tmp_path / "a", view=True)
    assert opened == [(rendered, False)]


VIEWS = {
    "nothing": ((), {}, "Drawing.gv.svg", "Drawing.gv"),
    "a name": (("a",), {}, "a.svg", "a"),
    "a folder": (("a", "sub"), {"quiet_view": True}, "sub/a.svg", "sub/a"),
    "cleanup": (("a",), {"cleanup": True, "quiet": True}, "a.svg", None),
}


@pytest.mark.parametrize("name", VIEWS)
def test_view_writes_and_opens_as_users_of_graphviz_know_it(name, tmp_path, monkeypatch):
    given, settings, picture, text = VIEWS[name]
    opened = []
    monkeypatch.setattr(graphviz, "view", lambda path, quiet: opened.append((path, quiet)))
    monkeypatch.chdir(tmp_path)
    assert draw(Value(1.0)).view(*given, **settings) == picture
    assert opened == [(picture, "quiet_view" in settings)]
    assert Path(picture).read_bytes().startswith(SIGNATURES["svg"])
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {picture, text} - {None}


def test_where_nothing_opens_the_picture_it_is_written_and_the_error_says_where(
    tmp_path, monkeypatch
):
    def missing(path, quiet):
        raise FileNotFoundError(2, "No such file or directory", "xdg-open")

    monkeypatch.setattr(graphviz, "view", missing)
    with pytest.raises(RuntimeError, match=r"wrote .*a\.svg, and found no program.*xdg-open"):
        draw(Value(1.0)).view(tmp_path / "a")
    assert (tmp_path / "a.svg").exists()


# A `dot` program where there is no library.


@pytest.fixture
def dot(tmp_path, monkeypatch):
    """Put a `dot` on the PATH that writes down how it was called; return what it wrote."""
    script = f"""#!{sys.executable}
import os, pathlib, sys
here = pathlib.Path(__file__).parent
(here / "arguments").write_text(" ".join(sys.argv[1:]))
(here / "input").write_bytes(sys.stdin.buffer.read())
(here / "fonts").write_text(pathlib.Path(os.environ["FONTCONFIG_FILE"]).read_text())
sys.stderr.write((here / "message").read_text())
sys.stdout.write("drawn by dot")
sys.exit(int((here / "status").read_text()))
"""
    (tmp_path / "dot").write_text(script, encoding="utf-8")
    (tmp_path / "dot").chmod(0o755)
    (tmp_path / "message").write_text("")
    (tmp_path / "status").write_text("0")
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_library_comes_before_the_program(drawing, svg, dot):
    assert drawing.pipe("svg") == svg
    assert not (dot / "arguments").exists()


def test_without_the_library_the_program_draws_with_our_fonts(unlabelled, dot, no_library):
    assert unlabelled.pipe("svg") == b"drawn by dot"
    assert (dot / "arguments").read_text() == "-Kdot -Tsvg"
    assert (dot / "input").read_bytes().decode("utf-8") == unlabelled.source
    assert "matplotlib" in (dot / "fonts").read_text()


def test_the_program_gets_engine_and_dpi(drawing, dot, no_library):
    drawing.pipe("png", engine="neato", dpi=99)
    arguments = (dot / "arguments").read_text().split()
    assert {"-Kneato", "-Tpng", "-Gdpi=99"} <= set(arguments)


@pytest.fixture
def broken_library(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("broken")
    (folder / "pygraphviz.py").write_text("raise ImportError('libcgraph.so.6 is missing')")
    monkeypatch.setenv("PYTHONPATH", str(folder))


def test_where_the_library_cannot_be_imported_the_program_draws(unlabelled, dot, broken_library):
    assert unlabelled.pipe("svg") == b"drawn by dot"


@pytest.mark.parametrize("library", REMEDIES)
def test_without_library_and_program_one_error_names_both_remedies(
    drawing, library, no_program, request, tmp_path
):
    request.getfixturevalue(library)
    for draws in (drawing.pipe, lambda: drawing.render(tmp_path / "a")):
        with pytest.raises(RuntimeError, match=r"no Graphviz.*`dot` program.*\.source") as raised:
            draws()
        assert REMEDIES[library] in str(raised.value)
    assert list(tmp_path.iterdir()) == []
    assert drawing.source.startswith("digraph {")


# Errors and messages of Graphviz.


@pytest.mark.parametrize("library", [True, False], ids=["library", "program"])
def test_what_graphviz_cannot_draw_is_an_error_with_its_message(library, request):
    if not library:
        folder = request.getfixturevalue("dot")
        request.getfixturevalue("no_library")
        (folder / "status").write_text("1")
        (folder / "message").write_text("Error: <stdin>: syntax error in line 2\n")
    with pytest.raises(RuntimeError, match=r"could not draw this.*syntax error in line"):
        Drawing(body=["\tthis is [ not DOT\n"]).pipe()


def test_the_message_of_graphviz_comes_without_a_traceback():
    with pytest.raises(RuntimeError) as raised:
        Drawing(body=["\tthis is [ not DOT\n"]).pipe()
    assert "Traceback" not in str(raised.value)


FONTCONFIG = 'Fontconfig warning: "/etc/fonts/fonts.conf", line 5: unknown element "reset-dirs"\n'


@pytest.mark.parametrize(
    ("message", "passed_on"),
    [
        (FONTCONFIG, ""),
        (FONTCONFIG * 3, ""),
        ("Warning: node n0 too small\n", "Warning: node n0 too small\n"),
        (FONTCONFIG + "Warning: lost\n" + FONTCONFIG, "Warning: lost\n"),
        ("Fontconfig error: out of memory\n", "Fontconfig error: out of memory\n"),
    ],
    ids=["fontconfig", "three times", "another", "between", "fontconfig error"],
)
def test_only_the_warning_about_font_settings_is_dropped(
    message, passed_on, unlabelled, dot, no_library, capfd
):
    (dot / "message").write_text(message)
    assert unlabelled.pipe("svg") == b"drawn by dot"
    assert capfd.readouterr() == ("", passed_on)
    assert unlabelled.pipe("svg", quiet=True) == b"drawn by dot"
    assert capfd.readouterr() == ("", "")


# The same picture on every machine, and nothing on stderr.

CHILD = """
import hashlib, os, sys, tempfile
from tests.test_viz_render import framed, neuron
digest = hashlib.sha256(neuron().pipe("svg")).hexdigest()
print(digest, framed(), *os.listdir(tempfile.gettempdir()))
"""


def framed():
    """Digest the text and the picture of a network: hashing and its seed must not matter."""
    model = MLP(2, [2, 1], seed=1)
    drawing = draw(hinge(model([0.5, -1.0]), 1), names=model.named_parameters())
    return hashlib.sha256(drawing.source.encode() + drawing.pipe("svg")).hexdigest()


@pytest.fixture(scope="module")
def network_here():
    return framed()


ENVIRONMENTS = {
    "no programs, fonts, home": {
        "PATH": "",
        "HOME": os.devnull,  # matplotlib would say that it cannot write there
        "PYTHONHASHSEED": "1",
        "PYTHONWARNINGS": "default",
        "FONTCONFIG_FILE": "/nowhere/fonts.conf",
        "FONTCONFIG_PATH": "/nowhere",
    },
    "odd folders": {
        "PYTHONHASHSEED": "2",
        "HOME": "{tmp}/a & b",
        "TMPDIR": "{tmp}/a & b",
        "FONTCONFIG_SYSROOT": "{tmp}",
        "SOURCE_DATE_EPOCH": "0",  # which fontconfig in the wheel complains of
        "LC_ALL": "C",
    },
}


@pytest.mark.parametrize("kind", ENVIRONMENTS)
def test_the_picture_is_the_same_in_any_environment_and_stderr_is_empty(
    kind, svg, network_here, tmp_path
):
    (tmp_path / "a & b").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    environment |= {name: text.format(tmp=tmp_path) for name, text in ENVIRONMENTS[kind].items()}
    child = subprocess.run(
        [sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=False
    )
    assert child.stderr == ""
    picture, network, *folders = child.stdout.split()
    assert (picture, network) == (hashlib.sha256(svg).hexdigest(), network_here)
    assert any(folder.startswith("chalkgrad-fonts-") for folder in folders)
    assert not list(tmp_path.rglob("chalkgrad-fonts-*"))


def test_drawing_twice_gives_the_same_bytes(drawing, svg):
    assert drawing.pipe("svg") == svg
    assert drawing.pipe("png") == drawing.pipe("png")


def test_text_is_set_in_dejavu_sans(drawing, svg):
    families = {text.get("font-family") for text in ET.fromstring(svg).iter() if text.text}
    assert {family.split(",")[0] for family in families if family} == {"DejaVu Sans"}
    fonts = re.findall(rb"/FontName /\w+\+(\S+)", drawing.pipe("pdf"))
    assert fonts
    assert all(font.startswith(b"DejaVuSans") for font in fonts)


def test_the_fonts_of_the_system_are_for_letters_that_dejavu_lacks(dot, no_library):
    from matplotlib.font_manager import findSystemFonts  # which may talk, and not in CHILD

    def directories(label):
        draw(Value(1.0, label)).pipe()
        return re.findall("<dir>(.*)</dir>", (dot / "fonts").read_text())

    (ours,) = directories("∂L/∂w₁")
    system = {str(Path(font).parent) for font in findSystemFonts()}
    assert set(directories("汉字")) == {ours} | system


@pytest.mark.parametrize("rankdir", ["LR", "RL", "TB", "BT"])
def test_a_difference_of_numbers_without_gradient_is_drawn_quietly(rankdir, capfd):
    x, y = (Value(1.0, label, requires_grad=False) for label in "xy")
    assert "<svg" in draw(x - y, rankdir=rankdir).pipe("svg", encoding="utf-8")
    assert capfd.readouterr() == ("", "")


def test_drawing_changes_nothing_in_this_process(drawing, capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    for format in SIGNATURES:
        drawing.pipe(format)
    assert dict(os.environ) == before
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_wide_drawing_shrinks_to_its_page(drawing, svg, open_page):
    page = open_page(f"<div style='width: 150px'>{drawing.pipe('svg', encoding='utf-8')}</div>")
    box = page.locator("svg").bounding_box()
    _, _, width, height = map(float, ET.fromstring(svg).get("viewBox").split())
    assert box["width"] == 150
    assert box["height"] == pytest.approx(150 * height / width, rel=0.01)


def test_what_all_texts_share_is_said_once_and_a_font_of_its_own_stays():
    drawing = draw(Value(1.0, "x"))
    drawing.node("mine", fontname="Courier", label="other")
    root = ET.fromstring(drawing.pipe("svg"))
    texts = {text.text: text.attrib for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert root.get("font-family").startswith("DejaVu Sans,")
    assert "font-family" not in texts["x"]
    assert texts["other"]["font-family"].startswith("Courier")
    assert root.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
