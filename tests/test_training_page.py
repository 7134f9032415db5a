"""The page of a training run in a browser: every control, key and hover; what it must never do."""

import base64
import json
import re
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from nn import MLP, SGD, fit, predictor
from nn.data import blobs, iris, moons, sine
from tests.browser import data_in, stop_clock, wait_for
from viz import animate_training
from viz.style import CLASS_COLORS, THEMES
from viz.training.plane import answers

HOSTILE = "</script><img src=x onerror=alert(1)>"


def trained(outputs=1, steps=12, frames=12):
    X, y = moons(30, seed=0) if outputs == 1 else blobs(30, seed=0)
    model = MLP(2, [4, 3, outputs], seed=0)
    loss = "hinge" if outputs == 1 else "cross_entropy"
    history = fit(model, X, y, loss=loss, steps=steps, progress=False, backend="numpy", record=True)
    return SimpleNamespace(
        animation=animate_training(history, predictor(model), X, y, frames=frames),
        history=history,
        model=model,
        X=X,
        y=y,
    )


@pytest.fixture(scope="module")
def run():
    return trained()


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page from disk; at the end, nothing was complained of and nothing was asked for."""
    contexts, complaints, requests = [], [], []

    def opened(html, *, width=1100, scheme="light", name="training.html"):
        path = tmp_path / name
        path.write_text(html, encoding="utf-8")
        contexts.append(
            browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        )
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        return page

    opened.complaints, opened.requests = complaints, requests
    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    outside = [url for url in requests if not re.match(r"file:.*training\.html$|data:|about:", url)]
    assert outside == []


@pytest.fixture
def page(opened, run):
    return opened(run.animation.page())


def step(page):
    return int(re.match(r"step (\d+) of 12 ", page.locator("#summary").inner_text())[1]) + 1


# Steps.


def test_it_opens_at_the_first_step_with_its_numbers(page, run):
    history = run.history
    assert page.locator("#summary").inner_text() == (
        f"step 0 of 12    loss {history.loss[0]:.4g}    accuracy {history.accuracy[0]:.3f}"
    )
    assert page.locator("#slider").get_attribute("aria-valuetext") == "step 0 of 12"


def test_every_button_does_what_it_says(page):
    seen = []
    for name in ("Step", "Step", "Back", "End"):
        page.get_by_role("button", name=name, exact=True).click()
        seen.append(step(page))
    page.get_by_role("button", name="Step", exact=True).click(force=True)  # at the end
    seen.append(step(page))
    page.get_by_role("button", name="Reset", exact=True).click()
    page.get_by_role("button", name="Back", exact=True).click(force=True)
    assert [*seen, step(page)] == [2, 3, 2, 12, 12, 1]


def test_every_key_does_what_the_page_says(page):
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(step(page))
    assert seen == [2, 3, 2, 12, 12, 1, 1]


@pytest.mark.parametrize("start", ["key", "button", "key on button"])
def test_a_key_or_the_button_plays(page, start):
    play = page.locator("#play")
    if start == "key on button":
        play.focus()
    if start == "button":
        play.click()
    else:
        page.keyboard.press("Space")
    assert play.inner_text() == "Pause"
    wait_for(page, "document.getElementById('slider').value > 0")


def test_the_space_bar_on_another_button_presses_that_one(page):
    page.get_by_role("button", name="End", exact=True).press("Space")
    assert (step(page), page.locator("#play").inner_text()) == (12, "Play")


def test_it_plays_to_the_end_and_stops(page):
    stop_clock(page)
    page.locator("#slider").fill("9")
    page.locator("#play").click()
    page.clock.run_for(150)
    assert step(page) == 11
    page.clock.run_for(5000)
    assert step(page) == 12
    assert page.locator("#play").inner_text() == "Play"


def test_playing_pauses_and_starts_again_from_the_end(page):
    stop_clock(page)
    page.keyboard.press("Space")
    page.clock.run_for(250)
    assert step(page) == 3
    page.keyboard.press("Space")
    assert page.locator("#play").inner_text() == "Play"
    page.clock.run_for(5000)
    assert step(page) == 3
    page.keyboard.press("End")
    page.keyboard.press("Space")
    assert step(page) == 1


def test_a_step_by_hand_stops_the_playing(page):
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert page.locator("#play").inner_text() == "Play"


def test_the_slider_is_dragged_and_has_keys_of_its_own(page):
    slider = page.locator("#slider")
    slider.fill("6")
    assert step(page) == 7
    keys = {"ArrowRight": 8, "ArrowLeft": 7, "ArrowUp": 8, "End": 12, "Home": 1}
    for key, expected in keys.items():
        slider.press(key)
        assert step(page) == expected
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, middle, steps=4)
    page.mouse.up()
    assert step(page) == 12


def test_the_curves_mark_the_step(page, run):
    assert page.locator("#chart path.loss").get_attribute("d").count("L") == 11
    places = []
    for key in ("Home", "ArrowRight", "End"):
        page.keyboard.press(key)
        places.append(float(page.locator("#chart circle.loss").get_attribute("cx")))
    assert places == sorted(set(places))


# The plane.


# Of a class's colour in its region, the surer the stronger: plain, and where it is hatched.
SHARES = [0.05 + 0.37 * level / 7 + hatch for level in range(8) for hatch in (0.0, 0.22)]


def rgb(color):
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def canvas(page):
    data = page.evaluate("document.querySelector('#stage canvas').toDataURL()")
    return Image.open(BytesIO(base64.b64decode(data.partition(",")[2]))).convert("RGB")


def canvas_unlike(page, picture):
    """Return the canvas once it shows something else: the light may be told in a later frame."""
    for _ in range(150):
        painted = canvas(page)
        if painted.tobytes() != picture.tobytes():
            return painted
        page.wait_for_timeout(20)
    pytest.fail("the canvas was not redrawn")


def classes_at(page, points):
    """Return the classes that the canvas shows at points of the plane, -1 on or at a boundary."""
    (left, right), (low, high) = data_in(page)["limits"]
    x, y = (points[:, 0] - left) / (right - left), (high - points[:, 1]) / (high - low)
    pixels = np.asarray(canvas(page), dtype=float)
    rows, columns = (np.rint(z * n).astype(int) for z, n in zip((y, x), pixels.shape, strict=False))
    colors = pixels[rows, columns]
    paper = rgb(THEMES["light"]["paper"])
    known = [paper + s * (rgb(c) - paper) for c in CLASS_COLORS for s in SHARES]
    distances = np.abs(colors[:, None] - known).max(axis=2)
    places = distances.argmin(axis=1)  # all others are those of the line and its soft edge
    return np.where(distances.min(axis=1) > 1.0, -1, places // len(SHARES))


@pytest.mark.parametrize("outputs", [1, 3])
def test_the_regions_are_the_predictions_of_each_step(opened, outputs):
    run = trained(outputs, steps=40, frames=3)
    page, predict = opened(run.animation.page()), predictor(run.model)
    rng = np.random.default_rng(0)
    points = rng.uniform(run.X.min(axis=0), run.X.max(axis=0), (2000, 2))
    different = set()
    for key, i in (("Home", 0), ("End", 39)):
        page.keyboard.press(key)
        scores = predict(run.history.parameters[i], points)
        ordered = np.sort(scores, axis=1)
        sure = ordered[:, -1] - ordered[:, -2] if outputs > 1 else np.abs(scores[:, 0])
        expected = scores.argmax(axis=1) if outputs > 1 else (scores[:, 0] > 0).astype(int)
        chosen = sure > 0.02 * sure.max()
        assert chosen.sum() > 1500
        shown = classes_at(page, points)
        assert (shown[chosen] >= 0).mean() > 0.97
        assert (shown == expected)[chosen & (shown >= 0)].all()
        different.add(shown.tobytes())
    assert len(different) == 2


def test_the_canvas_is_redrawn_at_each_step_and_when_the_light_changes(page):
    first = canvas(page)
    page.keyboard.press("End")
    last = canvas_unlike(page, first)
    page.emulate_media(color_scheme="dark")
    dark = canvas_unlike(page, last)
    assert dark.tobytes() != first.tobytes()
    assert np.mean(first) > 128 > np.mean(dark)


@pytest.mark.parametrize(("outputs", "texts"), [(3, ["0", "1", "2"]), (1, ["−1", "1"])])
def test_each_class_has_its_shape_and_its_label(opened, outputs, texts):
    page = opened(trained(outputs).animation.page())
    assert page.locator("#legend li").all_inner_texts() == texts
    shapes = page.locator("#legend path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
    assert len(set(shapes)) == len(texts)


# The network.


def test_the_network_is_drawn_with_a_picture_of_each_neuron(page):
    names = page.locator(".neuron").evaluate_all("all => all.map(b => b.ariaLabel)")
    assert names == [
        *(f"layer 0, neuron {i}" for i in range(4)),
        *(f"layer 1, neuron {i}" for i in range(3)),
        "output 0",
    ]
    pictures = []
    for key in ("Home", "End"):
        page.keyboard.press(key)
        pictures.append(
            page.evaluate("[...document.querySelectorAll('#wires canvas')].map(c => c.toDataURL())")
        )
    assert all(before != after for before, after in zip(*pictures, strict=True))


def test_a_neuron_tells_its_weights_and_gradients_at_each_step(page, run):
    page.locator(".neuron").nth(5).hover()
    names = [f"layers.1.neurons.1.{part}" for part in ("w0", "w1", "w2", "w3", "b")]
    fields = page.locator("#fields input")
    assert fields.evaluate_all("all => all.map(field => field.ariaLabel)") == names
    assert all(fields.evaluate_all("all => all.map(field => field.readOnly)"))
    places = [run.history.names.index(name) for name in names]
    for key, i in (("Home", 0), ("ArrowRight", 1), ("End", 11)):
        page.keyboard.press(key)
        numbers = fields.evaluate_all("all => all.map(field => Number(field.value))")
        assert numbers == pytest.approx(run.history.parameters[i][places].tolist(), rel=1e-5)
        told = page.locator(".gradient").all_inner_texts()
        gradients = [float(text.removeprefix("∂ ").replace("−", "-")) for text in told]
        assert gradients == pytest.approx(run.history.gradients[i][places].tolist(), rel=0.05)


def test_the_neuron_that_is_looked_at_is_shown_on_the_plane(page):
    before = canvas(page)
    page.locator(".neuron").first.hover()
    assert canvas(page).tobytes() != before.tobytes()
    page.locator("h1").hover()
    assert canvas(page).tobytes() == before.tobytes()


def test_no_gradient_and_gradient_0_look_different(opened):
    run = trained()
    for row in run.history.gradients:
        row[0], row[1] = np.nan, 0.0
    page = opened(animate_training(run.history, predictor(run.model), run.X, run.y).page())
    page.locator(".neuron").first.hover()
    assert page.locator(".gradient").all_inner_texts()[:2] == ["", "∂ 0"]


def test_one_input_shows_the_fitted_curve_and_four_a_confusion_matrix(opened):
    X, y = sine(20, seed=0)
    model = MLP(1, [3, 1], seed=0)
    history = fit(model, X, y, loss="mse", steps=3, progress=False, record=True)
    page = opened(animate_training(history, predictor(model), X, y).page())
    page.keyboard.press("End")
    assert page.locator("#stage .fitted").get_attribute("d").startswith("M")
    X, y = iris()
    model = MLP(4, [3, 3], seed=0)
    history = fit(model, X, y, loss="cross_entropy", steps=3, progress=False, record=True)
    page = opened(animate_training(history, predictor(model), X, y).page())
    page.keyboard.press("End")
    scores = predictor(model)(history.parameters[2], X)
    expected = [
        [int(((y == i) & (answers(scores) == k)).sum()) for k in range(3)] for i in range(3)
    ]
    cells = page.locator("tbody td").all_inner_texts()
    assert [int(cell) for cell in cells] == np.ravel(expected).tolist()


def test_a_function_of_ones_own_is_replayed_without_a_network(opened, run):
    def predict(parameters, rows):
        return predictor(run.model)(parameters, rows)

    page = opened(animate_training(run.history, predict, run.X, run.y).page())
    assert not page.locator("#network").is_visible()
    other = opened(run.animation.page())
    for key in ("Home", "End"):
        for one in (page, other):
            one.keyboard.press(key)
        assert page.locator("#fields input").count() == len(run.history.names)
        points = np.random.default_rng(0).uniform(run.X.min(0), run.X.max(0), (500, 2))
        ours, theirs = classes_at(page, points), classes_at(other, points)
        both = (ours >= 0) & (theirs >= 0)
        assert both.sum() > 400
        assert (ours == theirs)[both].all()


# Going on.


def test_with_its_loss_the_training_goes_on_from_any_step(opened):
    X, y = moons(30, seed=0)
    model = MLP(2, [4, 3, 1], seed=0)
    optimizer = SGD(model.parameters(), lr=0.1)
    settings = {"loss": "hinge", "optimizer": optimizer}
    history = fit(model, X, y, **settings, steps=12, progress=False, record=True)
    made = animate_training(history, predictor(model), X, y, **settings, test=moons(10, seed=1))
    page = opened(made.page())
    assert page.locator("#chart path.heldLoss").get_attribute("d").count("L") == 11
    page.locator("#slider").fill("4")
    page.locator("#continue").click()
    page.evaluate("chalkgrad.step(5)")
    weights = list(page.evaluate("chalkgrad.state().weights").values())
    assert weights == pytest.approx(history.parameters[9].tolist(), rel=1e-9)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"test": ([[0.0, 1.0]], [1])}, "test: given without a loss; allowed: with the loss"),
        ({"l2": 0.1}, "l2: given without a loss"),
        ({"loss": "hinge"}, "loss: given with a function of your own for predict; allowed: with"),
    ],
)
def test_what_is_needed_to_go_on_is_told(run, settings, told):
    def predict(parameters, rows):
        return predictor(run.model)(parameters, rows)

    with pytest.raises(ValueError, match=re.escape(told)):
        animate_training(run.history, predict, run.X, run.y, **settings)


EXTREME = {
    "inputs that are denormal": {"X": lambda X: X * 5e-324},
    "inputs that hardly differ": {"X": lambda X: 1e16 + 0.0 * X},
    "large inputs": {"X": lambda X: X * 1e37},
    "gradients that are denormal": {"gradients": 5e-324},
    "large gradients": {"gradients": 1e38},
    "losses that are denormal": {"loss": 5e-324},
    "large losses": {"loss": 1e38},
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", EXTREME)
def test_extreme_numbers_leave_no_page_and_no_picture_blank(name, opened, tmp_path):
    run, changes = trained(), EXTREME[name]
    X = changes.get("X", lambda X: X)(run.X)
    if "gradients" in changes:
        run.history.gradients[:] = [
            np.full_like(g, changes["gradients"]) for g in run.history.gradients
        ]
    if "loss" in changes:
        run.history.loss[:] = [changes["loss"] * (1 - i / 20) for i in range(12)]
    animation = animate_training(run.history, predictor(run.model), X, run.y)
    animation.save(tmp_path / "last.png")
    page = opened(animation.page())
    page.keyboard.press("ArrowRight")
    page.locator(".neuron").first.focus()
    assert page.locator("#summary").inner_text().startswith("step 1 of 12 ")
    assert page.locator("path.sample").count() == 4  # two in the legend
    shown = page.locator("body").inner_text() + page.locator("#stage").inner_html()
    assert not re.search("NaN|Infinity|undefined", shown)


# Everywhere.


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 375])
def test_axe_finds_nothing_serious(opened, run, scheme, width):
    page = opened(run.animation.page(), scheme=scheme, width=width)
    page.locator(".neuron").first.focus()
    violations = Axe().run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_labels_and_names_are_shown_as_written_and_run_nothing(opened):
    run = trained()
    run.history.names[:] = [f"{HOSTILE}{i}" for i in range(len(run.history.names))]
    y = np.where(run.y > 0, HOSTILE, "<b>other")
    html = animate_training(run.history, predictor(run.model), run.X, y).page()
    page = opened(html, width=375)
    assert page.locator("#legend li").all_inner_texts() == [HOSTILE, "<b>other"]
    page.locator(".neuron").nth(1).focus()
    assert page.locator("#fields input").first.get_attribute("aria-label") == f"{HOSTILE}3"
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_run_of_one_step_is_shown(opened):
    page = opened(trained(steps=1).animation.page())
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert page.locator("#summary").inner_text().startswith("step 0 of 1 ")


def test_two_runs_in_one_notebook_do_not_disturb_each_other(opened, run):
    frames = run.animation._repr_html_() + trained(3).animation._repr_html_()
    page = opened(f"<!DOCTYPE html><title>Notebook</title>{frames}")
    assert page.locator("iframe").count() == 2
    left, right = (page.frame_locator("iframe").nth(i) for i in range(2))
    left.get_by_role("button", name="End", exact=True).click()
    right.get_by_role("button", name="Step", exact=True).click()
    assert left.locator("#summary").inner_text().startswith("step 11 of 12")
    assert right.locator("#summary").inner_text().startswith("step 1 of 12")
    assert left.locator("#legend li").count() == 2
    assert right.locator("#legend li").count() == 3


def test_the_page_lets_no_request_out(opened, run):
    page = opened(run.animation.page())
    page.evaluate("new Image().src = 'https://example.com/x.png'")
    blocked = page.evaluate(
        """new Promise((resolve) => {
          const answer = (event) => resolve(event.blockedURI);
          document.addEventListener("securitypolicyviolation", answer);
          fetch("https://example.com/y").catch(() => {});
          setTimeout(() => resolve("nothing"), 1000);
        })"""
    )
    assert "example.com" in blocked
    assert {"Content Security Policy" in text for text in opened.complaints} == {True}
    opened.complaints.clear()
    opened.requests.clear()  # the browser tells of them before it blocks them


def embedded(run):
    text = run.animation.page()
    return json.loads(text.split('id="data">')[1].split("</script>")[0])


def test_the_page_holds_the_numbers_of_the_record(run):
    data = embedded(run)
    for name in ("parameters", "gradients"):
        numbers = np.frombuffer(base64.b64decode(data["record"][name]), "<f4")
        assert np.allclose(numbers, np.ravel(getattr(run.history, name)), rtol=1e-6)
    assert data["record"]["loss"] == pytest.approx(run.history.loss, rel=1e-4)
    assert (data["names"], data["record"]["shown"]) == (run.history.names, list(range(12)))
