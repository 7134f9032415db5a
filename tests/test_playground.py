"""The playground in a browser: every control and key, its numbers, its pictures, its door."""

import json
import math
import re
from types import SimpleNamespace

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

import chalkgrad
from engine import Value
from engine.extend import function, operation
from nn import MLP, SGD, Adam, Module, fit
from nn.data import IRIS_FEATURES, IRIS_SPECIES, blobs, iris, moons, sine
from tests.browser import assert_within, data_in, stop_clock, wait_for
from viz import playground

HOSTILE = "</script><img src=x onerror=alert(1)>"


def of_moons(activation="tanh", **settings):
    X, y = moons(40, seed=0)
    model = MLP(2, [4, 3, 1], activation, seed=0)
    settings = {"optimizer": SGD(model.parameters(), lr=0.1, momentum=0.9), **settings}
    made = playground(model, X, y, test=moons(20, seed=1), **settings)
    return SimpleNamespace(page=made.page(), model=model, X=X, y=y, **settings)


def of_sine():
    X, y = sine(30, seed=0)
    model = MLP(1, [4, 1], seed=0)
    return playground(model, X, y, loss="mse", optimizer=Adam(model.parameters(), lr=0.02)).page()


def of_iris():
    X, y = iris()
    model = MLP(4, [5, 3], "relu", seed=0)
    test = (X[::10], y[::10])
    names = {"inputs": IRIS_FEATURES, "classes": IRIS_SPECIES}
    return playground(model, X[::5], y[::5], loss="cross_entropy", test=test, **names).page()


def of_blobs():
    X, y = blobs(30, seed=0)
    return playground(MLP(2, [4, 3], seed=0), X, y, loss="cross_entropy").page()


def of_numbers():
    X = np.random.default_rng(0).normal(size=(20, 3))
    return playground(MLP(3, [2, 1], seed=0), X, X.sum(axis=1), loss="mse").page()


def of_heights():
    X = np.random.default_rng(0).normal(size=(20, 2))
    return playground(MLP(2, [2, 1], seed=0), X, X.sum(axis=1), loss="mse").page()


PAGES = {
    "two classes": lambda: of_moons().page,
    "three classes": of_blobs,
    "one input": of_sine,
    "four inputs": of_iris,
    "three inputs and a number": of_numbers,
    "two inputs and a number": of_heights,
}


@pytest.fixture(scope="module")
def made():
    return of_moons()


@pytest.fixture
def page(open_page, made):
    return open_page(made.page)


def state(page):
    return page.evaluate("chalkgrad.state()")


def step_of(page):
    return state(page)["step"]


def summary(page):
    return page.locator("#summary").inner_text()


def notice(page):
    return page.locator("#notice").inner_text()


# ---- numbers ----


def test_its_weights_and_losses_are_those_of_fit(open_page):
    made = of_moons(l2=0.001)
    page = open_page(made.page)
    settings = {"optimizer": made.optimizer, "l2": made.l2, "progress": False}
    done = 0
    for steps, tolerance in ((50, 1e-9), (150, 1e-6)):
        page.evaluate("(n) => chalkgrad.step(n)", steps)
        history = fit(made.model, made.X, made.y, steps=steps, **settings)
        done += steps
        seen = state(page)
        assert seen["step"] == done
        assert seen["loss"] == pytest.approx(history.loss[-1], rel=tolerance)
        assert seen["accuracy"] == history.accuracy[-1]
        assert seen["weights"] == pytest.approx(made.model.state_dict(), rel=tolerance, abs=1e-12)


def test_the_line_above_tells_loss_and_accuracy_of_both_sets(page, made):
    from nn.losses import hinge

    losses = [hinge(made.model(row), label).data for row, label in zip(made.X, made.y, strict=True)]
    told = re.match(r"step 0 +loss (\S+) +accuracy (\S+) +held out: loss (\S+) +acc", summary(page))
    assert float(told[1]) == pytest.approx(np.mean(losses), rel=1e-3)


