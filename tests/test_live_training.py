"""Training in a page is training by `fit`: every loss, activation and optimizer, in Node."""

import json
import os
import subprocess
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import viz
from engine import Value, where
from nn import MLP, SGD, Adam, Module, fit
from nn.data import blobs, moons, sine
from nn.extend import portable
from nn.layers import ACTIVATIONS
from nn.optim import Optimizer
from tests.node import node_or_skip
from viz.training.live_data import live_data
from viz.web.modules import join

LIVE = Path(viz.__file__).parent / "training" / "live"

# The modules know no page, so they run wherever JavaScript does; numbers go out in full.
IMPORTS = """
import {{ csvOf, rowsFrom }} from "{folder}/csv.js";
import {{ Samples }} from "{folder}/samples.js";
import {{ Trainer }} from "{folder}/trainer.js";
import {{ weightsFrom, weightsText }} from "{folder}/weights-file.js";
const given = JSON.parse(require("fs").readFileSync(process.argv[2], "utf-8"));
"""
TRAIN = """
const run = ({ data, steps }) => {
  const trainer = new Trainer(data);
  const seen = [];
  for (let i = 0; i < steps; i++) {
    const before = [...trainer.numbers];
    if (!trainer.step()) break;
    const { loss, accuracy, gradients } = trainer;
    seen.push({ loss, accuracy, before, gradients: [...gradients] });
  }
  return { seen, after: [...trainer.numbers], fault: trainer.fault };
};
"""


