"""What the pages of a training, live, recorded or both, have in common: controls, counts, words."""

import re
from types import SimpleNamespace

import pytest

from nn import MLP, SGD, fit, predictor
from nn.data import moons
from tests.browser import assert_within, stop_clock, wait_for
from viz import animate_training, playground
from viz.training.recording import Recording

STEPS = 12


@pytest.fixture(scope="module")
def pages():
    X, y = moons(30, seed=0)
    model = MLP(2, [4, 3, 1], seed=0)
    settings = {"loss": "hinge", "optimizer": SGD(model.parameters(), lr=0.1)}
    live = playground(model, X, y, **settings).page()
    history = fit(model, X, y, **settings, steps=STEPS, progress=False, record=True)
    predict = predictor(model)
    recorded = animate_training(history, predict, X, y).page()
    both = animate_training(history, predict, X, y, **settings, test=moons(10, seed=1)).page()
    return SimpleNamespace(live=live, recorded=recorded, both=both, history=history, X=X, y=y)


every_kind = pytest.mark.parametrize("kind", ["live", "recorded", "both"])
with_record = pytest.mark.parametrize("kind", ["recorded", "both"])


def state(page):
    return page.evaluate("chalkgrad.state()")


def notice(page):
    return page.locator("#notice").inner_text()


# ---- one set of controls ----


@every_kind
def test_each_kind_of_page_has_the_controls_that_it_can_use(open_page, pages, kind):
    page = open_page(getattr(pages, kind))
    buttons = page.locator("header button, #replay button").all()
    shown = [button.inner_text() for button in buttons if button.is_visible()]
    files = ["save", "load", "save", "load"]
    assert (
        shown
        == {
            "live": ["Reset", "Play", "Step", "New weights", *files],
            "recorded": ["Reset", "Back", "Play", "Step", "End"],
            "both": [
                *(
                    "Reset",
                    "Back",
                    "Play",
                    "Step",
                    "End",
                    "New weights",
                    *files,
                    "Continue from here",
                )
            ],
        }[kind]
    )
    assert page.locator("#speed").is_enabled()
    assert page.locator("#slider").is_visible() == (kind != "live")
    assert page.locator("#settings").is_visible() == (kind != "recorded")


@every_kind
def test_keys_and_buttons_step_and_reset_alike(open_page, pages, kind):
    page = open_page(getattr(pages, kind))
    seen = []
    for do in ("s", "#step", "r", "#step", "#step", "#reset"):
        if do.startswith("#"):
            page.locator(do).click()
        else:
            page.keyboard.press(do)
        seen.append(state(page)["step"])
    assert seen == [1, 2, 0, 1, 2, 0]


@with_record
def test_a_record_plays_as_fast_as_is_chosen_and_stops_at_its_end(open_page, pages, kind):
    page = open_page(getattr(pages, kind))
    stop_clock(page)
    assert page.locator("#speed").input_value() == "10 steps a second"
    page.locator("#play").click()
    page.clock.run_for(350)
    assert state(page)["step"] == 3
    page.locator("#speed").select_option("5 steps a frame")
    page.clock.run_for(200)
    assert state(page)["step"] == STEPS - 1
    assert page.locator("#slider").input_value() == str(STEPS - 1)
    assert page.locator("#summary").inner_text().startswith(f"step {STEPS - 1} of {STEPS} ")
    assert page.locator("#play").inner_text() == "Play"


@with_record
def test_buttons_that_lead_no_further_are_marked(open_page, pages, kind):
    page = open_page(getattr(pages, kind))
    marked = "all => all.filter(b => b.ariaDisabled === 'true').map(b => b.id)"
    assert page.locator("#controls button").evaluate_all(marked) == ["reset", "back"]
    page.keyboard.press("End")
    assert page.locator("#controls button").evaluate_all(marked) == ["step", "end"]
    if kind == "both":
        page.locator("#continue").click()
        assert page.locator("#controls button").evaluate_all(marked) == []


@every_kind
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1000, 740)])
def test_everything_is_in_view(open_page, pages, kind, width, height):
    page = open_page(getattr(pages, kind), viewport={"width": width, "height": height})
    window = {"x": 0, "y": 0, "width": width, "height": height}
    detail = page.locator("#detail").bounding_box()
    for part in ("network", "view", "detail", "curves", "controls"):
        assert_within(page.locator(f"#{part}").bounding_box(), window)
    assert_within(page.locator("#portrait canvas").bounding_box(), detail)
    assert page.evaluate("document.documentElement.scrollHeight") <= height


