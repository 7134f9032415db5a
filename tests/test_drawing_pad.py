"""The drawing pad in a browser: its numbers, what draws and erases, its pictures, its door."""

import random
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from engine import Value, log
from nn import MLP, Layer, Module, Neuron
from nn.data import digits
from nn.losses import softmax
from tests.browser import assert_within, data_in, wait_for
from viz import drawing_pad

HOSTILE = "</script><img src=x onerror=alert(1)>"


class Windows(Module):
    """Two kernels of 2 × 2 that slide over 3 × 4 pixels, and a layer of three scores."""

    def __init__(self):
        rng = random.Random(0)
        self.kernels = [Neuron(4, "relu", rng=rng) for _ in range(2)]
        self.output = Layer(12, 3, "linear", rng=rng)

    def __call__(self, pixels):
        corners = [4 * i + j for i in range(2) for j in range(3)]
        patches = [[pixels[c + step] for step in (0, 1, 4, 5)] for c in corners]
        return self.output([kernel(patch) for kernel in self.kernels for patch in patches])


class LogOfInk(Module):
    """A model that has no value where the first pixel is empty."""

    def __call__(self, pixels):
        return [log(pixels[0]), pixels[1]]


def of_digits(**settings):
    X, y = digits()
    return drawing_pad(MLP(64, [8, 10], "relu", seed=0), X, y, **settings)


MODELS = {
    "relu": (MLP(64, [8, 10], "relu", seed=0), (8, 8), (0.0, 1.0)),
    "tanh, two classes": (MLP(9, [4, 2], seed=1), (3, 3), (0.0, 1.0)),
    "shared weights, other ink": (Windows(), (3, 4), (-1.0, 15.0)),
    "one layer": (MLP(4, [5], seed=0), (1, 4), (0, 16)),
}


@pytest.fixture(scope="module")
def made():
    return of_digits().page()


@pytest.fixture
def page(open_page, made):
    return open_page(made)


def got(page):
    return page.evaluate("chalkgrad.get()")


def ink(page):
    return np.array(got(page)["pixels"]).reshape(8, 8)


def said(page):
    return page.inner_text("#answer")


def middle(page, row, column, host="#pad"):
    """Where the middle of a pixel is, of 8 × 8."""
    box = page.locator(f"{host} .area").bounding_box()
    size = box["width"] / 8
    return box["x"] + (column + 0.5) * size, box["y"] + (row + 0.5) * size


def drag(page, *places):
    page.mouse.move(*middle(page, *places[0]))
    page.mouse.down()
    for place in places:
        page.mouse.move(*middle(page, *place), steps=3)
    page.mouse.up()


# ---- numbers ----


def answer_of(model, pixels, k):
    """Return the probabilities of all classes, and the gradient of the score of class k."""
    leaves = [Value(x) for x in pixels]
    scores = model(leaves)
    scores[k].backward()
    return [p.data for p in softmax(scores)], [leaf.grad for leaf in leaves]


@pytest.mark.parametrize("name", MODELS)
def test_probabilities_and_gradients_are_those_of_python(open_page, name):
    model, shape, (empty, full) = MODELS[name]
    page = open_page(drawing_pad(model, shape=shape, ink=(empty, full)).page())
    rng, classes = np.random.default_rng(0), len(model([0.0] * (shape[0] * shape[1])))
    drawings = [np.full(shape, empty), np.full(shape, full)]
    drawings += [rng.uniform(empty, full, shape) for _ in range(3)]
    for drawing in drawings:
        pixels = drawing.ravel().tolist()
        page.evaluate("(pixels) => chalkgrad.set(pixels)", pixels)
        for k in [None, *range(classes)]:
            page.evaluate("(k) => chalkgrad.choose(k)", k)
            seen = got(page)
            strongest = int(np.argmax(seen["probabilities"]))
            assert seen["chosen"] == (strongest if k is None else k)
            probabilities, gradient = answer_of(model, pixels, seen["chosen"])
            assert seen["pixels"] == pixels
            assert seen["probabilities"] == pytest.approx(probabilities, rel=1e-9, abs=1e-15)
            assert seen["gradient"] == pytest.approx(gradient, rel=1e-9, abs=1e-12)


