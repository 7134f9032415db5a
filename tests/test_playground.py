"""The playground in a browser: its numbers, its files, its door; what Python refuses."""

import json
import math
import re

import numpy as np
import pytest

import chalkgrad
from engine import Value
from engine.extend import function, operation
from nn import MLP, Adam, Module, fit
from nn.data import moons
from tests.browser import wait_for
from tests.playgrounds import (
    choose,
    notice,
    of_moons,
    refused,
    state,
    step_of,
    summary,
)
from viz import playground


@pytest.fixture(scope="module")
def made():
    return of_moons()


@pytest.fixture
def page(open_page, made):
    return open_page(made.page)


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
