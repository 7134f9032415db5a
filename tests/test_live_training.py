"""Training in a page is training by `fit`: every loss, activation and optimizer, in Node."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import viz
from nn import MLP, SGD, Adam, fit
from nn.data import blobs, moons, sine
from nn.extend import portable
from nn.layers import ACTIVATIONS
from nn.optim import Optimizer
from viz.training.live_data import live_data
from viz.web.modules import join

LIVE = Path(viz.__file__).parent / "training" / "live"

# The modules know no page, so they run wherever JavaScript does; numbers go out in full.
IN_NODE = """
import {{ Trainer }} from "{folder}/trainer.js";
const {{ readFileSync }} = require("fs");
const jobs = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const run = ({{ data, steps, batch = 0 }}) => {{
  const trainer = new Trainer(data);
  trainer.batch = batch;
  const seen = [];
  for (let i = 0; i < steps; i++) {{
    const before = [...trainer.numbers];
    if (!trainer.step()) break;
    const {{ loss, accuracy, gradients }} = trainer;
    seen.push({{ loss, accuracy, before, gradients: [...gradients] }});
  }}
  return {{ seen, after: [...trainer.numbers], fault: trainer.fault }};
}};
console.log(JSON.stringify(jobs.map(run)));
"""


def in_node(folder, jobs):
    """Run trainings as their data says; return what each step saw."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node; the page is tested in Chromium")
    main, given, script = (folder / name for name in ("main.js", "jobs.json", "joined.js"))
    main.write_text(IN_NODE.format(folder=os.path.relpath(LIVE, folder)), "utf-8")
    given.write_text(json.dumps(jobs, allow_nan=False), "utf-8")
    script.write_text(join(main), "utf-8")
    command = [node, str(script), str(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return json.loads(done.stdout)


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
    "Adam with its settings": lambda params: Adam(
        params, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.02
    ),
}
CASES = [
    (loss, activation, optimizer, l2)
    for loss in DATA
    for activation in ACTIVATIONS
    for optimizer, l2 in zip(OPTIMIZERS, (0.0, 0.001, 0.0, 0.01), strict=True)
]
STEPS = 200


def network(loss, activation):
    X, y, outputs = DATA[loss]
    return MLP(X.shape[1], [4, 3, outputs], activation, seed=1), X, y


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
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
    answers = in_node(tmp_path_factory.mktemp("node"), jobs)
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