def test_the_model_is_left_as_it_is():
    model = MLP(4, [3, 2], seed=0)
    model([0.1, 0.2, 0.3, 0.4])[0].backward()
    before = model.state_dict(), [p.grad for p in model.parameters()]
    drawing_pad(model, shape=(2, 2))
    assert (model.state_dict(), [p.grad for p in model.parameters()]) == before


def test_a_network_without_an_answer_says_so_until_it_has_one(open_page):
    page = open_page(drawing_pad(LogOfInk(), shape=(1, 2)).page())
    assert said(page) == "The network has no answer"
    assert "no value here" in page.inner_text("#notice")
    assert got(page)["probabilities"] == [None, None]
    page.evaluate("chalkgrad.set([1, 0.5])")
    assert said(page) == "The network says: 1"
    assert page.inner_text("#notice") == ""


# ---- drawing ----


def test_the_pointer_draws_with_a_soft_brush(page):
    drag(page, (1, 3), (6, 3))
    drawn = ink(page)
    assert (drawn[1:7, 3] == 1).all()
    assert (drawn[2:6, 2] > 0).all()
    assert (drawn[2:6, 2] < 1).all()
    assert np.allclose(drawn[2:6, 2], drawn[2:6, 4])
    assert not drawn[:, [0, 7]].any()
    assert np.isin(drawn * 16, np.arange(17)).all()


def test_a_line_drawn_twice_is_no_darker(page):
    drag(page, (1, 3), (6, 3))
    once = ink(page)
    drag(page, (6, 3), (1, 3))
    assert (ink(page) == once).all()


def test_a_fast_line_has_no_gaps(page):
    page.mouse.move(*middle(page, 0, 0))
    page.mouse.down()
    page.mouse.move(*middle(page, 7, 7))
    page.mouse.up()
    assert (ink(page).diagonal() > 0.9).all()


def test_a_line_may_lead_out_of_the_pad_and_ends_where_the_button_is_released(page):
    drag(page, (4, 4), (4, 12))
    after = ink(page)
    assert (after[4, 4:] == 1).all()
    page.mouse.move(*middle(page, 1, 1))
    assert (ink(page) == after).all()


def test_only_the_first_button_draws(page):
    page.mouse.move(*middle(page, 4, 4))
    page.mouse.down(button="right")
    page.mouse.up(button="right")
    assert not ink(page).any()


def test_a_finger_draws_and_the_page_stays_where_it_is(open_page, made):
    phone = {"viewport": {"width": 390, "height": 600}, "has_touch": True}
    page = open_page(made, **phone)
    touch = page.context.new_cdp_session(page)
    for kind, place in (
        ("touchStart", (1, 4)),
        *(("touchMove", (row, 4)) for row in range(2, 7)),
        ("touchEnd", None),
    ):
        points = [] if place is None else [dict(zip("xy", middle(page, *place), strict=True))]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert (ink(page)[1:7, 4] == 1).all()
    assert page.evaluate("scrollY") == 0


def test_erasing_takes_ink_away_and_drawing_begins_anew(page):
    drag(page, (1, 3), (6, 3))
    page.locator("#erase").click()
    assert page.locator("#erase").get_attribute("aria-pressed") == "true"
    drag(page, (1, 3), (6, 3))
    assert (ink(page)[1:7, 3] == 0).all()
    page.locator("#erase").click()
    drag(page, (1, 3), (1, 3))
    assert ink(page)[1, 3] == 1


def test_clear_empties_the_pad(page):
    drag(page, (1, 3), (6, 3))
    page.locator("#clear").click()
    assert not ink(page).any()
    assert said(page).startswith("Of an empty pad")