def test_settings_are_taken_over_while_it_runs(open_page):
    made = of_moons()
    page = open_page(made.page)
    page.locator("#set-lr").fill("0.01")
    page.locator("#set-momentum").fill("0.5")
    page.locator("#set-l2").fill("0.1")
    page.evaluate("chalkgrad.step(5)")
    made.optimizer.lr, made.optimizer.momentum = 0.01, 0.5
    fit(made.model, made.X, made.y, optimizer=made.optimizer, l2=0.1, steps=5, progress=False)
    assert state(page)["weights"] == pytest.approx(made.model.state_dict(), rel=1e-9)


@pytest.mark.parametrize(
    ("field", "text"),
    [("lr", "-1"), ("lr", ""), ("momentum", "1"), ("batch", "0"), ("batch", "1.5"), ("l2", "-0.1")],
)
def test_a_setting_that_is_not_allowed_is_marked_and_not_taken_over(page, field, text):
    setting = page.locator(f"#set-{field}")
    before = page.evaluate("chalkgrad.step(1), chalkgrad.state()")["weights"]
    page.locator("#reset").click()
    setting.fill(text)
    assert setting.get_attribute("aria-invalid") == "true"
    assert page.evaluate("chalkgrad.step(1), chalkgrad.state()")["weights"] == before


def test_another_optimizer_brings_its_settings(page, made):
    page.locator("#optimizer").select_option("Adam")
    assert page.locator("#set-eps").input_value() == "1e-8"
    assert page.locator("#set-momentum").count() == 0
    page.locator("#set-lr").fill("0.03")
    page.evaluate("chalkgrad.step(5)")
    model = MLP(2, [4, 3, 1], seed=0)
    optimizer = Adam(model.parameters(), lr=0.03)
    fit(model, made.X, made.y, optimizer=optimizer, steps=5, progress=False)
    assert state(page)["weights"] == pytest.approx(model.state_dict(), rel=1e-9)


def test_a_batch_of_some_rows_trains_on_them_alone(page):
    page.locator("#set-batch").fill("8")
    shares = set()
    for _ in range(6):
        page.locator("#step").click()
        shares.add(round(state(page)["accuracy"] * 8, 6))
    assert all(float(share).is_integer() for share in shares)
    assert len(shares) > 1


# ---- controls ----


def test_step_and_reset_do_what_they_say(page, made):
    for _ in range(3):
        page.locator("#step").click()
    assert step_of(page) == 3
    assert summary(page).startswith("step 3 ")
    page.locator("#reset").click()
    assert step_of(page) == 0
    assert state(page)["weights"] == made.model.state_dict()
    assert "L" not in page.locator("#chart path.loss").get_attribute("d")


def test_it_plays_and_pauses_by_button_and_by_key(page):
    page.locator("#play").click()
    assert page.locator("#play").inner_text() == "Pause"
    wait_for(page, "chalkgrad.state().step > 3")
    page.locator("#play").click()
    stopped = step_of(page)
    page.wait_for_timeout(80)
    assert step_of(page) == stopped
    page.locator("#play").evaluate("button => button.blur()")
    page.keyboard.press("Space")
    wait_for(page, f"chalkgrad.state().step > {stopped}")
    page.keyboard.press("Space")
    assert page.locator("#play").inner_text() == "Play"


@pytest.mark.parametrize("speed", ["1 step a frame", "5 steps a frame", "30 steps a frame"])
def test_it_makes_so_many_steps_a_frame_and_says_so(page, speed):
    stop_clock(page)  # a frame takes no time, so there is time for all
    page.locator("#speed").select_option(speed)
    page.locator("#play").click()
    page.clock.run_for(200)
    assert summary(page).endswith(f" {speed}")
    page.locator("#play").click()
    assert step_of(page) % int(speed.split()[0]) == 0 != step_of(page)


def test_slowly_it_makes_ten_steps_a_second(page):
    stop_clock(page)
    page.locator("#speed").select_option("10 steps a second")
    page.locator("#play").click()
    page.clock.run_for(90)
    assert step_of(page) == 0
    page.clock.run_for(2010)
    assert 19 <= step_of(page) <= 21
    assert summary(page).endswith(" 10 steps a second")


