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

from nn import MLP, fit, predictor
from nn.data import blobs, moons
from tests.browser import data_in, stop_clock, wait_for
from viz import animate_training
from viz.style import CLASS_COLORS, THEMES
from viz.training.plots import answers

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
    return int(re.match(r"step (\d+) of 12 ", page.locator("#summary").inner_text())[1])


def cell(page, name):
    return page.locator(f'[role="option"][aria-label^="{name}:"]')


def lit_lines(page):
    texts = page.locator("text.zero.lit").all_text_contents()
    assert page.locator("g.zero.lit").count() == len(texts)
    return texts


# Steps.


def test_it_opens_at_the_first_step_with_its_numbers(page, run):
    history = run.history
    assert page.locator("#summary").inner_text() == (
        f"step 1 of 12    loss {history.loss[0]:.4g}    accuracy {history.accuracy[0]:.3f}"
    )
    assert page.locator("#slider").get_attribute("aria-valuetext") == "step 1 of 12"


def test_every_button_does_what_it_says(page):
    seen = []
    for name in ("One step forward", "One step forward", "One step back", "Last step"):
        page.get_by_role("button", name=name, exact=True).click()
        seen.append(step(page))
    page.get_by_role("button", name="One step forward", exact=True).click(force=True)  # at the end
    seen.append(step(page))
    page.get_by_role("button", name="First step").click()
    page.get_by_role("button", name="One step back").click(force=True)
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
    page.get_by_role("button", name="Last step").press("Space")
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