def test_the_keys_move_draw_and_empty(page):
    page.locator("#pad .area").focus()
    for key in ("ArrowUp", "ArrowLeft", " "):
        page.keyboard.press(key)
    assert ink(page)[3, 3] == 1
    assert 0 < ink(page)[3, 2] < 1
    page.keyboard.press("Backspace")
    assert ink(page)[3, 3] == 0
    for _ in range(3):
        page.keyboard.press("+")
    page.keyboard.press("-")
    assert ink(page)[3, 3] == 2 / 16
    page.keyboard.press("Enter")
    assert ink(page)[3, 3] == 1
    for _ in range(12):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert ink(page)[7, 3] == 1
    page.keyboard.press("c")
    assert not ink(page).any()
    page.keyboard.press("e")
    assert page.locator("#erase").get_attribute("aria-pressed") == "true"


def test_a_sample_is_put_on_the_pad_with_its_own_ink(page, made):
    X, y = digits()
    assert page.locator(".sample").count() == 20
    assert page.locator(".sample").nth(7).get_attribute("aria-label") == f"Sample 7, {y[7]}"
    page.locator(".sample").nth(7).click()
    assert got(page)["pixels"] == X[7].tolist()


# ---- what it shows ----


def test_the_answer_is_live(page):
    X, _ = digits()
    model = MLP(64, [8, 10], "relu", seed=0)
    for pixels in X[:10].tolist():
        page.evaluate("(pixels) => chalkgrad.set(pixels)", pixels)
        probabilities, _ = answer_of(model, pixels, 0)
        strongest = int(np.argmax(probabilities))
        assert said(page) == f"The network says: {strongest}"
        texts = page.locator(".probability").all_inner_texts()
        assert texts == [f"{p:.3f}" for p in probabilities]
        assert page.locator(".strongest .name").all_inner_texts() == [str(strongest)]
        widths = page.locator(".bar").evaluate_all(
            "bars => bars.map(b => parseFloat(getComputedStyle(b, '::before').width))"
        )
        whole = page.locator(".bar").first.evaluate("bar => bar.clientWidth")
        assert widths == pytest.approx([p * whole for p in probabilities], abs=0.1)


def test_the_class_whose_gradient_is_shown_is_chosen_by_hand_or_is_the_strongest(page):
    page.locator(".sample").nth(4).click()
    strongest = got(page)["chosen"]
    other = (strongest + 1) % 10
    assert page.inner_text("#slopes-title") == f"Gradient of the score of {strongest}"
    page.get_by_role("radio", name=re.compile(f"^{other} ")).check()
    assert got(page)["chosen"] == other
    assert page.inner_text("#slopes-title") == f"Gradient of the score of {other}"
    page.locator(".sample").nth(5).click()
    assert got(page)["chosen"] == other
    page.get_by_role("radio", name="the most probable").check()
    assert got(page)["chosen"] == int(np.argmax(got(page)["probabilities"]))


SQUARES = """(kind) => [...document.querySelector(`#gradient .${kind}`).getAttribute("d")
  .matchAll(/M([\\d.]+) ([\\d.]+)h([\\d.]+)/g)].map(([, x, y, side]) => [x, y, side].map(Number))"""


def test_squares_tell_size_and_sign_of_the_gradient_without_colour(page):
    page.locator(".sample").nth(3).click()
    gradient = np.array(got(page)["gradient"])
    seen = np.zeros(64)
    for kind, sign in (("plus", 1), ("minus", -1)):
        for x, y, side in page.evaluate(SQUARES, kind):
            seen[int(y) * 8 + int(x)] = sign * (side / 0.9) ** 2
    expected = gradient / np.abs(gradient).max()
    expected[np.abs(expected) < (0.03 / 0.9) ** 2] = 0
    assert np.allclose(seen, expected, atol=0.003)
    fill = "path => getComputedStyle(path).fill"
    assert page.locator("#gradient .minus").evaluate(fill) == "none"
    assert page.locator("#gradient .plus").evaluate(fill) != "none"