def test_it_makes_fewer_steps_where_they_take_longer_than_a_frame_has(page):
    """A step takes 3 milliseconds of a clock that this test moves; 60 frames a second are kept."""
    stop_clock(page)
    page.evaluate(
        """() => { let spent = 0;
          const now = performance.now.bind(performance);
          performance.now = () => now() + (spent += 3); }"""
    )
    page.locator("#speed").select_option("as many as fit")
    page.locator("#play").click()
    page.clock.run_for(200)
    assert 1 <= int(re.search(r"(\d+) steps? a frame$", summary(page))[1]) <= 3


@pytest.mark.parametrize("costs", [3, 0])
def test_a_frame_has_room_for_one_part_of_the_picture_where_steps_take_its_time(page, costs):
    """A look at the clock costs milliseconds, or none: then every frame paints everything."""
    stop_clock(page)
    page.evaluate(
        """(costs) => { let spent = 0;
          const now = performance.now.bind(performance);
          performance.now = () => now() + (spent += costs);
          window.frames = [];
          const frame = requestAnimationFrame.bind(window);
          window.requestAnimationFrame = (f) => frame((time) => { frames.push(0); f(time); });
          for (const name of ["clearRect", "putImageData"]) {
            const paint = CanvasRenderingContext2D.prototype[name];
            CanvasRenderingContext2D.prototype[name] = function (...given) {
              const isPicture = this.canvas.matches("#stage canvas, #wires canvas:first-child");
              if (isPicture) frames[frames.length - 1]++;
              return paint.apply(this, given);
            };
          } }""",
        costs,
    )
    page.locator("#speed").select_option("as many as fit" if costs else "1 step a frame")
    page.evaluate("frames.push(0), chalkgrad.play()")
    page.clock.run_for(200)
    painted = page.evaluate("frames.slice(2)")
    assert len(painted) > 8
    assert set(painted) == ({0, 1} if costs else {2})


def test_keys_step_and_reset_but_not_while_somebody_types(page):
    page.keyboard.press("s")
    page.keyboard.press("s")
    assert step_of(page) == 2
    page.keyboard.press("r")
    assert step_of(page) == 0
    page.locator("#seed").press("s")
    assert step_of(page) == 0


def test_new_weights_follow_the_seed(page, made):
    seen = []
    for seed in ("3", "3", "4"):
        page.locator("#seed").fill(seed)
        page.locator("#random").click()
        seen.append(state(page)["weights"])
    assert seen[0] == seen[1] != seen[2]
    assert seen[0] != made.model.state_dict()
    assert seen[0]["layers.0.neurons.0.b"] == 0


def test_new_weights_are_others_each_time_and_the_seed_is_shown(page):
    seen = []
    for _ in range(3):
        page.locator("#random").click()
        seen.append((page.locator("#seed").input_value(), str(state(page)["weights"])))
    assert [seed for seed, _ in seen] == ["0", "1", "2"]
    assert len({weights for _, weights in seen}) == 3
    page.locator("#seed").fill("1")
    page.locator("#random").click()
    assert str(state(page)["weights"]) == seen[1][1]


def test_a_training_that_breaks_off_says_why_and_keeps_its_weights(open_page):
    page = open_page(of_moons(loss="mse").page)
    page.locator("#set-lr").fill("1e200")
    page.locator("#play").click()
    wait_for(page, "document.getElementById('notice').textContent !== ''")
    assert "try a smaller learning rate" in notice(page)
    assert page.locator("#play").inner_text() == "Play"
    assert all(np.isfinite(weight) for weight in state(page)["weights"].values())


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


def picture(page, canvas):
    return page.evaluate(f"document.querySelector('{canvas}').toDataURL()")


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


# ---- files ----


