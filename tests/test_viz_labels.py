"""Any label shows as written: in its box, in the tooltip of the box, and above a frame."""

import xml.etree.ElementTree as ET

import pytest

from engine import Value, replay
from viz import draw, walk

SVG = "{http://www.w3.org/2000/svg}"
TITLE = "{http://www.w3.org/1999/xlink}title"

PLAIN = {
    "issue": '<b> {x|y} "q" \\',
    "node name": "\\N",
    "graph names": "\\G\\E\\L\\T\\H",
    "newline in letters": "a\\nb",
    "left and right": "a\\lb\\r",
    "backslash": "\\",
    "two backslashes": "\\\\",
    "escaped quote": '\\"',
    "entity": "&amp;",
    "number entity": "&#65;&#x42;",
    "unfinished entity": "&amp",
    "ampersand": "a & b && c",
    "markup": "<I>x</I><BR/>",
    "html label": "<x>",
    "end of title": "</title>",
    "end of table": "</TD></TR></TABLE>",
    "comment": "<!-- x -->",
    "cdata": "<![CDATA[x]]>",
    "quotes": "'x' \"y\"",
    "record": "{<p> a | b}",
    "port": "a:b:n",
    "edge": "a -> b",
    "comment in DOT": "// x /* y */ # z",
    "semicolons": "a; b] [c}",
    "percent": "%s %d {0}",
    "mathtext": "$x_0$",
    "accents": "é e\u0301",
    "greek": "∂L/∂w₁ ≤ −0",
    "chinese": "汉字",
    "emoji": "😀",
    "keyword": "node",
    "number": "-0.5",
    "spaces inside": "a  b",
    "spaces around": "  a  ",
    "only spaces": "   ",
    "long": "x" * 300,
    "long with spaces": "word " * 60,
    "no-break space": "1\u00a0000",
    "ideographic space": "汉\u3000字",
    "joined emoji": "👩\u200d🔬",
    "joined letters": "می\u200cخواهم",
}

REPLACED = {
    "NUL": "a\0b",
    "bell": "a\ab",
    "escape": "a\x1bb",
    "delete": "a\x7fb",
    "C1 control": "a\x85b",
    "lone surrogate": "a\ud800b",
    "no character": "a\uffffb",
}

SPACES = {"tab": "a\tb", "carriage return": "a\rb"}

LABELS = PLAIN | REPLACED | SPACES

# Tooltips come out of another kind of string than labels, with escapes of its own.
ESCAPES = [key for key, label in PLAIN.items() if "\\" in label or "&" in label or "<" in label]


def boxes_of(drawing):
    """Return the texts and the tooltip of each box, in the order of the picture."""
    root = ET.fromstring(drawing.pipe("svg"))
    groups = [group for group in root.iter(SVG + "g") if group.get("class") == "node"]
    return [
        (texts(group), next(link.get(TITLE) for link in group.iter(SVG + "a"))) for group in groups
    ]


def texts(group):
    # Graphviz keeps a second space by writing a no-break space.
    found = [(text.text or "").replace("\u00a0", " ") for text in group.iter(SVG + "text")]
    return [text for text in found if text]


@pytest.fixture(scope="module")
def shown():
    """Draw one graph with every label; return {key: (texts, tooltip)}."""
    values = [Value(1000 + i, label) for i, label in enumerate(LABELS.values())]
    boxes = boxes_of(draw(sum(values, Value(0.5, "start"))))
    found = {text: box for box in boxes for text in box[0] if "+" not in box[0]}
    return {key: found[str(1000 + i)] for i, key in enumerate(LABELS)}


@pytest.mark.parametrize("key", PLAIN)
def test_a_label_shows_as_written(shown, key):
    assert shown[key][0] == [PLAIN[key].replace("\u00a0", " "), "data ", *shown[key][0][2:]]


@pytest.mark.parametrize("key", REPLACED)
def test_what_cannot_be_shown_is_replaced_letter_for_letter(shown, key):
    assert shown[key][0][0] == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("key", SPACES)
def test_white_space_without_a_shape_is_a_space(shown, key):
    assert shown[key][0][0] == "a b"


@pytest.mark.parametrize("label", ["two\nlines", "<a>\n\\N &amp;", "1\n22\n333"])
def test_a_label_of_several_lines_has_as_many_in_its_box_and_one_in_the_tooltip(label):
    ((shown, tooltip),) = boxes_of(draw(Value(2.0, label)))
    lines = label.split("\n")
    assert shown[: len(lines)] == lines
    assert tooltip == f"{' '.join(lines)} data=2.0 grad=–"
    assert f"({' '.join(lines)}) = 2" == walk(Value(2.0, label)).data.title


@pytest.mark.parametrize("key", ESCAPES)
def test_a_tooltip_holds_the_label_as_written_and_the_full_numbers(shown, key):
    data = 1000.0 + list(LABELS).index(key)
    assert shown[key][1] == f"{LABELS[key]} data={data} grad=–"


def test_a_tooltip_holds_all_digits():
    ((_, tooltip),) = boxes_of(draw(Value(0.1 + 0.2, "x")))
    assert tooltip == "x data=0.30000000000000004 grad=–"


def test_a_label_stands_beside_the_op():
    a = Value(3.0, "a")
    root = a * a
    root.label = PLAIN["issue"]
    shown = [box for box, _ in boxes_of(draw(root)) if "×" in box]
    assert [text for text in shown[0] if text.strip()][:2] == ["×", PLAIN["issue"]]


def test_a_name_shows_as_written_in_the_box_and_above_the_frame():
    keys = ("issue", "node name", "entity", "end of table", "emoji", "long")
    weights = {f"{LABELS[key]}.w": Value(3.0) for key in keys}
    root = ET.fromstring(draw(sum(2 * w for w in weights.values()), names=weights).pipe("svg"))
    groups = [group for group in root.iter(SVG + "g") if group.get("class")]
    frames = [group for group in groups if "cluster" in group.get("class").split()]
    assert sorted(texts(frame)[0] for frame in frames) == sorted(LABELS[key] for key in keys)
    alone = {LABELS[key]: Value(3.0) for key in keys if "." not in LABELS[key]}
    root = ET.fromstring(draw(sum(2 * w for w in alone.values()), names=alone).pipe("svg"))
    assert alone.keys() <= set(texts(root))


def test_a_name_without_a_dot_makes_no_frame():
    w, x = Value(3.0), Value(2.0)
    assert "subgraph" not in draw(w * x, names={"w": w}).source


class Text:
    """A number that is text, as replay may hold."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def __mul__(self, other):
        return Text(f"{self} & <{other}>")

    def __add__(self, other):
        return Text(f"{self} + {other}")


def test_a_number_of_another_kind_shows_as_its_text():
    a = Value(3.0, "a")
    root = replay(a * 2 + 1, {a: Text("a")})
    assert "a & <2.0> + 1.0" in [text for box, _ in boxes_of(draw(root)) for text in box]