@pytest.mark.parametrize("host", ["#pad", "#gradient"])
def test_a_pixel_is_told_where_the_pointer_is(page, host):
    page.locator(".sample").nth(3).click()
    seen = got(page)
    for row, column in ((2, 3), (5, 2), (0, 0)):
        page.mouse.move(*middle(page, row, column, host))
        slope = seen["gradient"][8 * row + column]
        effect = "raises" if slope > 0 else "lowers"
        number = f"{slope:.3g}".replace("-", "−")
        told = page.inner_text("#pixel")
        assert told.startswith(f"row {row}, column {column}: ink ")
        assert f"gradient {number} of the score of {seen['chosen']}: " in told
        assert effect in told


def test_ink_is_drawn_as_dark_as_it_is(page):
    X, _ = digits()
    page.locator(".sample").nth(2).click()
    shades = page.locator("#pad .ink").evaluate_all(
        "paths => paths.map(p => [p.getAttribute('fill-opacity'), p.getAttribute('d')])"
    )
    seen = np.zeros(64)
    for opacity, d in shades:
        for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", d):
            seen[8 * int(y) + int(x)] = float(opacity)
    assert (seen == X[2]).all()


def test_an_answer_that_stays_is_not_written_anew(page):
    page.evaluate(
        """() => { window.written = 0;
          new MutationObserver(() => window.written++).observe(
            document.getElementById("answer"), { childList: true }); }"""
    )
    for share in (0.5, 0.51, 0.52):
        page.evaluate("(pixels) => chalkgrad.set(pixels)", [share] * 64)
    page.wait_for_timeout(50)
    assert page.evaluate("written") == 1


# ---- door ----


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("set([1, 2])", "set: given 2 numbers; allowed: a list of 64 numbers, row after row"),
        ("set('1')", "set: given 1; allowed: a list of 64 numbers"),
        ("set(Array(64).fill(2))", "set: given 2 at place 0; allowed: a number from 0 to 1"),
        ("set([...Array(63).fill(0), NaN])", "set: given NaN at place 63; allowed"),
        ("set([...Array(63).fill(0), null])", "set: given null at place 63; allowed"),
        ("choose(10)", "choose: given 10; allowed: a class, 0 to 9, or null for the strongest"),
        ("choose('3')", "choose: given 3; allowed"),
        ("choose()", "choose: given undefined; allowed"),
    ],
)
def test_the_door_refuses_what_it_cannot_do_and_changes_nothing(page, call, told):
    page.locator(".sample").nth(1).click()
    before = got(page)
    error = page.evaluate(
        f"() => {{ try {{ chalkgrad.{call} }} catch (e) {{ return e.message }} }}"
    )
    assert error.startswith(told)
    assert got(page) == before


def test_a_page_around_asks_by_messages_and_is_told_the_height(open_page, made):
    listen = "addEventListener('message', ({ data }) => told.push(data.chalkgrad))"
    quoted = made.replace("&", "&amp;").replace("'", "&#39;")
    outer = open_page(
        f"<script>const told = []; {listen}</script>"
        f"<iframe srcdoc='{quoted}' style='width:900px;height:300px'></iframe>"
    )
    wait_for(outer, "told.some(({ height }) => height > 300)")
    ask = "(call) => frames[0].postMessage({ chalkgrad: call }, '*')"
    outer.evaluate(ask, {"call": "set", "arguments": [[0.5] * 64], "id": 1})
    outer.evaluate(ask, {"call": "get", "id": 2})
    wait_for(outer, "told.some(({ id }) => id === 2)")
    (answer,) = outer.evaluate("told.filter(({ id }) => id === 2)")
    assert answer["answer"]["pixels"] == [0.5] * 64
    assert len(answer["answer"]["gradient"]) == 64


# ---- the page ----


@pytest.mark.parametrize("width", [1280, 1000, 390])
def test_nothing_is_wider_than_the_screen(open_page, made, width):
    page = open_page(made, viewport={"width": width, "height": 720})
    page.locator(".sample").nth(3).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for host in ("#pad", "#gradient"):
        whole = page.locator(f"section:has({host})").bounding_box()
        assert_within(page.locator(f"{host} .area").bounding_box(), whole)
    if width == 1280:
        assert page.evaluate("document.documentElement.scrollHeight") <= 720