def test_weights_and_samples_are_saved_as_files(page, made, tmp_path):
    with page.expect_download() as saving:
        page.locator("#save-weights").click()
    saving.value.save_as(tmp_path / "weights.json")
    model = MLP(2, [4, 3, 1], seed=9)
    model.load(tmp_path / "weights.json")
    assert model.state_dict() == made.model.state_dict()
    with page.expect_download() as saving:
        page.locator("#save-samples").click()
    assert saving.value.suggested_filename == "samples.csv"
    saving.value.save_as(tmp_path / "samples.csv")
    table = np.loadtxt(tmp_path / "samples.csv", delimiter=",", skiprows=1)
    assert np.array_equal(table, np.column_stack([made.X, made.y]))


def test_weights_and_samples_come_from_files(page, made, tmp_path):
    other = MLP(2, [4, 3, 1], seed=5)
    other.save(tmp_path / "other.json")
    choose(page, "#load-weights", tmp_path / "other.json")
    wait_for(page, "document.getElementById('notice').textContent.includes('those of the file')")
    assert state(page)["weights"] == other.state_dict()
    (tmp_path / "few.csv").write_text("x0,x1,label\n0,1,1\n1,0,-1\n", "utf-8")
    choose(page, "#load-samples", tmp_path / "few.csv")
    wait_for(page, "document.getElementById('notice').textContent.includes('the 2 samples')")
    (tmp_path / "wrong.csv").write_text("1,2\n", "utf-8")
    choose(page, "#load-samples", tmp_path / "wrong.csv")
    wait_for(page, "document.getElementById('notice').textContent.includes('not read')")
    assert "line 1: given 1,2; allowed: 3 numbers" in notice(page)
    assert page.locator("#set-batch").input_value() == "2"


def choose(page, button, path):
    with page.expect_file_chooser() as choosing:
        page.locator(button).click()
    choosing.value.set_files(path)


# ---- a recorded run ----


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


# ---- the door ----


def test_the_door_offers_play_pause_step_reset_and_state(page):
    names = page.evaluate("Object.keys(chalkgrad)")
    assert names == ["play", "pause", "step", "reset", "state"]
    page.evaluate("chalkgrad.play()")
    wait_for(page, "chalkgrad.state().step > 0")
    page.evaluate("chalkgrad.pause(), chalkgrad.reset()")
    assert set(state(page)) == {"step", "loss", "accuracy", "weights"}
    assert step_of(page) == 0


NO_COUNTS = {"'x'": "x", "1.5": "1.5", "NaN": "NaN", "'2'": "2", "null": "null"}


@pytest.mark.parametrize("given", [*NO_COUNTS, "-3", "0"])
def test_the_door_makes_a_whole_number_of_steps_and_refuses_others(page, given):
    told = refused(page, given)
    assert told == f"step: given {NO_COUNTS.get(given, given)}; allowed: a whole number, 1 or more"
    assert step_of(page) == 0


def test_in_a_replay_the_door_goes_back_by_steps_below_0(open_page, recorded):
    page = open_page(recorded.page)
    page.evaluate("chalkgrad.step(5), chalkgrad.step(-2)")
    assert step_of(page) == 3
    assert refused(page, "0.5").endswith("allowed: a whole number, below 0 to go back")
    assert step_of(page) == 3


def refused(page, given):
    code = f"{{ try {{ chalkgrad.step({given}); }} catch (error) {{ error.message; }} }}"
    return page.evaluate(code)


def test_a_frame_around_it_reaches_the_same_and_is_told_the_height(open_page, made):
    document = json.dumps(made.page).replace("</", "<\\/")
    page = open_page(
        f"""<!DOCTYPE html><title>Lecture</title><iframe id="f" sandbox="allow-scripts"
        style="width: 1000px; height: 700px"></iframe><script>
        window.heard = [];
        addEventListener("message", (event) => heard.push(event.data.chalkgrad));
        window.ask = (call, given, id) => document.getElementById("f").contentWindow
          .postMessage({{ chalkgrad: {{ call, arguments: given, id }} }}, "*");
        document.getElementById("f").srcdoc = {document};
        </script>"""
    )
    wait_for(page, "heard.some((message) => message.height > 400)")
    page.evaluate("ask('step', [7], 1), ask('state', [], 2), ask('open', [], 3)")
    wait_for(page, "heard.some(({ id }) => id === 3)")
    answers = {m["id"]: m for m in page.evaluate("heard") if "id" in m}
    assert answers[2]["answer"]["step"] == 7
    assert answers[3]["error"] == ("call: given open; allowed: play, pause, step, reset, state")


