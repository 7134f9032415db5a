"""The pictures of a playground in a browser: the network, samples that are added and removed."""

import re

import numpy as np
import pytest

from nn import MLP
from nn.data import iris
from tests.browser import data_in
from tests.playgrounds import notice, of_iris, of_moons, of_sine, picture, state, step_of, summary


@pytest.fixture(scope="module")
def made():
    return of_moons()


@pytest.fixture
def page(open_page, made):
    return open_page(made.page)


# ---- the network ----


def test_each_neuron_is_a_button_with_its_name_in_a_column_of_its_layer(page):
    neurons = page.locator(".neuron")
    names = neurons.evaluate_all("all => all.map(b => b.getAttribute('aria-label'))")
    assert names[0] == "layer 0, neuron 0"
    assert names[-1] == "output 0"
    lefts = neurons.evaluate_all("all => all.map(b => b.style.left)")
    assert [len(set(lefts[:4])), len(set(lefts[4:7])), len(set(lefts))] == [1, 1, 3]


def test_a_neuron_under_the_pointer_or_in_focus_shows_its_picture_and_its_weights(page):
    neuron = page.locator(".neuron").nth(5)
    for show in (neuron.hover, neuron.focus):
        page.locator("h1").hover()
        show()
        assert page.locator("#detail-title").inner_text() == "layer 1, neuron 1"
        names = page.locator("#fields input").evaluate_all("all => all.map(i => i.ariaLabel)")
        assert names == [f"layers.1.neurons.1.{part}" for part in ("w0", "w1", "w2", "w3", "b")]
        assert page.locator("#portrait canvas").is_visible()


def test_arrow_keys_go_from_neuron_to_neuron(page):
    page.locator(".neuron").first.focus()
    seen = []
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        seen.append(page.evaluate("document.activeElement.ariaLabel"))
    assert seen == [
        *["layer 0, neuron 1", "layer 1, neuron 1", "output 0", "output 0"],
        *["layer 1, neuron 0", "layer 1, neuron 0"],
    ]
    assert step_of(page) == 0


def test_a_weight_changed_by_hand_changes_the_answers(page, made):
    page.locator(".neuron").last.focus()
    field = page.get_by_label("layers.2.neurons.0.b")
    before = picture(page, "#stage canvas"), summary(page)
    field.fill("2.5")
    field.press("Enter")
    assert state(page)["weights"] == {**made.model.state_dict(), "layers.2.neurons.0.b": 2.5}
    assert picture(page, "#stage canvas") != before[0]
    assert summary(page) != before[1]


def test_the_line_of_a_weight_says_its_number_and_a_click_leads_to_its_field(page, made):
    wires, (start, end) = page.locator("#wires").bounding_box(), ends_of(page, 0, 7)
    x, y = (np.array(start) + 0.5 * (np.array(end) - np.array(start))).tolist()
    page.mouse.move(wires["x"] + x, wires["y"] + y)
    told = page.locator("#wire").inner_text()
    name = re.match(r"(layers\.2\.neurons\.0\.w\d): (\S+), gradient none", told)
    weight = float(name[2].replace("−", "-"))
    assert weight == pytest.approx(made.model.state_dict()[name[1]], rel=1e-3)
    page.mouse.click(wires["x"] + x, wires["y"] + y)
    assert page.evaluate("document.activeElement.ariaLabel") == name[1]


def ends_of(page, row, target):
    """Return the centres of a neuron of the second layer and of another neuron."""
    boxes = page.locator(".neuron").evaluate_all(
        "all => all.map(b => [b.offsetLeft + b.offsetWidth / 2, b.offsetTop + b.offsetHeight / 2])"
    )
    return boxes[4 + row], boxes[target]


def test_gradients_take_the_place_of_weights_on_demand(page):
    page.evaluate("chalkgrad.step(1)")
    before = picture(page, "#wires canvas")
    page.locator("#show-gradients").check()
    assert picture(page, "#wires canvas") != before


# ---- samples ----


def count(page):
    page.locator("#save-samples").evaluate("button => button.blur()")
    return int(re.search(r"there are (\d+)$", notice(page))[1])


def free_spot(page):
    """Return a place on the plane where no sample is."""
    box = page.locator(".area").bounding_box()
    return box["x"] + 6, box["y"] + box["height"] - 6


def test_a_click_adds_a_sample_of_the_chosen_class_and_drawn_away_it_is_gone(page):
    x, y = free_spot(page)
    page.keyboard.press("1")
    page.mouse.click(x, y)
    assert count(page) == 41
    assert "with the label −1" in notice(page)
    assert page.locator("#set-batch").input_value() == "41"
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=3)
    page.mouse.move(x - 120, y + 90, steps=3)
    page.mouse.up()
    assert count(page) == 40
    assert notice(page).startswith("removed")


def test_a_sample_can_be_moved(page):
    x, y = free_spot(page)
    page.mouse.click(x, y)
    shown = page.locator("g.trained").inner_html()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y - 50, steps=3)
    page.mouse.up()
    assert page.locator("g.trained").inner_html() != shown
    page.mouse.click(x, y)
    assert count(page) == 42


def test_keys_move_a_cursor_that_adds_and_removes_samples(page):
    page.locator(".area").focus()
    for key in [*["ArrowLeft"] * 19, *["ArrowDown"] * 19, "Enter"]:
        page.keyboard.press(key)
    assert count(page) == 41
    page.keyboard.press("Delete")
    assert count(page) == 40
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    assert notice(page) == "no sample is near the cursor"


def test_it_trains_on_the_samples_that_there_are(page, made):
    x, y = free_spot(page)
    page.keyboard.press("1")
    page.mouse.click(x, y)
    page.evaluate("chalkgrad.step(1)")
    assert float(round(state(page)["accuracy"] * 41, 6)).is_integer()


def test_for_one_input_a_click_gives_both_numbers(open_page):
    page = open_page(of_sine())
    box = page.locator(".area").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 5)
    assert count(page) == 31
    label = float(re.search(r"with the label (\S+);", notice(page))[1])
    assert label > data_in(page)["labelLimits"][1]
    assert page.locator(".fitted").first.get_attribute("d").startswith("M")


def test_more_inputs_than_two_show_a_confusion_matrix(open_page):
    page = open_page(of_iris())
    X, y = iris()
    model = MLP(4, [5, 3], "relu", seed=0)
    answers = [int(np.argmax([score.data for score in model(row)])) for row in X[::5]]
    expected = np.zeros((3, 3), dtype=int)
    for label, answer in zip(y[::5], answers, strict=True):
        expected[label, answer] += 1
    cells = page.locator("table").first.locator("tbody td").all_inner_texts()
    assert list(map(int, cells)) == expected.ravel().tolist()
    assert page.locator("caption").all_inner_texts() == ["trained on", "held out"]