@pytest.mark.parametrize("shape", [(16, 2), (2, 16), (28, 28)])
def test_pixels_are_square_and_the_pad_is_on_the_screen(open_page, shape):
    rows, columns = shape
    page = open_page(drawing_pad(MLP(rows * columns, [2], seed=0), shape=shape).page())
    box = page.locator("#pad .area").bounding_box()
    assert box["width"] / columns == pytest.approx(box["height"] / rows, rel=0.02)
    assert max(box["width"], box["height"]) <= 383
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x + 1, y + 1)
    drawn = np.array(got(page)["pixels"]).reshape(shape)
    assert drawn[rows // 2, columns // 2] == drawn.max() > 0.8


def test_on_a_phone_the_samples_stand_below_the_pad(open_page, made):
    page = open_page(made, viewport={"width": 390, "height": 800})
    order = ["draw", "pixel", "samples", "answers", "slopes"]
    tops = [page.locator(f"#{part}").bounding_box()["y"] for part in order]
    assert tops == sorted(tops)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(open_page, made, scheme, width):
    page = open_page(made, color_scheme=scheme, viewport={"width": width, "height": 720})
    page.locator(".sample").nth(3).click()
    page.locator("#pad .area").focus()
    violations = Axe().run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in {"serious", "critical"}] == []


def test_the_cursor_shows_where_the_keys_are_and_only_there(page):
    visible = "path => getComputedStyle(path).visibility"
    drag(page, (2, 2), (2, 2))
    assert page.locator(".cursor").evaluate(visible) == "hidden"
    page.locator("#erase").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.locator("#clear").focus()
    page.keyboard.press("Tab")
    assert page.locator(".cursor").evaluate(visible) == "visible"
    assert page.locator(".cursor").get_attribute("d") == "M2 2h1v1h-1z"


def test_nothing_moves_by_itself(page):
    moving = (
        "element => getComputedStyle(element).transitionDuration + document.getAnimations().length"
    )
    assert page.locator(".bar").first.evaluate(moving) == "0s0"


def test_print_leaves_the_controls_out(page):
    page.emulate_media(media="print")
    for part in ("#clear", "#samples", ".keys"):
        assert not page.locator(part).is_visible()
    assert page.locator("#pad svg").is_visible()
    assert page.locator("#gradient svg").is_visible()


def test_names_are_shown_as_written_and_run_nothing(open_page):
    page = open_page(drawing_pad(MLP(4, [2], seed=0), shape=(2, 2), classes=[HOSTILE, "b"]).page())
    assert page.locator(".class .name").all_inner_texts()[1] == HOSTILE
    page.evaluate("chalkgrad.choose(0)")
    assert HOSTILE in page.inner_text("#slopes-title")


def test_bars_begin_at_one_line_whatever_the_names_are(open_page):
    names = ["a", "a name that is too long for one line", "word"]
    pad = drawing_pad(MLP(4, [3], seed=0), shape=(2, 2), classes=names)
    page = open_page(pad.page(), viewport={"width": 390, "height": 800})
    bars = [bar.bounding_box() for bar in page.locator(".bar").all()]
    assert len({(bar["x"], bar["width"]) for bar in bars}) == 1
    assert bars[0]["width"] > 60
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_samples_there_is_no_row_of_them(open_page):
    page = open_page(drawing_pad(MLP(4, [2], seed=0), shape=(2, 2)).page())
    assert not page.locator("#samples").is_visible()


def test_in_a_notebook_the_frame_is_as_high_as_the_page(open_page, made):
    page = open_page(of_digits()._repr_html_())
    wait_for(page.frames[1], "innerHeight >= document.body.scrollHeight")


def test_it_is_as_light_as_the_notebook_around_it(open_page):
    text = f'<body data-jp-theme-light="false">{of_digits()._repr_html_()}'
    page = open_page(text, color_scheme="light")
    wait_for(page.frames[1], "document.documentElement.dataset.theme === 'dark'")


def test_the_page_holds_what_it_was_told(page):
    data = data_in(page)
    assert (data["rows"], data["columns"], data["levels"], data["ink"]) == (8, 8, 17, [0, 1])