# ---- everywhere ----


@pytest.mark.parametrize("name", PAGES)
def test_every_kind_of_page_trains_and_shows_its_pictures(open_page, name):
    page = open_page(PAGES[name](), viewport={"width": 1280, "height": 720})
    first = state(page)["loss"], page.evaluate("chalkgrad.step(1), chalkgrad.state().loss")
    assert page.evaluate("chalkgrad.step(60), chalkgrad.state().loss") < first[1]
    page.locator(".neuron").first.hover()
    shown = page.locator("body").inner_text() + page.locator("#stage").inner_html()
    assert not re.search("NaN|Infinity|undefined|none", shown.replace("<none", ""))


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1000, 740)])
@pytest.mark.parametrize("name", PAGES)
def test_everything_is_in_view_at_once(open_page, name, width, height):
    page = open_page(PAGES[name](), viewport={"width": width, "height": height})
    window = {"x": 0, "y": 0, "width": width, "height": height}
    boxes = {part: page.locator(f"#{part}").bounding_box() for part in PARTS}
    for box in boxes.values():
        assert_within(box, window)
        assert box["height"] > 120
    assert_within(page.locator("#chart svg").bounding_box(), boxes["curves"])
    assert_within(page.locator("#stage > *").bounding_box(), boxes["view"])
    for table in page.locator("table").all():
        assert_within(table.bounding_box(), boxes["view"])
    for neuron in page.locator(".neuron, .input, .output").all():
        assert_within(neuron.bounding_box(), boxes["network"])
    assert page.evaluate("document.documentElement.scrollHeight") <= height


PARTS = ("network", "view", "detail", "curves")


def test_a_phone_has_one_column(open_page, made):
    page = open_page(made.page, viewport={"width": 390, "height": 800})
    boxes = [page.locator(f"#{part}").bounding_box() for part in PARTS]
    assert len({box["x"] for box in boxes}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_nothing_is_cut(open_page, name):
    page = open_page(PAGES[name](), viewport={"width": 390, "height": 800})
    view = page.locator("#view").bounding_box()
    for part in page.locator("#stage table, #stage figure, #stage .area").all():
        assert_within(part.bounding_box(), page.locator("#stage").bounding_box())
        assert_within(part.bounding_box(), view)


KEYS = {
    "two classes": ["choose the class", "Enter adds"],
    "one input": ["Enter adds"],
    "four inputs": [],
}


@pytest.mark.parametrize("name", KEYS)
def test_only_keys_that_do_something_are_told(open_page, name):
    told = open_page(PAGES[name]()).locator(".keys").inner_text()
    assert [words for words in ("choose the class", "Enter adds") if words in told] == KEYS[name]


@pytest.mark.parametrize("is_recorded", [False, True])
def test_a_phone_shows_first_what_plays_the_learning_rate_and_the_plane(
    open_page, made, recorded, is_recorded
):
    page = open_page(
        (recorded if is_recorded else made).page, viewport={"width": 390, "height": 800}
    )
    window = {"x": 0, "y": 0, "width": 390, "height": 800}
    parts = ["#play", "#step", "#reset", "#speed", "#set-lr", "#stage"]
    for part in [*parts, "#slider"] if is_recorded else parts:
        assert_within(page.locator(part).bounding_box(), window)
    order = ["controls", "settings", "view", "network", "curves", "detail", "begin", "files"]
    tops = [page.locator(f"#{part}").bounding_box()["y"] for part in order]
    assert tops == sorted(tops)
    board, stage = (page.locator(part).bounding_box() for part in (".board", "#stage"))
    assert stage["height"] - board["height"] < 30  # no room is left empty


@pytest.mark.parametrize("width", [1280, 1000, 390])
def test_another_optimizer_moves_nothing(open_page, made, width):
    page = open_page(made.page, viewport={"width": width, "height": 720})
    parts = ["main > section", "#set-batch", "#set-l2", ".keys"]
    measure = f"""() => {json.dumps(parts)}.flatMap((part) => [...document.querySelectorAll(part)])
      .map((part) => JSON.stringify(part.getBoundingClientRect()))"""
    before = page.evaluate(measure)
    page.locator("#optimizer").select_option("Adam")
    assert page.evaluate(measure) == before


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["two classes", "four inputs"])
def test_the_ring_around_what_has_the_focus_is_not_cut(open_page, name, width):
    page = open_page(PAGES[name](), viewport={"width": width, "height": 720})
    page.locator(".neuron").first.focus()
    assert page.evaluate(CUT) == []