@every_kind
def test_a_phone_shows_first_what_plays_the_learning_rate_and_the_plane(open_page, pages, kind):
    page = open_page(getattr(pages, kind), viewport={"width": 390, "height": 800})
    window = {"x": 0, "y": 0, "width": 390, "height": 800}
    first = ["#play", "#step", "#reset", "#speed", "#stage"]
    first += ["#slider"] * (kind != "live") + ["#set-lr"] * (kind != "recorded")
    for part in first:
        assert_within(page.locator(part).bounding_box(), window)
    order = ["controls", "settings", "view", "network", "curves", "detail", "begin", "files"]
    parts = [page.locator(f"#{part}") for part in order]
    tops = [part.bounding_box()["y"] for part in parts if part.is_visible()]
    assert tops == sorted(tops)
    board, stage = (page.locator(part).bounding_box() for part in (".board", "#stage"))
    assert stage["height"] - board["height"] < 30  # no room is left empty
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# ---- counts, and what they mean ----


@every_kind
def test_a_page_says_what_a_step_shows(open_page, pages, kind):
    page = open_page(getattr(pages, kind))
    told = page.locator(".keys").inner_text()
    assert told.startswith("Step 3 shows the model after 3 steps, before the next.")
    assert ("Home End" in told) == (kind != "live")
    assert ("choose the class" in told) == (kind != "recorded")


def test_page_and_gif_count_the_steps_that_were_made(open_page, pages):
    history = pages.history
    recording = Recording.of(history, lambda _, rows: rows[:, :1], pages.X, pages.y, 60)
    page = open_page(pages.recorded)
    for frame in (0, STEPS - 1):
        page.locator("#slider").fill(str(frame))
        told = re.match(r"step (\d+) of (\d+) +loss (\S+)", page.locator("#summary").inner_text())
        drawn = re.match(r"step (\d+) of (\d+) +loss (\S+)", recording.summary(frame))
        assert told.groups()[:2] == drawn.groups()[:2] == (str(frame), str(STEPS))
        assert float(told[3]) == pytest.approx(float(drawn[3]), abs=1e-4)
        assert state(page)["step"] == frame
        assert list(state(page)["weights"].values()) == pytest.approx(
            history.parameters[frame].tolist(), rel=1e-6
        )


# ---- the neuron that is told of ----


@every_kind
def test_at_the_start_the_output_is_told_of_and_how_to_choose_another(open_page, pages, kind):
    page = open_page(getattr(pages, kind))
    assert page.locator("#detail-title").inner_text() == "output 0"
    assert page.locator("#detail-note").inner_text().startswith("Point to another neuron")
    names = page.locator("#fields input").evaluate_all("all => all.map(i => i.ariaLabel)")
    assert names == [f"layers.2.neurons.0.{part}" for part in ("w0", "w1", "w2", "b")]
    page.locator(".neuron").first.hover()
    assert page.locator("#detail-title").inner_text() == "layer 0, neuron 0"
    page.locator("h1").hover()
    assert page.locator("#detail-title").inner_text() == "output 0"


@pytest.mark.parametrize("given", ["", "1e999", "-"])
def test_a_weight_that_is_no_number_goes_back_and_says_so(open_page, pages, given):
    page = open_page(pages.live)
    field = page.get_by_label("layers.2.neurons.0.b")
    field.fill("0.25")
    field.press("Tab")
    before = state(page)["weights"]
    field.fill("")
    field.press_sequentially(given)
    field.press("Tab")
    assert field.input_value() == "0.25"
    told = "layers.2.neurons.0.b: given no number; allowed: a number; it stays 0.25"
    assert notice(page) == told
    assert state(page)["weights"] == before
    assert before["layers.2.neurons.0.b"] == 0.25
    page.locator("#step").click()
    assert notice(page) == ""


def test_a_neuron_under_the_pointer_takes_no_field_from_who_types(open_page, pages):
    page = open_page(pages.live)
    page.get_by_label("layers.2.neurons.0.b").focus()
    page.locator(".neuron").first.hover()
    assert page.locator("#detail-title").inner_text() == "output 0"
    page.locator(".neuron").first.click()
    assert page.locator("#detail-title").inner_text() == "layer 0, neuron 0"


def test_a_weight_that_is_changed_leaves_the_record(open_page, pages):
    page = open_page(pages.both)
    page.locator("#slider").fill("5")
    recorded = page.locator("#summary").inner_text()
    field = page.get_by_label("layers.2.neurons.0.b")
    field.fill("3")
    field.press("Enter")
    assert page.locator("#continue").is_disabled()
    told = page.locator("#summary").inner_text()
    assert told.startswith("step 5 ")
    assert " of " not in told
    assert told.split()[3] != recorded.split()[5]  # the loss is that of the changed model
    page.locator("#step").click()
    assert state(page)["step"] == 6
    page.locator("#reset").click()
    assert state(page)["step"] == 0
    assert page.locator("#continue").is_enabled()


def test_a_run_goes_on_from_the_end_of_its_record(open_page, pages):
    page = open_page(pages.both)
    page.keyboard.press("End")
    page.locator("#continue").click()
    page.locator("#play").click()
    wait_for(page, f"chalkgrad.state().step > {STEPS}")
    page.locator("#play").click()
    assert " of " not in page.locator("#summary").inner_text()