@pytest.fixture(scope="session")
def in_node(tmp_path_factory):
    """Return f(code, given) → what the code's last expression is, in Node."""
    node = node_or_skip()

    def in_node(code, given):
        folder = tmp_path_factory.mktemp("node")
        main, jobs, script = (folder / name for name in ("main.js", "given.json", "joined.js"))
        imports = IMPORTS.format(folder=os.path.relpath(LIVE, folder))
        *lines, answer = code.strip().splitlines()
        answered = f"console.log(JSON.stringify({answer.rstrip(';')}));"
        main.write_text("\n".join([imports, *lines, answered]), "utf-8")
        jobs.write_text(json.dumps(given, allow_nan=False), "utf-8")
        script.write_text(join(main), "utf-8")
        command = [node, str(script), str(jobs)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return json.loads(done.stdout)

    return in_node


def zero_one(y):
    return (y + 1) // 2


DATA: dict[str, tuple[Any, Any, int]] = {
    "mse": (*sine(30, seed=0), 1),
    "hinge": (*moons(30, seed=0), 1),
    "binary_cross_entropy": (moons(30, seed=0)[0], zero_one(moons(30, seed=0)[1]), 1),
    "cross_entropy": (*blobs(30, seed=0), 3),
}
OPTIMIZERS: dict[str, Callable[[Any], Optimizer]] = {
    "SGD": lambda params: SGD(params, lr=0.01),
    "SGD with momentum": lambda params: SGD(params, lr=0.004, momentum=0.9, weight_decay=0.01),
    "Adam": lambda params: Adam(params, lr=0.01),
    # Adam divides by the size of a gradient: eps is so large that of one near 0 the last digits,
    # which differ from machine to machine, do not become steps.
    "Adam with its settings": lambda params: Adam(
        params, lr=0.02, betas=(0.8, 0.99), eps=1e-2, weight_decay=0.02
    ),
}
RICH = (("SGD with momentum", 0.001), ("Adam with its settings", 0.01))
PLAIN = (("SGD", 0.0), ("Adam", 0.0))
CASES = [
    *((loss, activation, *how) for loss in DATA for activation in ACTIVATIONS for how in RICH),
    *(("hinge", "tanh", *how) for how in PLAIN),
]
STEPS = 200


def network(loss, activation):
    X, y, outputs = DATA[loss]
    return MLP(X.shape[1], [3, outputs], activation, seed=1), X, y


@pytest.fixture(scope="module")
def pairs(in_node):
    """Train each case by `fit` and in Node."""
    jobs, histories = [], []
    for loss, activation, name, l2 in CASES:
        model, X, y = network(loss, activation)
        settings = {"loss": loss, "optimizer": OPTIMIZERS[name](model.parameters()), "l2": l2}
        training = portable(model, X, y, **settings)
        jobs.append({"data": live_data(training, []), "steps": STEPS})
        fitted = fit(
            model, X, y, **settings, steps=STEPS, backend="numpy", progress=False, record=True
        )
        histories.append((fitted, [p.data for p in model.parameters()]))
    answers = in_node(TRAIN + "given.map(run)", jobs)
    return dict(zip(CASES, zip(histories, answers, strict=True), strict=True))


def are_close(numbers, expected, tolerance):
    """Compare step by step, relative to the largest number of a step: one may pass through 0."""
    numbers, expected = (np.array(rows).reshape(len(rows), -1) for rows in (numbers, expected))
    largest = np.abs(expected).max(axis=1, keepdims=True)
    return bool((np.abs(numbers - expected) <= tolerance * largest).all())


@pytest.mark.parametrize("case", CASES, ids=lambda case: ", ".join(map(str, case)))
def test_the_numbers_are_those_of_fit(pairs, case):
    (history, after), answer = pairs[case]
    seen = answer["seen"]
    assert len(seen) == STEPS
    weights = [*(step["before"] for step in seen), answer["after"]]
    expected = [*history.parameters, after]
    for steps, tolerance in ((50, 1e-9), (200, 1e-6)):
        assert are_close([step["loss"] for step in seen[:steps]], history.loss[:steps], tolerance)
        assert are_close(weights[: steps + 1], expected[: steps + 1], tolerance)
    if history.accuracy[0] is not None:
        assert [step["accuracy"] for step in seen[:50]] == history.accuracy[:50]


# ---- models, losses and optimizers of one's own ----


class Skipping(Module):
    """Arrays of parameters, a leaky activation, an input that skips it, and a frozen parameter."""

    def __init__(self):
        self.W = np.array([[Value(0.3 * i - 0.2 * j + 0.1) for i in range(2)] for j in range(3)])
        self.v = [Value(0.5), Value(-0.5), Value(0.3), Value(0.1)]
        self.scale = Value(2.0, requires_grad=False)
        self.unused = Value(1.0)

    def __call__(self, x):
        hidden = [where(z > 0.0, z, 0.1 * z) for z in self.W @ np.array(x)]
        return self.scale * sum(v * h for v, h in zip(self.v, [*hidden, x[0]], strict=True))


class Nesterov(SGD):
    def update(self, data, grad, state):
        velocity = self.momentum * state + grad
        return data - self.lr * (grad + self.momentum * velocity), velocity


def quartic(prediction, target):
    return (prediction - target) ** 4 + abs(prediction)


OWN = {
    "model": {},
    "loss": {"loss": quartic},
    "optimizer": {"optimizer": lambda params: Nesterov(params, lr=0.01, momentum=0.8)},
    "part of the parameters": {"optimizer": lambda params: Adam(params[:5], lr=0.01)},
    "penalty of frozen and unused parameters": {"l2": 0.01},
}


@pytest.mark.parametrize("name", OWN)
def test_what_is_a_students_own_trains_in_the_page_as_in_fit(in_node, name):
    (X, y), model = moons(30, seed=0), Skipping()
    make = {"optimizer": lambda params: SGD(params, lr=0.01, momentum=0.9), **OWN[name]}
    optimizer = make.pop("optimizer")(model.parameters())
    settings = {"loss": "hinge", **make, "optimizer": optimizer}
    fit(model, X, y, **settings, steps=3, progress=False)  # the page goes on from here
    data = live_data(portable(model, X, y, **settings), [])
    answer = in_node(TRAIN + "run(given)", {"data": data, "steps": 50})
    history = fit(model, X, y, **settings, steps=50, progress=False, record=True)
    assert are_close([step["loss"] for step in answer["seen"]], history.loss, 1e-9)
    assert are_close([step["before"] for step in answer["seen"]], history.parameters, 1e-9)
    assert are_close([answer["after"]], [[p.data for p in model.parameters()]], 1e-9)


# ---- settings, batches, weights, faults ----


def data_of(model=None, *, loss="hinge", batch=0, **settings):
    X, y = moons(30, seed=0)
    model = model or MLP(2, [3, 1], seed=0)
    return live_data(portable(model, X, y, loss=loss, **settings), [], batch=batch)


def test_settings_changed_while_it_runs_are_those_of_the_optimizer(in_node):
    model, (X, y) = MLP(2, [3, 1], seed=0), moons(30, seed=0)
    optimizer = Adam(model.parameters(), lr=0.05)
    data = data_of(model, optimizer=optimizer)
    code = """
      const trainer = new Trainer(given);
      for (let i = 0; i < 5; i++) trainer.step();
      trainer.rule.settings.lr = 0.01;
      trainer.rule.settings["betas[0]"] = 0.5;
      trainer.l2 = 0.1;
      for (let i = 0; i < 5; i++) trainer.step();
      [...trainer.numbers]
    """
    numbers = in_node(code, data)
    fit(model, X, y, optimizer=optimizer, steps=5, progress=False)
    optimizer.lr, optimizer.betas = 0.01, (0.5, 0.999)
    fit(model, X, y, optimizer=optimizer, steps=5, l2=0.1, progress=False)
    assert are_close([numbers], [[p.data for p in model.parameters()]], 1e-9)


def test_another_optimizer_begins_anew_and_reset_goes_back_to_the_models_weights(in_node):
    model, (X, y) = MLP(2, [3, 1], seed=0), moons(30, seed=0)
    data = data_of(model, optimizer=SGD(model.parameters(), lr=0.1, momentum=0.9))
    code = """
      const trainer = new Trainer(given);
      const start = [...trainer.numbers];
      trainer.step();
      trainer.reset();
      const back = [...trainer.numbers];
      trainer.choose("Adam");
      for (let i = 0; i < 5; i++) trainer.step();
      [start, back, [...trainer.numbers], trainer.rules.map(({ name }) => name)]
    """
    start, back, after, names = in_node(code, data)
    assert start == back == [p.data for p in model.parameters()]
    assert names == ["SGD", "Adam"]
    fit(model, X, y, optimizer=Adam(model.parameters(), lr=0.01), steps=5, progress=False)
    assert are_close([after], [[p.data for p in model.parameters()]], 1e-9)


def test_mini_batches_take_every_row_once_each_time_through_in_an_order_of_the_seed(in_node):
    code = """
      const orders = (seed) => {
        const trainer = new Trainer({ ...given, seed });
        const { samples, batches } = trainer;
        const takes = [0, 1, 2, 3, 4, 5, 6, 7].map(() => batches.take(samples, 8));
        return takes.map(({ numbers, n }) => Array.from({ length: n }, (_, i) => numbers[3 * i]));
      };
      [orders(0), orders(0), orders(1)]
    """
    first, again, other = in_node(code, data_of())
    assert first == again != other
    assert [len(batch) for batch in first] == [8, 8, 8, 6, 8, 8, 8, 6]
    rows = sorted(moons(30, seed=0)[0][:, 0].tolist())
    assert sorted(chain(*first[:4])) == sorted(chain(*first[4:])) == rows
    assert first[:4] != first[4:]


def test_new_weights_stay_within_the_bounds_of_their_neurons_and_follow_the_seed(in_node):
    data = data_of(MLP(2, [100, 1], seed=0))
    code = """
      const draw = (seed) => {
        const trainer = new Trainer(given);
        trainer.randomize(seed);
        return [...trainer.numbers];
      };
      [draw(5), draw(5), draw(6)]
    """
    first, again, other = in_node(code, data)
    assert first == again != other
    bounds = np.array(data["bounds"], dtype=float)
    assert (np.abs(first) <= bounds).all()
    drawn = np.array(first)[bounds > 0.0] / bounds[bounds > 0.0]
    assert abs(drawn.mean()) < 0.2
    assert np.var(drawn) == pytest.approx(1.0 / 3.0, abs=0.06)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("trainer.rule.settings.lr = 1e300", "the loss became"),
        ("trainer.samples.replace([])", "there are no samples to train on"),
    ],
)
def test_a_step_that_fails_moves_nothing_and_says_why(in_node, change, told):
    code = f"""
      const trainer = new Trainer(given);
      trainer.step();
      {change};
      let made = 0;
      while (made < 100 && trainer.step()) made++;
      const before = [...trainer.numbers], steps = trainer.steps;
      const isMade = trainer.step();
      [isMade, before, [...trainer.numbers], trainer.steps - steps, trainer.fault]
    """
    is_made, before, after, steps, fault = in_node(code, data_of(loss="mse"))
    assert (is_made, steps) == (False, 0)
    assert before == after
    assert told in fault or "not finite" in fault or "stop" in fault
    assert all(np.isfinite(after))


