"""The controls of a playground in a browser: buttons, keys, speeds, settings that are refused."""

import re

import numpy as np
import pytest

from nn import MLP
from tests.browser import stop_clock, wait_for
from tests.playgrounds import choose, notice, of_moons, state, step_of, summary


@pytest.fixture(scope="module")
def made():
    return of_moons()


@pytest.fixture
def page(open_page, made):
    return open_page(made.page)


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


def test_in_many_steps_a_frame_the_first_point_stays(page):
    page.locator("#speed").select_option("30 steps a frame")
    page.locator("#play").click()
    wait_for(page, "chalkgrad.state().step > 100")
    page.locator("#play").click()
    assert "step 0" in page.locator("#chart text").all_text_contents()


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
