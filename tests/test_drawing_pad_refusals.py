"""What a drawing pad is made of, and what is refused: samples, labels, shapes, models."""

import json
import re

import numpy as np
import pytest

import chalkgrad
from engine.extend import function, operation
from nn import MLP, Module
from nn.data import digits
from viz import drawing_pad


def test_samples_need_no_labels():
    X, _ = digits()
    data = json.loads(
        re.search(r'id="data">(.*?)</script>', drawing_pad(MLP(64, [10], seed=0), X[:3]).page())[1]
    )
    assert (len(data["samples"]), data["labels"]) == (3, [])


def test_it_saves_itself_and_says_what_it_is(tmp_path):
    pad = drawing_pad(MLP(64, [10], seed=0), *digits())
    assert repr(pad) == "Drawing pad of 8 × 8 pixels"
    pad.save(tmp_path / "pad.html")
    assert (tmp_path / "pad.html").read_text("utf-8") == pad.page()
    with pytest.raises(ValueError, match=r"path: given 'pad\.pdf'; allowed: .* \.html"):
        pad.save("pad.pdf")


def test_it_is_offered_under_one_name_with_everything_else():
    assert chalkgrad.drawing_pad is drawing_pad


# ---- what is refused ----


class Drawing(Module):
    """A model that decides by a number in Python."""

    def __call__(self, pixels):
        return [pixels[0], pixels[1]] if pixels[0] > 0.5 else [pixels[1], pixels[0]]


NET, SQUARE = MLP(4, [2], seed=0), [[0.0, 0.5, 1.0, 0.25]]
REFUSED = {
    "no shape": ((NET,), {}, r"shape: given none, and no X; write shape=\(8, 8\)"),
    "no square": ((NET, [[0.0] * 6]), {}, "shape: given none for the 6 columns of X"),
    "another shape": (
        (NET, SQUARE),
        {"shape": (2, 3)},
        "shape: given 2 × 3; allowed: as many pixels as X has columns, 4",
    ),
    "one side": ((NET,), {"shape": 4}, r"shape: given 4; allowed: \(rows, columns\), as \(8, 8\)"),
    "no rows": ((NET,), {"shape": (0, 4)}, "shape: rows: given 0; allowed: an int from 1 up"),
    "too many pixels": ((NET,), {"shape": (33, 32)}, "given 33 × 32; allowed: up to 1024 pixels"),
    "images": ((NET, np.zeros((3, 2, 2))), {}, r"X: given shape \(3, 2, 2\).*reshape"),
    "no samples": ((NET, np.zeros((0, 4))), {}, r"X: given shape \(0, 4\); allowed: n × pixels"),
    "other ink": ((NET, [[0, 16, 3, 4]]), {}, r"X: given the ink 16\.0; allowed: 0 to 1; .*ink="),
    "nan": ((NET, [[0, float("nan"), 1, 1]]), {}, "X: given the ink nan"),
    "labels": ((NET, SQUARE, [0, 1]), {}, r"y: given shape \(2,\); allowed: \(1,\)"),
    "labels alone": (
        (NET, None, [0]),
        {"shape": (2, 2)},
        r"y: given shape \(1,\); allowed: \(0,\)",
    ),
    "no class": ((NET, SQUARE, [2]), {}, "y: given 2; allowed: the number of a class, 0 to 1"),
    "half a class": ((NET, SQUARE, [0.5]), {}, r"y: given 0\.5; allowed: the number of a class"),
    "names": ((NET, SQUARE), {"classes": ["a"]}, r"classes: given \['a'\]; allowed: a list of 2"),
    "levels": ((NET, SQUARE), {"levels": 1}, "levels: given 1; allowed: an int from 2 up"),
    "many levels": ((NET, SQUARE), {"levels": 999}, "levels: given 999; allowed: 2 to 256"),
    "one ink": ((NET, SQUARE), {"ink": (1, 1)}, r"ink: given \(1, 1\); allowed: .*as \(0, 1\)"),
    "ink": ((NET, SQUARE), {"ink": (1, 0)}, r"ink: given \(1, 0\); allowed: .*as \(0, 1\)"),
    "theme": ((NET, SQUARE), {"theme": "blue"}, "theme: given 'blue'"),
    "one score": ((MLP(4, [1], seed=0), SQUARE), {}, "model: given one with 1 score; allowed: one"),
    "a decision": ((Drawing(), SQUARE), {}, "model: given one that cannot be traced"),
    "inputs": ((MLP(5, [2], seed=0), SQUARE), {}, "cannot be traced for rows of 4 numbers"),
}


@pytest.mark.parametrize(("given", "settings", "told"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_what_is_allowed(given, settings, told):
    with pytest.raises(ValueError, match=told):
        drawing_pad(*given, **settings)


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match=r"model: given .*; allowed: a Module"):
        drawing_pad(lambda row: row, SQUARE)


def test_an_op_that_a_page_does_not_have_is_refused():
    double = function("double", lambda x: 2 * x, python="(2 * {})", numpy="(2 * {})")

    @operation(double)
    def doubled(self):
        return double(self.data), lambda g: (g * 2,)

    class Own(Module):
        def __call__(self, pixels):
            return [double(pixels[0]), pixels[1]]

    with pytest.raises(ValueError, match=r"drawing_pad: .*'double'.*, so a page cannot run it"):
        drawing_pad(Own(), shape=(1, 2))