def test_dragging_over_the_loss_goes_to_that_step(page):
    box = page.locator("#loss svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 46 / 400, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 200 / 400, box["y"] + 40)
    assert step(page) in {6, 7}
    page.mouse.move(box["x"] + box["width"] * 360 / 400, box["y"] + 40)
    page.mouse.up()
    page.mouse.move(box["x"] + box["width"] * 100 / 400, box["y"] + 40)
    assert step(page) == 12


def test_the_curve_of_the_loss_ends_at_the_step(page):
    def points():
        return page.locator("#loss path.loss").last.get_attribute("d").count("L") + 1

    for key, count in (("Home", 1), ("ArrowRight", 2), ("End", 12)):
        page.keyboard.press(key)
        assert points() == count
    assert page.locator("#loss path.loss.all").get_attribute("d").count("L") == 11


# The plane.


# Of a class's colour in its region, the surer the stronger: plain, and where it is hatched.
SHARES = [0.05 + 0.37 * level / 7 + hatch for level in range(8) for hatch in (0.0, 0.22)]


def rgb(color):
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def canvas(page):
    data = page.evaluate("document.querySelector('#map canvas').toDataURL()")
    return Image.open(BytesIO(base64.b64decode(data.partition(",")[2]))).convert("RGB")


def classes_at(page, points):
    """Return the classes that the canvas shows at points of the plane, -1 on a boundary."""
    plane = data_in(page)["plane"]
    (left, right), (low, high) = plane["x"], plane["y"]
    x, y = (points[:, 0] - left) / (right - left), (high - points[:, 1]) / (high - low)
    pixels = np.asarray(canvas(page), dtype=float)
    rows, columns = (np.rint(z * n).astype(int) for z, n in zip((y, x), pixels.shape, strict=False))
    colors = pixels[rows, columns]
    paper = rgb(THEMES["light"]["paper"])
    known = [paper + s * (rgb(c) - paper) for c in CLASS_COLORS for s in SHARES]
    known.append(rgb(THEMES["light"]["ink"]))
    distances = np.abs(colors[:, None] - known).max(axis=2)
    assert distances.min(axis=1).max() <= 1.0  # there is no other colour
    places = distances.argmin(axis=1)
    return np.where(places == len(known) - 1, -1, places // len(SHARES))


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
    pictures = [canvas(page)]
    page.keyboard.press("End")
    pictures.append(canvas(page))
    page.emulate_media(color_scheme="dark")
    wait_for(page, "matchMedia('(prefers-color-scheme: dark)').matches")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    pictures.append(canvas(page))
    assert len({picture.tobytes() for picture in pictures}) == 3
    assert np.mean(pictures[0]) > 128 > np.mean(pictures[2])


@pytest.mark.parametrize(("outputs", "texts"), [(3, ["0", "1", "2"]), (1, ["−1", "1"])])
def test_each_class_has_its_shape_and_its_label(opened, outputs, texts):
    page = opened(trained(outputs).animation.page())
    assert page.locator("#legend li").all_inner_texts() == texts
    shapes = page.locator("#legend path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
    assert len(set(shapes)) == len(texts)


def on_the_plane(plane, numbers):
    (left, right), (low, high) = plane["x"], plane["y"]
    return [
        (left + x / plane["width"] * (right - left), high - y / plane["height"] * (high - low))
        for x, y in zip(numbers[::2], numbers[1::2], strict=True)
    ]


SIZE = "({ viewBox: { baseVal: { width, height } } }) => ({ width, height })"


def test_a_zero_line_is_where_the_neuron_adds_up_to_zero(page, run):
    history = run.history
    at = {name: i for i, name in enumerate(history.names)}
    for key, i in (("Home", 0), ("End", 11)):
        page.keyboard.press(key)
        lines = page.evaluate(
            """[...document.querySelectorAll("g.zero")].map((zero) =>
              zero.style.display === "none" ? null :
              [".ink", ".side"].flatMap((name) =>
                ["x1", "y1", "x2", "y2"].map((end) =>
                  Number(zero.querySelector(name).getAttribute(end)))))"""
        )
        assert len(lines) == 4
        plane = {**data_in(page)["plane"], **page.locator("#map svg").evaluate(SIZE)}
        for k, line in enumerate(lines):
            prefix = f"layers.0.neurons.{k}."
            w0, w1, b = (history.parameters[i][at[prefix + part]] for part in ("w0", "w1", "b"))
            sums = [w0 * x + w1 * y + b for x, y in on_the_plane(plane, line or [])]
            assert sums[:3] == pytest.approx([0.0] * len(sums[:3]), abs=1e-5)
            assert not line or sums[3] > 1e-4  # the mark points to where the sum is positive
        assert sum(line is not None for line in lines) >= 2


def test_a_neuron_under_the_pointer_lights_its_zero_line(page):
    neurons = page.locator(".who")
    assert lit_lines(page) == []
    neurons.nth(2).hover()
    assert lit_lines(page) == ["2"]
    assert page.locator("#name").inner_text() == "layers.0.neurons.2"
    cell(page, "layers.0.neurons.1.b").hover()
    assert lit_lines(page) == ["1"]
    neurons.nth(5).hover()  # of the second layer
    assert lit_lines(page) == []
    page.locator("h1").hover()
    assert page.locator("#name").inner_text() == "Neurons and weights"


def test_a_zero_line_under_the_pointer_is_lit_and_names_its_neuron(page):
    shown = page.locator("g.zero").evaluate_all("all => all.map((zero) => zero.style.display)")
    index = shown.index("")
    page.locator("g.zero .hit").nth(index).dispatch_event("pointerenter")
    assert lit_lines(page) == [str(index)]
    assert page.locator("#name").inner_text() == f"layers.0.neurons.{index}"
    page.locator("g.zero.lit .hit").dispatch_event("click")
    assert page.evaluate("document.activeElement.textContent") == f"neuron {index}"


def test_a_lit_line_differs_by_more_than_colour(page):
    def looks(zeros):
        return page.locator(f"{zeros} .ink").evaluate_all(
            """all => all.map((ink) => {
              const { strokeWidth, strokeDasharray } = getComputedStyle(ink);
              return strokeWidth + strokeDasharray;
            })"""
        )

    page.locator(".who").nth(0).hover()
    (lit,) = looks("g.zero.lit")
    others = looks("g.zero:not(.lit)")
    assert len(others) == 3
    assert lit not in others


def test_the_zero_lines_can_be_hidden_all_but_the_lit_one(page):
    page.get_by_role("checkbox", name="zero lines").uncheck()
    page.locator(".who").nth(1).hover()
    shown = page.locator("text.zero").evaluate_all(
        """all => all.filter((text) => getComputedStyle(text).visibility === "visible")
          .map((text) => text.textContent)"""
    )
    assert shown == ["1"]
    lines = page.locator("g.zero .ink")
    assert (
        lines.evaluate_all(
            """all => all.filter((ink) => getComputedStyle(ink).visibility === "visible").length"""
        )
        == 1
    )


# Weights.


def test_every_parameter_says_its_name_value_and_gradient_at_each_step(page, run):
    history = run.history
    for key, i in (("Home", 0), ("ArrowRight", 1), ("End", 11)):
        page.keyboard.press(key)
        labels = page.locator(".cell").evaluate_all("a => a.map(e => e.getAttribute('aria-label'))")
        assert len(labels) == len(history.names)
        for label, *expected in zip(
            labels, history.names, history.parameters[i], history.gradients[i], strict=True
        ):
            name, value, gradient = re.match(r"(.*): value (\S+), gradient (\S+)", label).groups()
            assert name == expected[0]
            for shown, number in zip((value, gradient), expected[1:], strict=True):
                assert float(shown.replace("−", "-")) == pytest.approx(number, rel=6e-4)


def test_a_weight_under_the_pointer_or_in_focus_shows_its_history(page, run):
    name = "layers.1.neurons.2.w1"
    i = run.history.names.index(name)
    weight = cell(page, name)
    for show in (weight.hover, weight.focus):
        show()
        assert page.locator("#name").inner_text() == name
        assert page.locator("#histories h3").all_inner_texts() == ["value", "gradient"]
        for kind, numbers in (
            ("value", run.history.parameters),
            ("gradient", run.history.gradients),
        ):
            d = page.locator(f"#histories path.{kind}.all").get_attribute("d")
            heights = [float(y) for y in re.findall(r" ([\d.]+)", d)]
            history = np.array([row[i] for row in numbers])
            assert len(heights) == 12
            assert np.corrcoef(heights, history)[0, 1] < -0.999  # down is large in a drawing
        page.locator("h1").hover()


def test_the_history_and_its_numbers_follow_the_steps(page):
    cell(page, "layers.0.neurons.0.w1").focus()
    seen = []
    for key in ("Home", "ArrowRight", "End"):
        page.keyboard.press(key)
        readout = page.locator("#readout").inner_text()
        label = cell(page, "layers.0.neurons.0.w1").get_attribute("aria-label")
        assert label == f"layers.0.neurons.0.w1: {readout}"
        points = page.locator("#histories path.value").last.get_attribute("d").count("L") + 1
        seen.append((readout, points))
    assert [points for _, points in seen] == [1, 2, 12]
    assert len(set(seen)) == 3


def test_arrows_up_and_down_walk_through_neurons_and_weights_and_escape_lets_go(page):
    names = []
    for key in ["ArrowDown"] * 5 + ["ArrowUp"]:
        page.keyboard.press(key)
        names.append(page.locator("#name").inner_text())
        assert page.locator('[aria-selected="true"]').count() == 1
    first = "layers.0.neurons.0"
    assert names == [
        *[first, f"{first}.w0", f"{first}.w1", f"{first}.b", "layers.0.neurons.1"],
        f"{first}.b",
    ]
    page.keyboard.press("ArrowRight")
    assert step(page) == 2
    page.keyboard.press("Escape")
    assert page.locator("#name").inner_text() == "Neurons and weights"
    assert page.locator('[aria-selected="true"]').count() == 0


def test_tab_reaches_every_control_and_the_weights_once(page):
    seen = []
    for _ in range(8):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert seen == ["start", "back", "play", "forward", "end", "slider", "zero-lines", "who lit"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") != "option"


def test_the_pointer_moves_nothing_but_what_it_shows(page):
    places = []
    for weight in (cell(page, "layers.0.neurons.0.w0"), cell(page, "layers.2.neurons.0.b")):
        places.append(page.locator("#weights").bounding_box())
        weight.hover()
    assert places[0] == places[1] == page.locator("#weights").bounding_box()


def test_no_gradient_and_gradient_0_look_different(opened):
    run = trained()
    for row in run.history.gradients:
        row[0], row[1] = np.nan, 0.0
    animation = animate_training(run.history, predictor(run.model), run.X, run.y)
    page = opened(animation.page())
    first, second = page.locator(".cell").nth(0), page.locator(".cell").nth(1)
    assert "none" in first.get_attribute("class").split()
    assert "none" not in second.get_attribute("class").split()
    assert first.get_attribute("aria-label").endswith("gradient none")
    assert second.get_attribute("aria-label").endswith("gradient 0")
    first.hover()
    assert page.locator("#histories h3").all_inner_texts() == ["value", "gradient: none"]


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
    page.keyboard.press("ArrowDown")
    assert page.locator("#summary").inner_text().startswith("step 2 of 12 ")
    assert page.locator("path.sample").count() == 4  # two in the legend
    shown = page.locator("body").inner_text() + page.locator("#boundary").inner_html()
    assert not re.search("NaN|Infinity|undefined", shown)


# Everywhere.


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 375])
def test_axe_finds_nothing_serious(opened, run, scheme, width):
    page = opened(run.animation.page(), scheme=scheme, width=width)
    page.keyboard.press("ArrowDown")
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
    page.locator(".cell").nth(3).hover()
    assert page.locator("#name").inner_text() == f"{HOSTILE}3"
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_data_that_is_not_a_plane_leaves_the_boundary_out(opened):
    run = trained()
    X = np.column_stack([run.X, run.X[:, 0]])

    def predict(parameters, rows):
        return predictor(run.model)(parameters, rows[:, :2])

    page = opened(animate_training(run.history, predict, X, run.y).page())
    assert not page.locator("#boundary").is_visible()
    page.keyboard.press("End")
    assert step(page) == 12
    page.locator(".who").nth(0).hover()
    assert page.locator("#name").inner_text() == "layers.0.neurons.0"


def test_a_run_of_one_step_is_shown(opened):
    page = opened(trained(steps=1).animation.page())
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert page.locator("#summary").inner_text().startswith("step 1 of 1 ")


def test_two_runs_in_one_notebook_do_not_disturb_each_other(opened, run):
    frames = run.animation._repr_html_() + trained(3).animation._repr_html_()
    page = opened(f"<!DOCTYPE html><title>Notebook</title>{frames}")
    assert page.locator("iframe").count() == 2
    left, right = (page.frame_locator("iframe").nth(i) for i in range(2))
    left.get_by_role("button", name="Last step").click()
    right.get_by_role("button", name="One step forward").click()
    assert left.locator("#summary").inner_text().startswith("step 12 of 12")
    assert right.locator("#summary").inner_text().startswith("step 2 of 12")
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
        numbers = np.frombuffer(base64.b64decode(data[name]), "<f4")
        assert np.allclose(numbers, np.ravel(getattr(run.history, name)), rtol=1e-6)
    assert data["loss"] == pytest.approx(run.history.loss, rel=1e-4)
    assert (data["names"], data["shown"]) == (run.history.names, list(range(1, 13)))


@pytest.mark.parametrize("outputs", [1, 3])
def test_the_bytes_that_the_page_interpolates_decide_as_the_scores_do(outputs):
    run = trained(outputs, steps=30, frames=2)
    plane = embedded(run)["plane"]
    columns = np.frombuffer(base64.b64decode(plane["scores"]), "i1").reshape(2, outputs, -1)
    shown = columns.transpose(0, 2, 1)
    ticks = [np.linspace(*plane[axis], plane["resolution"]) for axis in ("x", "y")]
    rows = np.stack(np.meshgrid(*ticks), axis=-1).reshape(-1, 2)
    for i, margins in zip((0, 29), shown, strict=True):
        scores = predictor(run.model)(run.history.parameters[i], rows)
        assert (answers(margins) == answers(scores)).all()
        assert len(np.unique(margins)) > 40