def test_weights_go_to_model_load_and_come_from_model_save(in_node, tmp_path):
    model = MLP(2, [3, 1], seed=0)
    model.layers[0].neurons[0].b.data = -1e-300
    model.save(tmp_path / "saved.json")
    data, saved = data_of(model), (tmp_path / "saved.json").read_text("utf-8")
    code = """
      const trainer = new Trainer(given.data);
      const text = weightsText(trainer.weights());
      [text, weightsFrom(given.saved, given.data.names)]
    """
    text, numbers = in_node(code, {"data": data, "saved": saved})
    assert numbers == [p.data for p in model.parameters()]
    assert text == saved
    (tmp_path / "page.json").write_text(text, "utf-8")
    other = MLP(2, [3, 1], seed=1)
    other.load(tmp_path / "page.json")
    assert other.state_dict() == model.state_dict()


def refusal(in_node, call, given):
    """Return what an error of a call says, "" where there is none."""
    code = f"""
      let said = "";
      try {{ {call}; }} catch (error) {{ said = error.message; }}
      said
    """
    return in_node(code, given)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "given no JSON"),
        ("[1]", "given no object"),
        ('{"w": 1}', "1 parameters missing: b"),
        ('{"w": 1, "b": 2, "c": 3}', "1 parameters unknown: c"),
        ('{"w": 1, "b": "2"}', "1 parameters no finite number: b"),
        ('{"w": 1, "b": null}', "1 parameters no finite number: b"),
    ],
)
def test_weights_that_do_not_fit_are_refused(in_node, text, told):
    assert told in refusal(in_node, 'weightsFrom(given, ["w", "b"])', text)


def test_samples_go_out_as_csv_and_come_in_again(in_node):
    code = """
      const samples = new Samples(given, 3);
      const text = csvOf(samples, ["a", "b", "label"]);
      [text, rowsFrom(text, 3), rowsFrom("1, 2,3\\r\\n\\n4,5,6", 3)]
    """
    rows = [[0.1, -2.5e-9, 1.0], [3.0, 1e20, -1.0]]
    text, back, without_head = in_node(code, rows)
    assert text.splitlines()[0] == "a,b,label"
    assert back == rows
    assert without_head == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "given no samples"),
        ("a,b,c", "given no samples"),
        ("1,2", "line 1: given 1,2; allowed: 3 numbers"),
        ("a,b,c\n1,2,x", "line 2: given 1,2,x"),
        ("1,2,3\n1,,3", "line 2: given 1,,3"),
        ("1,2,3\n1,2,0", "line 2: given the label 0; allowed: -1, 1, 3"),
    ],
)
def test_a_csv_that_does_not_fit_is_refused_with_its_line(in_node, text, told):
    assert told in refusal(in_node, "rowsFrom(given, 3, [-1, 1, 3])", text)