CUT = """() => [...document.querySelectorAll("button, input, select, [tabindex]")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => {
    element.focus();
    const { outlineWidth, outlineOffset } = getComputedStyle(element);
    const isRinged = element.matches(":focus-visible");
    const ring = isRinged ? parseFloat(outlineWidth) + parseFloat(outlineOffset) : 0;
    element.scrollIntoView({ block: "nearest" });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    for (let around = element.parentElement; around; around = around.parentElement) {
      const style = getComputedStyle(around), box = around.getBoundingClientRect();
      if (style.overflowX === "visible" || around === document.documentElement) continue;
      const room = style.overflowX === "clip" ? parseFloat(style.overflowClipMargin) || 0 : 0;
      if (left - ring < box.left - room || right + ring > box.right + room) return true;
      if (top - ring < box.top - room || bottom + ring > box.bottom + room) return true;
    }
    return false;
  }).map((element) => element.id || element.outerHTML.slice(0, 80))"""


def test_no_field_cuts_its_number(page):
    page.evaluate("chalkgrad.step(7)")
    for neuron in range(8):
        page.locator(".neuron").nth(neuron).focus()
        cut = page.locator("#fields input").evaluate_all(
            "all => all.filter(i => i.scrollWidth > i.clientWidth).map(i => i.value)"
        )
        assert cut == []


@pytest.mark.parametrize("steps", [0, 1, 60])
def test_the_curves_tell_what_the_line_above_tells(page, steps):
    if steps:
        page.evaluate("(n) => chalkgrad.step(n)", steps)
    chart, texts = page.locator("#chart svg").bounding_box(), page.locator("#chart text")
    for text in texts.all():
        if text.text_content():
            assert_within(text.bounding_box(), chart)
    told = texts.all_text_contents()
    if not steps:  # a point alone is shown from 0
        assert told[2] == "0"
    else:
        assert "log scale" in told
        assert {"step 0", str(steps)} <= set(told)
    loss = re.search(r"loss (\S+)", summary(page))[1]
    if steps == 60:  # the last is the least, and stands at the axis
        assert float(loss) == pytest.approx(float(told[2]), rel=5e-3)
    assert page.locator("#chart circle.loss").is_visible()


def test_in_many_steps_a_frame_the_first_point_stays(page):
    page.locator("#speed").select_option("30 steps a frame")
    page.locator("#play").click()
    wait_for(page, "chalkgrad.state().step > 100")
    page.locator("#play").click()
    assert "step 0" in page.locator("#chart text").all_text_contents()


def test_names_of_inputs_and_classes_stand_in_the_page(open_page):
    X, y = iris()
    names = {"inputs": ["a", "b", "c", "d"], "classes": ["red", "green", "blue"]}
    model = MLP(4, [5, 3], seed=0)
    page = open_page(playground(model, X, y, loss="cross_entropy", **names).page())
    assert page.locator(".input").all_inner_texts() == names["inputs"]
    assert page.locator(".output").all_inner_texts() == names["classes"]
    assert page.locator("thead th").all_inner_texts() == names["classes"]
    page.locator(".neuron").last.focus()
    assert page.locator("#detail-title").inner_text() == "output 2, blue"
    dots = page.locator("#portrait .dots")
    assert [
        d.count("M") for d in dots.evaluate_all("all => all.map(p => p.getAttribute('d'))")
    ] == [
        50,
        50,
        50,
    ]


