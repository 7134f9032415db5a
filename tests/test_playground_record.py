"""A recorded run as a playground in a browser: dragged through, and trained on."""

from types import SimpleNamespace

import pytest

from nn import MLP, SGD, fit
from nn.data import moons
from tests.browser import wait_for
from tests.playgrounds import refused, state, step_of, summary
from viz import playground


@pytest.fixture(scope="module")
def recorded():
    X, y = moons(40, seed=0)
    model = MLP(2, [4, 3, 1], seed=0)
    optimizer = SGD(model.parameters(), lr=0.1)
    settings = {"optimizer": optimizer, "steps": 30, "progress": False}
    history = fit(model, X, y, **settings, backend="numpy", record=True)
    made = playground(model, X, y, optimizer=optimizer, test=moons(20, seed=1), history=history)
    return SimpleNamespace(page=made.page(), model=model, history=history, X=X, y=y)


def assert_shows(page, recorded, i):
    """Check that the page shows what step number i of the record saw."""
    seen = state(page)
    assert seen["step"] == i
    assert list(seen["weights"].values()) == recorded.history.parameters[i].tolist()
    assert seen["loss"] == recorded.history.loss[i]


def test_a_recorded_run_opens_at_its_first_step_and_is_dragged_through(open_page, recorded):
    page = open_page(recorded.page)
    assert_shows(page, recorded, 0)
    slider = page.locator("#slider")
    slider.fill("17")
    assert_shows(page, recorded, 17)
    assert slider.get_attribute("aria-valuetext") == "step 17 of 30"
    page.locator("#step").click()
    assert_shows(page, recorded, 18)
    assert slider.input_value() == "18"
    slider.press("End")
    assert_shows(page, recorded, 29)
    page.locator("#reset").click()
    assert_shows(page, recorded, 0)


def test_a_recorded_run_shows_its_whole_curves_and_where_it_stands(open_page, recorded):
    page = open_page(recorded.page)
    for name in ("loss", "heldLoss", "accuracy", "heldAccuracy"):
        assert page.locator(f"#chart path.{name}").get_attribute("d").count("L") == 29
    places = []
    for position in ("5", "20"):
        page.locator("#slider").fill(position)
        places.append(float(page.locator("#chart .now").get_attribute("x1")))
    assert places[0] < places[1]


def test_a_recorded_run_plays_to_its_end(open_page, recorded):
    page = open_page(recorded.page)
    page.locator("#slider").fill("27")
    page.locator("#play").click()
    wait_for(page, "chalkgrad.state().step === 29")
    wait_for(page, "!document.body.classList.contains('playing')")


@pytest.mark.parametrize("by", ["button", "key"])
def test_a_recorded_run_has_the_buttons_and_keys_of_a_replay(open_page, recorded, by):
    page = open_page(recorded.page)
    buttons = {"ArrowRight": "step", "ArrowLeft": "back", "End": "end", "Home": "reset"}
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowLeft", "Home"):
        if by == "key":
            page.keyboard.press(key)
        else:
            page.locator(f"#{buttons[key]}").click()
        seen.append(step_of(page))
    assert seen == [1, 2, 1, 29, 28, 0]
    assert summary(page).startswith("step 0 of 30 ")
    assert "30" in page.locator("#chart text").all_text_contents()


def test_a_key_of_the_record_leads_back_from_the_training_to_it(open_page, recorded):
    page = open_page(recorded.page)
    page.locator("#continue").click()
    page.locator("#play").click()
    wait_for(page, "chalkgrad.state().step > 3")
    page.keyboard.press("Home")
    assert_shows(page, recorded, 0)
    assert page.locator("#play").inner_text() == "Play"
    assert page.locator("#continue").is_enabled()


def test_training_goes_on_from_a_recorded_step(open_page, recorded):
    page = open_page(recorded.page)
    page.locator("#slider").fill("10")
    page.locator("#continue").click()
    page.evaluate("chalkgrad.step(10)")
    seen = state(page)
    assert seen["step"] == 20
    expected = recorded.history.parameters[20].tolist()
    assert list(seen["weights"].values()) == pytest.approx(expected, rel=1e-9)
    assert page.locator("#chart path.loss").get_attribute("d").count("L") == 20
    page.locator("#reset").click()
    assert_shows(page, recorded, 0)
    assert page.locator("#continue").is_enabled()


def test_new_weights_leave_the_record_until_it_is_dragged_through_again(open_page, recorded):
    page = open_page(recorded.page)
    page.locator("#random").click()
    page.locator("#step").click()
    assert step_of(page) == 1
    assert page.locator("#continue").is_disabled()
    page.locator("#slider").fill("4")
    assert_shows(page, recorded, 4)


def test_a_history_of_another_model_or_without_parameters_is_refused(recorded):
    other = MLP(2, [2, 1], seed=0)
    with pytest.raises(ValueError, match="history: given one of 31 parameters"):
        playground(other, recorded.X, recorded.y, history=recorded.history)
    plain = fit(other, recorded.X, recorded.y, steps=2, progress=False)
    with pytest.raises(ValueError, match="record=True"):
        playground(other, recorded.X, recorded.y, history=plain)


def test_in_a_replay_the_door_goes_back_by_steps_below_0(open_page, recorded):
    page = open_page(recorded.page)
    page.evaluate("chalkgrad.step(5), chalkgrad.step(-2)")
    assert step_of(page) == 3
    assert refused(page, "0.5").endswith("allowed: a whole number, below 0 to go back")
    assert step_of(page) == 3