def test_on_paper_what_is_painted_is_light(open_page, made):
    page = open_page(made.page, color_scheme="dark")
    for canvas in ("#stage canvas", "#wires canvas:last-of-type"):
        dark = picture(page, canvas)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        light = picture(page, canvas)
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert light != dark == picture(page, canvas)
    other = open_page(made.page, color_scheme="light")
    assert light == picture(other, "#wires canvas:last-of-type")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(open_page, name, scheme):
    page = open_page(PAGES[name](), color_scheme=scheme)
    page.evaluate("chalkgrad.step(3)")
    page.locator(".neuron").first.focus()
    violations = Axe().run(page).response["violations"]
    assert [v["id"] for v in violations if v["impact"] in {"serious", "critical"}] == []


def test_pictures_change_with_the_light(page):
    before = [picture(page, canvas) for canvas in ("#stage canvas", "#wires canvas")]
    page.emulate_media(color_scheme="dark")
    wait_for(page, "matchMedia('(prefers-color-scheme: dark)').matches")
    for canvas, old in zip(("#stage canvas", "#wires canvas"), before, strict=True):
        for _ in range(200):  # until it is painted anew
            if picture(page, canvas) != old:
                break
            page.wait_for_timeout(20)
        assert picture(page, canvas) != old


@pytest.mark.parametrize(
    ("setting", "given", "told"),
    [
        ("lr", "-1", "learning rate: given -1; allowed: a number, 0 or more; it stays 0.1"),
        ("lr", "", "learning rate: given no number; allowed: a number, 0 or more; it stays 0.1"),
        ("batch", "2.5", "batch size: given 2.5; allowed: a whole number, 1 or more; it stays"),
        ("seed", "-3", "seed: given -3; allowed: a whole number, 0 or more; it stays 0"),
    ],
)
def test_a_setting_that_is_refused_says_so_and_stays(page, setting, given, told):
    field = page.locator(f"#set-{setting}, #{setting}")
    before = field.input_value()
    field.fill(given)
    field.press("Tab")
    assert page.inner_text("#notice").startswith(told)
    assert (field.input_value(), field.get_attribute("aria-invalid")) == (before, "false")


def change_a_weight(page):
    page.locator(".neuron").last.focus()
    page.locator("#fields input").last.fill("2")
    page.locator("#fields input").last.press("Enter")


def load_weights(page, folder):
    MLP(2, [4, 3, 1], seed=5).save(folder / "other.json")
    choose(page, "#load-weights", folder / "other.json")
    wait_for(page, "document.getElementById('notice').textContent.includes('those of the file')")


ACCEPTED = {
    "a number": lambda page, folder: page.locator("#set-lr").fill("0.2"),
    "an optimizer": lambda page, folder: page.locator("#optimizer").select_option("Adam"),
    "a step": lambda page, folder: page.locator("#step").click(),
    "playing": lambda page, folder: page.locator("#play").click(),
    "a weight": lambda page, folder: change_a_weight(page),
    "a file": load_weights,
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_was_refused_is_told_until_something_is_accepted(page, tmp_path, name):
    page.locator("#set-l2").fill("-1")
    page.locator("#set-l2").press("Tab")
    assert "L2: given -1" in notice(page)
    ACCEPTED[name](page, tmp_path)
    assert "L2" not in notice(page)


def test_reduced_motion_paints_seldom(open_page, made):
    page = open_page(made.page, reduced_motion="reduce")
    page.evaluate(
        """() => { window.painted = 0;
          new MutationObserver(() => window.painted++).observe(
            document.getElementById("summary"), { childList: true }); }"""
    )
    page.locator("#play").click()
    wait_for(page, "chalkgrad.state().step > 12")
    steps = step_of(page)
    assert page.evaluate("painted") < steps


def test_print_leaves_the_controls_out(page):
    page.emulate_media(media="print")
    assert not page.locator("#controls").is_visible()
    assert page.locator("#wires canvas").first.is_visible()


def test_names_are_shown_as_written_and_run_nothing(open_page):
    class Hostile(Module):
        def __init__(self):
            setattr(self, HOSTILE, Value(0.5))

        def __call__(self, x):
            return getattr(self, HOSTILE) * x[0]

    class Table(list):
        columns = (HOSTILE, "<b>b")

    X = Table([[0.0, 1.0], [1.0, 0.0]])
    page = open_page(playground(Hostile(), X, [-1, 1]).page())
    page.locator(".neuron").first.focus()
    assert page.locator("#fields input").get_attribute("aria-label") == HOSTILE
    assert page.locator(".input").all_inner_texts() == [HOSTILE, "<b>b"]
    assert page.locator("img").count() == 0


def test_two_in_one_notebook_do_not_disturb_each_other(open_page, made):
    X, y = moons(20, seed=0)
    frames = "".join(playground(MLP(2, [2, 1], seed=0), X, y)._repr_html_() for _ in range(2))
    page = open_page(f"<!DOCTYPE html><title>Notebook</title>{frames}")
    left, right = (page.frame_locator("iframe").nth(i) for i in range(2))
    left.locator("#step").click()
    assert left.locator("#summary").inner_text().startswith("step 1 ")
    assert right.locator("#summary").inner_text().startswith("step 0 ")


# ---- in Python ----


def test_it_is_offered_by_viz_and_by_chalkgrad(tmp_path):
    assert chalkgrad.playground is playground
    X, y = moons(20, seed=0)
    made = playground(MLP(2, [2, 1], seed=0), X, y)
    assert repr(made) == "Playground of 9 parameters"
    made.save(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text("utf-8") == made.page()


def test_a_page_is_saved_as_html_only(tmp_path):
    X, y = moons(20, seed=0)
    with pytest.raises(ValueError, match=r"given 'page\.gif'; allowed: a name ending in \.html"):
        playground(MLP(2, [2, 1], seed=0), X, y).save("page.gif")


class OwnOp(Module):
    def __init__(self, op):
        self.w, self.op = Value(0.5), op

    def __call__(self, x):
        return self.op(self.w * x[0])


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"batch_size": 0}, "batch_size: given 0; allowed: an int from 1 up"),
        ({"seed": -1}, "seed: given -1; allowed: an int from 0 up"),
        ({"inputs": ["a"]}, "inputs: given ['a']; allowed: a list of 2 names"),
        ({"classes": "ab"}, "classes: given 'ab'; allowed: a list of 2 names"),
        ({"threshold": float("nan")}, "threshold: given nan; allowed: a finite number"),
        ({"loss": "hinge", "l2": -1}, "l2: given -1"),
    ],
)
def test_settings_that_do_not_fit_are_told_before_a_page_is_made(settings, told):
    X, y = moons(20, seed=0)
    with pytest.raises(ValueError, match=re.escape(told)):
        playground(MLP(2, [2, 1], seed=0), X, y, **settings)


def test_an_op_that_pages_do_not_have_is_told(asinh):
    X, y = moons(20, seed=0)
    with pytest.raises(ValueError, match=r"op 'asinh' .*plot_decision_boundary"):
        playground(OwnOp(asinh), X, y)
    of_floats = function("arsinh", math.asinh, numpy="np.arcsinh({})")

    @operation(of_floats)
    def arsinh(self):
        return of_floats(self.data), lambda g: (g / (self.data * self.data + 1.0) ** 0.5,)

    with pytest.raises(ValueError, match="playground: op 'arsinh' is none of the machine's"):
        playground(OwnOp(arsinh), X, y)


def test_more_parameters_than_a_page_can_show_are_told():
    X, y = moons(20, seed=0)
    with pytest.raises(ValueError, match=r"given 6,000 parameters; allowed: up to 5,000"):
        playground(MLP(2, [2000, 1], seed=0).layers[0], X, y, loss=lambda p, t: p[0] * t)
